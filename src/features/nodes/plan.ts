import { type Accelerator, INSTANCE_TYPES, type InstanceType } from './instance-types';
import { NODE_POOL, NODE_SIZE } from './schema';
import type { NodePoolSpec, NodeSizeSpec } from './spec';
import { type Findings, findingsAt } from '../../kernel/findings';
import { checkPlainId } from '../../kernel/names';
import { byText, sortedEntries } from '../../kernel/order';
import type { Problems, Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { bytes, cpuMillis, GI } from '../../kernel/quantity';
import { nearest } from '../../kernel/suggest';

/** One node pool, complete. */
export interface NodePoolPlan {
  readonly name: string;
  readonly instanceTypes: readonly string[];
  /** What a node brings whose type is not known; `undefined`: the types say it. */
  readonly size: InstanceType | undefined;
  readonly architecture: 'x86_64' | 'arm64';
  /** Chips that need a machine image of their own; `undefined`: none. */
  readonly accelerator: Accelerator | undefined;
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
    const violations = checkInstanceTypes(spec.instanceTypes, spec.size !== undefined || problems.unread('size'));
    violations.forEach((violation) => problems.rule('instanceTypes', violation));
    if (capacity === 'spot' && types.length === 1) {
      warnings.rule('instanceTypes', {
        rule: 'spot-diversity',
        problem: `one instance type on spot: when ${shown(types[0])} is taken back, nothing replaces it`,
        fix: 'name two or more types of one size',
      });
    }
  }
  const size = spec.size && planSize(spec.size, types, problems);
  const first = INSTANCE_TYPES[types[0] ?? ''] ?? size;
  return {
    name,
    instanceTypes: types,
    size,
    architecture: first?.architecture ?? 'x86_64',
    accelerator: first?.accelerator,
    min,
    max,
    capacity,
    tainted,
    ami,
    diskGiB,
  };
}

/** A size that is written; a rule of `instance-types` where it is not needed, or no machine has it. */
function planSize(
  { cpu, memory, pods, architecture = 'x86_64' }: NodeSizeSpec,
  types: readonly string[],
  problems: Problems,
): InstanceType {
  const rule = 'instance-types';
  const known = types.find((name) => Object.hasOwn(INSTANCE_TYPES, name));
  if (known !== undefined && !problems.unread('instanceTypes')) {
    const problem = `the size of ${shown(known)} is known: ${sizeText(INSTANCE_TYPES[known])}`;
    problems.rule('size', { rule, problem, fix: 'leave size out, and make a node pool of the types that are not known' });
  }
  const at = problems.at('size');
  at.integer('pods', pods, NODE_SIZE.shape.pods.said.min, NODE_SIZE.shape.pods.said.max);
  const millis = cpuMillis(cpu) ?? 0;
  at.that(millis % 1000 === 0, 'cpu', rule, `must be whole vCPUs, got ${shown(cpu)}`, `write '${Math.max(1, Math.ceil(millis / 1000))}'`);
  return { vcpu: Math.floor(millis / 1000), memoryGiB: (bytes(memory) ?? 0) / GI, maxPods: pods, architecture };
}

/** What tells sizes apart. */
function sizeText(type: InstanceType | undefined): string {
  if (type === undefined) return '';
  const { vcpu, memoryGiB, gpus = 0 } = type;
  return `${vcpu} vCPU with ${memoryGiB} GiB${gpus === 0 ? '' : ` and ${gpus} GPU${gpus === 1 ? '' : 's'}`}`;
}

/**
 * Rule `instance-types`: the cluster autoscaler plans with one node size for each group, so mixed sizes make it add too much or too little.
 * Types must be known or have their size given, be named once, and be of one size and architecture.
 *
 * @see https://docs.aws.amazon.com/eks/latest/best-practices/cas.html
 */
function checkInstanceTypes(types: readonly string[], sized: boolean): Violation[] {
  const rule = 'instance-types';
  if (types.length === 0) return [{ rule, problem: 'must name at least one instance type', fix: `write ['m7i.2xlarge']` }];
  const strange = [...new Set(types)].filter((name) => !INSTANCE_TYPE.test(name));
  const unknown = [...new Set(types)].filter((name) => INSTANCE_TYPE.test(name) && !sized && !Object.hasOwn(INSTANCE_TYPES, name));
  if (strange.length + unknown.length > 0) {
    return [...strange, ...unknown].sort(byText).map((name) => ({
      rule,
      problem: `there is no known instance type ${shown(name)}`,
      fix: unknown.includes(name)
        ? `${meantBy(name)}give the size of a node that AWS has and this release does not know: size: { cpu: '8', memory: '32Gi', pods: 58 }`
        : `write one such as 'm7i.2xlarge'`,
    }));
  }
  if (new Set(types).size < types.length) return [{ rule, problem: 'names an instance type twice', fix: 'name each once' }];
  const differ = (what: string, sizes: ReadonlySet<string>): Violation[] =>
    sizes.size < 2 ? [] : [{ rule, problem: `mixes ${what}: ${[...sizes].sort(byText).join(', ')}`, fix: 'make a node pool of each' }];
  const found = types.flatMap((name) => INSTANCE_TYPES[name] ?? []);
  return [
    ...differ('sizes', new Set(found.map(sizeText))),
    ...differ('architectures', new Set(found.map(({ architecture }) => architecture))),
  ];
}

/** A family and a size, as AWS names them. https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html */
const INSTANCE_TYPE = /^[a-z][a-z0-9-]{0,30}\.[a-z0-9-]{1,20}$/;

/** The size of a known family that was misspelt; of another family nothing is suggested, since it is another machine. */
function meantBy(name: string): string {
  const [family = ''] = name.split('.');
  const match = nearest(
    name,
    Object.keys(INSTANCE_TYPES).filter((known) => known.startsWith(`${family}.`)),
  );
  return match === undefined ? '' : `write '${match}' if it is meant, or `;
}
