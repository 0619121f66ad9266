import type { Problem } from '../../kernel/problems';
import type { Inventory } from '../inventory/inventory';

/**
 * Rule `unnamed-object`: `kubectl apply` refuses an object without a name, and no check can see it.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields
 */
export function checkNamed({ nameless }: Pick<Inventory, 'nameless'>): Problem[] {
  return nameless.map(({ file, line }) => ({
    place: file,
    rule: 'unnamed-object',
    problem: 'a document is no object with apiVersion, kind and metadata.name, so it can be neither applied nor judged',
    fix: 'give it all three',
    source: { file, line },
  }));
}
