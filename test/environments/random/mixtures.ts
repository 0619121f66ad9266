import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvironmentSpec, Problem } from '../../../environments/index';
import { InvalidInputError } from '../../../src/kernel/problems';
import * as bases from '../wiring/keys-bases';
import { SEEN } from '../wiring/keys-table';
import { renderAll } from '../wiring/render-all';

/*
 * Random environments that are accepted: a description of one of the tables of keys, of which some things are left out and others changed, at
 * places that the editor schema tells, to values that stand at such places elsewhere, or to numbers anywhere in their range. What is refused
 * then is taken back, until nothing is.
 */

interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
}

type Path = readonly string[];
type Json = Readonly<Record<string, unknown>>;

/** Something that may stand somewhere: a key that is there, or one that could be. */
interface Place {
  readonly path: Path;
  /** The same with `*` for ids and numbers. */
  readonly pattern: string;
  readonly schema: Schema;
  readonly there: boolean;
  readonly required: boolean;
}

interface Change {
  readonly path: Path;
  readonly value: unknown;
}

/** An environment that is accepted, and what was changed of which. */
export interface Mixture {
  readonly base: string;
  readonly changes: readonly string[];
  readonly spec: EnvironmentSpec;
  readonly files: ReadonlyMap<string, string>;
}

const read = (file: string): Schema => JSON.parse(readFileSync(join(__dirname, '../../../docs/schemas', file), 'utf8')) as Schema;
const SCHEMA = read('environment.schema.json');
const OTHERS = new Map(['./tenant.schema.json', './pool.schema.json'].map((ref) => [ref, read(ref)]));
const BASES = Object.values(bases).filter((one): one is EnvironmentSpec => typeof one === 'object' && 'tenants' in one && 'system' in one);

/** How often more is changed. */
const ROUNDS = 3;

/** Whole numbers below a limit, from a seed: the same everywhere. */
class Dice {
  constructor(private state: number) {}

  public below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  public of<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  }
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every place of a value, by its schema. Where several shapes may stand, that of the value's `kind`, else none is entered. */
function* placesOf(value: unknown, schema: Schema, path: Path, pattern: string, required = true): Generator<Place> {
  if (path.length > 0) yield { path, pattern, schema, there: value !== undefined, required };
  const referred = schema.$ref === undefined ? schema : (OTHERS.get(schema.$ref) ?? schema);
  const shape = referred.anyOf === undefined ? referred : (referred.anyOf.find((one) => fits(value, one)) ?? referred);
  const step = (key: string): string => (pattern === '' ? key : `${pattern}.${key}`);
  if (Array.isArray(value) && shape.items !== undefined) {
    for (const [index, item] of value.entries()) yield* placesOf(item, shape.items, [...path, String(index)], step('*'), false);
  } else if (isObject(value) && shape.properties !== undefined) {
    for (const [key, of] of Object.entries(shape.properties))
      yield* placesOf(value[key], of, [...path, key], step(key), shape.required?.includes(key) === true);
  } else if (isObject(value) && typeof shape.additionalProperties === 'object') {
    for (const [key, item] of Object.entries(value)) yield* placesOf(item, shape.additionalProperties, [...path, key], step('*'), false);
  }
}

function fits(value: unknown, schema: Schema): boolean {
  if (isObject(value)) {
    const kind = schema.properties?.['kind']?.enum;
    return schema.type === 'object' && (kind === undefined || kind.includes(value['kind']));
  }
  return schema.type === (Array.isArray(value) ? 'array' : typeof value);
}

/** What stands anywhere in the tables of keys, by the kind of its place. */
const KNOWN: ReadonlyMap<string, readonly unknown[]> = (() => {
  const known = new Map<string, Map<string, unknown>>();
  const add = (pattern: string, value: unknown): void => {
    const values = known.get(pattern) ?? new Map<string, unknown>();
    values.set(JSON.stringify(value), value);
    known.set(pattern, values);
  };
  for (const base of BASES) {
    const plain = JSON.parse(JSON.stringify(base)) as unknown;
    for (const place of placesOf(plain, SCHEMA, [], '')) if (place.there) add(place.pattern, at(plain, place.path));
  }
  for (const { base, at: dotted, values } of SEEN) {
    const path = dotted.split('.');
    const place = [...placesOf(JSON.parse(JSON.stringify(base)) as unknown, SCHEMA, [], '')].find(
      (one) => one.path.join('.') === path.join('.'),
    );
    if (place !== undefined && values[1] !== undefined) add(place.pattern, values[1]);
  }
  return new Map([...known].map(([pattern, values]) => [pattern, [...values.values()]]));
})();

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((here, key) => (typeof here === 'object' && here !== null ? (here as Json)[key] : undefined), value);
}

