import { byText } from './order';
import type { Problems } from './problems';
import { shown } from './shown';
import { didYouMean } from './suggest';
import type { Field, ObjectShape, Shape, TaggedShape } from './shape';

/** Deepest nesting of settings; a configuration file that needs more is a program. */
export const MAX_JSON_DEPTH = 8;
/** Most values in the settings of one agent; a ConfigMap holds 1 MiB. */
export const MAX_JSON_VALUES = 10_000;
/** Longest text in settings. */
const MAX_JSON_TEXT = 65_536;

/** Keys that reach an object's prototype in JavaScript, and so would in any program that copies them. */
const PROTOTYPE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Stands for a value of a wrong shape while reading; never part of a result. */
const LEFT_OUT = Symbol('left out');

/** `parent.key`, or `parent['…']` where a dot would mislead or the key is not printable. */
export function below(parent: string, key: string | number): string {
  const step = typeof key === 'number' ? `[${key}]` : /^[A-Za-z0-9_-]{1,64}$/.test(key) ? key : `[${shown(key)}]`;
  return parent === '' || step.startsWith('[') ? parent + step : `${parent}.${step}`;
}

/** Where the reader stands; a place is only put together when something is wrong. */
interface Path {
  readonly parent: Path | undefined;
  readonly key: string | number;
}

/** Copies what has the right shape and records a problem for everything else. */
export class ShapeReader {
  private readonly leftOut = new WeakMap<object, Set<string>>();

  /** What is left of `value`, which is `Shaped` as the table's type; `undefined` if nothing is. */
  public read(value: unknown, shape: Shape, problems: Problems): unknown {
    const copy = new Reading(problems, this.leftOut).any(value, shape, undefined);
    return copy === LEFT_OUT ? undefined : copy;
  }

  /** Whether anything at or below `key` was left out, so that its absence means nothing. */
  public lost(copy: object, key: string): boolean {
    return this.leftOut.get(copy)?.has(key) === true;
  }
}

class Reading {
  private jsonValues = 0;

  constructor(
    private readonly problems: Problems,
    private readonly leftOut: WeakMap<object, Set<string>>,
  ) {}

  public any(value: unknown, shape: Shape, path: Path | undefined): unknown {
    switch (shape.kind) {
      case 'elsewhere':
        return value;
      case 'text':
        return this.text(value, shape.max, path);
      case 'number':
        return this.number(value, path);
      case 'flag':
        return typeof value === 'boolean' ? value : this.wrong(path, 'true or false', value, 'write true or false, without quotes');
      case 'choice':
        return this.choice(value, shape.values, path);
      case 'share':
        return typeof value === 'string' || typeof value === 'number'
          ? value
          : this.wrong(path, 'a number or a percentage', value, `write 1 or '25%'`);
      case 'json':
        this.jsonValues = 0;
        return this.isObject(value) ? this.json(value, 1, path) : this.wrong(path, 'an object', value, 'write keys and values');
      case 'list':
        return this.list(value, shape.max, path, (item, at) => this.any(item, shape.of, at));
      case 'record':
        return this.record(value, shape.max, path, (item, at) => this.any(item, shape.of, at));
      case 'object':
        return this.object(value, shape, path);
      case 'either':
        return this.object(value, this.isObject(value) && Object.hasOwn(value, shape.key) ? shape.having : shape.lacking, path);
      case 'tagged':
        return this.tagged(value, shape, path);
    }
  }

  private text(value: unknown, max: number, path: Path | undefined): unknown {
    if (typeof value !== 'string')
      return this.wrong(path, 'text', value, typeof value === 'number' ? `write it in quotes: '${String(value)}'` : 'write text');
    if (value.length > max) return this.tooLarge(path, `at most ${max} characters, got ${value.length}`, 'shorten it');
    return /\p{Surrogate}/u.test(value) ? this.wrong(path, 'well-formed Unicode', value, 'remove the half character') : value;
  }

  private number(value: unknown, path: Path | undefined): unknown {
    return typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : this.wrong(path, 'a number', value, typeof value === 'string' ? 'write it without quotes' : 'write a plain number');
  }

