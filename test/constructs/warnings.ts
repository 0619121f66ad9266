import type { IConstruct } from 'constructs';
import { WARNING_METADATA } from '../../constructs/kinds/warnings';

/** Something that is allowed and will probably be regretted. */
interface Warning {
  /** Path of the construct. */
  readonly path: string;
  /** Rule, numbers and what to do. */
  readonly text: string;
}

/** Every warning of a tree, in the order of construction. */
export function warningsOf(root: IConstruct): Warning[] {
  return root.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata.filter(({ type }) => type === WARNING_METADATA).map(({ data }) => ({ path: node.path, text: String(data) })),
    );
}
