import type * as z from 'zod';
import { quotedNumber, type TextFormat } from './formats';
import { byText } from './order';
import type { Problems } from './problems';
import { MAX_ENTRIES, MAX_JSON_DEPTH, MAX_JSON_TEXT, MAX_JSON_VALUES, MAX_KEY, MAX_TEXT, type Thing, type Written } from './schema';
import { shown } from './shown';
import { kindOf, literalsOf, needed, saidOf, shapeOf, standIn, wordsOf } from './stand-in';
import { didYouMean, nearest } from './suggest';
import { checkControlCharacters } from './texts';
import { hasMembers, isName, isObject, isPlainNumber, isWritten } from './written';
import { type Path, placeOf } from './path';

/** Most unknown keys of one object that are named one by one. */
const MAX_UNKNOWN = 10;

/** Stands for a value of a wrong shape while reading; never part of a result. */
const LEFT_OUT = Symbol('left out');

/**
 * A copy of what was written, of the shape that the schema describes; a problem is recorded for everything else.
 *
 * The result is always complete. A value that cannot be read is left out where it may be, and otherwise a stand-in takes its place; its
 * place is then `unread`, and rules about it say nothing. So whoever reads on can judge the rest in the same run.
 *
 * zod's own `parse` stops at the object that holds the wrong value, calls getters and takes keys such as `__proto__`; so the schema is walked
 * here. For whatever both accept the result is the same.
 */
export function read<S extends z.ZodType>(value: unknown, schema: S, problems: Problems): Written<S> {
  const copy = new Reading(problems).any(value, schema, undefined);
  return (copy === LEFT_OUT ? standIn(schema) : copy) as Written<S>;
}

class UnknownSchema extends Error {}

class Reading {
  private jsonValues = 0;
  /** Longest text in the settings that are read, and levels that they may have. */
  private limits = { longest: MAX_JSON_TEXT, deepest: MAX_JSON_DEPTH };

  constructor(private readonly problems: Problems) {}

  /** What is no plain value may throw whenever it is looked at: a Proxy does. */
  public any(value: unknown, given: z.ZodType, path: Path | undefined): unknown {
    if (typeof value !== 'object' || value === null) return this.known(value, given, path);
    try {
      return this.known(value, given, path);
    } catch (error) {
      if (error instanceof UnknownSchema) throw error;
      return this.bad(path, 'wrong-type', 'must be a plain value, got what throws when it is read', 'write the value itself');
    }
  }

  private known(value: unknown, given: z.ZodType, path: Path | undefined): unknown {
    const schema = needed(given);
    const said = saidOf(given);
    const { type }: { readonly type: string } = schema.def;
    switch (type) {
      case 'custom':
        // what is no thing is read on its own, with its own place and file
        return this.thing(value, (schema as { thing?: Thing }).thing, path);
      case 'string':
        return this.text(value, said.most ?? MAX_TEXT, path, typeof said.format === 'object' ? said.format : undefined);
      case 'number':
        return said.anyNumber === true && typeof value === 'number' ? value : this.number(value, path);
      case 'boolean':
        return typeof value === 'boolean' ? value : this.wrong(path, 'true or false', value, 'write true or false, without quotes');
      case 'enum':
        return this.choice(value, wordsOf(schema), path);
      case 'literal':
        return this.choice(value, literalsOf(schema), path);
      case 'array':
        return this.list(value, said.most ?? MAX_ENTRIES, path, (schema as z.ZodArray<z.ZodType>).element);
      case 'record':
        return said.format === 'json'
          ? this.settings(value, { longest: said.most ?? MAX_JSON_TEXT, deepest: said.deep ?? MAX_JSON_DEPTH }, path)
          : this.record(value, said.most ?? MAX_ENTRIES, path, (item, at) =>
              this.any(item, (schema as z.ZodRecord).valueType as z.ZodType, at),
            );
      case 'object':
        return this.object(value, shapeOf(schema), path);
      case 'union':
        return this.union(value, schema as z.ZodUnion<readonly z.ZodType[]>, path);
      default:
        throw new UnknownSchema(`no value of ${type} can be read`);
    }
  }

