import { App, Chart, Duration, Testing } from 'cdk8s';
import { ExternalHost } from '../../../constructs/network/external-host';
import { AgentResources } from '../../../constructs/resources/agent-resources';
import { PlatformDeployment } from '../../../constructs/tools/platform-deployment';
import { PlatformNamespace } from '../../../constructs/tenancy/platform-namespace';
import { PostgresCluster } from '../../../constructs/database/postgres-cluster';
import { PostgresPooler } from '../../../constructs/database/postgres-pooler';
import { PostgresTenant } from '../../../constructs/database/postgres-tenant';
import { PriorityClasses } from '../../../constructs/tenancy/priority-classes';
import { Target } from '../../../constructs/kinds/target';
import { lost } from '../admission/lost';
import { type Cluster, startCluster } from '../harness/control-plane';
import type { KubeObject } from '../harness/kube-client';
import { withComponents } from '../harness/require';

const CRDS = ['cert-manager-v1.21.1', 'cloudnative-pg-v1.30.0', 'external-secrets-v2.9.0', 'prometheus-operator-v0.93.0'];
const image = (name: string): string => `registry.example.com/${name}:17.6@sha256:${'a'.repeat(64)}`;

withComponents(['etcd', 'kube-apiserver', 'crds'], 'objects of the database and of gateways', () => {
  const objects = render();
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster({ crds: CRDS });
  });
  afterAll(async () => {
    await cluster.stop();
  });

  test('are accepted by a real API server, the rules of the definitions included, and kept as they were sent', async () => {
    const found: string[] = [];
    for (const object of objects) {
      const { status, body } = await cluster.client.create(object);
      if (status >= 300) found.push(`${object.kind} ${object.metadata.name}: ${JSON.stringify(body)}`);
      else found.push(...lost(object, body).map((place) => `${object.kind} ${object.metadata.name}: lost ${place}`));
    }
    expect(found).toEqual([]);
  });

  test('would be refused with a name of the server’s own, which the prefix of ours keeps from happening', async () => {
    for (const kind of ['DatabaseRole', 'Database']) {
      const [object] = objects.filter((one) => one.kind === kind);
      const { status, body } = await cluster.client.create({
        ...object,
        metadata: { name: `own-${kind.toLowerCase()}`, namespace: 'platform' },
        spec: { ...(object as { spec?: object } | undefined)?.spec, name: 'postgres' },
      } as unknown as KubeObject);
      expect([kind, status]).toEqual([kind, 422]);
      expect(JSON.stringify(body)).toContain('name postgres is reserved');
    }
  });
});

function render(): KubeObject[] {
  const app = new App();
  Target.set(app, { kubernetes: '1.33' });
  const chart = new Chart(app, 'platform', { labels: { owner: 'team-platform' } });
  new PriorityClasses(chart, 'PriorityClasses');
  new PlatformNamespace(chart, 'Namespace');
  const cluster = new PostgresCluster(chart, 'Postgres', {
    image: image('postgresql'),
    resources: AgentResources.of({ cpu: '1', memory: '4Gi' }),
    disk: '10Gi',
    issuer: 'platform',
    storageClass: 'gp3',
    apiServer: ExternalHost.ranges(['10.0.0.0/16']),
    backup: { objectStore: 'postgres-backups' },
    nodePool: 'data',
  });
  const pooler = new PostgresPooler(chart, 'Pooler', { cluster, tenants: 2, clients: 50, image: image('pgbouncer'), nodePool: 'data' });
  for (const tenant of ['acme', 'acme-eu'])
    new PostgresTenant(chart, tenant, { pooler, tenant, secretStore: 'vault', remoteKey: `swarm/test/tenant-${tenant}/database` });
  const gateway = { longestRequest: Duration.seconds(30), metrics: {} };
  new PlatformDeployment(chart, 'LlmGateway', { ...gateway, image: image('llm-gateway'), servesTenants: true });
  new PlatformDeployment(chart, 'ToolGateway', {
    ...gateway,
    image: image('tool-gateway'),
    needs: ['bus'],
    busUser: { account: 'PLATFORM', user: 'tool-gateway' },
  });
  return Testing.synth(chart) as KubeObject[];
}
