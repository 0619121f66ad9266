import { checkBytes, checkCpu } from '../../kernel/quantity';
import type { PodResources, ServiceSizeSpec } from './spec';
import { RESOURCE_CLASSES } from './pod-sizes';
import type { ResourceClass } from './resource-class';
import type { Findings } from '../../kernel/findings';

/** Resources of a pod, by class or written out; of the class `fallback` where neither is. */
export function resolveResources(spec: ServiceSizeSpec, fallback: ResourceClass, { problems }: Findings): PodResources {
  const { size, resources } = spec;
  // Rule `one-size`: a size and written resources are two answers to one question (our choice).
  problems.that(
    size === undefined || resources === undefined,
    'size',
    'one-size',
    'stands beside resources',
    'leave out size or resources',
  );
  const ofClass = RESOURCE_CLASSES[size ?? fallback];
  if (resources === undefined) return problems.unread('resources') ? RESOURCE_CLASSES.small : ofClass;
  const { cpu, memory, ephemeralStorage } = resources;
  const cpuOk = problems.rule('resources.cpu', checkCpu(cpu));
  const memoryOk = problems.rule('resources.memory', checkBytes(memory));
  const storageOk = problems.rule('resources.ephemeralStorage', checkBytes(ephemeralStorage));
  return cpuOk && memoryOk && storageOk ? { cpu, memory, ephemeralStorage } : ofClass;
}
