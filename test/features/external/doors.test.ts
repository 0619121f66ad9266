import { App, Chart, Duration, Testing } from 'cdk8s';
import { AgentCredentials, AgentDeployment, type ExternalService, Target } from '../../../constructs/index';
import { InvalidInputError, type Problem } from '../../../src/kernel/problems';
import type { ExternalServiceSpec } from '../../../src/features/external/spec';
import { renderAll } from '../../environments/wiring/render-all';
import { agent, environment, image, tenant } from '../../corpus/builders';
import { problemsOf } from '../../resolve/fixture';

const GOOD: ExternalServiceSpec = {
  name: 'db.example.com',
  cidrs: ['198.51.100.0/28'],
  port: 5433,
  credentials: { password: { key: 'rds/{tenant}', property: 'pw' }, user: { key: 'rds/{tenant}' } },
  authority: { key: 'rds/ca' },
  settings: { database: 'orders' },
};

const asSpec = (external: ExternalServiceSpec, needs: readonly ['database'] | readonly [] = ['database']) =>
  environment('doors', [tenant('acme', { orders: agent({ needs }) })], { services: { secretStore: 'store', postgres: { external } } });

function chartOf(): Chart {
  const app = new App();
  Target.set(app, { kubernetes: '1.33', keda: '2.20' });
  return new Chart(app, 'tenant-acme', { namespace: 'tenant-acme' });
}

function build(external: readonly ExternalService[], chart = chartOf()): Chart {
  const own = { agent: 'orders', tenant: 'acme', needs: ['database'] as 'database'[], external: [...external] };
  const credentials = new AgentCredentials(chart, 'Credentials', { ...own, secretStore: 'store', system: 'corpus', environment: 'doors' });
  new AgentDeployment(chart, 'Orders', {
    tenant: 'acme',
    image: image('agent'),
    task: { p50: Duration.millis(200), p99: Duration.seconds(2), concurrency: 10 },
    needs: ['database'],
    external: [...external],
    credentials,
  });
  return chart;
}

const textOf = ({ rule, problem, fix }: Problem): string => `${rule}: ${problem}; ${fix}`;
const asProps = (external: ExternalServiceSpec): ExternalService => ({ need: 'database', ...(external as Omit<ExternalService, 'need'>) });

function refused(act: () => unknown): readonly Problem[] {
  try {
    act();
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems;
    throw error;
  }
}

test.each<[string, Partial<ExternalServiceSpec>, string]>([
  ['an address beside a name', { address: '10.0.0.1' }, 'external-place'],
  ['a name without ranges', { cidrs: [] }, 'egress-by-name'],
  ['every address there is', { cidrs: ['0.0.0.0/0'] }, 'cidr'],
  ['port 0', { port: 0 }, 'whole-number'],
  ['a credential that is no name', { credentials: { Password: { key: 'a/b' } } }, 'credential-name'],
  ['a key that no store takes', { credentials: { password: { key: 'a b' } } }, 'secret-key'],
  ['an authority without a property', { authority: { key: 'a', property: '' } }, 'secret-property'],
  ['a setting that is told anyway', { settings: { sslmode: 'disable' } }, 'config-key'],
  ['a password as a setting', { settings: { password: 'hunter2' } }, 'literal-secret'],
])('both doors refuse %s with the same words', (_, change, rule) => {
  const external = { ...GOOD, ...change };
  const ofSpec = problemsOf(asSpec(external));
  expect(ofSpec.map((problem) => problem.rule)).toEqual([rule]);
  const ofProps = refused(() => build([asProps(external)]));
  expect(ofProps.map(textOf)).toEqual(ofSpec.map(textOf));
  const below = (place: string): string => place.replace('services.postgres.external', '').replace(/^\./, '');
  expect(ofProps.map(({ place }) => place.replace(/^external\.0\.?/, ''))).toEqual(ofSpec.map(({ place }) => below(place)));
});

test('both doors render the same configuration file, entries of the store and policy', () => {
  const file = renderAll(asSpec(GOOD)).get('manifests/tenants/tenant-acme/orders.yaml') ?? '';
  const objects = Testing.synth(build([asProps(GOOD)])) as readonly {
    readonly kind: string;
    readonly data?: Readonly<Record<string, string>>;
    readonly spec?: {
      readonly egress?: readonly unknown[];
      readonly data?: readonly { readonly secretKey: string; readonly remoteRef: object }[];
    };
  }[];
  const of = (kind: string) => objects.find((object) => object.kind === kind);
  const config = of('ConfigMap')?.data?.['agent.json'] ?? '';
  expect(JSON.parse(config)).toMatchObject({
    database: {
      address: 'db.example.com:5433',
      database: 'orders',
      sslmode: 'verify-full',
      authorityFile: '/var/run/secrets/agent/orders-credentials/database-ca.crt',
      passwordFile: '/var/run/secrets/agent/orders-credentials/database-password',
      userFile: '/var/run/secrets/agent/orders-credentials/database-user',
    },
  });
  for (const line of config.trimEnd().split('\n')) expect(file).toContain(line);
  expect(of('ExternalSecret')?.spec?.data).toEqual([
    { remoteRef: { key: 'rds/ca', property: 'certificate' }, secretKey: 'database-ca.crt' },
    { remoteRef: { key: 'rds/acme', property: 'pw' }, secretKey: 'database-password' },
    { remoteRef: { key: 'rds/acme', property: 'user' }, secretKey: 'database-user' },
  ]);
  // DNS, and the database
  expect(of('NetworkPolicy')?.spec?.egress?.slice(1)).toEqual([
    { to: [{ ipBlock: { cidr: '198.51.100.0/28' } }], ports: [{ port: 5433, protocol: 'TCP' }] },
  ]);
});

test.each<[string, ExternalService[]]>([
  ['a service that is not needed', [{ need: 'memory', address: '10.0.0.1' }]],
  ['tools, which have no address of their own', [{ need: 'tools', address: '10.0.0.1' }]],
])('fails %s', (_, external) => {
  expect(refused(() => build(external)).map(({ place, rule }) => `${place} ${rule}`)).toContain('external.0.need external-need');
});

test('fails a service that is there twice', () => {
  expect(refused(() => build([asProps(GOOD), asProps(GOOD)])).map(({ place, rule }) => `${place} ${rule}`)).toEqual([
    'external.1.need external-need',
  ]);
});

test('without credentials of it, the agent is told where it is and no file', () => {
  const chart = chartOf();
  new AgentDeployment(chart, 'Orders', {
    image: image('agent'),
    task: { p99: Duration.seconds(2) },
    needs: ['memory'],
    external: [{ need: 'memory', address: '10.0.0.1', authority: { key: 'ca' } }],
  });
  const config = (Testing.synth(chart) as readonly { readonly kind: string; readonly data?: Readonly<Record<string, string>> }[]).find(
    ({ kind }) => kind === 'ConfigMap',
  );
  expect(JSON.parse(config?.data?.['agent.json'] ?? '')).toMatchObject({
    memory: { stateAddress: '10.0.0.1:6379', cacheAddress: '10.0.0.1:6379', tls: true },
  });
  expect(config?.data?.['agent.json']).not.toContain('File');
});
