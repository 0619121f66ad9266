import { below, type Problems, type Violation } from '../../kernel/problems';
import { checkText } from '../../kernel/settings';
import { checkApiVersion, checkKind } from '../../kernel/object-kind';
import { shown } from '../../kernel/shown';
import type { PatchSpec } from './spec';

/** Anything that JSON can say under keys. */
export type Json = Readonly<Record<string, unknown>>;

/** One step of a JSON Patch. https://www.rfc-editor.org/rfc/rfc6902#section-4 */
export type PatchStep =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly path: string; readonly from: string };

/** A change of rendered objects, complete. */
export interface PatchPlan {
  /** Where it is written, for what only an object shows. */
  readonly place: string;
  readonly kind: string;
  /** `undefined`: all of the kind. */
  readonly name: string | undefined;
  readonly steps: readonly PatchStep[];
}

/** An object of one's own. */
export interface OwnObject extends Json {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Json & { readonly name: string; readonly namespace?: string };
}

/** What is added to the rendered objects of one place, and what is changed of them. */
export interface Hatches {
  readonly objects: readonly OwnObject[];
  readonly patches: readonly PatchPlan[];
}

/** The same as it is written. */
export interface HatchesInput {
  readonly objects?: readonly Json[] | undefined;
  readonly patches?: readonly PatchSpec[] | undefined;
}

const OPERATIONS = ['add', 'remove', 'replace', 'move', 'copy', 'test'] as const;
const FIELDS: Readonly<Record<(typeof OPERATIONS)[number], readonly string[]>> = {
  add: ['op', 'path', 'value'],
  replace: ['op', 'path', 'value'],
  test: ['op', 'path', 'value'],
  remove: ['op', 'path'],
  move: ['op', 'from', 'path'],
  copy: ['op', 'from', 'path'],
};

/**
 * Checks and completes the objects and changes of one place.
 *
 * @param namespace of the objects; `undefined`: they say theirs
 */
export function planHatches(problems: Problems, { objects = [], patches = [] }: HatchesInput, namespace?: string): Hatches {
  return {
    objects: objects.flatMap((written, index) => planObject(problems.at(below('objects', index)), written, namespace) ?? []),
    patches: patches.map((written, index) => planPatch(problems.at(below('patches', index)), written)),
  };
}

function planObject(problems: Problems, written: Json, namespace: string | undefined): OwnObject | undefined {
  const { apiVersion, kind, metadata } = written;
  const { name, namespace: own } = isJson(metadata) ? metadata : {};
  const missing = [
    ...(isText(apiVersion) ? [] : ['apiVersion']),
    ...(isText(kind) ? [] : ['kind']),
    ...(isText(name) ? [] : ['metadata.name']),
  ];
  // Rule `own-object`: an object that nobody can name can be neither applied nor judged (our choice).
  for (const place of missing)
    problems.that(false, place, 'own-object', 'is required of an object, as text', `write ${place}, e.g. ${EXAMPLES[place] ?? ''}`);
  problems.rule('apiVersion', isText(apiVersion) ? checkApiVersion(apiVersion) : undefined);
  problems.rule('kind', isText(kind) ? checkKind(kind) : undefined);
  // Rule `own-secret`: what is rendered is committed, and everybody who may read the repository would read it (our choice).
  problems.that(
    kind !== 'Secret',
    'kind',
    'own-secret',
    'a Secret would be committed with what it holds',
    'write an ExternalSecret, or give the agent `secrets`',
  );
  // Rule `own-namespace`: what is written of a tenant or agent is applied by its identity, which may write nowhere else (our choice).
  problems.that(
    namespace === undefined || own === undefined || own === namespace,
    'metadata.namespace',
    'own-namespace',
    `must be ${shown(namespace)}, where this is written, got ${shown(own)}`,
    'leave it out, or write the object where it belongs',
  );
  for (const [place, violation] of texts(written, '')) problems.rule(place, violation);
  return missing.length > 0 ? undefined : (written as OwnObject);
}

const EXAMPLES: Readonly<Record<string, string>> = { apiVersion: `'apps/v1'`, kind: `'Deployment'`, 'metadata.name': `'search'` };

function planPatch(problems: Problems, { kind, name, patch }: PatchSpec): PatchPlan {
  // Rule `patch-step`: RFC 6902 says what a step holds; what it does not know would be passed over.
  // https://www.rfc-editor.org/rfc/rfc6902#section-4
  const bad = (at: Problems, where: string, problem: string, fix: string): boolean => at.that(false, where, 'patch-step', problem, fix);
  problems.that(patch.length > 0 || problems.unread('patch'), 'patch', 'patch-step', 'has no steps', 'write one, or leave the patch out');
  const steps = patch.flatMap((written, index): PatchStep[] => {
    const at = problems.at(below('patch', index));
    const { op, path, from, value } = written;
    const operation = OPERATIONS.find((known) => known === op);
    if (operation === undefined) {
      bad(at, 'op', `must be one of ${OPERATIONS.join(', ')}, got ${shown(op)}`, `write e.g. op: add`);
      return [];
    }
    const fields = FIELDS[operation];
    let right = true;
    for (const key of Object.keys(written).filter((one) => !fields.includes(one)))
      right = bad(at, key, `${operation} takes ${fields.join(', ')}`, `leave ${key} out`);
    for (const key of fields.filter((one) => written[one] === undefined))
      right = bad(at, key, `is required of ${operation}`, `write ${key}`);
    for (const [key, pointer] of Object.entries({ path, from }).filter(([one]) => fields.includes(one)))
      if (pointer !== undefined && !(typeof pointer === 'string' && /^(\/([^~/]|~[01])*)+$/.test(pointer)))
        right = bad(
          at,
          key,
          `must be a JSON Pointer, got ${shown(pointer)}`,
          `write e.g. '/spec/template/spec/hostAliases'; '~1' stands for '/'`,
        );
    for (const [inner, violation] of texts(value, 'value')) right = at.rule(inner, violation) && right;
    return right ? [{ op: operation, path, from, value } as PatchStep] : [];
  });
  return { place: problems.placeOf(''), kind, name, steps };
}

/** Texts that read as credentials, with their places. */
function texts(value: unknown, place: string): (readonly [string, Violation])[] {
  if (typeof value === 'string') {
    const violation = checkText(value);
    return violation === undefined ? [] : [[place, violation]];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => texts(item, below(place, index)));
  return isJson(value) ? Object.entries(value).flatMap(([key, item]) => texts(item, below(place, key))) : [];
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
