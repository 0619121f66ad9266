import { cpSync, lstatSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { byText } from '../kernel/order';

/** Folders that rendering makes in a part; a folder with none of them was not written by it. */
const RENDERED_FOLDERS = ['manifests', 'terraform'];

/** What a path is, without following a symbolic link. */
export function typeOf(path: string): 'absent' | 'folder' | 'link' | 'other' {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 'absent';
  return stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'other';
}

/** Names of what is directly in a folder, sorted; none if there is no such folder. */
export function namesIn(folder: string): string[] {
  return typeOf(folder) === 'folder' ? readdirSync(folder).sort(byText) : [];
}

/** Every entry below a folder that is not a folder, relative, with forward slashes, sorted. Links are not followed. */
function entriesBelow(folder: string): string[] {
  const below = (path: string, prefix: string): string[] =>
    namesIn(path).flatMap((name) =>
      typeOf(join(path, name)) === 'folder' ? below(join(path, name), `${prefix}${name}/`) : [`${prefix}${name}`],
    );
  return below(folder, '').sort(byText);
}

/** Whether a folder holds what an earlier run rendered. */
export function wasRendered(folder: string): boolean {
  return RENDERED_FOLDERS.some((name) => typeOf(join(folder, name)) === 'folder');
}

/** How one file differs. */
export interface Difference {
  /** Below the part's folder. */
  readonly file: string;
  readonly change: 'added' | 'removed' | 'changed';
}

/** The files that differ between what is there and what was rendered, sorted by name; one pair in memory at a time. */
export function differences(before: string, after: string): Difference[] {
  const [old, fresh] = [new Set(entriesBelow(before)), new Set(entriesBelow(after))];
  return [...new Set([...old, ...fresh])].sort(byText).flatMap((file): Difference[] => {
    if (!old.has(file)) return [{ file, change: 'added' }];
    if (!fresh.has(file)) return [{ file, change: 'removed' }];
    return same(join(before, file), join(after, file)) ? [] : [{ file, change: 'changed' }];
  });
}

/** The first line that differs, from 1, with both texts; `undefined` at the end of a file. */
export interface FirstLine {
  readonly line: number;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Where two texts part. */
export function firstDifferentLine(before: string, after: string): FirstLine {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  const index = Array.from({ length: Math.max(old.length, fresh.length) }).findIndex((_, line) => old[line] !== fresh[line]);
  return { line: index + 1, before: old[index], after: fresh[index] };
}

/** What the system answers where a mount point is renamed, or lies between two names. https://man7.org/linux/man-pages/man2/rename.2.html */
const MOUNTED = ['EXDEV', 'EBUSY'];

/**
 * Moves a folder by renaming it, or by its content where a mount point is in the way: wholly or, if that fails, not at all.
 *
 * @param copied called when everything has been copied and nothing removed yet; never, if a rename was enough
 */
export function moveFolder(from: string, to: string, copied: () => void = () => undefined): void {
  try {
    renameSync(from, to);
    return;
  } catch (error) {
    if (!MOUNTED.includes(codeOf(error))) throw error;
  }
  undone(
    () => {
      cpSync(from, to, COPY);
      copied();
    },
    () => {
      empty(to);
    },
  );
  undone(
    () => {
      empty(from);
    },
    () => {
      cpSync(to, from, COPY);
      empty(to);
    },
  );
}

/** Links are copied as they are. */
const COPY = { recursive: true, verbatimSymlinks: true } as const;

/** Does something, and undoes it if it fails half way. */
function undone(act: () => void, undo: () => void): void {
  try {
    act();
  } catch (error) {
    undo();
    throw error;
  }
}

/** Removes a folder; of a mount point, all that is in it. */
export function empty(folder: string): void {
  for (const name of namesIn(folder)) rmSync(join(folder, name), { recursive: true });
  if (typeOf(folder) !== 'folder') return;
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!MOUNTED.includes(codeOf(error))) throw error;
  }
}

/** The system's code of a failed call, `''` if it has none. */
export function codeOf(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** A link or a device in the old output is never the same as a rendered file. */
function same(before: string, after: string): boolean {
  return lstatSync(before).isFile() && readFileSync(before).equals(readFileSync(after));
}