  private thing(value: unknown, thing: Thing | undefined, path: Path | undefined): unknown {
    if (thing === undefined || hasMembers(value, thing.members)) return value;
    const made = thing.makers.map((maker) => `${thing.name}.${maker}(…)`).join(', ');
    return this.wrong(path, `a ${thing.name}`, value, made === '' ? `hand over a ${thing.name}` : `write one of ${made}`);
  }

  private union(value: unknown, schema: z.ZodUnion<readonly z.ZodType[]>, path: Path | undefined): unknown {
    const { by } = schema as { by?: string };
    const [first, second] = schema.options;
    if (by !== undefined && first !== undefined && second !== undefined) return this.either(value, by, [first, second], path);
    if ('discriminator' in schema.def) return this.tagged(value, schema.options, path);
    return typeof value === 'string' || typeof value === 'number'
      ? value
      : this.wrong(path, 'a number or a percentage', value, `write 1 or '25%'`);
  }

  /** The first of two objects if the key `by` is written, or nothing of the second is and another key may be `by`, misspelt. */
  private either(value: unknown, by: string, [first, second]: readonly [z.ZodType, z.ZodType], path: Path | undefined): unknown {
    if (!isObject(value) || isWritten(value, by)) return this.any(value, first, path);
    const fields = shapeOf(second);
    const keys = Reflect.ownKeys(value).filter((key) => key !== by || Object.hasOwn(fields, by));
    const known = [by, ...Object.keys(fields)];
    const misspelt = !keys.some((key) => Object.hasOwn(fields, key)) && keys.some((key) => isName(key) && nearest(key, known) === by);
    return misspelt ? this.any(value, first, path) : this.object(value, fields, path, by);
  }

  private text(value: unknown, max: number, path: Path | undefined, format?: TextFormat, inJson = false): unknown {
    if (typeof value !== 'string') {
      const quoted = typeof value === 'number' ? quotedNumber(value, format) : undefined;
      const example = typeof value === 'number' ? format?.fix(String(value)) : undefined;
      return this.wrong(path, 'text', value, quoted === undefined ? (example ?? 'write text') : `write it in quotes: ${quoted}`);
    }
    if (value.length > max) return this.tooLarge(path, `at most ${max} characters, got ${value.length}`, 'shorten it');
    if (/\p{Surrogate}/u.test(value)) return this.wrong(path, 'well-formed Unicode', value, 'remove the half character');
    // JSON has an escape for every character
    const control = inJson ? undefined : checkControlCharacters(value);
    return control === undefined ? value : this.bad(path, control.rule, control.problem, control.fix);
  }

  private number(value: unknown, path: Path | undefined): unknown {
    return typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : this.wrong(path, 'a number', value, isPlainNumber(value) ? 'write it without quotes' : 'write a plain number');
  }

  private choice(value: unknown, values: readonly string[], path: Path | undefined): unknown {
    const known = values.map((word) => `'${word}'`).join(', ');
    if (typeof value !== 'string') return this.wrong(path, `one of ${known}`, value, `write one of ${known}`);
    // Rule `unknown-value`: a word that is not one of the choices has no meaning here (our choice).
    return values.includes(value)
      ? value
      : this.bad(path, 'unknown-value', `must be one of ${known}, got ${shown(value)}`, didYouMean(value.slice(0, 64), values));
  }

  private list(value: unknown, max: number, path: Path | undefined, of: z.ZodType | ((item: unknown, at: Path) => unknown)): unknown {
    if (!Array.isArray(value)) return this.wrong(path, 'a list', value, 'write a list');
    if (value.length > max) return this.tooLarge(path, `at most ${max} entries, got ${value.length}`, 'split it');
    const copy: unknown[] = [];
    const kept: number[] = [];
    for (let index = 0; index < value.length; index++) {
      const at = { parent: path, key: index };
      const item = Object.hasOwn(value, index)
        ? this.own(value, String(index), at, (found) => (typeof of === 'function' ? of(found, at) : this.any(found, of, at)))
        : this.wrong(at, 'a value', undefined, 'fill the gap in the list');
      // what means nothing would be counted, but for an object, whose keys are judged one by one
      const stands = item === LEFT_OUT && typeof of !== 'function' && needed(of).def.type === 'object' ? standIn(of) : item;
      if (stands === LEFT_OUT) continue;
      copy.push(stands);
      kept.push(index);
    }
    if (kept.length < value.length) this.problems.kept(placeOf(path), kept);
    return copy;
  }

