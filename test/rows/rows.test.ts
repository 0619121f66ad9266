import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ASKED } from './asked';
import { blocksOf, DEFECTS, ROWS, rowTable } from './table';
import { blocksOf as parse, titledBlocks } from './titles';

const blocks = titledBlocks();

test.each(ROWS)('row %s has a test that names it', (row) => {
  expect(blocksOf(blocks, row).reduce((sum, { tests }) => sum + tests, 0)).toBeGreaterThan(0);
});

test.each(DEFECTS)('mistake %s has a test that names it', (defect) => {
  expect(blocksOf(blocks, defect).reduce((sum, { tests }) => sum + tests, 0)).toBeGreaterThan(0);
});

test('every row has a sentence that says what it asks, and no sentence is of a row that there is not', () => {
  expect(Object.keys(ASKED)).toEqual(ROWS);
  expect(new Set(Object.values(ASKED)).size).toBe(ROWS.length);
  for (const sentence of Object.values(ASKED)) expect(sentence).toMatch(/^[A-Z][^|\n]{20,158}\.$/);
});

test('what waits is read from the brackets of titles, and other brackets are not', () => {
  const block = (title: string) => ({ file: 'test/a.test.ts', title, tests: 1 });
  const line = (title: string): string =>
    rowTable([block(title)])
      .split('\n')
      .find((one) => one.startsWith('| 000-02 |')) ?? '';
  expect(line('000-02 tenants (Kamaji waits)')).toBe(`| 000-02 | ${ASKED['000-02'] ?? ''} | Kamaji waits | [a](../test/a.test.ts) |`);
  expect(line('000-02 tenants (of two kinds)')).toBe(`| 000-02 | ${ASKED['000-02'] ?? ''} |  | [a](../test/a.test.ts) |`);
});

test('docs/rows.md is what sentences and titles make of it: npm run rows', () => {
  expect(readFileSync(join(__dirname, '..', '..', 'docs', 'rows.md'), 'utf8')).toBe(rowTable(blocks));
});

test('titles are read through each and nesting, and an id is not the beginning of another', () => {
  const source = `describe.each([1])('F1 and 000-01 a', () => { test('b', () => {}); test.each([2])('F10 c', () => {}); });`;
  const found = parse('x.test.ts', source);
  expect(found.map(({ title, tests }) => [title, tests])).toEqual([
    ['F1 and 000-01 a', 2],
    ['b', 1],
    ['F10 c', 1],
  ]);
  expect(blocksOf(found, 'F1').map(({ title }) => title)).toEqual(['F1 and 000-01 a']);
});
