import * as z from 'zod';
import { DURATION, percentage, type TextFormat } from './formats';

/**
 * What is said of a key that people write, once: types, defaults, ranges, the editors' schemas and the documentation are taken from it.
 *
 * A key is optional if and only if it is said what applies without it: `default`, `otherwise` or, where nothing applies, `optional`.
 */
export interface Said {
  /** What the key means to whoever writes it. */
  readonly doc: string;
  /** Value that applies where nothing is written; `undefined` is none. */
  readonly default?: string | number | boolean | object;
  /** What applies where nothing is written, in words, if it is no value of its own. */
  readonly otherwise?: string;
  /** It may be left out, and then nothing applies. */
  readonly optional?: true;
  /** Smallest number that is accepted. */
  readonly min?: number;
  /** Number that what is written must be above. */
  readonly above?: number;
  /** Largest number that is accepted. */
  readonly max?: number;
  /** Most characters of a text, or entries of a list or a record. */
  readonly most?: number;
  /** Deepest nesting of what JSON can say. @default - that of settings */
  readonly deep?: number;
  /** A number without a part after the point. */
  readonly whole?: true;
  /** NaN and the infinities are left to a rule. */
  readonly anyNumber?: true;
  /** Of a range, where it is written with one. */
  readonly unit?: '%';
  /** What a text is, a number of pods or a share of them, or whatever JSON can say. */
  readonly format?: TextFormat | 'share' | 'json';
  /** Name of the published type of the value, where it has one. */
  readonly type?: string;
  /** Its value is its meaning: it reaches the plan under the same name by itself, from a spec and from props alike (`plainOf`). */
  readonly plain?: true;
}

/** What a builder is told beside the documentation. */
export type Options = Omit<Said, 'doc'>;

type Optional<O> = O extends { readonly default: unknown } | { readonly otherwise: string } | { readonly optional: true } ? true : false;

/** A value under a key, and what is said of it. */
export type Key<S extends z.ZodType, O> = (Optional<O> extends true ? z.ZodExactOptional<S> : S) & {
  readonly said: O & { readonly doc: string };
};

/** Any key. */
export type AnyKey = z.ZodType & { readonly said: Said };

/** Longest text of a spec; names, images and subjects are far below it. */
export const MAX_TEXT = 1024;
/** Deepest nesting of settings; a configuration file that needs more is a program. */
export const MAX_JSON_DEPTH = 8;
/** Most values in the settings of one agent; a ConfigMap holds 1 MiB. */
export const MAX_JSON_VALUES = 10_000;
/** Longest text in settings. */
export const MAX_JSON_TEXT = 65_536;
/** Longest key that people choose; names of Kubernetes have at most as many characters. */
export const MAX_KEY = 253;
/** Most entries of a list or record that has no limit of its own. */
export const MAX_ENTRIES = 1000;

/** Text, well-formed and at most `most` characters. */
export const text = <const O extends Options = object>(doc = '', options?: O): Key<z.ZodString, O> => key(z.string(), doc, options);

/** A length of time as text, e.g. `'90s'`. */
export const duration = <const O extends Options = object>(doc = '', options?: O): Key<z.ZodString, O & { readonly format: TextFormat }> =>
  key(z.string(), doc, { ...options, format: DURATION } as O & { readonly format: TextFormat });

/** A whole percentage as text, e.g. `'10%'`. */
export const percent = <const O extends Options & { readonly min: number; readonly max: number; readonly default: string }>(
  doc: string,
  options: O,
): Key<z.ZodString, O & { readonly format: TextFormat; readonly unit: '%' }> => {
  const { min, max, default: example } = options;
  return key(z.string(), doc, { ...options, format: percentage(min, max, example), unit: '%' as const });
};

/** A finite number. Its range is a rule, since the message names the limit. */
export const number = <const O extends Options = object>(doc = '', options?: O): Key<z.ZodNumber, O> => key(z.number(), doc, options);

/** A whole number. Its range is a rule, since the message names the limit. */
export const whole = <const O extends Options = object>(doc = '', options?: O): Key<z.ZodNumber, O & { readonly whole: true }> =>
  key(z.number(), doc, { ...options, whole: true } as O & { readonly whole: true });

/** True or false. */
export const flag = <const O extends Options = object>(doc = '', options?: O): Key<z.ZodBoolean, O> => key(z.boolean(), doc, options);

/** One of a few words. */
export const choice = <const W extends readonly [string, ...string[]], const O extends Options = object>(
  doc: string,
  words: W,
  options?: O,
): Key<z.ZodEnum<{ [K in W[number]]: K }>, O> => key(z.enum(words) as z.ZodEnum<{ [K in W[number]]: K }>, doc, options);

/** A count, or a percentage as text; a range is one of the count. */
export const share = <const O extends Options = object>(
  doc = '',
  options?: O,
): Key<z.ZodUnion<readonly [z.ZodString, z.ZodNumber]>, O & { readonly format: 'share' }> =>
  key(z.union([z.string(), z.number()]), doc, { ...options, format: 'share' } as O & { readonly format: 'share' });

