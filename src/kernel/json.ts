import { sortedEntries } from './order';

/** A JSON object, as parsers give it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object: not a list, not null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON with its keys sorted: equal texts are equal values. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, child: unknown) => (isJsonObject(child) ? Object.fromEntries(sortedEntries(child)) : child));
}

/** Whether two values are the same to whoever reads them as JSON. */
export function sameJson(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}
