import { SUBSTITUTE_ANNOTATION } from '../../src/features/delivery/substitution';
import { LISTS } from '../../src/features/delivery/layout';
import { groupOf } from '../../src/features/services/delivered';
import { toYaml } from '../../src/render/yaml';
import type { StageContents } from './delivery-inventory';

/** From the folder of a stage's list to the environment's. */
const UP = '../'.repeat(`${LISTS}/<stage>`.split('/').length);

/**
 * `kustomization.yaml` of a stage: exactly its files, so that the namespaces' files lie with the tenants' and are applied by another. What
 * holds `${` is marked as text, should anybody ever give the Kustomization a variable.
 *
 * https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
 */
export function stageList({ files, literal }: StageContents): string {
  const patches = literal.map(({ apiVersion, kind, name, namespace }) => {
    const group = groupOf(apiVersion);
    const patch = { apiVersion, kind, metadata: { name, annotations: { [SUBSTITUTE_ANNOTATION]: 'disabled' } } };
    return {
      patch: toYaml(patch),
      target: {
        ...(group !== '' && { group }),
        version: apiVersion.slice(group === '' ? 0 : group.length + 1),
        kind,
        name,
        ...(namespace !== undefined && { namespace }),
      },
    };
  });
  return toYaml({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: files.map((file) => `${UP}${file}`),
    ...(patches.length > 0 && { patches }),
  });
}
