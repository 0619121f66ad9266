import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { ROOT, specFiles } from './specs';

/** Writes everything that is generated from the schemas: published types. */
async function main(): Promise<void> {
  for (const [file, text] of specFiles()) {
    writeFileSync(join(ROOT, file), await format(text, { parser: 'typescript', singleQuote: true, printWidth: 140 }));
  }
}

void main();
