import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Part } from '../../src/cli/part';
import { synth, type SynthOptions } from '../../src/cli/synth';
import type { Files } from '../../src/render/files';

export const files = (content: Readonly<Record<string, string>>): Files => new Map(Object.entries(content));

export const part = (path: string, content: Readonly<Record<string, string>>): Part => ({ path, render: () => files(content) });

/** A part that cannot be rendered. */
export const failing = (path: string, error: Error): Part => ({
  path,
  render: () => {
    throw error;
  },
});

/** An output folder in a temporary one, and what synth printed. */
export class Sandbox {
  public readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'synth-')));
  public readonly outdir = join(this.folder, 'dist');
  public readonly lines: string[] = [];

  public async synth(parts: readonly Part[], options: Partial<SynthOptions> = {}): Promise<number> {
    this.lines.length = 0;
    return synth(parts, { outdir: this.outdir, print: (line) => this.lines.push(line), now: () => 0, ...options });
  }

  /** What was printed, with the folder taken out. */
  public get printed(): string {
    return this.lines.join('\n').replaceAll(this.folder, '');
  }

  public write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  public path(path: string): string {
    return join(this.folder, path);
  }

  /** Every file with its text, below the folder. */
  public tree(below = ''): Record<string, string> {
    return Object.fromEntries(this.list(below).map((path) => [path, readFileSync(join(this.folder, below, path), 'utf8')]));
  }

  /** Every file with its text, inode and time of change: equal only if nobody touched anything. */
  public untouched(below = 'dist'): unknown {
    return this.list(below).map((path) => {
      const { ino, mtimeMs, ctimeMs } = lstatSync(join(this.folder, below, path));
      return [path, readFileSync(join(this.folder, below, path), 'utf8'), ino, mtimeMs, ctimeMs];
    });
  }

  /** What is directly in the folder. */
  public get top(): string[] {
    return readdirSync(this.folder).sort();
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private list(below: string): string[] {
    return readdirSync(join(this.folder, below), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(this.folder, below).length + 1))
      .sort();
  }
}
