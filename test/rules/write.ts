import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ruleTable } from './table';

writeFileSync(join(__dirname, '..', '..', 'docs', 'rules.md'), ruleTable());
