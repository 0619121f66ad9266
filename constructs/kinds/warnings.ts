import type { IConstruct } from 'constructs';

/** Type of the node metadata that carries a warning; any tool that walks a construct tree can read it. */
export const WARNING_METADATA = 'cdk8s-agents:warning';

/** Attaches a warning to a construct. */
export function warn(construct: IConstruct, text: string): void {
  construct.node.addMetadata(WARNING_METADATA, text);
}
