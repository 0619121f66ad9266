import { App, Chart, Duration } from 'cdk8s';
import { BlueGreenRollout } from '../../../constructs/rollout/blue-green-rollout';
import { CanaryRollout } from '../../../constructs/rollout/canary-rollout';
import { HttpRouter } from '../../../constructs/rollout/http-router';
import type { BlueGreenRolloutProps, CanaryRolloutProps } from '../../../constructs/rollout/rollout-props';
import { Target } from '../../../constructs/kinds/target';
import { VALID } from '../agent/agent-fixture';

export const ROUTER = HttpRouter.gateway({ gateway: 'public', gatewayNamespace: 'gateway', hostnames: ['search.example.com'] });

/** An agent that serves and says how it is judged; at 10 replicas a tenth is a tenth. */
export const SERVING: CanaryRolloutProps & BlueGreenRolloutProps = {
  ...VALID,
  tenant: 'acme',
  servesTo: ['gateway'],
  metrics: {},
  replicas: 10,
  rate: 100,
};

/** A chart of a tenant's namespace, for a cluster with Argo Rollouts. */
export function rolloutChart(argoRollouts = '1.9', kubernetes = '1.33'): Chart {
  const app = new App();
  Target.set(app, { kubernetes, argoRollouts });
  return new Chart(app, 'acme', { namespace: 'tenant-acme', labels: { owner: 'team-acme' } });
}

/** One valid canary with some props changed and some left out. */
export function canary(
  overrides: Partial<CanaryRolloutProps> = {},
  chart = rolloutChart(),
  ...left: readonly (keyof CanaryRolloutProps)[]
): { readonly chart: Chart; readonly agent: CanaryRollout } {
  return { chart, agent: new CanaryRollout(chart, 'Search', without({ ...SERVING, ...overrides }, left)) };
}

/** One valid blue-green rollout with some props changed and some left out. */
export function blueGreen(
  overrides: Partial<BlueGreenRolloutProps> = {},
  chart = rolloutChart(),
  ...left: readonly (keyof BlueGreenRolloutProps)[]
): { readonly chart: Chart; readonly agent: BlueGreenRollout } {
  return { chart, agent: new BlueGreenRollout(chart, 'Search', without({ ...SERVING, ...overrides }, left)) };
}

/** The props with some optional ones left out. */
function without<Props extends object>(props: Props, left: readonly (keyof Props)[]): Props {
  return Object.fromEntries(Object.entries(props).filter(([key]) => !left.some((one) => one === key))) as Props;
}

export const MINUTE = Duration.minutes(1);
