import type { PlatformPods } from '../../features/nodes/platform-nodes';
import { byText } from '../../kernel/order';
import { bytes, cpuMillis } from '../../kernel/quantity';
import {
  ceilingsOf,
  isHostBound,
  isWorkload,
  isZoneBound,
  type Manifest,
  peakOf,
  podOf,
  podResources,
  processorOf,
} from '../../features/tenancy/workload-peak';

/**
 * The pods of a namespace at their rollout peak, read from objects as they are rendered, sidecars and patches included.
 *
 * What an operator adds by itself, such as the sidecar of the Barman Cloud plugin, is in no rendered object and is not counted.
 */
export function platformPods(rendered: readonly Manifest[], namespace: string): PlatformPods[] {
  const manifests = rendered.filter(({ metadata }) => metadata?.namespace === namespace);
  const ceilings = ceilingsOf(manifests);
  const processors = manifests.flatMap((manifest) => processorOf(manifest) ?? []);
  return manifests
    .filter(isWorkload)
    .map((manifest) => {
      const pod = podOf(manifest);
      const beside = manifest.kind === 'EnvoyProxy' ? processors : [];
      const { cpu, memory } = podResources({ containers: [...(pod?.containers ?? []), ...beside] });
      return {
        name: manifest.metadata?.name ?? '',
        peakPods: peakOf(manifest, ceilings),
        cpuMillis: cpuMillis(cpu) ?? 0,
        memoryBytes: bytes(memory) ?? 0,
        zoneBound: isZoneBound(manifest),
        hostBound: isHostBound(manifest),
      };
    })
    .sort((a, b) => byText(a.name, b.name));
}
