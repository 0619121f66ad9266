import type { BusAccount } from '../../../src/features/bus/account';
import { accountsConfiguration } from '../../../src/features/bus/configuration';
import { platformAccount } from '../../../src/features/bus/platform-account';
import { busReach, unconsumedSubjects } from '../../../src/features/bus/reach';
import { busAccountFindings, busFindings } from '../../../src/features/bus/rules';
import { busSeparation } from '../../../src/features/bus/separation';
import { acme, agents, KEYS, places, platform, pool, SEARCH } from './fixture';

/** The fixture's tenant, whose worker hears of its budget. */
const told = (): BusAccount => acme({ agents: agents(0).map((agent) => ({ ...agent, budgets: agent.name === 'search' })) });
/** The platform with somebody who says it. */
const saying = (): BusAccount => platformAccount({ toolGatewayNkey: KEYS[8], toolGatewayConnections: 2, budgetPublisherNkey: KEYS[9] });
/** The pool, both of whose agents hear. */
const toldPool = (): BusAccount => ({
  ...pool(),
  budgets: true,
  users: pool().users.map((user) => (user.name === 'agent-search' ? { ...user, subscribe: [...user.subscribe, 'budget.search'] } : user)),
});

const holding = (account: BusAccount, user: string, side: 'publish' | 'subscribe', subject: string): BusAccount => ({
  ...account,
  users: account.users.map((one) => (one.name === user ? { ...one, [side]: [...one[side], subject] } : one)),
});
const reached = (accounts: readonly BusAccount[]): string[] =>
  busReach(accounts).map(({ place, violation }) => `${place}: ${violation.problem}`);

