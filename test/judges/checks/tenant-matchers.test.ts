import { parseQuery } from '../../../src/judges/checks/promql';
import { tenantsAreExact, tenantsOf } from '../../../src/judges/checks/tenant-matchers';
import { holding, object } from '../objects';

const tenant = (id: string, name = `tenant-${id}`): object =>
  object('Namespace', name, { metadata: { labels: { 'cdk8s-agents/tenant': id } } }, '');
const rule = (namespace: string, labels: object = {}): object => object('PrometheusRule', 'a', { metadata: { labels } }, namespace);
const TENANTS = [tenant('acme'), tenant('globex')];

/** What is found of a query of the last object. */
function found(matcher: string, ...objects: readonly object[]): unknown[] {
  const inventory = holding(...objects);
  const use = inventory.all.at(-1);
  if (use === undefined) throw new Error('no object');
  const query = `up{${matcher}}`;
  return tenantsAreExact({ object: use, field: 'spec.a', text: query, query }, parseQuery(query), inventory, tenantsOf(inventory));
}
const taken = (matcher: string, ...objects: readonly object[]): string[] =>
  found(matcher, ...objects).map((problem) => (problem as { problem: string }).problem.replace(/^.*more than one tenant: /, ''));

test('tenants are the namespaces with a label of that name, by their id and their own name', () => {
  const others = [object('Namespace', 'platform', { metadata: { labels: { tenant: 'no' } } }, ''), tenant('own', 'own')];
  expect(tenantsOf(holding(...TENANTS, ...others))).toEqual([
    { id: 'acme', names: ['acme', 'tenant-acme'] },
    { id: 'globex', names: ['globex', 'tenant-globex'] },
    { id: 'own', names: ['own'] },
  ]);
});

test('fails with everything that is known of the query', () => {
  expect(found('tenant=~"acme|globex"', ...TENANTS, rule('tenant-acme'))).toEqual([
    {
      place: 'PrometheusRule tenant-acme/a spec.a',
      rule: 'regex-tenant',
      problem: 'tenant=~"acme|globex" takes the series of more than one tenant: acme, globex',
      fix: 'match exactly: tenant="…"',
      source: { file: 'a.yaml', line: 3 },
    },
  ]);
});

const BOTH = ['tenant-acme, tenant-globex'];
const ANY = ['acme, globex'];

test.each([
  ...['namespace', 'exported_namespace', 'kubernetes_namespace'].map((label) => [`${label}=~"tenant-.+"`, BOTH] as const),
  ...['tenant', 'tenant_id', 'account', 'account_id', 'account_name'].map((label) => [`${label}=~"acme|globex"`, ANY] as const),
  ['pod=~"acme|globex"', []],
  ['tenant="acme|globex"', []],
  ['tenant!="acme"', []],
  ['tenant!~"acme|tenant-acme"', ['globex, globex2 if there is one']],
  ['tenant!~"platform"', ANY],
  ['tenant=~"acme"', []],
  ['tenant=~"acm"', []],
  ['tenant=~"acme.?"', ['acme, acme2 if there is one']],
  ['tenant=~"acme(-.*)?"', ['acme, acme-x if there is one']],
  // whose pattern it is that does not parse, Prometheus tells
  ['tenant=~"("', []],
  ['tenant=~"acme|globex", namespace=~"tenant-.*"', [...ANY, ...BOTH]],
] as const)('of a tenant, %s takes %j', (matcher, expected) => {
  expect(taken(matcher, ...TENANTS, rule('tenant-acme'))).toEqual(expected);
});

test('of the platform, a pattern may take all, unless a variable is to choose one', () => {
  expect(taken('tenant=~".*"', ...TENANTS, rule('platform'))).toEqual([]);
  expect(taken('tenant=~"$tenant"', ...TENANTS, rule('platform'))).toEqual([]);
  expect(taken('tenant=~"$tenant.*"', ...TENANTS, rule('platform'))).toEqual(['acme, acme2 if there is one']);
  expect(taken('tenant=~".*$tenant"', ...TENANTS, rule('platform'))).toEqual([]);
  // the id is a part of the namespace's name
  expect(taken('namespace=~"tenant-$tenant.*"', ...TENANTS, rule('platform'))).toEqual(['tenant-acme, tenant-acme2 if there is one']);
});

test('an object is a tenant’s by its own label as well, and without tenants one of any name is thought of', () => {
  expect(taken('tenant=~"acme|globex"', ...TENANTS, rule('monitoring', { 'cdk8s-agents/tenant': 'acme' }))).toEqual(ANY);
  expect(taken('tenant=~"$tenant.*"', rule('monitoring'))).toEqual(['acme, acme2 if there is one']);
});
