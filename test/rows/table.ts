import { ASKED } from './asked';
import { type Titled, titledBlocks } from './titles';

/** Rows of the first system. */
export const ROWS: readonly string[] = Array.from({ length: 33 }, (_, index) => `000-${String(index + 1).padStart(2, '0')}`);
/** Mistakes of its document, and those of others that could have been made in it. */
export const DEFECTS: readonly string[] = [
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 19, 30, 31, 32, 33, 34, 42, 54, 57, 63, 64, 65, 66, 67, 68, 73, 75, 79, 80, 81, 82],
].map((number) => `F${number}`);

/** `docs/rows.md`: every row with what it asks, every mistake, and the tests that hold them, by the names of tests. */
export function rowTable(blocks: readonly Titled[] = titledBlocks()): string {
  return [
    '# Rows and mistakes of the swarm, and the tests that hold them',
    '',
    'Made by `npm run rows`: which tests hold a row, and what of it waits, are read from the titles of tests. A row is a line of the requirements; a mistake stands in the document that they come from.',
    '',
    '| row | what it asks | waits | tests |',
    '|---|---|---|---|',
    ...ROWS.map((row) => rowLine(row, blocksOf(blocks, row))),
    '',
    '| mistake | tests |',
    '|---|---|',
    ...DEFECTS.map((defect) => `| ${defect} | ${testsOf(blocksOf(blocks, defect))} |`),
    '',
  ].join('\n');
}

/** Blocks that name an id in their title. */
export function blocksOf(blocks: readonly Titled[], id: string): Titled[] {
  return blocks.filter(({ title }) => new RegExp(`\\b${id}\\b`).test(title));
}

function rowLine(row: string, blocks: readonly Titled[]): string {
  return `| ${row} | ${ASKED[row] ?? ''} | ${waitsOf(blocks).join('; ')} | ${testsOf(blocks)} |`;
}

/** What titles say in brackets of what is not there yet. */
function waitsOf(blocks: readonly Titled[]): string[] {
  return unique(blocks.flatMap(({ title }) => [...title.matchAll(/\(([^()]*\b(?:later|waits)\b[^()]*)\)/g)].map(([, text]) => text ?? '')));
}

function testsOf(blocks: readonly Titled[]): string {
  return unique(blocks.map(({ file }) => file))
    .sort()
    .map((file) => `[${file.replace(/^test\//, '').replace(/\.test\.ts$/, '')}](../${file})`)
    .join(', ');
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values.filter((value) => value !== ''))];
}
