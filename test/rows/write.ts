import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowTable } from './table';

const DOCS = join(__dirname, '..', '..', 'docs');
mkdirSync(DOCS, { recursive: true });
writeFileSync(join(DOCS, 'rows.md'), rowTable());
