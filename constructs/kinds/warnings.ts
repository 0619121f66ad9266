import type { IConstruct } from 'constructs';
import type { Problems } from '../../src/kernel/problems';

/** Type of the node metadata that carries a warning; any tool that walks a construct tree can read it. */
export const WARNING_METADATA = 'cdk8s-agents:warning';

/** Lines that were printed: what is rendered twice, or alike in several environments, is said once. */
const TOLD = new Set<string>();

/**
 * Attaches a warning to a construct. It is printed to stderr when the tree is rendered, whoever does it: `app.synth()`, `renderApp` and
 * `synth` all ask constructs first what is wrong with them.
 */
export function warn(construct: IConstruct, text: string): void {
  construct.node.addMetadata(WARNING_METADATA, text);
  construct.node.addValidation({
    validate: () => {
      tell(`warning  ${construct.node.path}  ${text}`);
      return [];
    },
  });
}

function tell(line: string): void {
  if (TOLD.has(line)) return;
  TOLD.add(line);
  console.warn(line);
}

/** Attaches what was found that works but should be known. */
export function warnOf(construct: IConstruct, warnings: Problems): void {
  for (const { place, rule, problem, fix } of warnings.list) warn(construct, `${place}: ${rule}: ${problem}; ${fix}`);
}
