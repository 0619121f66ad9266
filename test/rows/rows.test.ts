import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf, DEFECTS, ROWS, rowTable } from './table';
import { blocksOf as parse, titledBlocks } from './titles';

const blocks = titledBlocks();

test.each(ROWS)('row %s has a test that names it', (row) => {
  expect(blocksOf(blocks, row).reduce((sum, { tests }) => sum + tests, 0)).toBeGreaterThan(0);
});

test.each(DEFECTS)('mistake %s has a test that names it', (defect) => {
  expect(blocksOf(blocks, defect).reduce((sum, { tests }) => sum + tests, 0)).toBeGreaterThan(0);
});

test('docs/rows.md is what the names of tests make of it: npm run rows', () => {
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
