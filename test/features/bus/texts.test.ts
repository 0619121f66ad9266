import type { BusAccount } from '../../../src/features/bus/account';
import { accountsConfiguration } from '../../../src/features/bus/configuration';
import { busSeparation } from '../../../src/features/bus/separation';
import { acme, agents, platform, pool } from './fixture';

/** Lines of each paragraph: one that lost its text would end a paragraph, or be none. */
const shape = (text: string): number[] => text.split('\n\n').map((paragraph) => paragraph.trimEnd().split('\n').length);
const told = (): BusAccount => acme({ agents: agents(0).map((agent) => ({ ...agent, budgets: agent.name === 'search' })) });

test('the report has every paragraph and every line of what is kept apart, and of what is not', () => {
  const tenants = [1, 2 + 1, 1, 3, 1, 1];
  expect(shape(busSeparation([acme(), platform()]))).toEqual(tenants);
  expect(shape(busSeparation([told(), platform()]))).toEqual([...tenants, 1, 4]);
  expect(shape(busSeparation([acme(), pool(), platform()]))).toEqual([1, 2 + 2, 1, 3, 1, 1, 1, 1, 1, 5, 1, 1]);
});

test('the report names the subjects of token budgets with what stands for account and agent', () => {
  const text = busSeparation([told(), platform()]);
  expect(text.match(/`[^`]*<agent>[^`]*`/g)).toEqual(['`budget.<account>.<agent>`', '`budget.<agent>`', '`budget.<agent>`']);
});

test('a row says for whom an account is, what it has and who hears of budgets; the platform has none', () => {
  const rows = (...accounts: BusAccount[]): string[] =>
    busSeparation(accounts)
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| account'));
  expect(rows(platform(), { ...told(), name: 'zeta' }, pool(), { ...acme(), tools: false })).toEqual([
    '| acme | one tenant | 3 | TASKS | 201326592 bytes | 25 | no | none |',
    '| shared | pool of birch, cedar | 5 | TASKS, RESULTS | 301989888 bytes | 25 | yes | none |',
    '| zeta | one tenant | 3 | TASKS | 201326592 bytes | 25 | yes | search |',
  ]);
});

test('an account in which nobody is yet says so, and has no streams, imports, exports or mappings', () => {
  const empty = acme({ name: 'globex', agents: [] });
  expect(accountsConfiguration([empty])).toContain(`  # globex: nobody yet
  "globex" {
    limits {
      max_connections: 2
      max_leafnodes: 0
    }
    users: [
      # provisioner
`);
});

test('a mapping says where messages go and how many of a hundred', () => {
  const mappings = [
    {
      source: 'tasks.search.>',
      targets: [
        { subject: 'tasks.v1.search.>', weight: 90 },
        { subject: 'tasks.v2.search.>', weight: 9 },
      ],
    },
    { source: 'tasks.*.a', targets: [{ subject: 'work.$1', weight: 100 }] },
  ];
  expect(accountsConfiguration([{ ...acme(), mappings }, platform()])).toContain(`    mappings {
      "tasks.search.>": [
        { destination: "tasks.v1.search.>", weight: "90%" }
        { destination: "tasks.v2.search.>", weight: "9%" }
      ]
      "tasks.*.a": [
        { destination: "work.$1", weight: "100%" }
      ]
    }
`);
});
