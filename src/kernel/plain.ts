import type * as z from 'zod';
import type { Problems } from './problems';
import type { Said } from './schema';
import { shown } from './shown';
import { needed, saidOf, shapeOf, wordsOf } from './stand-in';
import { didYouMean } from './suggest';

type Shape<S extends z.ZodObject> = S['shape'];

/** Keys of a schema whose value is their meaning: said to be `plain`. */
export type PlainKey<S extends z.ZodObject> = {
  [K in keyof Shape<S>]: Shape<S>[K] extends { readonly said: { readonly plain: true } } ? K : never;
}[keyof Shape<S>];

/** What such keys come to in a plan: the same names and types, and `undefined` only where nothing applies by default. */
export type Plain<S extends z.ZodObject> = {
  readonly [K in PlainKey<S>]: z.output<Shape<S>[K]> | (Shape<S>[K] extends { readonly said: Absent } ? undefined : never);
};

/** What is said of a key that may be absent from a plan. */
type Absent = { readonly otherwise: string } | { readonly optional: true };

/** What is written of them, in a spec or in props. */
type PlainInput<S extends z.ZodObject> = { readonly [K in PlainKey<S>]?: Plain<S>[K] | undefined };

/** The plain keys of what was written, each with its default, checked against what the schema says of it; all other keys are left alone. */
export function plainOf<S extends z.ZodObject>(schema: S, written: PlainInput<S>, problems: Problems): Plain<S> {
  const plain = Object.entries(shapeOf(schema)).flatMap(([key, field]): [string, unknown][] => {
    const said = saidOf(field);
    if (said.plain !== true) return [];
    const value = (written as Readonly<Record<string, unknown>>)[key];
    if (value !== undefined) checkPlain(problems, key, value, field, said);
    return [[key, value ?? said.default]];
  });
  return Object.fromEntries(plain) as Plain<S>;
}

/** Checks `whole-number`, `unknown-value` and the format of a text: props are typed, but are written in other languages too. */
function checkPlain(problems: Problems, key: string, value: unknown, field: z.ZodType, said: Said): void {
  if (said.whole === true && typeof value === 'number') problems.integer(key, value, said.min ?? 0, said.max);
  if (typeof said.format === 'object' && typeof value === 'string') problems.rule(key, said.format.check?.(value));
  const schema = needed(field);
  if (schema.def.type !== 'enum' || typeof value !== 'string') return;
  const words = wordsOf(schema);
  const known = words.map((word) => `'${word}'`).join(', ');
  problems.that(
    words.includes(value),
    key,
    'unknown-value',
    `must be one of ${known}, got ${shown(value)}`,
    didYouMean(value.slice(0, 64), words),
  );
}
