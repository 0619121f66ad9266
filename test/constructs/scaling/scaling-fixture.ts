import { App, Chart, Testing } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { QueueBacklog } from '../../../constructs/scaling/queue-backlog';
import type { QueueDepthHpaProps } from '../../../constructs/scaling/queue-depth-hpa';
import type { TargetProps } from '../../../constructs/kinds/target';
import { InvalidInputError } from '../../../src/kernel/problems';

/** An object as rendered. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: Record<string, unknown>;
  readonly data?: Record<string, string>;
}

/** What a scaler of a queue worker must be told. */
export const VALID_QUEUE = {
  queue: { account: 'acme', stream: 'TASKS', consumer: 'product-search' },
  backlog: QueueBacklog.perReplica(50),
  maxReplicas: 20,
} satisfies Partial<QueueDepthHpaProps>;

/** More replicas while a sale lasts. */
export const SALE = { name: 'flash-sale', start: '45 7 27 11 *', end: '30 8 27 11 *', timeZone: 'America/New_York', replicas: 20 };

/** A chart in a tenant's namespace and a Deployment without a count; `versions` unchecked, so that old releases can be tried. */
export function workload(
  name = 'product-search',
  props: Partial<plus.DeploymentProps> = {},
  versions: TargetProps = { kubernetes: '1.33' },
) {
  const app = new App();
  app.node.setContext('cdk8s-agents/target', versions);
  const chart = new Chart(app, 'acme', { namespace: 'tenant-acme' });
  const target = new plus.Deployment(chart, 'Worker', { metadata: { name }, containers: [{ image: 'worker' }], ...props });
  return { app, chart, target };
}

/** The one object of a kind. */
export function only(chart: Chart, kind: string): Manifest {
  const found = (Testing.synth(chart) as Manifest[]).filter((object) => object.kind === kind);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} objects of kind ${kind}`);
  return found[0];
}

/** Place and rule of every problem, and the problem itself. */
export function problemsOf(build: () => unknown): string[] {
  try {
    build();
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems.map(({ place, rule, problem }) => `${place}: ${rule}: ${problem}`);
    throw error;
  }
  return [];
}

/** Place and rule only, where numbers are of no interest. */
export function rulesOf(build: () => unknown): string[] {
  return problemsOf(build).map((text) => text.split(': ').slice(0, 2).join(': '));
}
