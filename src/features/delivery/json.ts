/** An object of a manifest, of which nothing is known. */
export type Json = Readonly<Record<string, unknown>>;

/** A value as an object; an object without fields if it is not one. */
export function jsonOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** A value as a list of objects; an empty list if it is not one. */
export function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(jsonOf) : [];
}
