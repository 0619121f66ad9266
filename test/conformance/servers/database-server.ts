import { App, Chart, Testing } from 'cdk8s';
import { ExternalHost } from '../../../constructs/network/external-host';
import { AgentResources } from '../../../constructs/resources/agent-resources';
import { PostgresCluster } from '../../../constructs/database/postgres-cluster';
import { PostgresPooler } from '../../../constructs/database/postgres-pooler';
import { PostgresTenant } from '../../../constructs/database/postgres-tenant';
import { makeAuthority } from '../harness/keys';
import { type Postgres, startPostgres } from './postgres';

/** The lines before and after those of a Cluster: https://github.com/cloudnative-pg/cloudnative-pg/blob/main/pkg/postgres/configuration.go; here the socket trusts, because no operating system user is `postgres`. */
const [FIRST_LINE, LAST_LINE] = ['local all all trust', 'host all all all scram-sha-256'];

interface Rendered {
  readonly kind: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** What the database is rendered with. */
export interface DatabaseNumbers {
  readonly tenants: readonly string[];
  readonly maxConnections: number;
  readonly poolerInstances: number;
  readonly poolSize: number;
}

/** What of it reaches a server. */
export interface RenderedDatabase {
  readonly parameters: Readonly<Record<string, string>>;
  readonly access: readonly string[];
  readonly template: readonly string[];
  readonly roles: readonly { readonly name: string; readonly connectionLimit: number }[];
  readonly databases: readonly {
    readonly name: string;
    readonly owner: string;
    readonly schemas: readonly { readonly name: string; readonly owner: string }[];
  }[];
}

/** Renders cluster, pooler and tenants, and reads from the objects what the operator gives to the server. @throws what a rule refuses */
export function renderDatabase({ tenants, maxConnections, poolerInstances, poolSize }: DatabaseNumbers): RenderedDatabase {
  const chart = new Chart(new App(), 'postgres');
  const cluster = new PostgresCluster(chart, 'Postgres', {
    image: `registry.example.com/postgresql:15.14@sha256:${'a'.repeat(64)}`,
    resources: AgentResources.of({ cpu: '1', memory: '2Gi' }),
    disk: '10Gi',
    issuer: 'platform',
    apiServer: ExternalHost.ranges(['10.0.0.0/16']),
    maxConnections,
  });
  const pooler = new PostgresPooler(chart, 'Pooler', {
    cluster,
    tenants: tenants.length,
    clients: 0,
    instances: poolerInstances,
    poolSize,
  });
  for (const tenant of tenants)
    new PostgresTenant(chart, tenant, { pooler, tenant, secretStore: 'vault', remoteKey: `swarm/test/tenant-${tenant}/database` });
  const objects = Testing.synth(chart) as Rendered[];
  const specs = (kind: string): unknown[] => objects.filter((object) => object.kind === kind).map(({ spec }) => spec);
  const [spec] = specs('Cluster') as {
    readonly bootstrap: { readonly initdb: { readonly postInitTemplateSQL: string[] } };
    readonly postgresql: { readonly parameters: Record<string, string>; readonly pg_hba: string[] };
  }[];
  return {
    parameters: spec?.postgresql.parameters ?? {},
    access: spec?.postgresql.pg_hba ?? [],
    template: spec?.bootstrap.initdb.postInitTemplateSQL ?? [],
    roles: specs('DatabaseRole') as RenderedDatabase['roles'],
    databases: specs('Database') as RenderedDatabase['databases'],
  };
}

/** Password of a role in these tests. */
export function passwordOf(role: string): string {
  return `pass-${role}`;
}

/** A real server as the operator makes it of the rendered objects: the same statements, in its order. */
export async function startDatabase(folder: string, rendered: RenderedDatabase): Promise<Postgres> {
  const tls = makeAuthority(folder, 'database').issue('postgres', ['127.0.0.1']);
  const server = await startPostgres(folder, {
    parameters: rendered.parameters,
    access: [FIRST_LINE, ...rendered.access, LAST_LINE, ''].join('\n'),
    tls,
  });
  try {
    for (const statement of rendered.template) server.query(statement, 'template1');
    for (const { name, connectionLimit } of rendered.roles)
      server.query(`CREATE ROLE "${name}" LOGIN CONNECTION LIMIT ${connectionLimit} PASSWORD '${passwordOf(name)}'`);
    for (const { name, owner, schemas } of rendered.databases) {
      server.query(`CREATE DATABASE "${name}" OWNER "${owner}"`);
      for (const schema of schemas) server.query(`CREATE SCHEMA "${schema.name}" AUTHORIZATION "${schema.owner}"`, name);
    }
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}
