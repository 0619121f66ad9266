import type { IConstruct } from 'constructs';

/** Type of the node metadata that carries a warning; any tool that walks a construct tree can read it. */
export const WARNING_METADATA = 'cdk8s-agents:warning';

/** Something that is allowed and will probably be regretted. */
export interface Warning {
  /** Path of the construct. */
  readonly path: string;
  /** Rule, numbers and what to do. */
  readonly text: string;
}

/** Attaches a warning to a construct. */
export function warn(construct: IConstruct, text: string): void {
  construct.node.addMetadata(WARNING_METADATA, text);
}

/** Every warning of a tree, in the order of construction. */
export function warningsOf(root: IConstruct): Warning[] {
  return root.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata.filter(({ type }) => type === WARNING_METADATA).map(({ data }) => ({ path: node.path, text: String(data) })),
    );
}
