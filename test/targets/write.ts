import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { targetTable } from './table';

writeFileSync(join(__dirname, '..', '..', 'docs', 'targets.md'), targetTable());
