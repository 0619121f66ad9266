import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENTRIES, EXPECTED } from './render';

/** Every environment and every construct of the corpus renders as `expected/` says, to the byte. Written anew by `npm run corpus`. */
test.each(ENTRIES)('$file is rendered as before', ({ file, render }) => {
  const path = join(EXPECTED, file);
  expect(difference(existsSync(path) ? readFileSync(path, 'utf8') : '', render())).toBe('');
});

test('nothing is expected that nobody renders, and no two render into one file', () => {
  const committed = readdirSync(EXPECTED, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(EXPECTED.length + 1));
  expect(committed.sort()).toEqual(ENTRIES.map(({ file }) => file).sort());
});

/** Lines that are shown of a difference, and lines around it. */
const SHOWN = 12;
const AROUND = 3;

/** The first lines that differ, as `diff -u` has them, below the path of the rendered file that they are in; empty if nothing differs. */
function difference(expected: string, actual: string): string {
  if (expected === actual) return '';
  const [before, after] = [expected.split('\n'), actual.split('\n')];
  const first = before.findIndex((line, index) => line !== after[index]);
  const start = first === -1 ? before.length : first;
  const same = sameAtEnd(before.slice(start), after.slice(start));
  const header =
    before
      .slice(0, start + 1)
      .filter((line) => line.startsWith('#### '))
      .at(-1) ?? '';
  const some = (mark: string, lines: readonly string[]): string[] => {
    const changed = lines.slice(start, lines.length - same);
    const rest = changed.length > SHOWN ? [`${mark}… ${changed.length - SHOWN} more lines`] : [];
    return [...changed.slice(0, SHOWN).map((line) => `${mark}${line}`), ...rest];
  };
  const context = before.slice(Math.max(0, start - AROUND), start).map((line) => ` ${line}`);
  return [header, `@@ line ${start + 1} @@`, ...context, ...some('-', before), ...some('+', after)].join('\n');
}

/** How many lines at the end are the same. */
function sameAtEnd(before: readonly string[], after: readonly string[]): number {
  let count = 0;
  while (count < Math.min(before.length, after.length) && before.at(-1 - count) === after.at(-1 - count)) count += 1;
  return count;
}
