import { sortedEntries } from '../kernel/order';

/** Key under which cdktf keeps its own records: construct paths, versions. Terraform reads it as a comment. */
const COMMENT = '//';

/** Terraform JSON as a file: keys sorted, comments of the generator left out, so that the bytes depend on the input alone. */
export function terraformJson(configuration: unknown): string {
  return `${JSON.stringify(canonical(configuration), null, 2)}\n`;
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = sortedEntries<unknown>({ ...value }).filter(([key]) => key !== COMMENT);
  return Object.fromEntries(entries.map(([key, inner]) => [key, canonical(inner)]));
}
