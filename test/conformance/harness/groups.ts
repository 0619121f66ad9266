import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ComponentName, variable } from './components';
import { RUN_FOLDER } from './run-folder';

/** A group of tests and what it stands on: written where tests are declared, read where the table is made. */
export interface Group {
  readonly file: string;
  readonly title: string;
  readonly components: readonly ComponentName[];
  readonly missing: readonly ComponentName[];
  /** Why it is skipped although all components are there. */
  readonly lacks?: string;
}

/** Whether the tests of a group run. */
export function isRun({ missing, lacks }: Group): boolean {
  return missing.length === 0 && lacks === undefined;
}

export function record(group: Group): void {
  const path = groupsFile();
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(group)}\n`);
}

export function recorded(): Group[] {
  const path = groupsFile();
  if (path === undefined || !existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Group);
}

function groupsFile(): string | undefined {
  const folder = variable(RUN_FOLDER);
  return folder === undefined ? undefined : join(folder, 'groups.jsonl');
}
