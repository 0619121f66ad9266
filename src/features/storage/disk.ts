import { isDnsSubdomain } from '../../kernel/names';
import type { Problems, Violation } from '../../kernel/problems';
import { bytes, bytesText, checkBytes } from '../../kernel/quantity';
import { shown } from '../../kernel/shown';

/** A disk of one pod. */
export interface DiskPlan {
  /** Size as it is rendered, e.g. `20Gi`. */
  readonly size: string;
  readonly bytes: number;
  /** `undefined`: the cluster's default. */
  readonly storageClass: string | undefined;
}

/** A disk as it is written, in a spec and in props. */
export interface DiskInput {
  readonly disk?: string | undefined;
  readonly storageClass?: string | undefined;
}

/**
 * A disk whose size and class are checked where they are written: `disk` and `storageClass`.
 *
 * @param otherwiseBytes size where none is written
 */
export function planDisk(problems: Problems, { disk, storageClass }: DiskInput, otherwiseBytes = 0): DiskPlan {
  if (disk !== undefined) problems.rule('disk', checkBytes(disk));
  if (storageClass !== undefined) problems.rule('storageClass', checkStorageClass(storageClass));
  return disk === undefined
    ? { size: bytesText(otherwiseBytes), bytes: otherwiseBytes, storageClass }
    : { size: disk, bytes: bytes(disk) ?? 0, storageClass };
}

/**
 * Rule `name`: the name refers to an object of the cluster, and a malformed one cannot exist.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */
function checkStorageClass(storageClass: string): Violation | undefined {
  return isDnsSubdomain(storageClass)
    ? undefined
    : { rule: 'name', problem: `must be the name of an object, got ${shown(storageClass)}`, fix: 'give the name of a StorageClass' };
}
