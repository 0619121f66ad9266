import { parseManifests } from '../../src/judges/inventory/parse';
import { statements } from './nats-conf';

/** Every scalar of an environment's files by the place where it stands. */
export type Leaves = ReadonlyMap<string, string>;

/**
 * Every scalar of the files of an environment. Files inside files are opened: configuration of agents (JSON) and of the bus (statement by
 * statement), tables of reports (cell by cell). Lists of named things go by name, so that one more moves no other.
 *
 * The environment's own name is taken out where it says where something lies: folders, entries of the secret store, names in AWS.
 */
export function leavesOf(files: Readonly<Record<string, string>>, environment: string): Leaves {
  const found = new Map<string, string>();
  const set = (place: string, value: string | number | boolean | null): void => {
    found.set(place, JSON.stringify(value).replace(ownName(environment), '<environment>'));
  };
  const walk = (place: string, value: unknown): void => {
    if (typeof value === 'string' && place.endsWith(' data.agent.json')) walk(place, JSON.parse(value));
    else if (typeof value === 'string' && place.endsWith(' data.accounts.conf'))
      for (const [statement, one] of statements(value)) set(`${place} ${statement}`, one);
    else if (Array.isArray(value)) namesOf(value).forEach((name, index) => walk(`${place}.${name}`, value[index]));
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) walk(place.endsWith(' ') ? `${place}${key}` : `${place}.${key}`, inner);
    else set(place, value as string | number | boolean | null);
  };
  for (const [file, text] of Object.entries(files)) {
    if (file.endsWith('.json')) walk(`${file} `, JSON.parse(text));
    else if (file.endsWith('.md')) for (const [place, cell] of cells(file, text)) set(place, cell);
    else for (const { document } of parseManifests(text, file)) walk(`${titleOf(document) ?? file} `, document);
  }
  return found;
}

/** Places where two environments differ. */
export function differing(a: Leaves, b: Leaves): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((place) => a.get(place) !== b.get(place));
}

/** `swarm/prod`, `swarm-prod`, and the word alone at the beginning: not `/dev/xvda`. */
function ownName(environment: string): RegExp {
  return new RegExp(`(?<=swarm[/-])${environment}\\b|(?<=^")${environment}(?=["/])`, 'g');
}

/** What tells the entries of a list apart: their names where each has one, else their places. */
function namesOf(list: readonly unknown[]): string[] {
  const seen = new Map<string, number>();
  return list.map((entry, index) => {
    const { name, alert } = (typeof entry === 'object' && entry !== null ? entry : {}) as { name?: unknown; alert?: unknown };
    const own = typeof alert === 'string' ? alert : name;
    if (typeof own !== 'string') return String(index);
    const count = (seen.get(own) ?? 0) + 1;
    seen.set(own, count);
    return count === 1 ? own : `${own}#${count}`;
  });
}

function titleOf(document: unknown): string | undefined {
  const { kind, metadata } = document as { kind?: string; metadata?: { name?: string; namespace?: string } };
  return metadata?.name === undefined ? undefined : `${kind ?? ''} ${metadata.namespace ?? ''}/${metadata.name}`;
}

/** Cells of tables by row and column, every other line by its number. */
function cells(file: string, text: string): [string, string][] {
  let header: string[] = [];
  return text.split('\n').flatMap((line, index): [string, string][] => {
    if (!line.startsWith('|')) {
      header = [];
      return [[`${file} line ${index + 1}`, line]];
    }
    const row = line.split('|').map((cell) => cell.trim());
    if (header.length === 0) header = row;
    return row.map((cell, column) => [`${file} ${row[1] ?? ''} ${header[column] ?? column}`, cell]);
  });
}
