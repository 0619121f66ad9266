import type { Problems, Violation } from '../../kernel/problems';
import { bytesText } from '../../kernel/quantity';
import { type DiskPlan, planDisk } from '../storage/disk';

type DiskInput = Parameters<typeof planDisk>[1];

/** The append-only file grows to twice its base before it is rewritten, and the new base stands beside both. */
const APPEND_ONLY_FACTOR = 3;

/** The disk of a server that keeps its state, which must hold the append-only file. */
export function planStateDisk(problems: Problems, input: DiskInput, maxmemoryBytes: number): DiskPlan {
  return holding(problems, planDisk(problems, input, maxmemoryBytes * APPEND_ONLY_FACTOR), maxmemoryBytes);
}

/** The disk, which must hold the append-only file; an unreadable size is a problem already. */
export function holding(problems: Problems, disk: DiskPlan, maxmemoryBytes: number): DiskPlan {
  if (disk.bytes > 0) problems.rule('disk', checkAppendOnlyFits(maxmemoryBytes, disk.bytes));
  return disk;
}

/** Rule `cache-disk`: a cache writes nothing to disk, so a volume would be paid for and never used (our choice). */
export function checkNoDisk(problems: Problems, { disk, storageClass }: DiskInput): void {
  problems.that(
    disk === undefined && storageClass === undefined,
    'disk',
    'cache-disk',
    'a cache keeps nothing on disk',
    'leave disk and storageClass out, or use the role state',
  );
}

/**
 * Rule `memory-disk`: the append-only file is rewritten beside the old one, and a full volume stops all writes.
 *
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/ (auto-aof-rewrite-percentage 100)
 */
export function checkAppendOnlyFits(maxmemoryBytes: number, diskBytes: number): Violation | undefined {
  const needed = maxmemoryBytes * APPEND_ONLY_FACTOR;
  return needed <= diskBytes
    ? undefined
    : {
        rule: 'memory-disk',
        problem: `the append-only file may take ${APPEND_ONLY_FACTOR} × maxmemory ${bytesText(maxmemoryBytes)} = ${bytesText(needed)} while it is rewritten, but the volume has ${bytesText(diskBytes)}`,
        fix: `enlarge the volume to ${bytesText(needed)}, or lower maxmemory`,
      };
}