  private choice(value: unknown, values: readonly string[], path: Path | undefined): unknown {
    const known = values.map((word) => `'${word}'`).join(', ');
    if (typeof value !== 'string') return this.wrong(path, `one of ${known}`, value, `write one of ${known}`);
    return values.includes(value)
      ? value
      : this.bad(path, 'unknown-value', `must be one of ${known}, got ${shown(value)}`, didYouMean(value.slice(0, 64), values));
  }

  private list(value: unknown, max: number, path: Path | undefined, read: (item: unknown, at: Path) => unknown): unknown {
    if (!Array.isArray(value)) return this.wrong(path, 'a list', value, 'write a list');
    if (value.length > max) return this.tooLarge(path, `at most ${max} entries, got ${value.length}`, 'split it');
    const copy: unknown[] = [];
    for (let index = 0; index < value.length; index++) {
      const at = { parent: path, key: index };
      const item: unknown = index in value ? read(value[index], at) : this.wrong(at, 'a value', undefined, 'fill the gap in the list');
      if (item === LEFT_OUT) this.lose(copy, String(index));
      else copy.push(item);
    }
    return copy;
  }

  private record(value: unknown, max: number, path: Path | undefined, read: (item: unknown, at: Path) => unknown): unknown {
    if (!this.isObject(value)) return this.wrong(path, 'an object', value, 'write keys and values');
    const keys = Reflect.ownKeys(value);
    if (keys.length > max) return this.tooLarge(path, `at most ${max} entries, got ${keys.length}`, 'split it');
    const copy: Record<string, unknown> = {};
    for (const key of keys) {
      if (this.isUsable(copy, key, path)) this.keep(copy, key, this.own(value, key, { parent: path, key }, read));
    }
    return copy;
  }

  private object(value: unknown, { fields }: ObjectShape, path: Path | undefined): unknown {
    if (!this.isObject(value)) return this.wrong(path, 'an object', value, 'write keys and values');
    const copy: Record<string, unknown> = {};
    const unknown = Reflect.ownKeys(value).filter((key) => !this.isUsable(copy, key, path) || !Object.hasOwn(fields, key));
    for (const key of unknown) {
      if (this.isName(key))
        this.bad({ parent: path, key }, 'unknown-key', `there is no ${shown(key)} here`, didYouMean(key.slice(0, 64), Object.keys(fields)));
    }
    for (const [key, field] of Object.entries(fields)) {
      this.field(copy, value, key, field, path);
      // an unknown key may be this one misspelt, so its absence means nothing
      if (unknown.length > 0 && !Object.hasOwn(copy, key)) this.lose(copy, key);
    }
    return copy;
  }

  /** Without its word, nothing can be said of the rest. */
  private tagged(value: unknown, { cases }: TaggedShape, path: Path | undefined): unknown {
    if (!this.isObject(value)) return this.wrong(path, 'an object', value, 'write keys and values');
    const at = { parent: path, key: 'kind' };
    const words = Object.keys(cases);
    if (!Object.hasOwn(value, 'kind')) return this.bad(at, 'missing-key', 'is required', `write one of ${words.join(', ')}`);
    const kind = this.own(value, 'kind', at, (word) => this.choice(word, words, at));
    const shape = typeof kind === 'string' ? cases[kind] : undefined;
    if (shape === undefined) return LEFT_OUT;
    return this.object(
      value,
      { kind: 'object', fields: { kind: { shape: { kind: 'choice', values: words }, required: true }, ...shape.fields } },
      path,
    );
  }

  private field(copy: Record<string, unknown>, value: object, key: string, field: Field, path: Path | undefined): void {
    const at = { parent: path, key };
    const item = Object.hasOwn(value, key)
      ? this.own(value, key, at, (found) => (found === undefined ? undefined : this.any(found, field.shape, at)))
      : undefined;
    if (item !== undefined) this.keep(copy, key, item);
    else if (field.required) this.keep(copy, key, this.bad(at, 'missing-key', 'is required', `write ${shown(key)}`));
  }

