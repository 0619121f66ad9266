import { hasVariable, parseable, withVariables } from '../../../src/judges/checks/variables';

test.each([
  ['rate(a[$__interval])', 'rate(a[5m])'],
  ['rate(a[ ${window:text} ])', 'rate(a[ 5m ])'],
  ['max_over_time(a[1h:$step])', 'max_over_time(a[1h:5m])'],
  ['a offset $shift', 'a offset 5m'],
  ['a offset  [[shift]]', 'a offset  5m'],
  // a time stands right behind the bracket; what comes later is a number
  ['rate(a[1m]) > $limit', 'rate(a[1m]) > 1'],
  ['rate(a[$__interval]) > ${limit}', 'rate(a[5m]) > 1'],
  ['a offset 5m > $limit', 'a offset 5m > 1'],
  ['reoffset $limit', 'reoffset 1'],
  ['topk($n, a)', 'topk(1, a)'],
  ['{{args.limit}} < a', '1 < a'],
  // in quotes they stay text, whichever quotes
  ['a{b="$c"} > $d', 'a{b="$c"} > 1'],
  [`a{b='$c', d=\`$e\`} > $f`, `a{b='$c', d=\`$e\`} > 1`],
  ['a{b="\\"$c"} > $d', 'a{b="\\"$c"} > 1'],
  ['a == 1', 'a == 1'],
])('%s is read as %s', (query, wanted) => {
  expect(parseable(query)).toBe(wanted);
});

test.each([
  ['$a', true],
  ['${a}', true],
  ['[[a]]', true],
  ['[[a:csv]]', true],
  ['{{args.a}}', true],
  ['x $a', true],
  ['$1', false],
  ['[a]', false],
  ['[[a b]]', false],
  ['${a', false],
  ['', false],
])('%j has a variable: %s', (text, wanted) => {
  expect(hasVariable(text)).toBe(wanted);
});

test('each is replaced by what stands for it there', () => {
  const before: string[] = [];
  const text = withVariables('a=$b;c=${d}', (so) => {
    before.push(so);
    return '…';
  });
  expect([text, before]).toEqual(['a=…;c=…', ['a=', 'a=…;c=']]);
});
