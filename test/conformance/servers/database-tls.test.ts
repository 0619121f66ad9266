import { POOLER_PLACE } from '../../../src/features/database/places';
import { execFileSync } from 'node:child_process';
import { Testing, App, Chart } from 'cdk8s';
import { ExternalHost } from '../../../constructs/network/external-host';
import { AgentResources } from '../../../constructs/resources/agent-resources';
import { PostgresCluster } from '../../../constructs/database/postgres-cluster';
import { serviceNames } from '../../../src/features/services/tls';
import { type Authority, type KeyFiles, makeAuthority } from '../harness/keys';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { type Postgres, startPostgres } from './postgres';

/** Names of the certificate that is rendered for the database. */
function renderedNames(): string[] {
  const chart = new Chart(new App(), 'postgres');
  new PostgresCluster(chart, 'Postgres', {
    image: `registry.example.com/postgresql:15.14@sha256:${'a'.repeat(64)}`,
    resources: AgentResources.of({ cpu: '1', memory: '4Gi' }),
    disk: '10Gi',
    issuer: 'platform',
    apiServer: ExternalHost.ranges(['10.0.0.0/16']),
  });
  const found = (Testing.synth(chart) as { kind: string; spec: { dnsNames: string[] } }[]).find(({ kind }) => kind === 'Certificate');
  return found?.spec.dnsNames ?? [];
}

// the operator and its pooler show the Secret as it is; a server with its names and its authority stands for both
withComponents(['postgres'], 'the database: who dials it by name with `sslmode=verify-full`', () => {
  const folder = temporaryFolder('database-tls-');
  let authority: Authority;
  let server: Postgres;

  beforeAll(async () => {
    authority = makeAuthority(folder.path, 'authority');
    server = await startPostgres(folder.path, {
      access: 'local all postgres trust\nhostssl all all all trust\nhost all all all reject\n',
      tls: authority.issue('postgres', renderedNames()),
    });
  });
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  /** What libpq says, with the file that an agent's configuration names. */
  const dial = (host: string, by: KeyFiles, sslmode = 'verify-full'): string => {
    const place = {
      host,
      hostaddr: '127.0.0.1',
      port: server.port,
      user: 'postgres',
      dbname: 'postgres',
      sslmode,
      sslrootcert: by.certificate,
    };
    const text = Object.entries(place)
      .map(([key, value]) => `${key}=${value}`)
      .join(' ');
    try {
      return execFileSync('psql', [text, '-XAt', '-c', 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()'], {
        encoding: 'utf8',
        stdio: 'pipe',
      }).trim();
    } catch (error) {
      return String((error as { stderr?: unknown }).stderr);
    }
  };

  test('knows the pooler by every name that clients write', () => {
    const names = serviceNames(POOLER_PLACE);
    expect(names).toHaveLength(4);
    expect(names.map((name) => dial(name, authority))).toEqual(names.map(() => 't'));
  });

  test('fails by another name, by another authority and without TLS', () => {
    expect(dial('redis-state.platform.svc.cluster.local', authority)).toMatch(/does not match host name|for .* does not match/);
    expect(dial('postgres-pooler', makeAuthority(folder.path, 'foreign'))).toContain('certificate verify failed');
    expect(dial('postgres-pooler', authority, 'disable')).toContain('pg_hba.conf rejects connection');
  });
});
