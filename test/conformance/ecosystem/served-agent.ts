import { swarm } from '../../../environments/swarm/swarm';
import { clusterApp } from '../../../environments/wiring/platform';
import { resolve } from '../../../src/resolve/resolve';
import type { EnvironmentPlan } from '../../../src/resolve/plan';
import type { AnalysisSpec, RolloutSpec } from '../../../src/features/rollout/spec';
import { tenantApp } from '../../../environments/wiring/tenant';
import { quickened } from '../controllers/quick-analysis';
import type { KubeObject } from '../harness/kube-client';
import { Problems } from '../../../src/kernel/problems';

/** An agent that serves, alone in the namespace of a tenant. */
export interface ServedAgent {
  /** Of the tenant. */
  readonly tenant: string;
  readonly rollout: RolloutSpec;
  readonly replicas: number;
}

export const AGENT = 'coordinator';

/** The two versions that tests tell apart; they differ in the image and in the configuration file. */
export type Version = 'one' | 'two';

export const IMAGES: Readonly<Record<Version, string>> = {
  one: `registry.example.com/swarm/coordinator:1.0.0@sha256:${'1'.repeat(64)}`,
  two: `registry.example.com/swarm/coordinator:2.0.0@sha256:${'2'.repeat(64)}`,
};

/** The shortest that the rules let an analysis be. */
export const SHORTEST: AnalysisSpec = { interval: '30s', window: '90s' };

export function namespaceOf({ tenant }: ServedAgent): string {
  return `tenant-${tenant}`;
}

/** What is rendered for the agent through data, resolve and tenantApp, with an analysis that decides within seconds. */
export function renderedAgent(agent: ServedAgent, version: Version, prometheus: string, checks?: number): KubeObject[] {
  const environment = environmentOf(agent, version, prometheus);
  const [tenant, ...others] = environment.tenants;
  if (tenant === undefined || others.length > 0) throw new Error(`not one tenant is resolved for ${agent.tenant}`);
  return charts(tenantApp(tenant, environment, Problems.of('test'))).map((object) => quickened(object, prometheus, checks));
}

/** What is rendered once for the cluster: priority classes and the guard of tenants. */
export function renderedCluster(agent: ServedAgent): KubeObject[] {
  return charts(clusterApp(environmentOf(agent, 'one', 'http://127.0.0.1:9')));
}

function environmentOf({ tenant, rollout, replicas }: ServedAgent, version: Version, prometheus: string): EnvironmentPlan {
  return resolve({
    ...swarm,
    name: 'rollouts',
    prometheus,
    nodePools: { agents: { instanceTypes: ['m7i.2xlarge'], min: 3, max: 14 } },
    tenants: [
      {
        id: tenant,
        tier: 'namespace',
        owner: 'team-rollouts',
        agents: {
          [AGENT]: {
            image: IMAGES[version],
            size: 'small',
            task: { p50: '300ms', p99: '3s', concurrency: 8 },
            servesTo: ['gateway'],
            replicas,
            rollout,
            settings: { version },
          },
        },
      },
    ],
  });
}

function charts(app: ReturnType<typeof tenantApp>): KubeObject[] {
  return app.charts.flatMap((chart) => chart.toJson() as KubeObject[]);
}
