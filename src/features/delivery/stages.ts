import { MAX_LABEL } from '../../kernel/names';
import type { Violation } from '../../kernel/problems';
import { byIdentity, type ObjectIdentity, sameObject, titleOf } from './object';

/** Stages that every environment has, in their order; a tenant's is called as its namespace. */
export const STAGES = { cluster: 'cluster', namespaces: 'namespaces', platform: 'platform' } as const;

/** The stages after which a stage is applied. */
export interface StageOrder {
  readonly name: string;
  /** Stages that must be ready first. */
  readonly after: readonly string[];
}

/**
 * Rule `delivery-name`: the engine writes the name as a label on all that it applies, and a label has at most 63 characters.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
export function checkDeliveryName(name: string): Violation | undefined {
  return name.length <= MAX_LABEL && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)
    ? undefined
    : {
        rule: 'delivery-name',
        problem: `must be a DNS label of at most ${MAX_LABEL} characters, since it is a label of what is delivered, got '${name.slice(0, 80)}' with ${name.length}`,
        fix: 'shorten the prefix, or the id of the tenant',
      };
}

/** Checks `delivery-order`: stages have different names and wait only for stages that exist, never in a circle. */
export function checkOrder(stages: readonly StageOrder[]): Violation | undefined {
  const names = stages.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return order(`two stages are called '${twice}'`, 'rename one of them');
  for (const { name, after } of stages) {
    const unknown = after.find((other) => !names.includes(other));
    if (unknown !== undefined) return order(`'${name}' waits for '${unknown}', which is no stage`, 'write a stage that there is');
  }
  const round = waves(stages) === undefined;
  return round ? order('stages wait for each other in a circle', 'take one of the dependencies away') : undefined;
}

/** In which wave each stage is, from 0; `undefined` if they wait for each other in a circle. */
export function waves(stages: readonly StageOrder[]): ReadonlyMap<string, number> | undefined {
  const found = new Map<string, number>();
  for (let settled = -1; settled < found.size && found.size < stages.length;) {
    settled = found.size;
    for (const { name, after } of stages) {
      if (found.has(name) || !after.every((other) => found.has(other))) continue;
      found.set(name, Math.max(-1, ...after.map((other) => found.get(other) ?? 0)) + 1);
    }
  }
  return found.size === stages.length ? found : undefined;
}

/** Rule `delivery-overlap`: two stages that apply one object take it from each other for ever (our choice). */
export function checkOverlap(
  stages: readonly { readonly name: string; readonly objects: readonly ObjectIdentity[] }[],
): Violation | undefined {
  const all = stages
    .flatMap(({ name, objects }) => objects.map((object) => ({ name, object })))
    .sort((a, b) => byIdentity(a.object, b.object));
  for (const [index, one] of all.entries()) {
    const next = all[index + 1];
    if (next === undefined || !sameObject(one.object, next.object)) continue;
    return {
      rule: 'delivery-overlap',
      problem: `${titleOf(one.object)} is in the stages '${one.name}' and '${next.name}'`,
      fix: 'leave it in one of them',
    };
  }
  return undefined;
}

/**
 * Rule `delivery-order`: a stage that is applied before the one it depends on fails until that one is there, or for ever.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#dependencies
 */
function order(problem: string, fix: string): Violation {
  return { rule: 'delivery-order', problem, fix };
}