describe('token budgets on the bus (000-25, 000-29)', () => {
  test('an agent may hear its own and nothing more; who is told nothing holds what it held', () => {
    const before = Object.fromEntries(acme().users.map(({ name, publish, subscribe }) => [name, { publish, subscribe }]));
    expect(Object.fromEntries(told().users.map(({ name, publish, subscribe }) => [name, { publish, subscribe }]))).toEqual({
      ...before,
      'agent-search': { ...before['agent-search'], subscribe: ['_INBOX_acme_agent-search.>', 'budget.search'] },
    });
    expect([acme().budgets, told().budgets]).toEqual([false, true]);
    expect(told().limits).toEqual(acme().limits);
  });

  test('whoever says it may publish that and nothing else, and its connections are counted', () => {
    expect(saying().users.map(({ name, nkey, publish, subscribe }) => ({ name, nkey, publish, subscribe }))).toEqual([
      { name: 'tool-gateway', nkey: KEYS[8], publish: ['_R_.>'], subscribe: ['tools.*.>', '_INBOX_PLATFORM_tool-gateway.>'] },
      { name: 'budget-publisher', nkey: KEYS[9], publish: ['budget.*.*'], subscribe: ['_INBOX_PLATFORM_budget-publisher.>'] },
    ]);
    expect([platform().limits.connections, saying().limits.connections]).toEqual([2, 2 + 2]);
  });

  test('each account imports as a stream what is said to it alone, beside its tools', () => {
    const text = accountsConfiguration([told(), toldPool(), saying()]);
    const lines = text.split('\n').filter((line) => /stream: (?:"|\{)/.test(line));
    expect(lines.map((line) => line.trim())).toEqual([
      '{ stream: "budget.acme.>", accounts: ["acme"] }',
      '{ stream: "budget.shared.>", accounts: ["shared"] }',
      '{ stream: { account: PLATFORM, subject: "budget.acme.>" }, to: "budget.>" }',
      '{ stream: { account: PLATFORM, subject: "budget.shared.>" }, to: "budget.>" }',
    ]);
    expect(text).toContain(`    imports: [
      { service: { account: PLATFORM, subject: "tools.acme.>" }, to: "tools.>" }
      { stream: { account: PLATFORM, subject: "budget.acme.>" }, to: "budget.>" }
    ]`);
    expect(text).toContain('# the platform: its tool gateway, and who says which budgets are spent');
    // members of a pool have accounts of their own, which hear nothing of it
    expect(text.match(/"shared--\w+" \{[^]*?imports: \[[^\]]*\]/g)?.map((block) => block.includes('budget'))).toEqual([false, false]);
  });

  test('without budgets nothing of them is printed', () => {
    expect(accountsConfiguration([acme(), pool(), platform()])).not.toContain('budget');
  });

  test('everything that is derived holds', () => {
    expect(busFindings([told(), toldPool(), saying()])).toEqual([]);
    expect(unconsumedSubjects([told(), toldPool(), saying()])).toEqual([]);
  });

  test('fails where nobody may say it, once for each account that would hear it, and of one account alone nothing is missing', () => {
    expect(places(busFindings([told(), acme({ name: 'globex', agents: [], provisionerNkey: KEYS[5] }), platform()]))).toEqual([
      'acme.budgets budget-publisher',
    ]);
    expect(places(busFindings([told()]))).toEqual(['acme.tools tools-account', 'acme.budgets budget-publisher']);
    expect(busAccountFindings(told())).toEqual([]);
  });

  test.each([
    ['publish', 'budget.search', 'the state of budgets, which the platform alone says'],
    ['publish', 'budget.coordinator', 'the state of budgets, which the platform alone says'],
    ['publish', 'budget.*', 'the state of budgets, which the platform alone says'],
    ['subscribe', 'budget.search', 'the state of others’ budgets'],
    ['subscribe', 'budget.*', 'the state of others’ budgets'],
    ['subscribe', 'budget.>', 'the state of others’ budgets'],
  ] as const)('fails an agent that may %s %s', (side, subject, what) => {
    expect(reached([holding(told(), 'agent-coordinator', side, subject)])).toEqual([
      `acme.agent-coordinator.${side}: '${subject}' reaches ${what}`,
    ]);
  });

  test('an agent’s own state is its own, and where there are no budgets the word is like any other', () => {
    expect(reached([holding(told(), 'agent-coordinator', 'subscribe', 'budget.coordinator')])).toEqual([]);
    expect(reached([holding(acme(), 'agent-coordinator', 'publish', 'budget.approve')])).toEqual([]);
  });

  test.each([
    ['budget-publisher', 'publish', 'tools.acme.>', 'calls to tools, in the name of any account'],
    ['budget-publisher', 'publish', '_R_.>', 'answers of services'],
    ['budget-publisher', 'publish', '$SYS.>', 'the system'],
    ['budget-publisher', 'publish', 'budget.>', "the state of budgets, which 'budget-publisher' alone says"], // more than one agent of one account
    ['budget-publisher', 'subscribe', 'tools.*.>', 'calls of all accounts to tools'],
    ['budget-publisher', 'subscribe', 'budget.*.*', 'the state of others’ budgets'],
    ['tool-gateway', 'publish', 'budget.acme.search', "the state of budgets, which 'budget-publisher' alone says"],
    ['tool-gateway', 'subscribe', 'budget.>', 'the state of others’ budgets'],
  ] as const)('fails a platform whose %s may %s %s', (user, side, subject, what) => {
    expect(reached([holding(saying(), user, side, subject)])).toEqual([`PLATFORM.${user}.${side}: '${subject}' reaches ${what}`]);
  });

  test('fails a stream that would keep it', () => {
    const worker = agents(0).map((agent) =>
      agent.name === 'search'
        ? { ...agent, budgets: true, consumes: { consumer: { ...SEARCH, filterSubjects: ['budget.search'] } } }
        : agent,
    );
    expect(reached([acme({ agents: worker.filter(({ name }) => name === 'search') })])).toEqual([
      "acme.agent-search.subscribe: 'budget.search' reaches messages of stream 'TASKS' past its consumers",
      "acme.TASKS.subjects: 'budget.search' reaches the state of budgets, which no stream keeps",
    ]);
  });

  test('the report says who hears, who says it and what no wall is, and only where there are budgets', () => {
    expect(busSeparation([acme(), platform()])).not.toContain('Token budgets');
    expect(busSeparation([acme(), platform()])).toMatch(/^\| acme .* \| yes \| none \|$/m);
    const report = busSeparation([told(), toldPool(), saying()]);
    expect(report).toMatch(/^\| acme .* \| yes \| search \|$/m);
    expect(report).toMatch(/^\| shared .* \| yes \| search \|$/m);
    expect(report).toContain('says on `budget.<account>.<agent>` whether an agent’s tokens are `spent` or `open`');
    expect(report).toContain('have the answer sent to another agent’s `budget.<agent>`');
    expect(report).toContain('valid for 180 seconds');
  });
});
