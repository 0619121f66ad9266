import type { Files } from '../render/files';

/** What a part's line says about its content; filled while files pass by. */
export class Contents {
  private readonly regions = new Set<string>();
  private namespaces = 0;
  private objects = 0;
  private manifests = false;

  /** Counts some files. */
  public add(files: Files): void {
    for (const [path, text] of files) {
      const region = /^terraform\/([^/]+)\//.exec(path)?.[1];
      if (region !== undefined) this.regions.add(region);
      if (!/\.ya?ml$/.test(path)) continue;
      this.manifests = true;
      // our own emitter writes top-level keys and document marks at the start of a line, and nothing else there
      this.objects += count(text, /^---$/gm);
      this.namespaces += count(text, /^kind: Namespace$/gm);
    }
  }

  /** The columns of the part's line around what changed. */
  public columns(changes: string): string[] {
    const manifests = this.manifests ? [plural(this.namespaces, 'namespace'), plural(this.objects, 'object')] : [];
    return [...manifests, changes, ...(this.regions.size > 0 ? [plural(this.regions.size, 'region')] : [])];
  }
}

/** `1 file`, `2 files`. */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** Rows with their columns below each other, three spaces between. A row's last cell may be as long as it likes. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((found, row) => {
    row.slice(0, -1).forEach((cell, column) => (found[column] = Math.max(found[column] ?? cell.length, cell.length)));
    return found;
  }, []);
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? cell.length))
      .join('   ')
      .trimEnd(),
  );
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