  private record(value: unknown, max: number, path: Path | undefined, read: (item: unknown, at: Path) => unknown): unknown {
    if (!isObject(value)) return this.wrong(path, 'an object', value, 'write keys and values');
    const keys = Reflect.ownKeys(value);
    if (keys.length > max) return this.tooLarge(path, `at most ${max} entries, got ${keys.length}`, 'split it');
    const copy: Record<string, unknown> = {};
    for (const key of keys) {
      if (!this.isUsable(key, path)) continue;
      const at = { parent: path, key };
      const item =
        key.length > MAX_KEY
          ? this.tooLarge(at, `a key of at most ${MAX_KEY} characters, got ${key.length}`, 'shorten the key')
          : this.own(value, key, at, read);
      if (item !== LEFT_OUT) copy[key] = item;
    }
    return copy;
  }

  /** `beside` is a key that another form of the object has. */
  private object(value: unknown, fields: Readonly<Record<string, z.ZodType>>, path: Path | undefined, beside?: string): unknown {
    if (!isObject(value)) return this.wrong(path, 'an object', value, 'write keys and values');
    const known = [...Object.keys(fields), ...(beside === undefined ? [] : [beside])];
    const unknown = Reflect.ownKeys(value).filter((key) => !Object.hasOwn(fields, key) && (key !== beside || isWritten(value, key)));
    this.unknown(unknown, known, path);
    const copy: Record<string, unknown> = {};
    for (const [key, field] of Object.entries(fields)) {
      const item = this.field(value, key, field, path);
      if (item !== undefined) copy[key] = item;
      // an unknown key may be this one misspelt, so its absence means nothing
      else if (unknown.length > 0) this.problems.unsure(placeOf({ parent: path, key }));
    }
    return copy;
  }

  /** Names the first unknown keys, and counts the others: one wrong object must not fill the report. */
  private unknown(keys: readonly (string | symbol)[], known: readonly string[], path: Path | undefined): void {
    for (const key of keys.slice(0, MAX_UNKNOWN)) {
      // Rule `unknown-key`: a key that is not known has no effect, and is usually a typing mistake (our choice).
      if (this.isUsable(key, path))
        this.bad({ parent: path, key }, 'unknown-key', `there is no ${shown(key)} here`, didYouMean(key.slice(0, 64), known));
    }
    const more = keys.length - MAX_UNKNOWN;
    if (more <= 0) return;
    const problem = more === 1 ? 'there is 1 more key that is not known here' : `there are ${more} more keys that are not known here`;
    this.problems.rule(placeOf(path), { rule: 'unknown-key', problem, fix: more === 1 ? 'remove it' : 'remove them' });
  }

  /** Without its word, nothing can be said of the rest. */
  private tagged(value: unknown, cases: readonly z.ZodType[], path: Path | undefined): unknown {
    if (!isObject(value)) return this.wrong(path, 'an object', value, 'write keys and values');
    const at = { parent: path, key: 'kind' };
    const byWord = new Map(cases.map((one) => [kindOf(one), one]));
    const words = [...byWord.keys()];
    const kind = isWritten(value, 'kind')
      ? this.own(value, 'kind', at, (word) => this.choice(word, words, at))
      : this.bad(at, 'missing-key', 'is required', `write one of ${words.join(', ')}`);
    const shape = typeof kind === 'string' ? byWord.get(kind) : undefined;
    return shape === undefined ? LEFT_OUT : this.object(value, shapeOf(shape), path);
  }

