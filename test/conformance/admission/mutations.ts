import { isJsonObject } from '../../../src/kernel/json';
import type { KubeObject } from '../harness/kube-client';

/** Field names and list indexes from the top of a document. */
type Path = readonly (string | number)[];

/** A rendered object with one thing changed. */
export interface Mutation {
  /** `<kind> <place>: <change>`; list indexes and keys of maps stand as they are. */
  readonly title: string;
  readonly original: KubeObject;
  readonly mutated: KubeObject;
}

/** One way to change a value; `undefined` where it does not apply. */
interface Change {
  readonly name: string;
  readonly of: (value: unknown) => unknown;
}

const LONG = 'a'.repeat(300);
const REMOVED = Symbol('removed');

const onText = (name: string, replacement: unknown): Change => ({
  name,
  of: (value) => (typeof value === 'string' ? replacement : undefined),
});
const onNumber = (name: string, replacement: unknown): Change => ({
  name,
  of: (value) => (typeof value === 'number' ? replacement : undefined),
});
const onObject = (name: string, change: (value: Readonly<Record<string, unknown>>) => unknown): Change => ({
  name,
  of: (value) => (isJsonObject(value) ? change(value) : undefined),
});
const onList = (name: string, change: (value: readonly unknown[]) => unknown): Change => ({
  name,
  of: (value) => (Array.isArray(value) ? change(value as readonly unknown[]) : undefined),
});

/** What is tried on every value of every kind. */
const CHANGES: readonly Change[] = [
  { name: 'removed', of: () => REMOVED },
  { name: 'null', of: () => null },
  { name: 'in a list', of: (value) => [value] },
  onText('a number for text', 7),
  onText('a boolean for text', true),
  onText('an object for text', { zzz: 'x' }),
  onText('empty text', ''),
  onText('another word', 'Zzz'),
  onText('text with a space', 'not this one'),
  onText('300 characters', LONG),
  onText('a malformed quantity', '1Gib'),
  onNumber('text for a number', 'many'),
  onNumber('a fraction', 1.5),
  onNumber('a negative number', -1),
  onNumber('a number of 32 bits and one', 2 ** 31),
  onNumber('zero', 0),
  onNumber('a number above every port', 70_000),
  { name: 'text for a boolean', of: (value) => (typeof value === 'boolean' ? 'true' : undefined) },
  { name: 'the other boolean', of: (value) => (typeof value === 'boolean' ? !value : undefined) },
  onObject('an unknown field', (value) => ({ ...value, zzz: 'x' })),
  onObject('an unknown field with a number', (value) => ({ ...value, zzz: 1 })),
  onObject('a malformed key', (value) => ({ ...value, 'zzz/': 'x' })),
  onObject('no fields', () => ({})),
  onObject('text for an object', () => 'text'),
  onList('no items', () => []),
  onList('an object for a list', () => ({})),
  onList('its first item twice', (value) => (value.length === 0 ? undefined : [value[0], ...value])),
  onList('null for an item', (value) => [null, ...value.slice(1)]),
];

/**
 * Every change on every value below `apiVersion`, `kind` and the document itself, in the order of the documents.
 *
 * Of objects of one kind, and of items of one list, that have a place in common the first one's is changed: the others would say the same.
 */
export function mutationsOf(originals: readonly KubeObject[]): Mutation[] {
  const mutations = new Map<string, Mutation>();
  for (const original of originals) {
    for (const { path, value } of nodesOf(original)) {
      if (path.length === 0 || path[0] === 'apiVersion' || path[0] === 'kind') continue;
      for (const { name, of } of CHANGES) {
        const replacement = of(value);
        const title = `${original.kind} ${placeOf(path)}: ${name}`;
        const like = title.replace(/\[\d+\]/g, '[]');
        if (replacement === undefined || mutations.has(like)) continue;
        mutations.set(like, { title, original, mutated: changed(original, path, replacement) as KubeObject });
      }
    }
  }
  return [...mutations.values()];
}

function nodesOf(value: unknown, path: Path = []): { readonly path: Path; readonly value: unknown }[] {
  const children: (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((item: unknown, index) => [index, item] as const)
    : isJsonObject(value)
      ? Object.entries(value)
      : [];
  return [{ path, value }, ...children.flatMap(([step, child]) => nodesOf(child, [...path, step]))];
}

function placeOf(path: Path): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');
}

function changed(value: unknown, path: Path, replacement: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return replacement;
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) => {
      if (index !== step) return [item];
      return rest.length === 0 && replacement === REMOVED ? [] : [changed(item, rest, replacement)];
    });
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    entries.flatMap(([key, child]) => {
      if (key !== step) return [[key, child]];
      return rest.length === 0 && replacement === REMOVED ? [] : [[key, changed(child, rest, replacement)]];
    }),
  );
}
