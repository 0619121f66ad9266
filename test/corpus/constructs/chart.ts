import { App, Chart, type ChartProps } from 'cdk8s';
import { Construct } from 'constructs';
import { Target, type TargetProps } from '../../../constructs/index';

/** One construct rendered alone: with the least that it takes, or with everything that it may be given. */
export interface ConstructCase {
  /** `<construct>-<what of it>`; names the file. */
  readonly name: string;
  /** Fills the chart. What is returned, if it is not the construct itself, is printed with the objects: what a construct tells and does not render. */
  readonly build: (chart: Chart) => object | undefined;
  /** Of a tenant's namespace unless it says otherwise. */
  readonly chart?: ChartProps;
  /** @default - nothing is said of the cluster */
  readonly target?: TargetProps;
}

/** Chart of a tenant. */
const TENANT: ChartProps = { namespace: 'tenant-acme', labels: { owner: 'team-acme' } };
/** Chart of the shared services. */
export const PLATFORM: ChartProps = { labels: { owner: 'team-platform' } };
/** A cluster that has everything. */
export const CURRENT: TargetProps = { kubernetes: '1.36', keda: '2.20', nats: '2.14', argoRollouts: '1.9' };

/** An app with that one chart, and what its construct tells. */
export function built({ build, chart = TENANT, target }: ConstructCase): {
  readonly app: App;
  readonly told: object;
} {
  const app = new App();
  if (target !== undefined) Target.set(app, target);
  const told = build(new Chart(app, 'chart', { disableResourceNameHashes: true, ...chart }));
  return { app, told: told === undefined || Construct.isConstruct(told) ? {} : told };
}
