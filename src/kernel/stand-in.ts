import type * as z from 'zod';
import type { AnyKey, Said } from './schema';

/** The smallest value of a schema's shape; it means nothing, and nothing is said of it. */
export function standIn(given: z.ZodType): unknown {
  const schema = needed(given);
  const { type }: { readonly type: string } = schema.def;
  switch (type) {
    case 'string':
      return '';
    case 'number':
      return 0;
    case 'boolean':
      return false;
    case 'enum':
      return wordsOf(schema)[0];
    case 'literal':
      return literalsOf(schema)[0];
    case 'array':
      return [];
    case 'record':
      return {};
    case 'object':
      return Object.fromEntries(
        Object.entries(shapeOf(schema)).flatMap(([key, field]) => (field.def.type === 'optional' ? [] : [[key, standIn(field)]])),
      );
    case 'union': {
      const [first] = (schema as z.ZodUnion<readonly z.ZodType[]>).options;
      return first === undefined ? undefined : standIn(first);
    }
    default:
      return undefined;
  }
}

/** Without the wrapper that says it may be left out. */
export function needed(schema: z.ZodType): z.ZodType {
  return schema.def.type === 'optional' ? ((schema as z.ZodOptional).unwrap() as z.ZodType) : schema;
}

export function saidOf(schema: z.ZodType): Said {
  return (schema as Partial<AnyKey>).said ?? { doc: '' };
}

export function shapeOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  return (schema as z.ZodObject<Record<string, z.ZodType>>).shape;
}

export function wordsOf(schema: z.ZodType): readonly string[] {
  return (schema as z.ZodEnum).options.map(String);
}

export function literalsOf(schema: z.ZodType): readonly string[] {
  return [...(schema as z.ZodLiteral).values].map(String);
}

export function kindOf(schema: z.ZodType): string {
  const word = shapeOf(schema)['kind'];
  return word === undefined ? '' : (literalsOf(word)[0] ?? '');
}
