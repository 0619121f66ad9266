import type { JsonObject } from '../../kernel/json';
import { shown } from '../../kernel/shown';
/** One thing that an API server would refuse or drop. */
export interface Finding {
  /** JSON path inside the document, e.g. `spec.template.spec.containers[0].image`; empty for the document itself. */
  readonly place: string;
  /** Id of the rule, kebab-case. */
  readonly rule: string;
  /** What is wrong, with the value found. */
  readonly problem: string;
}

/** The text of a field, if it is there and is text. */
export function textOf(object: JsonObject, field: string): string | undefined {
  const value = object[field];
  return typeof value === 'string' ? value : undefined;
}

/** Place of a field; keys that are no plain words stand in brackets, so that their dots do not read as steps. */
export function fieldPlace(place: string, key: string): string {
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${place}[${JSON.stringify(key)}]`;
  return place === '' ? key : `${place}.${key}`;
}

/** Place of a list item. */
export function itemPlace(place: string, index: number): string {
  return `${place}[${index}]`;
}

/** What a value is, in the words of JSON. */
export function jsonType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

/** A value with its JSON type, as it stands after "got"; a list or an object says its own. */
export function typedValue(value: unknown): string {
  return value === null || typeof value === 'object' ? shown(value) : `${jsonType(value)} ${shown(value)}`;
}
