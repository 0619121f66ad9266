import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Titled, titledBlocks } from './titles';

const DIST = join(__dirname, '..', '..', 'dist');

/** Rows of the first system. */
export const ROWS: readonly string[] = Array.from({ length: 33 }, (_, index) => `000-${String(index + 1).padStart(2, '0')}`);
/** Mistakes of its document, and those of others that could have been made in it. */
export const DEFECTS: readonly string[] = [
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 19, 30, 31, 32, 33, 34, 42, 54, 57, 63, 64, 65, 66, 67, 68, 73, 75, 79, 80, 81, 82],
].map((number) => `F${number}`);

/** What reads rendered objects under another name than their kind. */
const READERS: Readonly<Record<string, readonly string[]>> = {
  workloadOf: ['Deployment', 'Rollout'],
  agentsOf: ['Deployment', 'Rollout'],
  'pod(': ['Deployment', 'Rollout'],
  'container(': ['Deployment', 'Rollout'],
  'triggers(': ['ScaledObject'],
  'config(': ['ConfigMap'],
  configOf: ['ConfigMap'],
  busUsers: ['ConfigMap'],
  aclOf: ['ExternalSecret'],
  node_pools: ['aws_eks_node_group'],
};

/** `docs/rows.md`: every row and every mistake, and the tests that hold it; made of the names of tests. */
export function rowTable(blocks: readonly Titled[] = titledBlocks()): string {
  const kinds = renderedKinds();
  return [
    '# Rows and mistakes of the swarm, and the tests that hold them',
    '',
    'Made from the names of tests by `npm run rows`. A row is a line of the requirements; a mistake stands in the document that they come from.',
    '',
    '| row | what holds | rendered as | waits | tests |',
    '|---|---|---|---|---|',
    ...ROWS.map((row) => rowLine(row, blocksOf(blocks, row), kinds)),
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

function rowLine(row: string, blocks: readonly Titled[], kinds: ReadonlySet<string>): string {
  const said = unique(blocks.map(({ title }) => withoutIds(title).replace(/\s*\([^()]*\)/g, '')));
  const waits = unique(
    blocks.flatMap(({ title }) => [...title.matchAll(/\(([^()]*(?:later|waits)[^()]*)\)/g)].map(([, text]) => text ?? '')),
  );
  const rendered = unique(blocks.flatMap(({ text }) => kindsIn(text, kinds))).sort();
  return `| ${row} | ${said.join('; ')} | ${rendered.join(', ')} | ${waits.join('; ')} | ${testsOf(blocks)} |`;
}

function testsOf(blocks: readonly Titled[]): string {
  return unique(blocks.map(({ file }) => file))
    .sort()
    .map((file) => `[${file.replace(/^test\//, '').replace(/\.test\.ts$/, '')}](../${file})`)
    .join(', ');
}

function kindsIn(text: string, kinds: ReadonlySet<string>): string[] {
  const named = [...text.matchAll(/'([A-Z][A-Za-z]+)'/g)].map(([, word]) => word ?? '').filter((word) => kinds.has(word));
  const read = Object.entries(READERS).flatMap(([reader, own]) => (text.includes(reader) ? own : []));
  return [...named, ...read];
}

/** Titles of one row differ in what they add; ids of rows and placeholders of tables say nothing here. */
function withoutIds(title: string): string {
  return title
    .replace(/\b(?:row )?000-\d{2}(?:(?:,| and) 000-\d{2})*\b[:,]?\s*/g, '')
    .replace(/\b(?:F\d+, )*F\d+:\s*/g, '')
    .replace(/[%$]\w+/g, '…')
    .replaceAll('|', '/')
    .trim();
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values.filter((value) => value !== ''))];
}

/** Kinds of what is rendered. */
function renderedKinds(): ReadonlySet<string> {
  const files = readdirSync(DIST, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.endsWith('.yaml'),
  );
  return new Set(
    files.flatMap((entry) =>
      [...readFileSync(join(entry.parentPath, entry.name), 'utf8').matchAll(/^kind: (\w+)$/gm)].map(([, kind]) => kind ?? ''),
    ),
  );
}
