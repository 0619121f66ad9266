/** Keys that reach an object's prototype in JavaScript, and so would in any program that copies them. */
const PROTOTYPE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether a key is text, and can be a key of an object without changing the object. */
export function isName(key: string | symbol): key is string {
  return typeof key === 'string' && !PROTOTYPE_KEYS.has(key);
}

/** Whether something stands under the key: `undefined` says as little as no key, and a getter is not asked. */
export function isWritten(value: object, key: string): boolean {
  const property = Object.getOwnPropertyDescriptor(value, key);
  return property !== undefined && !('value' in property && property.value === undefined);
}

/** Whether a value is text that would be a number without its quotes. */
export function isPlainNumber(value: unknown): boolean {
  return typeof value === 'string' && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(value);
}

/** An object literal, of this realm or another; not an instance of a class. */
export function isObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
