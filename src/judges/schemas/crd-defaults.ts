import type { StructuralSchema } from './crd-schema';
import { isJsonObject } from '../../kernel/json';

/**
 * The value as an API server has it before validation: absent fields defaulted, nulls of fields that are not nullable taken away.
 *
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting-and-nullable
 */
export function withDefaults(schema: StructuralSchema, value: unknown): unknown {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? value : value.map((item: unknown) => withDefaults(items, item));
  }
  if (!isJsonObject(value)) return value;
  const result: [string, unknown][] = [];
  for (const [name, child] of Object.entries(value)) {
    const property = propertyOf(schema, name);
    const absent = child === undefined || (child === null && property !== undefined && property.nullable !== true);
    if (absent) continue;
    result.push([name, property === undefined ? child : withDefaults(property, child)]);
  }
  const present = new Set(result.map(([name]) => name));
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    // a default is itself defaulted further down
    if (property.default !== undefined && !present.has(name)) result.push([name, withDefaults(property, property.default)]);
  }
  return Object.fromEntries(result);
}

/** Schema of a field of an object. */
export function propertyOf(schema: StructuralSchema, name: string): StructuralSchema | undefined {
  const { properties = {}, additionalProperties } = schema;
  if (Object.hasOwn(properties, name)) return properties[name];
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}
