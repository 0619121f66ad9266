import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { variable } from './components';

/** Where all of one run is kept; whoever makes the folder sets the variable and removes the folder. */
export const RUN_FOLDER = 'CONFORMANCE_RUN_FOLDER';

/** What names of such folders start with. */
export const RUN_PREFIX = 'cdk8s-agents-run-';

/** The same, if jest was started without run.ts and so made it itself. */
export const OWN_RUN_FOLDER = 'CONFORMANCE_OWN_RUN_FOLDER';

/** Names a folder in which logs outlive the run. */
const LOGS_FOLDER = 'CONFORMANCE_LOGS';

export function makeRunFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), RUN_PREFIX));
  // a server of another user walks through to its own folder in here, and sees nothing on the way
  chmodSync(folder, 0o711);
  return folder;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

/** A folder of this run, readable by this user alone. */
export function temporaryFolder(prefix: string): { path: string; remove(): void } {
  const path = mkdtempSync(join(variable(RUN_FOLDER) ?? tmpdir(), prefix));
  return {
    path,
    remove: () => {
      removeFolder(path);
    },
  };
}

export function logsFolder(): string {
  const folder = variable(LOGS_FOLDER) ?? join(variable(RUN_FOLDER) ?? tmpdir(), 'logs');
  mkdirSync(folder, { recursive: true });
  return folder;
}

export function logsAreKept(): boolean {
  return variable(LOGS_FOLDER) !== undefined;
}

/** A log file of its own for every process. */
export function newLogFile(name: string): string {
  const folder = logsFolder();
  for (let number = 1; ; number++) {
    const path = join(folder, `${name}-${number}.log`);
    if (!existsSync(path)) return path;
  }
}
