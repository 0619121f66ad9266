import { checkMetrics, readByMetricCheck } from '../src/checks/metrics';
import { InvalidInputError } from '../src/core/problems';
import { Inventory } from '../src/manifests/inventory';
import { parseManifests } from '../src/manifests/parse';
import type { ResolvedEnvironment } from '../src/model/resolved';
import type { ResolvedObservability } from '../src/model/resolved-observability';
import type { Files } from '../src/render/files';

/** Files that hold Kubernetes objects. */
const MANIFEST = /^manifests\/.*\.yaml$/;

/**
 * The rendered files, and after the last of them the closure of their metrics: who asks for a series that nobody serves gets nothing written.
 *
 * @throws InvalidInputError with every problem found; see `checkMetrics`
 */
export function* withMetricClosure(
  { system, name, natsMetricPrefix }: Pick<ResolvedEnvironment, 'system' | 'name' | 'natsMetricPrefix'>,
  { given, furtherMetrics }: ResolvedObservability,
  rendered: Iterable<Files>,
): Generator<Files> {
  const inventory = new Inventory({ keeps: readByMetricCheck });
  for (const files of rendered) {
    for (const [file, text] of files) if (MANIFEST.test(file)) inventory.add(parseManifests(text, file));
    yield files;
  }
  const problems = checkMetrics(inventory, { given, further: furtherMetrics, natsMetricPrefix });
  if (problems.length > 0) throw new InvalidInputError(`${system}/${name}`, problems);
}
