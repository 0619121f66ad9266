import { Testing } from 'cdk8s';
import { tenantApp } from '../../environments/wiring/tenant';
import { resolve } from '../../src/resolve/resolve';
import type { EnvironmentSpec } from '../../src/resolve/spec';
import { ABSENT, changed, CHAT, found, problemsOf, SEARCH, ELSEWHERE } from './fixture';
import { image, key, USERS, LLM_GATEWAY, withServices } from './services-fixture';
import { Problems } from '../../src/kernel/problems';

const LLM = 'services.llmGateway';
const PUBLISHER = 'services.nats.users.platform.budget-publisher';

/** An environment with language models whose `search` works on a queue and calls one. */
const budgeted = (changes: Readonly<Record<string, unknown>> = {}): EnvironmentSpec =>
  changed(
    {
      [LLM]: LLM_GATEWAY,
      'tenants.0.budget': { perMinute: 500_000, perDay: 20_000_000 },
      [`${SEARCH}.needs`]: ['bus', 'tools', 'llm-gateway'],
      [PUBLISHER]: key(),
      ...changes,
    },
    withServices(),
  );

/** A batch agent on a queue that calls a model. */
const REPORT = {
  'tenants.0.batch': {
    report: {
      image: image('report'),
      task: { p50: '1m', p99: '2m' },
      consumes: { subjects: ['tasks.report.>'] },
      maxRunning: 2,
      needs: ['bus', 'llm-gateway'],
    },
  },
  'services.nats.users.acme': { ...USERS.acme, 'agent-report': key() },
};

/** `bus.budget` of the configuration files of acme, by agent. */
function notices(spec: EnvironmentSpec): Record<string, unknown> {
  const environment = resolve(spec);
  const acme = environment.tenants.find(({ id }) => id === 'acme');
  if (acme === undefined) throw new Error('no acme');
  const objects = tenantApp(acme, environment, Problems.of('test')).charts.flatMap(
    (chart) => Testing.synth(chart) as { readonly data?: Readonly<Record<string, string>> }[],
  );
  const files = objects.flatMap(({ data }) => (data?.['agent.json'] === undefined ? [] : [data['agent.json']]));
  const read = files.map((file) => JSON.parse(file) as { readonly agent: string; readonly bus?: { readonly budget?: unknown } });
  return Object.fromEntries(read.map(({ agent, bus }) => [agent, bus?.budget]));
}

const subscribed = (spec: EnvironmentSpec): Record<string, readonly string[]> =>
  Object.fromEntries(
    (resolve(spec).services?.nats?.accounts ?? []).flatMap(({ name, users }) =>
      users.map((user) => [`${name}/${user.name}`, user.subscribe.filter((subject) => !subject.startsWith('_'))]),
    ),
  );

describe('budgets at the bus (000-25, 000-29)', () => {
  test('are told to agents that are on the bus and call models, where there are models', () => {
    expect(subscribed(budgeted())).toEqual({
      'acme/agent-search': ['budget.search'],
      'acme/provisioner': [],
      'PLATFORM/tool-gateway': ['tools.*.>'],
      'PLATFORM/budget-publisher': [],
    });
    expect(resolve(budgeted()).services?.nats?.accounts.map(({ name, budgets }) => [name, budgets])).toEqual([
      ['acme', true],
      ['PLATFORM', false],
    ]);
    expect(subscribed(withServices())['acme/agent-search']).toEqual([]);
  });

  test('are told to batch agents on a queue as well', () => {
    expect(subscribed(budgeted(REPORT))['acme/agent-report']).toEqual(['budget.report']);
  });

  test('stand in the files of those agents, with the subject that their users may hear, and in no other', () => {
    const notice = (agent: string) => ({ subject: `budget.${agent}`, staleAfterSeconds: 180, whenSpent: 'stop-pulling' });
    expect(notices(budgeted(REPORT))).toEqual({ chat: undefined, search: notice('search'), report: notice('report') });
    // a bus that is somebody else's has users that are somebody else's
    expect(notices(changed({ services: ELSEWHERE, 'tenants.0.budget': ABSENT }, budgeted(REPORT)))).toEqual({
      chat: undefined,
      search: undefined,
      report: undefined,
    });
  });

  test.each([
    ['nobody says it', { [PUBLISHER]: ABSENT }, [`${PUBLISHER}: bus-user`]],
    [
      'it is said where there are no models',
      { [LLM]: ABSENT, 'tenants.0.budget': ABSENT, [`${SEARCH}.needs`]: ['bus', 'tools'] },
      [`${PUBLISHER}: unknown-reference`],
    ],
    [
      'it is said and who calls a model is not on the bus',
      { [`${SEARCH}.needs`]: ['bus', 'tools'], [`${CHAT}.needs`]: ['memory', 'llm-gateway'] },
      [`${PUBLISHER}: unknown-reference`],
    ],
    ['its key is one character short', { [PUBLISHER]: key().slice(0, 55) }, [`${PUBLISHER}: nkey`]],
    ['its key is the tool gateway’s', { [PUBLISHER]: USERS.platform['tool-gateway'] }, [`${PUBLISHER}: nkey-reuse`]],
    ['an agent says it itself', { [`${SEARCH}.publishes`]: ['budget.chat'] }, ['tenants.acme: bus-reach']],
  ])('fail where %s', (_, changes, expected) => {
    expect(found(budgeted(changes))).toEqual(expected);
  });

  test('fail with the command that makes the key that is missing', () => {
    expect(problemsOf(budgeted({ [PUBLISHER]: ABSENT })).map(({ problem, fix }) => [problem, fix])).toEqual([
      [
        'agents hear whether their token budgets are spent, but there is no public key for it',
        'make a pair with `npx cdk8s-agents bus-user <file outside the repository>` and write what it prints',
      ],
    ]);
  });

  test('do not call a key unknown while models cannot be read, or an agent may yet need them', () => {
    expect(found(budgeted({ [LLM]: 'none' }))).toEqual(['services.llmGateway: wrong-type']);
    expect(found(budgeted({ [`${SEARCH}.task.p99`]: 'long' }))).toEqual(['tenants.acme.agents.search.task.p99: duration']);
  });
});
