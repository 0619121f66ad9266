import { table } from '../../src/cli/summary';

test('columns stand below each other, as wide as their widest cell; the last cell of a row widens none', () => {
  const rows = [
    ['swarm/prod', '12 objects', 'unchanged'],
    ['a', 'b', 'c', 'd'],
    ['gone/now', 'is removed, which is longer than any other'],
  ];
  expect(table(rows)).toEqual([
    'swarm/prod   12 objects   unchanged',
    'a            b            c   d',
    'gone/now     is removed, which is longer than any other',
  ]);
});

test('no row has spaces at its end', () => {
  expect(
    table([
      ['a', 'bcd', 'e'],
      ['a', 'b'],
      ['a', ''],
    ]),
  ).toEqual(['a   bcd   e', 'a   b', 'a']);
});
