import { sortedEntries } from './order';

/** JSON with its keys sorted: equal texts are equal values. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, child: unknown) => (isMap(child) ? Object.fromEntries(sortedEntries(child)) : child));
}

/** Whether two values are the same to whoever reads them as JSON. */
export function sameJson(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
