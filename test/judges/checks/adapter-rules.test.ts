import { adapterRules, type AdapterRule, holdsAdapterRules, servedQuery } from '../../../src/judges/checks/adapter-rules';
import { holding, object } from '../objects';

const mapOf = (data: object) => {
  const [map] = holding(object('ConfigMap', 'rules', { data })).objects('ConfigMap');
  if (map === undefined) throw new Error('no ConfigMap');
  return map;
};

/** The rule that a list holds, written in JSON, which is YAML. */
function ruleOf(rule: object, list = 'externalRules'): Omit<AdapterRule, 'object'> | undefined {
  const [found] = adapterRules(mapOf({ 'config.yaml': `${list}: ${JSON.stringify([rule])}` }));
  if (found === undefined) return undefined;
  const { object: _object, ...rest } = found;
  return rest;
}

test('rules are those of both lists in any file, each with its place; other files and other maps hold none', () => {
  const rules = adapterRules(
    mapOf({
      'a.yaml': 'rules: [{seriesQuery: up}]\nexternalRules: [{seriesQuery: down}, {seriesQuery: down2}]\n',
      'b.txt': 'rules: none of the adapter',
      'c.txt': 'seriesQuery: without a list',
      'd.yaml': 'other: 1\nrules: [{seriesQuery: left}, 5]\n',
    }),
  );
  expect(rules.map(({ api, field, seriesQuery, object: { name } }) => [name, api, field, seriesQuery])).toEqual([
    ['rules', 'external', 'data["a.yaml"] externalRules[0]', 'down'],
    ['rules', 'external', 'data["a.yaml"] externalRules[1]', 'down2'],
    ['rules', 'custom', 'data["a.yaml"] rules[0]', 'up'],
    ['rules', 'custom', 'data["d.yaml"] rules[0]', 'left'],
  ]);
});

test.each([
  [{ a: 'rules:\n- seriesQuery: up' }, true],
  [{ a: 'externalRules:\n- seriesQuery: up' }, true],
  [{ a: 'x', b: 'x: 1\nrules:\n- seriesQuery: up' }, true],
  [{ a: 'rules:\n- alert: up' }, false],
  [{ a: '  rules:\n  - seriesQuery: up' }, false],
  [{ a: 'myrules:\n- seriesQuery: up' }, false],
  [{ a: 'seriesQuery: up' }, false],
  [{}, false],
])('a map with %j holds rules of the adapter: %s', (data, holds) => {
  expect(holdsAdapterRules(mapOf(data))).toBe(holds);
});

test('a rule that says nothing but its series is of the namespace and serves the series', () => {
  expect(ruleOf({ seriesQuery: 'up{a="b"}' })).toEqual({
    api: 'external',
    field: 'data["config.yaml"] externalRules[0]',
    metric: 'up',
    namespaced: true,
    seriesQuery: 'up{a="b"}',
    metricsQuery: '',
  });
  expect(ruleOf({ metricsQuery: 'seriesQuery' })).toMatchObject({ seriesQuery: '', metric: undefined, metricsQuery: 'seriesQuery' });
});

test.each([
  [{ namespaced: false }, false],
  [{ namespaced: true }, true],
  [{}, true],
])('with the resources %j the namespace is put into the query: %s', (resources, namespaced) => {
  expect(ruleOf({ seriesQuery: 'up', resources })?.namespaced).toBe(namespaced);
});

/** As `naming` of its documentation has it; a series that `matches` does not take is not served at all. */
test.each([
  ['http_total', {}, 'http_total'],
  ['http_total', { as: 'requests' }, 'requests'],
  ['{a="b"}', { as: 'requests' }, 'requests'],
  ['{a="b"}', { as: '$1' }, undefined],
  ['{a="b"}', {}, undefined],
  ['http_total', { as: '', matches: '^(.*)_total$' }, 'http'],
  ['http_total', { matches: '^(.*)_total$' }, 'http'],
  ['http_total', { matches: '^http' }, 'http'],
  ['http_total', { matches: '^(.*)_(total)$' }, 'http_total'],
  ['http_total', { matches: '^(.*)_total$', as: '${1}_per_second' }, 'http_per_second'],
  ['http_total', { matches: '^(.*)_(total)$', as: '$2_of_${1}' }, 'total_of_http'],
  ['http_total', { matches: '^(.*)_total$', as: 'a$2${3}b' }, 'ab'],
  ['http_total', { matches: 'nothing' }, undefined],
  ['http_total', { matches: 'nothing', as: 'requests' }, undefined],
])('of the series %s the name %j serves %s', (seriesQuery, name, metric) => {
  expect(ruleOf({ seriesQuery, name })?.metric).toBe(metric);
});

const RULE = { api: 'external', namespaced: true, seriesQuery: 'up{a="b"}' } as const;
const asked = (rule: object, namespace: string | undefined, labels: Readonly<Record<string, string>> = {}): string => {
  const metricsQuery = 'sum(<<.Series>>{<<.LabelMatchers>>}) by (<<.GroupBy>>, <<.GroupBySlice>>, <<.Series>>)';
  return servedQuery({ ...RULE, object: mapOf({}), field: '', metric: 'up', metricsQuery, ...rule }, namespace, labels);
};

test.each([
  ['an external rule', {}, 'x', { c: 'd"e', f: 'g' }, 'up{namespace="x",c="d\\"e",f="g"}'],
  ['one that is not of the namespace', { namespaced: false }, 'x', { c: 'd' }, 'up{c="d"}'],
  ['one of the custom API', { api: 'custom' }, 'x', {}, 'up{}'],
  ['an autoscaler without a namespace', {}, undefined, { c: 'd' }, 'up{c="d"}'],
])('%s is asked with its matchers', (_, rule, namespace, labels, series) => {
  expect(asked(rule, namespace, labels as Readonly<Record<string, string>>)).toBe(`sum(${series}) by (namespace, namespace, up)`);
});

test('a rule whose query names no series is asked by its text', () => {
  expect(asked({ seriesQuery: '{a="b"}', metricsQuery: '<<.Series>>' }, 'x')).toBe('{a="b"}');
});
