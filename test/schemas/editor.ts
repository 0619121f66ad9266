import * as z from 'zod';
import { SHARED_POOL, TENANT } from '../../src/features/tenancy/schema';
import { type AnyKey, MAX_ENTRIES, MAX_KEY, MAX_TEXT, type Named } from '../../src/kernel/schema';
import { ENVIRONMENT } from '../../src/resolve/schema';
import { fallbackOf, rangeOf } from './specs';

const FILES = { environment: ENVIRONMENT, tenant: TENANT, pool: SHARED_POOL };

/** What an editor completes and explains, by file: JSON Schemas of what people write. */
export function editorSchemas(): Map<string, string> {
  return new Map(
    Object.entries(FILES).map(([name, schema]) => [
      `docs/schemas/${name}.schema.json`,
      `${JSON.stringify(editorSchema(schema), null, 2)}\n`,
    ]),
  );
}

/** The JSON Schema of a schema: what zod makes of it, and what is said of every key. */
export function editorSchema(schema: z.ZodType & { readonly named: Named }): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-7',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      Object.assign(jsonSchema, limits(zodSchema as unknown as z.ZodType), saidBy(zodSchema as unknown as Partial<AnyKey>));
      const { apart } = zodSchema as unknown as { apart?: z.ZodType };
      const file = Object.entries(FILES).find(([, one]) => (one as z.ZodType) === apart)?.[0];
      if (file !== undefined) Object.assign(jsonSchema, { $ref: `./${file}.schema.json` });
    },
  });
  return { $schema, title: schema.named.name, description: schema.named.doc, ...rest };
}

function saidBy({ said }: Partial<AnyKey>): object {
  if (said === undefined) return {};
  const { min, max, above, whole, unit, default: value } = said;
  const range = rangeOf(said);
  const fallback = fallbackOf(said);
  const description = [
    said.doc,
    ...(range === undefined ? [] : [`${range}.`]),
    ...(fallback === undefined ? [] : [`Default: ${fallback.replace(/^- /, '')}.`]),
  ]
    .filter((part) => part !== '')
    .join(' ');
  return {
    ...(description !== '' && { description }),
    ...(value !== undefined && { default: value }),
    ...(min !== undefined && unit === undefined && { minimum: min }),
    ...(max !== undefined && unit === undefined && { maximum: max }),
    ...(above !== undefined && { exclusiveMinimum: above }),
    ...(whole === true && { type: 'integer' }),
  };
}

/** Bounds that the reader asks of everything. */
function limits(schema: z.ZodType): object {
  const most = (schema as Partial<AnyKey>).said?.most;
  switch (schema.def.type as string) {
    case 'string':
      return { maxLength: most ?? MAX_TEXT };
    case 'array':
      return { maxItems: most ?? MAX_ENTRIES };
    case 'record':
      return { maxProperties: most ?? MAX_ENTRIES, propertyNames: { type: 'string', maxLength: MAX_KEY } };
    default:
      return {};
  }
}
