import { type HostInput, planHosts, rangesByPort } from '../../../src/features/network/plan';
import { resolveHosts } from '../../../src/features/network/resolve';
import { Problems } from '../../../src/kernel/problems';

const found = (hosts: readonly HostInput[]): string[] => {
  const problems = Problems.of('root').at('hosts');
  planHosts(problems, hosts);
  return problems.list.map(({ place, rule }) => `${place} ${rule}`);
};
const CIDRS = ['203.0.113.0/24'];

test.each<[string, HostInput, string[]]>([
  ['ranges', { cidrs: CIDRS }, []],
  ['ranges and a name', { cidrs: CIDRS, name: 'api.example.com' }, []],
  ['the first port', { cidrs: CIDRS, port: 1 }, []],
  ['the last port', { cidrs: CIDRS, port: 65_535 }, []],
  ['port 0', { cidrs: CIDRS, port: 0 }, ['hosts[0].port whole-number']],
  ['port 65536', { cidrs: CIDRS, port: 65_536 }, ['hosts[0].port whole-number']],
  ['nothing', {}, ['hosts[0] egress-host']],
  ['no ranges', { cidrs: [] }, ['hosts[0] egress-host']],
  ['a name alone', { name: 'api.example.com' }, ['hosts[0].name egress-by-name']],
  ['a name that is none', { name: 'api_1.example.com' }, ['hosts[0].name host-name']],
  ['a name without a dot', { name: 'api' }, ['hosts[0].name host-name']],
  ['a name that is none, beside ranges', { name: 'API.example.com', cidrs: CIDRS }, ['hosts[0].name host-name']],
  ['a range that is none', { cidrs: [...CIDRS, '10.0.0.1/8'] }, ['hosts[0].cidrs[1] cidr']],
  [
    'all of it',
    { cidrs: ['0.0.0.0/0'], name: 'x', port: 1.5 },
    ['hosts[0].cidrs[0] cidr', 'hosts[0].port whole-number', 'hosts[0].name host-name'],
  ],
])('a host with %s has its own problems only', (_, host, problems) => {
  expect(found([host])).toEqual(problems);
});

test('of what could not be read nothing more is said', () => {
  for (const key of ['cidrs', 'name']) {
    const problems = Problems.of('root');
    problems.unreadable(`[0].${key}`, { rule: 'wrong-type', problem: '', fix: '' });
    planHosts(problems, [{}]);
    expect(problems.list.map(({ rule }) => rule)).toEqual(['wrong-type']);
  }
});

test('hosts are sorted by name, ranges and port, and have their ranges once; the port is that of HTTPS', () => {
  const hosts = [
    { name: 'b.example.com', cidrs: ['203.0.113.8/32', '198.51.100.0/24', '203.0.113.8/32'] },
    { cidrs: ['203.0.113.0/24'], port: 80 },
    { name: 'a.example.com', cidrs: ['203.0.113.0/24'] },
    { cidrs: ['198.51.100.0/24'], port: 8443 },
  ];
  const planned = [
    { name: undefined, cidrs: ['198.51.100.0/24'], port: 8443 },
    { name: undefined, cidrs: ['203.0.113.0/24'], port: 80 },
    { name: 'a.example.com', cidrs: ['203.0.113.0/24'], port: 443 },
    { name: 'b.example.com', cidrs: ['198.51.100.0/24', '203.0.113.8/32'], port: 443 },
  ];
  expect(planHosts(Problems.of('root'), hosts)).toEqual(planned);
});

test('hosts become one rule a port, in the order of ports', () => {
  expect(
    rangesByPort([
      { port: 8443, cidrs: ['203.0.113.0/24'] },
      { port: 443, cidrs: ['203.0.113.0/24', '10.0.0.0/8'] },
      { port: 443, cidrs: ['198.51.100.0/24', '10.0.0.0/8'] },
    ]),
  ).toEqual([
    { port: 443, cidrs: ['10.0.0.0/8', '198.51.100.0/24', '203.0.113.0/24'] },
    { port: 8443, cidrs: ['203.0.113.0/24'] },
  ]);
  expect(rangesByPort([])).toEqual([]);
});

test('hosts of a spec have their problems in the list, or under the one key', () => {
  const said = (single?: string): string[] => {
    const problems = Problems.of('root');
    resolveHosts([{ cidrs: [] }], { problems, warnings: Problems.of('root') }, single);
    return problems.list.map(({ place, rule }) => `${place} ${rule}`);
  };
  expect([said(), said('apiServer')]).toEqual([['hosts[0] egress-host'], ['apiServer egress-host']]);
});
