import { INSTANCE_TYPES } from './instance-types';
import { NODE_POOL } from './schema';
import type { NodePoolSpec } from './spec';
import { type Findings, findingsAt } from '../../kernel/findings';
import { checkPlainId } from '../../kernel/names';
import { byText, sortedEntries } from '../../kernel/order';
import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { didYouMean } from '../../kernel/suggest';

/** One node pool, complete. */
export interface NodePoolPlan {
  readonly name: string;
  readonly instanceTypes: readonly string[];
  readonly architecture: 'x86_64' | 'arm64';
  readonly min: number;
  readonly max: number;
  readonly capacity: 'on-demand' | 'spot';
  readonly tainted: boolean;
  readonly ami: 'al2023' | 'bottlerocket';
  readonly diskGiB: number;
}

const DEFAULT = {
  capacity: NODE_POOL.shape.capacity.said.default,
  tainted: NODE_POOL.shape.tainted.said.default,
  ami: NODE_POOL.shape.ami.said.default,
  diskGiB: NODE_POOL.shape.diskGiB.said.default,
} as const;

/** Every node pool, sorted by name. */
export function planNodePools(pools: Readonly<Record<string, NodePoolSpec>>, findings: Findings): NodePoolPlan[] {
  return sortedEntries(pools).map(([name, pool]) => {
    const here = findingsAt(findings, 'nodePools', name);
    here.problems.rule('', checkPlainId(name));
    return planNodePool(name, pool, here);
  });
}

/**
 * Rule `spot-diversity`: when the only instance type of a spot pool is taken back, nothing replaces its nodes.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html#managed-node-group-capacity-types
 */
function planNodePool(name: string, spec: NodePoolSpec, { problems, warnings }: Findings): NodePoolPlan {
  const { min, max, capacity = DEFAULT.capacity, tainted = DEFAULT.tainted, ami = DEFAULT.ami, diskGiB = DEFAULT.diskGiB } = spec;
  const { min: least, max: most, diskGiB: disk } = NODE_POOL.shape;
  const minHolds = problems.integer('min', min, least.said.min, least.said.max);
  problems.integer('max', max, minHolds ? Math.max(most.said.min, min) : most.said.min, most.said.max);
  problems.integer('diskGiB', diskGiB, disk.said.min, disk.said.max);

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
    tainted,
    ami,
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
