import { isAmbiguousYaml, isLabelKey, isLabelValue, MAX_LABEL } from '../../kernel/names';
import type { Violation } from '../../kernel/problems';
import { type Dependency, DEPENDENCIES } from '../services/places';
import { shown } from '../../kernel/shown';

/** Rule `workload-label`: the one label that selectors use must be a label value and text to every YAML reader. */
export function checkWorkloadLabel(value: string): Violation | undefined {
  return isLabelValue(value) && value !== '' && !isAmbiguousYaml(value)
    ? undefined
    : {
        rule: 'workload-label',
        problem: `the workload label must be at most ${MAX_LABEL} characters and no YAML keyword or number, got ${shown(value)} (${value.length} characters)`,
        fix: 'shorten or change the name',
      };
}

/** Rules `label` and `label-reserved`: a label somebody adds is well-formed and none of ours. */
export function checkLabel(key: string, value: string, reserved: readonly string[]): Violation | undefined {
  if (!isLabelKey(key) || typeof value !== 'string' || !isLabelValue(value)) {
    return {
      rule: 'label',
      problem: `${shown(key)}: ${shown(value)} is no label`,
      fix: `write a key such as 'example.com/team' and at most ${MAX_LABEL} letters, digits, '-', '_', '.'`,
    };
  }
  return reserved.includes(key)
    ? { rule: 'label-reserved', problem: `${shown(key)} is set by the construct`, fix: 'leave it out' }
    : undefined;
}

/** Rule `own-memory`: a memory of its own is a tenant's, and somebody uses it. */
export function checkOwnMemory(
  ownMemory: boolean | undefined,
  tenant: string | undefined,
  needs: readonly Dependency[],
): Violation | undefined {
  return ownMemory !== true || (tenant !== undefined && needs.includes('memory'))
    ? undefined
    : {
        rule: 'own-memory',
        problem: tenant === undefined ? 'it is nobody’s agent, so nobody’s memory is its own' : `'memory' is not needed`,
        fix: `give a tenant and need 'memory', or leave it out`,
      };
}

/** What an agent says it talks to. */
export interface Reach {
  readonly needs: readonly Dependency[];
  readonly consumes: boolean;
  readonly publishes: boolean;
}

/** Rules `dependency`, `tools-over-bus` and `needs-bus`: what is declared is known, and enough for what the agent does. */
export function checkDependencies({ needs, consumes, publishes }: Reach): Violation[] {
  const unknown = needs.filter((need) => !DEPENDENCIES.includes(need));
  const bus = needs.includes('bus');
  const does = [...(consumes ? ['consumes'] : []), ...(publishes ? ['publishes'] : [])].join(' and ');
  return [
    ...unknown.map((need) => ({
      rule: 'dependency',
      problem: `${shown(need)} is no dependency`,
      fix: `one of ${DEPENDENCIES.join(', ')}`,
    })),
    ...(needs.includes('tools') && !bus
      ? [{ rule: 'tools-over-bus', problem: `tools are reached over the bus, but 'bus' is not needed`, fix: `add 'bus' to needs` }]
      : []),
    ...(does !== '' && !bus
      ? [{ rule: 'needs-bus', problem: `it ${does}, but its network policy would not let it reach the bus`, fix: `add 'bus' to needs` }]
      : []),
  ];
}
