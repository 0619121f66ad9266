import * as z from 'zod';
import type { Problems } from './problems';
import { read } from './read';
import { choice, flag, list, number, object, type Options, record, settings, share, text, thing, type Thing } from './schema';

/** Structs and objects with behaviour, as they are written in a table. */
export interface StructTables {
  /** Keys of each struct with the types of their values: `key type; key? type`. */
  readonly structs: Readonly<Record<string, string>>;
  readonly things: Readonly<Record<string, Omit<Thing, 'name'>>>;
}

/** Longest text and most entries of what is written in a program, where only memory is the limit. */
const MOST = 2_000_000;

/** Schemas of the structs that were asked for, by table. */
const KNOWN = new WeakMap<StructTables, Map<string, z.ZodType>>();

/** A copy of a struct that is written in a program, as `read` reads data: with a problem for everything that is not as the table says. */
export function readStruct(value: unknown, name: string, tables: StructTables, problems: Problems): unknown {
  return read(value, structSchema(name, tables), problems);
}

function structSchema(name: string, tables: StructTables): z.ZodType {
  const known = KNOWN.get(tables) ?? new Map<string, z.ZodType>();
  KNOWN.set(tables, known);
  const schema = known.get(name) ?? schemaOf(name, tables);
  known.set(name, schema);
  return schema;
}

function schemaOf(name: string, tables: StructTables): z.ZodType {
  const fields = (tables.structs[name] ?? '').split('; ').map((field): [string, z.ZodType] => {
    const [key, type] = [field.slice(0, field.indexOf(' ')), field.slice(field.indexOf(' ') + 1)];
    const optional = key.endsWith('?');
    return [optional ? key.slice(0, -1) : key, typeSchema(type, tables, optional ? { most: MOST, optional: true } : { most: MOST })];
  });
  return object(name, '', Object.fromEntries(fields));
}

/** `text`, `'a','b'`, `[type]` and `{type}` for lists and records, and names. */
function typeSchema(type: string, tables: StructTables, options: Options): z.ZodType {
  const inner = (): z.ZodType => typeSchema(type.slice(1, -1), tables, { most: MOST });
  const lone = (schema: z.ZodType): z.ZodType => (options.optional === true ? schema.exactOptional() : schema);
  if (type.startsWith('[')) return list('', inner(), options);
  if (type.startsWith('{')) return record('', inner(), options);
  if (type.startsWith("'")) {
    const [first = '', ...others] = type.split(',').map((word) => word.slice(1, -1));
    return choice('', [first, ...others], options);
  }
  switch (type) {
    case 'text':
      return text('', options);
    case 'number':
      // a rule of its own says what is wrong with a number that is none
      return number('', { ...options, anyNumber: true });
    case 'flag':
      return flag('', options);
    case 'share':
      return share('', options);
    case 'json':
      return settings('', options);
    case 'any':
      return lone(z.custom());
    default: {
      const found = tables.things[type];
      return lone(found === undefined ? structSchema(type, tables) : thing(type, found.members, found.makers));
    }
  }
}