  private json(value: unknown, depth: number, path: Path | undefined): unknown {
    this.jsonValues += 1;
    if (this.jsonValues > MAX_JSON_VALUES) {
      return this.jsonValues === MAX_JSON_VALUES + 1
        ? this.tooLarge(path, `at most ${MAX_JSON_VALUES} values in all`, 'shorten the settings')
        : LEFT_OUT;
    }
    if (value === null || typeof value === 'boolean') return value;
    if (typeof value === 'string') return this.text(value, MAX_JSON_TEXT, path);
    if (typeof value === 'number') return this.number(value, path);
    if (depth > MAX_JSON_DEPTH) return this.tooLarge(path, `at most ${MAX_JSON_DEPTH} levels deep`, 'flatten the settings');
    if (Array.isArray(value)) return this.list(value, MAX_JSON_VALUES, path, (item, at) => this.json(item, depth + 1, at));
    if (!this.isObject(value))
      return this.wrong(path, 'what JSON can say', value, 'use text, numbers, true, false, null, lists and objects');
    const copy = this.record(value, MAX_JSON_VALUES, path, (item, at) =>
      // keys are repeated in places, which are lines of a message
      /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]{1,253}$/u.test(String(at.key))
        ? this.json(item, depth + 1, at)
        : this.bad(at, 'wrong-type', 'must have a key of 1 to 253 printable characters', 'rename it'),
    );
    if (copy === LEFT_OUT) return LEFT_OUT;
    // key order has no meaning, so it must not reach the rendered file
    const sorted = Object.fromEntries(Object.entries(copy as Record<string, unknown>).sort(([a], [b]) => byText(a, b)));
    this.leftOut.set(sorted, this.leftOut.get(copy as object) ?? new Set());
    return sorted;
  }

  /** Reads an own data property; a getter could answer differently each time. */
  private own(value: object, key: string, at: Path, read: (item: unknown, at: Path) => unknown): unknown {
    const property = Object.getOwnPropertyDescriptor(value, key);
    return property === undefined || !('value' in property)
      ? this.wrong(at, 'a plain value', 'a getter', 'write the value')
      : read(property.value, at);
  }

  private keep(copy: Record<string, unknown>, key: string, item: unknown): void {
    if (item === LEFT_OUT) {
      this.lose(copy, key);
      return;
    }
    copy[key] = item;
    if (typeof item === 'object' && item !== null && (this.leftOut.get(item)?.size ?? 0) > 0) this.lose(copy, key);
  }

  private lose(copy: object, key: string): void {
    const keys = this.leftOut.get(copy) ?? new Set();
    this.leftOut.set(copy, keys.add(key));
  }

  private isUsable(copy: object, key: string | symbol, path: Path | undefined): key is string {
    const name = String(key);
    if (this.isName(key)) return true;
    this.bad({ parent: path, key: name }, 'prototype-key', `${shown(name)} may not be a key`, 'choose another name');
    this.lose(copy, name);
    return false;
  }

  private isName(key: string | symbol): key is string {
    return typeof key === 'string' && !PROTOTYPE_KEYS.has(key);
  }

  /** An object literal, of this realm or another; not an instance of a class. */
  private isObject(value: unknown): value is object {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === null || Object.getPrototypeOf(prototype) === null;
  }

  private wrong(path: Path | undefined, wanted: string, value: unknown, fix: string): typeof LEFT_OUT {
    return this.bad(path, 'wrong-type', `must be ${wanted}, got ${shown(value)}`, fix);
  }

  private tooLarge(path: Path | undefined, problem: string, fix: string): typeof LEFT_OUT {
    return this.bad(path, 'too-large', `must have ${problem}`, fix);
  }

  private bad(path: Path | undefined, rule: string, problem: string, fix: string): typeof LEFT_OUT {
    const steps: (string | number)[] = [];
    for (let at = path; at !== undefined; at = at.parent) steps.unshift(at.key);
    this.problems.rule(steps.reduce<string>(below, ''), { rule, problem, fix });
    return LEFT_OUT;
  }
}
