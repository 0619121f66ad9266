import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { PlatformPods } from '../src/core/capacity/platform-nodes';
import { byText } from '../src/core/order';
import { bytes, cpuMillis } from '../src/core/quantity';
import { ceilingsOf, isWorkload, isZoneBound, type Manifest, peakOf, podOf, podResources, processorOf } from './workload-peak';

/** What decides on pods without having any. */
const BESIDE: readonly string[] = ['HorizontalPodAutoscaler', 'ScaledObject', 'GatewayConfig'];

/**
 * The pods of a namespace at their rollout peak, read from the objects as they will be rendered, sidecars and patches included.
 *
 * What an operator adds by itself, such as the sidecar of the Barman Cloud plugin, stands in no object of ours and is not counted.
 */
export function platformPods(root: IConstruct, namespace: string): PlatformPods[] {
  const manifests = root.node
    .findAll()
    .filter((construct): construct is ApiObject => ApiObject.isApiObject(construct) && construct.metadata.namespace === namespace)
    .filter((object) => isWorkload(object) || BESIDE.includes(object.kind))
    .map((object) => object.toJson() as Manifest);
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
      };
    })
    .sort((a, b) => byText(a.name, b.name));
}
