import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { sha256 } from '../kernel/checksum';
import { InvalidInputError } from '../kernel/problems';
import { codeOf, empty, moveFolder, namesIn, typeOf } from './folder';

/** How often a lock that vanishes or turns out stale is tried again before giving up. */
const ATTEMPTS = 5;

const PID_FILE = 'pid';

/**
 * The folder beside the output that is lock, staging area and way back in one: `.<output>.synth-lock`.
 *
 * It holds the process id, what is rendered (`new/`) and, while folders are swapped, what was there before (`old/`), all on one file
 * system, unless the output is a mount, so that a swap is a rename. Of a folder that had to be copied, `torn/` says that it is not whole. A
 * crash leaves one folder, and the next run knows whether its owner is alive. Where nothing may be written beside the output, which may
 * need no change, it is in the folder for temporary files.
 */
export class Workspace {
  /** Takes the lock. @throws InvalidInputError `synth-lock` if another synth is running */
  public static open(outdir: string): Workspace {
    const target = resolve(outdir);
    mkdirSync(dirname(target), { recursive: true });
    const { folder, draft } = draftOf(target);
    try {
      writeFileSync(join(draft, PID_FILE), `${process.pid}\n`);
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (place(draft, folder)) return new Workspace(target, folder);
        const owner = ownerOf(folder);
        if (owner !== undefined && isAlive(owner)) {
          throw locked(
            outdir,
            `process ${owner} is writing ${outdir}`,
            `wait for it; if it is no synth, remove ${shownPath(outdir, folder)}`,
          );
        }
        discard(folder, owner, target);
      }
      throw locked(outdir, `the lock of ${outdir} changes hands all the time`, 'run one synth at a time');
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }

  private constructor(
    /** The output folder, absolute. */
    public readonly target: string,
    private readonly folder: string,
  ) {}

  /** Where a part is rendered to. */
  public fresh(path: string): string {
    return join(this.folder, 'new', path);
  }

  /** Where a part's former folder waits until every swap has succeeded. */
  public former(path: string): string {
    return join(this.folder, 'old', path);
  }

  /** Notes that a part is not whole from now on: if this process dies, its former folder is copied back. */
  public tear(path: string): void {
    mkdirSync(join(this.folder, 'torn', path), { recursive: true });
  }

  /** Notes that a part is whole again. */
  public mend(path: string): void {
    rmSync(join(this.folder, 'torn', path), { recursive: true, force: true });
  }

  /** Removes lock and staging area. */
  public close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A complete lock, with its process id in it, and the name that it is to get: the lock never exists without an owner. */
function draftOf(target: string): { readonly folder: string; readonly draft: string } {
  const name = `.${basename(target)}.synth-lock`;
  const beside = join(dirname(target), name);
  try {
    return { folder: beside, draft: mkdtempSync(`${beside}-`) };
  } catch (error) {
    if (!['EROFS', 'EACCES', 'EPERM'].includes(codeOf(error))) throw error;
    const folder = join(tmpdir(), `${name}-${sha256(target)}`);
    return { folder, draft: mkdtempSync(`${folder}-`) };
  }
}

/** Moves a folder to a free name; `false` if the name is taken. */
function place(draft: string, folder: string): boolean {
  try {
    renameSync(draft, folder);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(codeOf(error)) && typeOf(folder) === 'folder') return false;
    throw error;
  }
}

function ownerOf(folder: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(folder, PID_FILE), 'utf8').trim());
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** A lock with our own process id is that of a dead process: containers count process ids from 1 again. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Removes the lock of a dead process, after putting back what it had moved aside and not replaced. */
function discard(folder: string, owner: number | undefined, target: string): void {
  const aside = `${folder}-${process.pid}`;
  try {
    renameSync(folder, aside);
  } catch (error) {
    // another process was faster
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (ownerOf(aside) !== owner) {
    // between reading and moving, a living process had taken over: it gets its lock back
    if (!place(aside, folder)) rmSync(aside, { recursive: true, force: true });
    return;
  }
  for (const system of namesIn(join(aside, 'old'))) {
    for (const environment of namesIn(join(aside, 'old', system))) {
      const home = join(target, system, environment);
      if (typeOf(join(aside, 'torn', system, environment)) === 'folder') empty(home);
      else if (typeOf(home) !== 'absent') continue;
      moveFolder(join(aside, 'old', system, environment), home);
    }
  }
  rmSync(aside, { recursive: true, force: true });
}

/** Rule `synth-lock`: two runs of synth in one folder would mix their files (our choice). */
function locked(outdir: string, problem: string, fix: string): InvalidInputError {
  return new InvalidInputError('synth', [{ place: outdir, rule: 'synth-lock', problem, fix }]);
}

/** The lock as seen from where the person named the output. */
function shownPath(outdir: string, folder: string): string {
  return join(dirname(outdir), basename(folder));
}