/** A copy with other values at places; `undefined` takes them away. What has no place any more is passed over. */
function changed(base: unknown, changes: readonly Change[]): EnvironmentSpec {
  const copy = JSON.parse(JSON.stringify(base)) as Record<string, unknown>;
  for (const { path, value } of changes) {
    const parent = at(copy, path.slice(0, -1));
    const key = path.at(-1) ?? '';
    if (typeof parent !== 'object' || parent === null) continue;
    if (value === undefined) Reflect.deleteProperty(parent, key);
    else (parent as Record<string, unknown>)[key] = JSON.parse(JSON.stringify(value));
  }
  return copy as unknown as EnvironmentSpec;
}

/** What may be said of the number of a place: an end of its range, or anything in it, small ones more often. */
function numberFor({ schema: { minimum = 0, maximum = 1_000_000, type } }: Place, dice: Dice): number {
  const width = maximum - minimum;
  const value =
    [minimum, maximum, minimum + dice.below(Math.min(width, 20) + 1), minimum + dice.below(width + 1)][dice.below(4)] ?? minimum;
  return type === 'integer' ? value : value + dice.below(2) / 4;
}

function changeOf(place: Place, dice: Dice): Change | undefined {
  const { path, schema, there, required, pattern } = place;
  if (there && !required && dice.below(4) === 0 && !/^\d+$/.test(path.at(-1) ?? '')) return { path, value: undefined };
  if (schema.type === 'integer' || schema.type === 'number') return { path, value: numberFor(place, dice) };
  if (schema.type === 'boolean') return { path, value: dice.below(2) === 0 };
  if (schema.enum !== undefined) return { path, value: dice.of(schema.enum) };
  const known = KNOWN.get(pattern);
  return known === undefined ? undefined : { path, value: dice.of(known) };
}

/** The problems of an environment, and what it renders if it has none. */
function tried(spec: EnvironmentSpec): { readonly problems: readonly Problem[]; readonly files: ReadonlyMap<string, string> } {
  try {
    return { problems: [], files: renderAll(spec) };
  } catch (error) {
    if (error instanceof InvalidInputError) return { problems: error.problems, files: new Map() };
    throw error;
  }
}

/** Whether a problem is about what was changed, by the words of both places: lists go by number in one and by id in the other. */
function about(problem: Problem, { path }: Change): boolean {
  const words = problem.place.split(/[.[\]]+/).filter((word) => word !== '');
  const own = path.filter((step) => !/^\d+$/.test(step));
  const last = own.at(-1) ?? '';
  return words.includes(last) && own.slice(0, -1).every((step) => words.includes(step) || words.length < own.length);
}

/**
 * The environment of a seed, and every problem that was met on the way to it.
 *
 * @throws whatever is thrown by what is no problem of the input
 */
export function mixture(seed: number): { readonly accepted: Mixture; readonly refused: readonly Problem[] } {
  const dice = new Dice(seed);
  const base = dice.of(BASES);
  const plain = JSON.parse(JSON.stringify(base)) as EnvironmentSpec;
  const places = [...placesOf(plain, SCHEMA, [], '')];
  const draw = (): Change[] => Array.from({ length: 8 }, () => changeOf(dice.of(places), dice)).filter((one) => one !== undefined);
  const refused: Problem[] = [];
  let kept: readonly Change[] = [];
  let result = tried(plain);
  for (let round = 0; round < ROUNDS; round++) {
    // what is accepted stays, and more is tried on top of it
    let changes = draw();
    while (changes.length > 0) {
      const next = tried(changed(plain, [...kept, ...changes]));
      if (next.problems.length === 0) {
        kept = [...kept, ...changes];
        result = next;
        break;
      }
      refused.push(...next.problems);
      const guilty = changes.filter((change) => next.problems.some((problem) => about(problem, change)));
      // what is not named is halved, so that an end is reached
      changes = changes.filter((change, index) => (guilty.length > 0 ? !guilty.includes(change) : index % 2 === 1));
    }
  }
  const said = kept.map(({ path, value }) => `${path.join('.')} = ${value === undefined ? 'nothing' : JSON.stringify(value)}`);
  return { accepted: { base: base.name, changes: said, spec: changed(plain, kept), files: result.files }, refused };
}
