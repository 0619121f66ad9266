import { DISK_GIB, MAX_NODES } from '../clusters/buckets';
import { INSTANCE_TYPES } from './instance-types';
import { checkId } from '../../kernel/names';
import { byText, sortedEntries } from '../../kernel/order';
import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { didYouMean } from '../../kernel/suggest';
import { DEFAULTS } from '../../kernel/defaults';
import type { NodePoolSpec } from './spec';
import { type Findings, findingsAt } from '../../kernel/findings';
import type { NodePoolPlan } from './plan';

/** Names that stay inside the platform may be reserved ones: a node pool `platform` is no namespace. */
export function checkPlainId(id: string): Violation | undefined {
  const violation = checkId(id);
  return violation?.rule === 'id-reserved' ? undefined : violation;
}

/** Every node pool, sorted by name. */
export function resolveNodePools(pools: Readonly<Record<string, NodePoolSpec>>, findings: Findings): NodePoolPlan[] {
  return sortedEntries(pools).map(([name, pool]) => {
    const here = findingsAt(findings, 'nodePools', name);
    here.problems.rule('', checkPlainId(name));
    return resolveNodePool(name, pool, here);
  });
}

/**
 * Rule `spot-diversity`: when the only instance type of a spot pool is taken back, nothing replaces its nodes.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html#managed-node-group-capacity-types
 */
function resolveNodePool(name: string, spec: NodePoolSpec, { problems, warnings }: Findings): NodePoolPlan {
  const { min, max, diskGiB = DEFAULTS.nodePool.diskGiB } = spec;
  const capacity = spec.capacity ?? DEFAULTS.nodePool.capacity;
  const minHolds = problems.integer('min', min, 0, MAX_NODES);
  problems.integer('max', max, minHolds ? Math.max(1, min) : 1, MAX_NODES);
  problems.integer('diskGiB', diskGiB, DISK_GIB.min, DISK_GIB.max);

  // in the order written: EKS tries on-demand types in that order
  const types = [...new Set(spec.instanceTypes)];
  if (!problems.unread('instanceTypes')) {
    checkInstanceTypes(spec.instanceTypes).forEach((violation) => problems.rule('instanceTypes', violation));
    if (capacity === 'spot' && types.length === 1) {
      warnings.rule('instanceTypes', {
        rule: 'spot-diversity',
        problem: `one instance type on spot: when ${shown(types[0])} is taken back, nothing replaces it`,
        fix: 'name two or more types of one size',
      });
    }
  }
  return {
    name,
    instanceTypes: types,
    architecture: INSTANCE_TYPES[types[0] ?? '']?.architecture ?? 'x86_64',
    min,
    max,
    capacity,
    tainted: spec.tainted ?? DEFAULTS.nodePool.tainted,
    ami: spec.ami ?? DEFAULTS.nodePool.ami,
    diskGiB,
  };
}

/**
 * Rule `instance-types`: the cluster autoscaler plans with one node size for each group, so mixed sizes make it add too much or too little.
 * Types must be known, named once, and of one size and architecture.
 *
 * @see https://docs.aws.amazon.com/eks/latest/best-practices/cas.html
 */
function checkInstanceTypes(types: readonly string[]): Violation[] {
  const rule = 'instance-types';
  if (types.length === 0) return [{ rule, problem: 'must name at least one instance type', fix: `write ['m7i.2xlarge']` }];
  const known = Object.keys(INSTANCE_TYPES);
  const unknown = [...new Set(types)].filter((name) => !Object.hasOwn(INSTANCE_TYPES, name));
  if (unknown.length > 0) {
    return unknown
      .sort(byText)
      .map((name) => ({ rule, problem: `there is no known instance type ${shown(name)}`, fix: didYouMean(name.slice(0, 64), known) }));
  }
  if (new Set(types).size < types.length) return [{ rule, problem: 'names an instance type twice', fix: 'name each once' }];
  const differ = (what: string, sizes: ReadonlySet<string>): Violation[] =>
    sizes.size < 2 ? [] : [{ rule, problem: `mixes ${what}: ${[...sizes].sort(byText).join(', ')}`, fix: 'make a node pool of each' }];
  const found = types.flatMap((name) => INSTANCE_TYPES[name] ?? []);
  return [
    ...differ('sizes', new Set(found.map(({ vcpu, memoryGiB }) => `${vcpu} vCPU with ${memoryGiB} GiB`))),
    ...differ('architectures', new Set(found.map(({ architecture }) => architecture))),
  ];
}
