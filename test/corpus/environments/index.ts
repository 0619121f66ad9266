import type { EnvironmentSpec } from '../../../environments/index';
import { AGENTS } from './agents';
import { BATCH } from './batch';
import { DELIVERY } from './delivery';
import { EXTERNAL } from './external';
import { NODES } from './nodes';
import { ROLLOUTS } from './rollouts';
import { SCALING } from './scaling';
import { SERVICES } from './services';

/** Every environment of the corpus: together they write every key that a description may have. */
export const ENVIRONMENTS: readonly EnvironmentSpec[] = [
  ...AGENTS,
  ...BATCH,
  ...DELIVERY,
  ...EXTERNAL,
  ...NODES,
  ...ROLLOUTS,
  ...SCALING,
  ...SERVICES,
];
