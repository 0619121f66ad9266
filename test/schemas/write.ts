import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedFiles } from './generated';
import { ROOT } from './specs';

/**
 * Writes everything that is generated from the schemas: `npm run generate`.
 *
 * With `--check` it writes nothing, names the files that differ and ends with 1 if there are any.
 */
async function main(check: boolean): Promise<void> {
  const files = await generatedFiles();
  const stale = committed().filter((file) => !files.has(file));
  const differ = [...files].filter(([file, text]) => !existsSync(join(ROOT, file)) || readFileSync(join(ROOT, file), 'utf8') !== text);
  if (check) {
    for (const file of [...differ.map(([file]) => file), ...stale]) process.stdout.write(`${file}\n`);
    process.exitCode = differ.length + stale.length === 0 ? 0 : 1;
    return;
  }
  for (const file of stale) rmSync(join(ROOT, file));
  for (const [file, text] of differ) {
    mkdirSync(dirname(join(ROOT, file)), { recursive: true });
    writeFileSync(join(ROOT, file), text);
  }
}

/** What an earlier run may have written. */
function committed(): string[] {
  const below = (folder: string): string[] =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`);
  return [...below('src').filter((file) => file.endsWith('/spec.ts')), ...below('docs').filter((file) => file.startsWith('docs/schemas/'))];
}

void main(process.argv.includes('--check'));
