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
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The same of a value that may throw when it is looked at, as a Proxy does. */
export function isPlainObject(value: unknown): value is object {
  try {
    return isObject(value);
  } catch {
    return false; // `read` says that it cannot be read
  }
}

/** What stands under a key; `undefined` for a getter, which is not asked, and for what throws. */
export function ownValue(value: unknown, key: string): unknown {
  try {
    return typeof value === 'object' && value !== null ? (Object.getOwnPropertyDescriptor(value, key)?.value as unknown) : undefined;
  } catch {
    return undefined;
  }
}

/** The text under a key; `undefined` for anything else. */
export function ownText(value: unknown, key: string): string | undefined {
  const found = ownValue(value, key);
  return typeof found === 'string' ? found : undefined;
}

/** Whether a value is an object with members of these names, its own or those of its class. */
export function hasMembers(value: unknown, members: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && members.every((member) => member in value);
}
