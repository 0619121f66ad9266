import { isAmbiguousYaml, isLabelKey, isLabelValue, MAX_LABEL } from '../../kernel/names';
import type { Violation } from '../../kernel/problems';
import { checkKnownNeeds } from '../services/clients';
import type { Dependency } from './spec';
import { DEPENDENCIES } from '../table/table';
import { shown } from '../../kernel/shown';

/**
 * Rule `workload-label`: selectors use this label, and one that is no valid text selects nothing.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
export function checkWorkloadLabel(value: string): Violation | undefined {
  return isLabelValue(value) && value !== '' && !isAmbiguousYaml(value)
    ? undefined
    : {
        rule: 'workload-label',
        problem: `the workload label must be at most ${MAX_LABEL} characters and no YAML keyword or number, got ${shown(value)} (${value.length} characters)`,
        fix: 'shorten or change the name',
      };
}

/**
 * Rule `annotation`: the API server refuses a malformed key, and a second owner of one of our keys would break what reads it.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set
 */
export function checkAnnotationKey(key: string, reserved: readonly string[] = []): Violation | undefined {
  return isLabelKey(key) && !reserved.includes(key)
    ? undefined
    : {
        rule: 'annotation',
        problem: `${shown(key)} is no key for an annotation, or one of ours`,
        fix: `write a key such as 'example.com/runbook'`,
      };
}

/** Checks `label` and `label-reserved` for a label that is added to an agent. */
export function checkLabel(key: string, value: string, reserved: readonly string[]): Violation | undefined {
  if (!isLabelKey(key) || typeof value !== 'string' || !isLabelValue(value)) {
    // Rule `label`: the API server refuses a malformed label.
    // https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
    return {
      rule: 'label',
      problem: `${shown(key)}: ${shown(value)} is no label`,
      fix: `write a key such as 'example.com/team' and at most ${MAX_LABEL} letters, digits, '-', '_', '.'`,
    };
  }
  // Rule `label-reserved`: selectors, policies and metrics use the labels that the construct sets, and a changed one breaks them (our
  // choice).
  return reserved.includes(key)
    ? { rule: 'label-reserved', problem: `${shown(key)} is set by the construct`, fix: 'leave it out' }
    : undefined;
}

/** Rule `own-memory`: a Redis of its own belongs to a tenant, and one that no agent uses costs money and serves nothing (our choice). */
export function checkOwnMemory(
  ownMemory: boolean | undefined,
  tenant: string | undefined,
  needs: readonly Dependency[],
): Violation | undefined {
  return ownMemory !== true || (tenant !== undefined && needs.includes('memory'))
    ? undefined
    : {
        rule: 'own-memory',
        problem: tenant === undefined ? 'it is the agent of no tenant, so no tenant’s memory is its own' : `'memory' is not needed`,
        fix: `give a tenant and need 'memory', or leave it out`,
      };
}

/** The dependencies that an agent declares. */
export interface Reach {
  readonly needs: readonly Dependency[];
  readonly consumes: boolean;
  readonly publishes: boolean;
}

/** Checks `dependency`, `tools-over-bus` and `needs-bus`: declared dependencies are known, and sufficient for what the agent does. */
export function checkDependencies({ needs, consumes, publishes }: Reach): Violation[] {
  const bus = needs.includes('bus');
  const does = [...(consumes ? ['consumes'] : []), ...(publishes ? ['publishes'] : [])].join(' and ');
  // Rule `needs-bus`: an agent that publishes or consumes without needing the bus is blocked by its own network policy (our choice).
  // Rule `tools-over-bus`: tools are called over the bus, so an agent without the bus cannot call them (our choice).
  return [
    ...checkKnownNeeds(needs, DEPENDENCIES),
    ...(needs.includes('tools') && !bus
      ? [{ rule: 'tools-over-bus', problem: `tools are reached over the bus, but 'bus' is not needed`, fix: `add 'bus' to needs` }]
      : []),
    ...(does !== '' && !bus
      ? [{ rule: 'needs-bus', problem: `it ${does}, but its network policy would not let it reach the bus`, fix: `add 'bus' to needs` }]
      : []),
  ];
}

/**
 * Rule `service-name`: the API server refuses a Service whose name starts with a digit.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#rfc-1035-label-names
 */
export function checkServiceName(name: string): Violation | undefined {
  return /^\d/.test(name)
    ? { rule: 'service-name', problem: `a Service cannot start with a digit, got ${shown(name)}`, fix: 'start with a letter' }
    : undefined;
}
