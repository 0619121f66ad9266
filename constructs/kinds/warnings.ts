import type { IConstruct } from 'constructs';
import type { Problems } from '../../src/kernel/problems';

/** Type of the node metadata that carries a warning; any tool that walks a construct tree can read it. */
export const WARNING_METADATA = 'cdk8s-agents:warning';

/** Attaches a warning to a construct. */
export function warn(construct: IConstruct, text: string): void {
  construct.node.addMetadata(WARNING_METADATA, text);
}

/** Attaches what was found that works but should be known. */
export function warnOf(construct: IConstruct, warnings: Problems): void {
  for (const { place, rule, problem, fix } of warnings.list) warn(construct, `${place}: ${rule}: ${problem}; ${fix}`);
}
