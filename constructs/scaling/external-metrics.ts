import type { IConstruct } from 'constructs';
import type { ScalerEngine } from '../../src/features/scaling/plan';
import type { Violation } from '../../src/kernel/problems';

/** Metadata of the root that says who serves external metrics in this tree. */
const OWNER = 'cdk8s-agents:external-metrics';

/**
 * Rule `one-metrics-server`: only one server can own the external metrics API of a cluster, and the other engine would never scale.
 *
 * @see https://keda.sh/docs/latest/operate/metrics-server/
 */
export function checkOneMetricsServer(scope: IConstruct, engine: ScalerEngine): Violation | undefined {
  const owner = ownerOf(scope);
  return owner === undefined || owner === engine
    ? undefined
    : {
        rule: 'one-metrics-server',
        problem: `'${engine}' beside '${owner}' in one tree: only one server can own the external metrics API of a cluster`,
        fix: `use '${owner}' here too, or change every scaler of the tree to '${engine}'`,
      };
}

/** Remembers the engine at the root, once, so that asking stays cheap however many scalers there are. */
export function claimMetricsServer(scope: IConstruct, engine: ScalerEngine): void {
  if (ownerOf(scope) === undefined) scope.node.root.node.addMetadata(OWNER, engine);
}

function ownerOf(scope: IConstruct): string | undefined {
  const entry = scope.node.root.node.metadata.find(({ type }) => type === OWNER);
  return entry === undefined ? undefined : String(entry.data);
}
