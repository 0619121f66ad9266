import type { PlatformPods } from '../../features/nodes/platform-nodes';
import type { Manifest } from '../../features/services/rendered';
import { ceilingsOf, isHostBound, isZoneBound, peakOf, podOf, podResources, workloadsOf } from '../../features/tenancy/workload-peak';
import { byText } from '../../kernel/order';
import { bytes, cpuMillis } from '../../kernel/quantity';

/**
 * The pods of a namespace at their rollout peak, read from objects as they are rendered, sidecars and patches included.
 *
 * What an operator adds by itself, such as the sidecar of the Barman Cloud plugin, is in no rendered object and is not counted.
 */
export function platformPods(rendered: readonly Manifest[], namespace: string): PlatformPods[] {
  const manifests = rendered.filter(({ metadata }) => metadata?.namespace === namespace);
  const ceilings = ceilingsOf(manifests);
  return workloadsOf(manifests)
    .map((workload) => {
      const { manifest } = workload;
      const { cpu, memory } = podResources(podOf(manifest));
      return {
        name: manifest.metadata?.name ?? '',
        peakPods: peakOf(workload, ceilings),
        cpuMillis: cpuMillis(cpu) ?? 0,
        memoryBytes: bytes(memory) ?? 0,
        zoneBound: isZoneBound(manifest),
        hostBound: isHostBound(manifest),
      };
    })
    .sort((a, b) => byText(a.name, b.name));
}
