import { checkBytes, checkCpu } from '../../kernel/quantity';
import { type PodResources, RESOURCE_CLASSES, type ResourceClass } from './resource-class';
import type { Findings } from '../../kernel/findings';
import type { Frame } from '../../resolve/frame';
import type { ServiceSizeSpec } from './spec';
import type { Shaped } from '../../kernel/shape';

/** Resources of a pod, by class or written out; of the class `fallback` where neither is. */
export function resolveResources(
  spec: Shaped<ServiceSizeSpec>,
  fallback: ResourceClass,
  { reader }: Frame,
  { problems }: Findings,
): PodResources {
  const { size, resources } = spec;
  problems.that(
    size === undefined || resources === undefined,
    'size',
    'one-size',
    'stands beside resources',
    'leave out size or resources',
  );
  const ofClass = RESOURCE_CLASSES[size ?? fallback];
  if (resources === undefined) return reader.lost(spec, 'resources') ? RESOURCE_CLASSES.small : ofClass;
  const { cpu, memory, ephemeralStorage } = resources;
  const cpuOk = cpu !== undefined && problems.rule('resources.cpu', checkCpu(cpu));
  const memoryOk = memory !== undefined && problems.rule('resources.memory', checkBytes(memory));
  const storageOk = ephemeralStorage !== undefined && problems.rule('resources.ephemeralStorage', checkBytes(ephemeralStorage));
  return cpuOk && memoryOk && storageOk ? { cpu, memory, ephemeralStorage } : ofClass;
}
