import type { Problem } from '../../kernel/problems';
import type { Inventory } from '../inventory/inventory';

/**
 * Rule `rendered-secret`: what is rendered is committed, and everybody who may read the repository would read it (our choice).
 *
 * A Secret that holds nothing, for a controller to fill, passes.
 */
export function checkSecrets({ all }: Pick<Inventory, 'all'>): Problem[] {
  return all.flatMap(({ apiVersion, kind, name, document, source }) => {
    if (apiVersion !== 'v1' || kind !== 'Secret') return [];
    const held = [document['data'], document['stringData']].some((part) => Object.keys(part ?? {}).length > 0);
    if (!held) return [];
    return [
      {
        place: source.file,
        rule: 'rendered-secret',
        problem: `the Secret '${name}' would be committed with what it holds`,
        fix: 'render an ExternalSecret that names the entry of the secret store',
        source,
      },
    ];
  });
}
