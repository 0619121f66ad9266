import { mkdirSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { empty, moveFolder, namesIn, typeOf } from './folder';
import type { Workspace } from './workspace';

/** A folder that was moved, and where to. */
interface Move {
  readonly from: string;
  readonly to: string;
  /** Called when it has been copied back. */
  readonly back: (() => void) | undefined;
}

/**
 * Replaces the folders of parts by what was rendered, and removes those of `removed`: all or nothing.
 *
 * What was there waits in the workspace until the last move has succeeded; if one fails, every move is undone in reverse and the error
 * goes on.
 */
export function swap(workspace: Workspace, parts: readonly string[], removed: readonly string[]): void {
  const moves: Move[] = [];
  const made: string[] = [];
  const move = (from: string, to: string, copied?: () => void, back?: () => void): void => {
    const first = mkdirSync(dirname(to), { recursive: true });
    if (first !== undefined) made.push(first);
    moveFolder(from, to, copied);
    moves.push({ from, to, back });
  };
  try {
    for (const path of [...parts, ...removed]) {
      const home = join(workspace.target, path);
      const tear = (): void => {
        workspace.tear(path);
      };
      const mend = (): void => {
        workspace.mend(path);
      };
      if (typeOf(home) !== 'absent') move(home, workspace.former(path), tear, mend);
    }
    for (const path of parts) {
      move(workspace.fresh(path), join(workspace.target, path));
      workspace.mend(path);
    }
  } catch (error) {
    for (const { from, to, back } of moves.reverse()) moveFolder(to, from, back);
    for (const folder of made.reverse()) removeEmpty(folder);
    throw error;
  }
  for (const path of removed) {
    const system = dirname(join(workspace.target, path));
    if (namesIn(system).length === 0) empty(system);
  }
}

/** Removes a folder that holds only empty folders. */
function removeEmpty(folder: string): void {
  for (const name of namesIn(folder)) removeEmpty(join(folder, name));
  if (typeOf(folder) === 'folder' && namesIn(folder).length === 0) rmdirSync(folder);
}
