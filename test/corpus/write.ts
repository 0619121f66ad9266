import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CASES, printCase } from './problems/print';
import { ENTRIES, EXPECTED, PROBLEMS } from './render';

/** Writes what the corpus expects: `npm run corpus`. The diff of `expected/` is what a change does to everything that can be rendered. */
const rendered = ENTRIES.map(({ file, render }) => ({ file, text: render() }));
rmSync(EXPECTED, { recursive: true, force: true });
for (const { file, text } of rendered) {
  const path = join(EXPECTED, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
writeFileSync(PROBLEMS, `${CASES.map(printCase).join('\n\n')}\n`);
process.stdout.write(
  `${rendered.length} files, ${rendered.reduce((sum, { text }) => sum + text.length, 0)} characters; ${CASES.length} problems\n`,
);
