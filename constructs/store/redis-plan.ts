import {
  APPEND_ONLY_FACTOR,
  checkAppendOnlyFits,
  checkMaxmemory,
  maxmemoryOf,
  checkMemoryBudgetsFit,
  checkMemoryClientsFit,
} from '../../src/features/store/memory-share';
import { checkImagePinned } from '../../src/kernel/images';
import { checkDnsLabel, checkId } from '../../src/kernel/names';
import type { Problems } from '../../src/kernel/problems';
import { bytes, checkBytes, bytesText } from '../../src/kernel/quantity';
import { AgentResources, checkResources } from '../resources/agent-resources';
import type { RedisInstanceProps } from './redis-props';

/** Connections that clients may hold together; the server needs a file descriptor for each. */
const DEFAULT_MAXCLIENTS = 4000;

/** Props with their defaults, checked. */
export interface InstancePlan {
  readonly resources: AgentResources;
  readonly maxmemoryBytes: number;
  readonly maxclients: number;
  /** `undefined` for a cache. */
  readonly disk: string | undefined;
}

/** Every number of an instance, checked by its rule. */
export function planInstance(problems: Problems, props: RedisInstanceProps): InstancePlan {
  const { role, budgets = [], clients = [] } = props;
  const resources = props.resources ?? AgentResources.memoryOptimized();
  const maxclients = props.maxclients ?? DEFAULT_MAXCLIENTS;
  // the longest name made of an id is well below the 63 characters of a label
  if (props.tenant !== undefined) problems.rule('tenant', checkId(props.tenant));
  problems.rule('image', checkImagePinned(props.image));
  problems.rule('exporterImage', checkImagePinned(props.exporterImage));
  problems.rule('issuer', checkDnsLabel(props.issuer));
  checkResources(problems.at('resources'), resources);
  const limit = bytes(resources.memory) ?? 0;
  if (props.maxmemory !== undefined) problems.rule('maxmemory', checkBytes(props.maxmemory));
  const maxmemoryBytes = props.maxmemory === undefined ? maxmemoryOf(limit) : (bytes(props.maxmemory) ?? 0);
  if (limit > 0) problems.rule('maxmemory', checkMaxmemory(maxmemoryBytes, limit));
  problems.integer('maxclients', maxclients, 1);
  budgets.forEach(({ memory }, index) => problems.rule(`budgets.${index}.memory`, checkBytes(memory)));
  if (maxmemoryBytes > 0) {
    const promised = budgets.map(({ name, memory }) => ({ name, bytes: bytes(memory) ?? 0 }));
    problems.rule('budgets', checkMemoryBudgetsFit(promised, maxmemoryBytes));
  }
  clients.forEach(({ peakPods, pool }, index) => {
    problems.integer(`clients.${index}.peakPods`, peakPods, 0);
    problems.integer(`clients.${index}.pool`, pool, 1);
  });
  problems.rule('maxclients', checkMemoryClientsFit(clients, maxclients));
  if (role === 'cache') noDisk(problems, props);
  return { resources, maxmemoryBytes, maxclients, disk: role === 'state' ? diskOf(problems, props, maxmemoryBytes) : undefined };
}

function diskOf(problems: Problems, { disk }: RedisInstanceProps, maxmemoryBytes: number): string {
  if (disk === undefined) return bytesText(maxmemoryBytes * APPEND_ONLY_FACTOR);
  if (problems.rule('disk', checkBytes(disk))) problems.rule('disk', checkAppendOnlyFits(maxmemoryBytes, bytes(disk) ?? 0));
  return disk;
}

/** Rule `cache-disk`: a cache writes nothing to disk, so a volume would be paid for and never used (our choice). */
function noDisk(problems: Problems, { disk, storageClass }: RedisInstanceProps): void {
  problems.that(
    disk === undefined && storageClass === undefined,
    'disk',
    'cache-disk',
    'a cache keeps nothing on disk',
    'leave disk and storageClass out, or use the role state',
  );
}