  /** `undefined` if nothing is written, or what is written is left out; a stand-in if it must not be. */
  private field(value: object, key: string, schema: z.ZodType, path: Path | undefined): unknown {
    const at = { parent: path, key };
    const item = Object.hasOwn(value, key)
      ? this.own(value, key, at, (found) => (found === undefined ? undefined : this.any(found, schema, at)))
      : undefined;
    if (item !== undefined && item !== LEFT_OUT) return item;
    if (schema.def.type === 'optional') return undefined;
    // Rule `missing-key`: without this key the rest of what was written has no meaning (our choice).
    if (item === undefined) this.bad(at, 'missing-key', 'is required', `write ${shown(key)}`);
    return standIn(schema);
  }

  private settings(value: unknown, limits: Reading['limits'], path: Path | undefined): unknown {
    this.jsonValues = 0;
    this.limits = limits;
    return isObject(value) ? this.json(value, 1, path) : this.wrong(path, 'an object', value, 'write keys and values');
  }

  private json(value: unknown, depth: number, path: Path | undefined): unknown {
    this.jsonValues += 1;
    if (this.jsonValues > MAX_JSON_VALUES) {
      return this.jsonValues === MAX_JSON_VALUES + 1
        ? this.tooLarge(path, `at most ${MAX_JSON_VALUES} values in all`, 'shorten the settings')
        : LEFT_OUT;
    }
    if (value === null || typeof value === 'boolean') return value;
    if (typeof value === 'string') return this.text(value, this.limits.longest, path, undefined, true);
    if (typeof value === 'number') return this.number(value, path);
    if (depth > this.limits.deepest) return this.tooLarge(path, `at most ${this.limits.deepest} levels deep`, 'flatten the settings');
    if (Array.isArray(value)) return this.list(value, MAX_JSON_VALUES, path, (item: unknown, at: Path) => this.json(item, depth + 1, at));
    if (!isObject(value)) return this.wrong(path, 'what JSON can say', value, 'use text, numbers, true, false, null, lists and objects');
    const copy = this.record(value, MAX_JSON_VALUES, path, (item, at) =>
      // keys are repeated in places, which are lines of a message
      /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]+$/u.test(String(at.key))
        ? this.json(item, depth + 1, at)
        : this.bad(at, 'wrong-type', 'must have a key of printable characters, at least one', 'rename it'),
    );
    if (copy === LEFT_OUT) return LEFT_OUT;
    // key order has no meaning, so it must not reach the rendered file
    return Object.fromEntries(Object.entries(copy as Record<string, unknown>).sort(([a], [b]) => byText(a, b)));
  }

  /** Reads an own data property; a getter could answer differently each time. */
  private own(value: object, key: string, at: Path, read: (item: unknown, at: Path) => unknown): unknown {
    const property = Object.getOwnPropertyDescriptor(value, key);
    return property === undefined || !('value' in property)
      ? this.wrong(at, 'a plain value', 'a getter', 'write the value')
      : read(property.value, at);
  }

  private isUsable(key: string | symbol, path: Path | undefined): key is string {
    if (isName(key)) return true;
    const name = String(key);
    if (typeof key === 'symbol') {
      this.bad({ parent: path, key: name }, 'wrong-type', 'must have text as its key, got a symbol', 'write the key as text');
      return false;
    }
    // Rule `prototype-key`: keys such as `__proto__` change the object in JavaScript instead of being stored in it.
    // https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Object/proto
    this.bad({ parent: path, key: name }, 'prototype-key', `${shown(name)} may not be a key`, 'choose another name');
    return false;
  }

  private wrong(path: Path | undefined, wanted: string, value: unknown, fix: string): typeof LEFT_OUT {
    return this.bad(path, 'wrong-type', `must be ${wanted}, got ${shown(value)}`, fix);
  }

  private tooLarge(path: Path | undefined, problem: string, fix: string): typeof LEFT_OUT {
    // Rule `too-large`: input without a bound lets one file use up the memory of whoever renders it (our choice).
    return this.bad(path, 'too-large', `must have ${problem}`, fix);
  }

  private bad(path: Path | undefined, rule: string, problem: string, fix: string): typeof LEFT_OUT {
    this.problems.unreadable(placeOf(path), { rule, problem, fix });
    return LEFT_OUT;
  }
}
