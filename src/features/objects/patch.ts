import { sameJson } from '../../kernel/json';
import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import type { PatchPlan, PatchStep } from './plan';

/** Most names of keys that a message lists. */
const MOST_SHOWN = 8;

/**
 * Rule `patch-path`: a step that finds nothing changes something else than was meant, or nothing. So a value is replaced, removed, tested, moved
 * and copied only where it is, and added only into what is there.
 *
 * Steps are judged one by one, each on what the ones before it leave: whoever applies them asks before each.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6902#section-4
 */
export function checkStep(step: PatchStep, document: unknown, title: string): Violation | undefined {
  switch (step.op) {
    case 'add':
      return parentOf(step.path, document, title);
    case 'replace':
    case 'remove':
      return valueAt(step.path, document, title);
    case 'test':
      return valueAt(step.path, document, title) ?? sameAt(step.path, step.value, document, title);
    case 'move':
    case 'copy':
      return valueAt(step.from, document, title) ?? parentOf(step.path, document, title);
  }
}

/**
 * Rule `patch-target`: a change of nothing is a name that has changed, or a typing mistake (our choice).
 *
 * @param hit how many objects it changes
 * @param there what it could change
 */
export function checkMatched({ kind, name }: PatchPlan, hit: number, there: readonly string[]): Violation | undefined {
  if (hit > 0) return undefined;
  const known = [...new Set(there)].slice(0, MOST_SHOWN).join(', ');
  return {
    rule: 'patch-target',
    problem: `there is no ${kind}${name === undefined ? '' : ` ${shown(name)}`} here`,
    fix: known === '' ? 'leave the patch out: nothing is rendered here' : `one of ${known}`,
  };
}

/** The steps of a JSON Pointer. https://www.rfc-editor.org/rfc/rfc6901 */
function keysOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

type Found = { readonly value: unknown } | { readonly missing: string; readonly in: unknown };

/** The value at a place, or the first step that leads nowhere. */
function find(keys: readonly string[], document: unknown): Found {
  let value = document;
  for (const key of keys) {
    if (!isHolder(value) || !Object.hasOwn(value, key) || (Array.isArray(value) && !/^(0|[1-9]\d*)$/.test(key)))
      return { missing: key, in: value };
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return { value };
}

function valueAt(pointer: string, document: unknown, title: string): Violation | undefined {
  const found = find(keysOf(pointer), document);
  return 'value' in found ? undefined : nowhere(pointer, found, title);
}

function parentOf(pointer: string, document: unknown, title: string): Violation | undefined {
  const keys = keysOf(pointer);
  const found = find(keys.slice(0, -1), document);
  if (!('value' in found)) return nowhere(pointer, found, title);
  const last = keys.at(-1) ?? '';
  if (!isHolder(found.value)) return nowhere(pointer, { missing: last, in: found.value }, title);
  if (!Array.isArray(found.value) || last === '-') return undefined;
  const inside = /^(0|[1-9]\d*)$/.test(last) && Number(last) <= found.value.length;
  return inside ? undefined : nowhere(pointer, { missing: last, in: found.value }, title);
}

function sameAt(pointer: string, expected: unknown, document: unknown, title: string): Violation | undefined {
  const found = find(keysOf(pointer), document);
  const same = 'value' in found && sameJson(found.value, expected);
  return same
    ? undefined
    : { rule: 'patch-path', problem: `${title} has another value at ${shown(pointer)}`, fix: 'correct the test, or leave it out' };
}

function nowhere(pointer: string, { missing, in: holder }: { readonly missing: string; readonly in: unknown }, title: string): Violation {
  const there = Array.isArray(holder)
    ? `a list of ${holder.length}`
    : isHolder(holder)
      ? `there are ${Object.keys(holder).slice(0, MOST_SHOWN).join(', ') || 'no keys'}`
      : 'there is a plain value';
  return {
    rule: 'patch-path',
    problem: `${title} has no ${shown(missing)} at ${shown(pointer)}: ${there}`,
    fix: 'correct the path, or add what it is in first',
  };
}

function isHolder(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
