import { parseQuery } from '../../../src/judges/checks/promql';

test.each([
  ['up', 'up', []],
  ['{__name__="up"}', 'up', []],
  ['{"up", a="b"}', 'up', [['a', '=', 'b']]],
  ['{__name__=~"up|down"}', undefined, [['__name__', '=~', 'up|down']]],
  ['{__name__!="up"}', undefined, [['__name__', '!=', 'up']]],
  [
    'up{"a.b"!="c", d!~"e"}',
    'up',
    [
      ['d', '!~', 'e'],
      ['a.b', '!=', 'c'],
    ],
  ],
  [
    "up{a='b\\'c', d=`e\\n`}",
    'up',
    [
      ['a', '=', "b'c"],
      ['d', '=', 'e\\n'],
    ],
  ],
  ['up{a="b\\nc\\\\d"}', 'up', [['a', '=', 'b\nc\\d']]],
])('%s selects %s with %j', (query, metric, matchers) => {
  const { selectors, error } = parseQuery(query);
  expect([selectors, error]).toEqual([
    [{ metric, matchers: matchers.map(([label, operator, value]) => ({ label, operator, value })) }],
    undefined,
  ]);
});

test.each([
  ['sum by (a) (up)', ['a']],
  ['sum (up) by (a, "b.c")', ['a', 'b.c']],
  ['((sum by (a) (up)))', ['a']],
  ['sum by (a) (up) > 5', ['a']],
  ['(sum by (a) (up) or down) - 1', ['a']],
  ['sum by () (up)', []],
  // one value, without labels
  ['sum(up)', []],
  // every label but one, and those of the series: not known
  ['sum without (a) (up)', undefined],
  ['up', undefined],
  ['rate(up[5m])', undefined],
  ['5 * sum by (a) (up)', undefined],
])('the result of %s has the labels %j', (query, labels) => {
  expect(parseQuery(query).result).toEqual(labels);
});

test.each([
  ['a / on (b) c', ['b']],
  ['a / ignoring (b) c', []],
  ['a / on (b) group_left (d) c', ['b', 'd']],
  ['sum without (a) (up)', []],
  ['up', []],
])('%s groups by %j', (query, labels) => {
  expect(parseQuery(query).groupings).toEqual(labels);
});

test.each([
  ['label_replace(up, "to", "$1", "from", "(.*)")', ['to']],
  ['label_join(up, "to", ",", "a", "b")', ['to']],
  ['sum(label_replace(label_join(up, "a", ",", "b"), "c", "", "", ""))', ['c', 'a']],
  ['count_values("version", up)', []],
  ['rate(up[5m])', []],
])('%s makes the labels %j', (query, made) => {
  expect(parseQuery(query).made).toEqual(made);
});

test.each([
  ['sum(', `at 5: 'sum('`],
  [') up', `at 1: ') up'`],
  // thirty characters on either side
  [`${'a'.repeat(40)} ] ${'b'.repeat(40)}`, `at 42: '${'a'.repeat(29)} ] ${'b'.repeat(28)}'`],
])('fails to read %s, %s', (query, error) => {
  expect(parseQuery(query).error).toBe(error);
});
