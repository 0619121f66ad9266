import { bytes, checkBytes, checkCpu, cpuMillis } from '../../kernel/quantity';
import type { PodResources, ServiceSizeSpec } from './spec';
import { RESOURCE_CLASSES } from './pod-sizes';
import type { ResourceClass } from './resource-class';
import type { Findings } from '../../kernel/findings';
import type { Problems, Violation } from '../../kernel/problems';

/** Rule `quantity` for all three; whether each is known to hold. */
export function checkResources(problems: Problems, { cpu, memory, ephemeralStorage }: PodResources): boolean {
  const cpuOk = problems.rule('cpu', checkCpu(cpu));
  const memoryOk = problems.rule('memory', checkBytes(memory));
  const storageOk = problems.rule('ephemeralStorage', checkBytes(ephemeralStorage));
  return cpuOk && memoryOk && storageOk;
}

/** Resources of a pod as they are written, by class or in full; of the class `fallback` where neither is. Quantities are for their reader to check. */
export function writtenResources(spec: ServiceSizeSpec, fallback: ResourceClass, problems: Problems): PodResources {
  const { size, resources } = spec;
  // Rule `one-size`: a size and written resources are two answers to one question (our choice).
  problems.that(
    size === undefined || resources === undefined,
    'size',
    'one-size',
    'stands beside resources',
    'leave out size or resources',
  );
  return resources ?? RESOURCE_CLASSES[size ?? fallback];
}

/** The same, checked; of the class where a quantity is wrong. */
export function resolveResources(spec: ServiceSizeSpec, fallback: ResourceClass, { problems }: Findings): PodResources {
  const written = writtenResources(spec, fallback, problems);
  if (spec.resources === undefined) return problems.unread('resources') ? RESOURCE_CLASSES.small : written;
  const { cpu, memory, ephemeralStorage } = written;
  return checkResources(problems.at('resources'), written) ? { cpu, memory, ephemeralStorage } : RESOURCE_CLASSES[spec.size ?? fallback];
}

/** What one pod is promised, as it is said. */
export type RequestsInput = { readonly [K in keyof PodResources]?: PodResources[K] | undefined };

/**
 * Completes and checks what a pod is promised; of what is not said it is all that the pod may use.
 *
 * Rule `request-limit`: the API server refuses a pod that is promised more than it may use.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
 */
export function planRequests({ problems, warnings }: Findings, input: RequestsInput | undefined, limits: PodResources): PodResources {
  if (input === undefined) return limits;
  const at = problems.at('requests');
  const one = (
    key: keyof PodResources,
    check: (text: string) => Violation | undefined,
    read: (text: string) => number | undefined,
  ): string => {
    const { [key]: written } = input;
    const limit = limits[key];
    if (written === undefined || !at.rule(key, check(written))) return limit;
    return at.that(
      (read(written) ?? 0) <= (read(limit) ?? Infinity),
      key,
      'request-limit',
      `is ${written}, more than the ${limit} that a pod may use`,
      'lower it, or raise resources',
    )
      ? written
      : limit;
  };
  const requests = {
    cpu: one('cpu', checkCpu, cpuMillis),
    memory: one('memory', checkBytes, bytes),
    ephemeralStorage: one('ephemeralStorage', checkBytes, bytes),
  };
  // Rule `memory-overcommit`: where a node runs out of memory, pods that use more than they are promised are killed first.
  // https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/
  if ((bytes(requests.memory) ?? 0) < (bytes(limits.memory) ?? 0))
    warnings.rule('requests.memory', {
      rule: 'memory-overcommit',
      problem: `promises ${requests.memory} of the ${limits.memory} that a pod may use: where its node runs out, it is killed`,
      fix: 'leave requests.memory out, or accept it',
    });
  return requests;
}
