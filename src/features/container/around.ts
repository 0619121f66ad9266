import { isDnsSubdomain, isLabelKey, isLabelValue } from '../../kernel/names';
import { sortedEntries } from '../../kernel/order';
import { below, type Problems } from '../../kernel/problems';
import { checkText } from '../../kernel/settings';
import { shown } from '../../kernel/shown';

/** A taint that pods tolerate. */
export interface TolerationPlan {
  readonly key: string;
  /** `undefined`: whatever its value is. */
  readonly value?: string | undefined;
  /** `undefined`: whatever it does. */
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute' | undefined;
}

/** What stands around a program, and where it runs. */
export interface AroundPlan {
  readonly pullSecrets: readonly string[];
  readonly serviceAccountAnnotations: Readonly<Record<string, string>>;
  /** `undefined`: the nodes' own. */
  readonly runtimeClass: string | undefined;
  readonly nodeLabels: Readonly<Record<string, string>>;
  readonly tolerations: readonly TolerationPlan[];
}

/** The same as it is said. */
export type AroundInput = { readonly [K in keyof AroundPlan]?: AroundPlan[K] | undefined };

/** Completes and checks what stands around a program. */
export function planAround(problems: Problems, input: AroundInput): AroundPlan {
  const { pullSecrets = [], serviceAccountAnnotations = {}, runtimeClass, nodeLabels = {}, tolerations = [] } = input;
  pullSecrets.forEach((name, index) => {
    checkName(problems, below('pullSecrets', index), name, 'give the name of a Secret');
  });
  if (runtimeClass !== undefined) checkName(problems, 'runtimeClass', runtimeClass, 'give the name of a RuntimeClass');
  for (const [key, value] of sortedEntries(serviceAccountAnnotations)) {
    const at = below('serviceAccountAnnotations', key);
    problems.that(
      isLabelKey(key),
      at,
      'annotation',
      `${shown(key)} is no key for an annotation, or one of ours`,
      `write a key such as 'example.com/runbook'`,
    );
    problems.rule(at, checkText(value));
  }
  for (const [key, value] of sortedEntries(nodeLabels)) checkNodeLabel(problems, below('nodeLabels', key), key, value);
  tolerations.forEach(({ key, value = '' }, index) => {
    checkNodeLabel(problems, below('tolerations', index), key, value);
  });
  return { pullSecrets, serviceAccountAnnotations, runtimeClass, nodeLabels, tolerations };
}

function checkName(problems: Problems, place: string, name: string, fix: string): void {
  problems.that(isDnsSubdomain(name), place, 'dns-name', `must be a DNS name, got ${shown(name)}`, fix);
}

/**
 * Rule `node-selector`: labels and taints of nodes have the same form, and the API server refuses a pod that asks for another.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
function checkNodeLabel(problems: Problems, place: string, key: string, value: string): void {
  problems.that(
    isLabelKey(key) && isLabelValue(value),
    place,
    'node-selector',
    `${shown(key)}: ${shown(value)} is no label of a node`,
    `write a key such as 'example.com/disk', and a value such as 'ssd'`,
  );
}