/** Whatever JSON can say under keys that people choose. */
export const settings = <const O extends Options = object>(
  doc = '',
  options?: O,
): Key<z.ZodRecord<z.ZodString, z.ZodUnknown>, O & { readonly format: 'json' }> =>
  key(z.record(z.string(), z.unknown()), doc, { ...options, format: 'json' } as O & { readonly format: 'json' });

/** Several of the same, in order. */
export const list = <S extends z.ZodType, const O extends Options = object>(doc: string, of: S, options?: O): Key<z.ZodArray<S>, O> =>
  key(z.array(of), doc, options);

/** Several of the same under keys that people choose. */
export const record = <S extends z.ZodType, const O extends Options = object>(
  doc: string,
  of: S,
  options?: O,
): Key<z.ZodRecord<z.ZodString, S>, O> => key(z.record(z.string(), of), doc, options);

/** A value that is described elsewhere, under this key. */
export const nested = <S extends z.ZodType, const O extends Options = object>(doc: string, of: S, options?: O): Key<S, O> =>
  key(copyOf(of), doc, options);

/** Values under keys that we choose; any other is refused. `name` is that of the published type, `bases` those that it extends. */
export function object<const F extends z.ZodRawShape>(
  name: string,
  doc: string,
  fields: F,
  bases: readonly NamedObject[] = [],
): z.ZodObject<F, z.core.$strict> & { readonly named: Named } {
  return Object.assign(z.strictObject(fields), { named: { name, doc, bases } });
}

/** One of several objects, told apart by the word under `kind`. */
export function tagged<const C extends readonly [Tagged, ...Tagged[]]>(
  name: string,
  doc: string,
  cases: C,
): z.ZodDiscriminatedUnion<C> & { readonly named: Named } {
  return Object.assign(z.discriminatedUnion('kind', cases) as unknown as z.ZodDiscriminatedUnion<C>, { named: { name, doc, bases: [] } });
}

/** The word under `kind` that tells one case of a tagged object from the others. */
export const kind = <const W extends string>(word: W): z.ZodLiteral<W> & { readonly said: { readonly doc: '' } } =>
  Object.assign(z.literal(word), { said: { doc: '' as const } });

/** One of two objects: the first if the key `by` is written. */
export function either<H extends z.ZodObject, L extends z.ZodObject>(
  name: string,
  doc: string,
  by: string,
  having: H,
  lacking: L,
): z.ZodUnion<readonly [H, L]> & { readonly named: Named; readonly by: string } {
  return Object.assign(z.union([having, lacking]), { named: { name, doc, bases: [] }, by });
}

/** Read on its own, with its own place and file. */
export const apart = <S extends z.ZodType>(of: S): z.ZodCustom<z.output<S>> & { readonly apart: S } => {
  const schema = z.custom<z.output<S>>();
  return Object.assign(schema, { apart: of });
};

/** An object with behaviour, which is taken as it is: it must have some members. `makers` are functions of its class that make one. */
export const thing = (name: string, members: readonly string[], makers: readonly string[]): z.ZodCustom & { readonly thing: Thing } =>
  Object.assign(z.custom(), { thing: { name, members, makers } });

/** What is known of an object with behaviour. */
export interface Thing {
  readonly name: string;
  readonly members: readonly string[];
  readonly makers: readonly string[];
}

/** Name and documentation of a published type. */
export interface Named {
  readonly name: string;
  readonly doc: string;
  /** Types that it extends; their keys are among its own. */
  readonly bases: readonly NamedObject[];
}

/** An object with a published type. */
export type NamedObject = z.ZodObject & { readonly named: Named };

type Tagged = z.ZodObject<{ readonly kind: z.ZodLiteral<string> }>;

/** A key whose value is of a published type, where it may be left out. */
export type OptionalField<T> = z.ZodExactOptional<z.ZodType<T>>;

/** The value that a schema describes. */
export type Written<S extends z.ZodType> = z.output<S>;

function key<S extends z.ZodType, O extends Options>(schema: S, doc: string, options: O | undefined): Key<S, O> {
  const { default: value, otherwise, optional } = options ?? {};
  const lone = value !== undefined || otherwise !== undefined || optional === true ? schema.exactOptional() : schema;
  return Object.assign(lone, { said: { ...options, doc } }) as unknown as Key<S, O>;
}

/** The same schema as an object of its own, so that what is said of it under one key is not said under another. */
function copyOf<S extends z.ZodType>(schema: S): S {
  const copy = schema.clone();
  const { named, by, apart: read } = schema as Partial<{ named: Named; by: string; apart: z.ZodType }>;
  return Object.assign(copy, {
    ...(named !== undefined && { named }),
    ...(by !== undefined && { by }),
    ...(read !== undefined && { apart: read }),
  });
}
