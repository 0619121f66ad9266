/** Text, well-formed and at most `max` characters. */
export interface TextShape {
  readonly kind: 'text';
  readonly max: number;
}

/** A finite number; ranges and whole numbers are rules, since their messages name the limit. */
export interface NumberShape {
  readonly kind: 'number';
}

export interface FlagShape {
  readonly kind: 'flag';
}

/** One of a few words. */
export interface ChoiceShape {
  readonly kind: 'choice';
  readonly values: readonly string[];
}

/** A count or a percentage as text. */
export interface ShareShape {
  readonly kind: 'share';
}

/** Whatever JSON can say. */
export interface JsonShape {
  readonly kind: 'json';
}

export interface ListShape<S = Shape> {
  readonly kind: 'list';
  readonly of: S;
  readonly max: number;
}

/** Values under keys that people choose. */
export interface RecordShape<S = Shape> {
  readonly kind: 'record';
  readonly of: S;
  readonly max: number;
}

/** Values under keys that we choose. */
export interface ObjectShape<F = Readonly<Record<string, Field>>> {
  readonly kind: 'object';
  readonly fields: F;
}

/** One of two objects; the first if `key` is written. */
export interface EitherShape {
  readonly kind: 'either';
  readonly key: string;
  readonly having: ObjectShape;
  readonly lacking: ObjectShape;
}

/** One of several objects, told apart by the word under `kind`. */
export interface TaggedShape<C = Readonly<Record<string, ObjectShape>>> {
  readonly kind: 'tagged';
  readonly cases: C;
}

/** Read on its own, with its own place and file. */
export interface ElsewhereShape {
  readonly kind: 'elsewhere';
}

/** What a value must look like before any rule may ask what it means. */
export type Shape =
  | TextShape
  | NumberShape
  | FlagShape
  | ChoiceShape
  | ShareShape
  | JsonShape
  | ListShape
  | RecordShape
  | ObjectShape
  | EitherShape
  | TaggedShape
  | ElsewhereShape;

/** A value under a known key. */
export interface Field<S = Shape, R extends boolean = boolean> {
  readonly shape: S;
  readonly required: R;
}

/** The shape that a TypeScript type asks for; it ties each table to its type. */
export type ShapeOf<V> = [V] extends [boolean]
  ? FlagShape
  : [V] extends [number]
    ? NumberShape
    : [V] extends [string]
      ? string extends V
        ? TextShape
        : ChoiceShape
      : [V] extends [string | number]
        ? ShareShape
        : [V] extends [readonly (infer I)[]]
          ? ListShape<ShapeOf<I>> | ListShape<ElsewhereShape>
          : [V] extends [Readonly<Record<string, infer I>>]
            ? string extends keyof V
              ? unknown extends I
                ? JsonShape
                : RecordShape<ShapeOf<I>> | RecordShape<RecordShape<EitherShape>>
              : ObjectShape<FieldsOf<V>>
            : [V] extends [{ readonly kind: string }]
              ? TaggedShape<CasesOf<V>>
              : ObjectShape<FieldsOf<V>>;

/** One object for each word that `kind` may have. */
export type CasesOf<V extends { readonly kind: string }> = {
  readonly [K in V['kind']]: ObjectShape<FieldsOf<Omit<Extract<V, { readonly kind: K }>, 'kind'>>>;
};

/** One field per key of `T`, no more and no fewer, required exactly where the type requires it. */
export type FieldsOf<T> = {
  readonly [K in keyof T]-?: Field<ShapeOf<Exclude<T[K], undefined>>, Pick<T, K> extends Required<Pick<T, K>> ? true : false>;
};

/** What is left of a `T` once everything of a wrong shape has been left out: any key may be missing, but the word that says which object it is. */
export type Shaped<T> = T extends string | number | boolean
  ? T
  : T extends readonly (infer I)[]
    ? readonly Shaped<I>[]
    : string extends keyof T
      ? { readonly [K in keyof T]: Shaped<T[K]> }
      : T extends { readonly kind: string }
        ? { readonly [K in keyof T]: K extends 'kind' ? T[K] : Shaped<T[K]> | undefined }
        : { readonly [K in keyof T]?: Shaped<T[K]> | undefined };

/** Longest text of a spec; names, images and subjects are far below it. */
const MAX_TEXT = 1024;

/** Most entries of a list or record that has no limit of its own. */
const MAX_ENTRIES = 1000;

export const text: TextShape = { kind: 'text', max: MAX_TEXT };
export const number: NumberShape = { kind: 'number' };
export const flag: FlagShape = { kind: 'flag' };
export const share: ShareShape = { kind: 'share' };
export const json: JsonShape = { kind: 'json' };
export const elsewhere: ElsewhereShape = { kind: 'elsewhere' };

/** One of the words; the record makes the compiler ask for each of them. */
export const choice = <V extends string>(words: Readonly<Record<V, unknown>>): ChoiceShape => ({
  kind: 'choice',
  values: Object.keys(words),
});

export const listOf = <S>(of: S, max = MAX_ENTRIES): ListShape<S> => ({ kind: 'list', of, max });
export const recordOf = <S>(of: S, max = MAX_ENTRIES): RecordShape<S> => ({ kind: 'record', of, max });
export const tagged = <C>(cases: C): TaggedShape<C> => ({ kind: 'tagged', cases });
export const object = <F>(fields: F): ObjectShape<F> => ({ kind: 'object', fields });
export const required = <S>(shape: S): Field<S, true> => ({ shape, required: true });
export const optional = <S>(shape: S): Field<S, false> => ({ shape, required: false });
