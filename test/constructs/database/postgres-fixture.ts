import { App, Chart, Testing } from 'cdk8s';
import { ExternalHost } from '../../../constructs/network/external-host';
import { AgentResources } from '../../../constructs/resources/agent-resources';
import { PostgresCluster, type PostgresClusterProps } from '../../../constructs/database/postgres-cluster';
import { PostgresPooler, type PostgresPoolerProps } from '../../../constructs/database/postgres-pooler';
import { PostgresTenant, type PostgresTenantProps } from '../../../constructs/database/postgres-tenant';
import { Target } from '../../../constructs/kinds/target';
import { WARNING_METADATA } from '../../../constructs/kinds/warnings';
import type { Manifest } from '../scaling/scaling-fixture';

export const POSTGRES_IMAGE = `registry.example.com/postgresql:17.6@sha256:${'a'.repeat(64)}`;

export const CLUSTER: PostgresClusterProps = {
  image: POSTGRES_IMAGE,
  resources: AgentResources.of({ cpu: '2', memory: '8Gi', ephemeralStorage: '2Gi' }),
  disk: '50Gi',
  issuer: 'platform',
  apiServer: ExternalHost.ranges(['10.0.0.0/16']),
  backup: { objectStore: 'postgres-backups' },
};

/** A chart of the platform with a cluster, and what else is asked for. */
export function database(overrides: Partial<PostgresClusterProps> = {}, without?: 'backup') {
  const app = new App();
  Target.set(app, { kubernetes: '1.33' });
  const chart = new Chart(app, 'postgres', { labels: { owner: 'team-platform' } });
  const { backup, ...rest } = CLUSTER;
  const saved = without === undefined && backup !== undefined ? { backup } : {};
  const cluster = new PostgresCluster(chart, 'Postgres', { ...rest, ...saved, ...overrides });
  return {
    chart,
    cluster,
    warnings: cluster.node.metadata.filter(({ type }) => type === WARNING_METADATA).map(({ data }) => String(data)),
  };
}

/** The same with a pooler. */
export function pooled(overrides: Partial<PostgresPoolerProps> = {}, cluster: Partial<PostgresClusterProps> = {}) {
  const made = database(cluster);
  return { ...made, pooler: new PostgresPooler(made.chart, 'Pooler', { cluster: made.cluster, tenants: 3, clients: 120, ...overrides }) };
}

/** The same with tenants. */
export function withTenants(
  tenants: readonly string[],
  overrides: Partial<PostgresTenantProps> = {},
  pooler: Partial<PostgresPoolerProps> = {},
) {
  const made = pooled(pooler);
  const databases = tenants.map(
    (tenant, index) =>
      new PostgresTenant(made.chart, `Tenant${index}`, {
        pooler: made.pooler,
        tenant,
        secretStore: 'vault',
        remoteKey: `swarm/prod/tenant-${tenant}/database`,
        ...overrides,
      }),
  );
  return { ...made, databases };
}

/** Objects of a kind, by name. */
export function objects(chart: Chart, kind: string): Record<string, Manifest> {
  const found = (Testing.synth(chart) as Manifest[]).filter((object) => object.kind === kind);
  return Object.fromEntries(found.map((object) => [object.metadata.name, object]));
}
