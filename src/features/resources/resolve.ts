import { checkBytes, checkCpu } from '../../kernel/quantity';
import type { PodResources, ServiceSizeSpec } from './spec';
import { RESOURCE_CLASSES } from './pod-sizes';
import type { ResourceClass } from './resource-class';
import type { Findings } from '../../kernel/findings';
import type { Problems } from '../../kernel/problems';

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
