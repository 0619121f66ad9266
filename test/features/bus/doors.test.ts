import { createUser } from '@nats-io/nkeys';
import { App, Chart, Testing } from 'cdk8s';
import { BusClientPolicy, type BusClientPolicyProps } from '../../../constructs/bus/bus-client-policy';
import { JetStreamAccount, type JetStreamAccountProps } from '../../../constructs/bus/jet-stream-account';
import { NatsBus, type NatsBusProps } from '../../../constructs/bus/nats-bus';
import { planned } from '../../../constructs/kinds/planned';
import { ExternalHost } from '../../../constructs/network/external-host';
import { AgentResources } from '../../../constructs/resources/agent-resources';
import type { BusAccount } from '../../../src/features/bus/account';
import type { SharedBusPlan } from '../../../src/features/bus/plan';
import type { ProvisioningPlan } from '../../../src/features/bus/provisioning';
import type { PodResources } from '../../../src/features/resources/spec';
import { InvalidInputError, type Problem } from '../../../src/kernel/problems';
import { resolve } from '../../../src/resolve/resolve';
import type { EnvironmentSpec } from '../../../src/resolve/spec';
import { ABSENT, changed, problemsOf as problemsOfSpec } from '../../resolve/fixture';
import { image, USERS, withServices } from '../../resolve/services-fixture';

/** A bus as neutral data: what both doors can bring. */
interface Neutral {
  readonly image?: string;
  readonly reloaderImage?: string;
  readonly exporterImage?: string;
  readonly servers?: number;
  readonly disk?: string;
  readonly storageClass?: string;
  readonly resources?: PodResources;
  readonly toolGateways?: number;
  readonly seed?: string;
}

const SMALL: PodResources = { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' };
const GOOD: Neutral = {
  image: image('nats'),
  reloaderImage: image('reloader'),
  exporterImage: image('exporter'),
  disk: '20Gi',
  resources: SMALL,
  toolGateways: 2,
};

function specOf(neutral: Neutral): EnvironmentSpec {
  const { toolGateways, seed, ...nats } = { ...GOOD, ...neutral };
  return changed(
    {
      ...Object.fromEntries(Object.entries(nats).map(([name, value]) => [`services.nats.${name}`, value])),
      'services.nats.size': ABSENT,
      'services.toolGateway.replicas': toolGateways,
      ...(seed !== undefined && { 'services.nats.users': { ...USERS, platform: { 'tool-gateway': seed } } }),
    },
    withServices(),
  );
}

const plan = (spec: EnvironmentSpec): SharedBusPlan => {
  const { services } = resolve(spec);
  if (services?.nats === undefined) throw new Error('no bus');
  return services.nats;
};

function busOf(neutral: Neutral): Manifest[] {
  const { toolGateways = 0, seed, resources = SMALL, ...rest } = { ...GOOD, ...neutral };
  const accounts = plan(specOf({})).accounts.map((account): BusAccount => {
    if (account.name !== 'PLATFORM') return account;
    const users = account.users.map((user) => ({ ...user, nkey: seed ?? user.nkey }));
    return { ...account, users, limits: { ...account.limits, connections: 2 * toolGateways } };
  });
  const props = { ...rest, resources: AgentResources.of(resources), accounts, issuer: 'bus' } as NatsBusProps;
  const chart = new Chart(new App(), 'platform', { labels: { owner: 'team-platform', 'app.kubernetes.io/part-of': 'shop' } });
  new NatsBus(chart, 'Nats', props);
  return Testing.synth(chart) as Manifest[];
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: object; readonly annotations?: object; readonly namespace?: string };
  readonly spec: unknown;
  readonly data?: Readonly<Record<string, string>>;
}

function refused(build: () => unknown): readonly Problem[] {
  try {
    build();
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems;
    throw error;
  }
}

const said = (problems: readonly Problem[]): string[] => problems.map(({ rule, problem, fix }) => `${rule}: ${problem}; ${fix}`);

test.each<[string, Neutral, readonly string[]]>([
  ['an image without a digest', { image: 'nats:2', reloaderImage: 'a' }, ['image-pinned', 'image-pinned']],
  ['two servers', { servers: 2 }, ['quorum']],
  ['four servers', { servers: 4 }, ['quorum']],
  ['half a server', { servers: 1.5 }, ['quorum']],
  ['five servers over three zones, where two copies may lie together', { servers: 5 }, ['stream-zones']],
  ['a disk without a unit', { disk: '20' }, ['quantity']],
  ['a class of disks that is no name', { storageClass: 'A b' }, ['name']],
  ['memory that the server alone does not fit in', { resources: { ...SMALL, memory: '64Mi' } }, ['bus-memory']],
  ['streams larger than the disk', { disk: '64Mi' }, ['bus-streams', 'bus-streams']],
  ['more connections than a server takes', { toolGateways: 2000 }, ['bus-connections']],
  ['a seed where the public half belongs', { seed: new TextDecoder().decode(createUser().getSeed()) }, ['nkey']],
  ['several at once', { servers: 2, disk: '20', exporterImage: 'b' }, ['image-pinned', 'quorum', 'quantity']],
])('both doors refuse %s with the same words', (_title, neutral, rules) => {
  const problems = refused(() => busOf(neutral));
  expect(problems.map(({ rule }) => rule)).toEqual(rules);
  expect(said(problemsOfSpec(specOf(neutral)))).toEqual(said(problems));
});

test('both doors make the same objects of a bus whose every value is its own', () => {
  const neutral: Neutral = { ...GOOD, servers: 3, disk: '33Gi', storageClass: 'fast', resources: { ...SMALL, cpu: '3', memory: '3Gi' } };
  const chart = new Chart(new App(), 'platform', { labels: { owner: 'team-platform', 'app.kubernetes.io/part-of': 'shop' } });
  new NatsBus(chart, 'Nats', planned<NatsBusProps>(plan(specOf(neutral))));
  const ofSpec = Testing.synth(chart) as Manifest[];
  expect(ofSpec).toEqual(busOf(neutral));
});

test('every value of a plan is in the objects', () => {
  const spec = changed(
    {
      labelDomain: 'agents.example.com',
      natsMetricPrefix: 'nats',
      'services.nats.servers': 1,
      'services.nats.disk': '33Gi',
      'services.nats.storageClass': 'fast',
      'services.nats.size': ABSENT,
      'services.nats.resources': { cpu: '3', memory: '2Gi', ephemeralStorage: '3Gi' },
      'services.certificateIssuer': 'company',
    },
    withServices(),
  );
  const found = plan(spec);
  const chart = new Chart(new App(), 'platform');
  new NatsBus(
    chart,
    'Nats',
    planned<NatsBusProps>({ ...found, namespace: 'messages', graceS: 99, labels: { team: 'a' }, annotations: { email: 'b' } }),
  );
  const objects = Testing.synth(chart) as Manifest[];
  expect(objects.every(({ metadata }) => metadata.namespace === 'messages')).toBe(true);
  expect(objects[0]?.metadata).toMatchObject({ labels: { team: 'a' }, annotations: { email: 'b' } });
  const specOfKind = (kind: string): unknown => objects.find((object) => object.kind === kind)?.spec;
  expect(specOfKind('Certificate')).toMatchObject({ issuerRef: { name: 'company' } });
  expect(JSON.stringify(specOfKind('NetworkPolicy'))).toContain('agents.example.com/tenant');
  const quantities = { cpu: '3', memory: '2Gi', 'ephemeral-storage': '3Gi' };
  expect(specOfKind('StatefulSet')).toMatchObject({
    replicas: 1,
    template: {
      metadata: { annotations: { email: 'b' } },
      spec: {
        terminationGracePeriodSeconds: 99,
        containers: [
          // 0.9 × 2048 Mi
          {
            image: image('nats'),
            env: [{ name: 'POD_NAME' }, { name: 'GOMEMLIMIT', value: '1843MiB' }],
            resources: { limits: quantities },
          },
          { image: image('reloader') },
          { image: image('reloader') },
          { image: image('exporter'), args: expect.arrayContaining(['-prefix=nats']) as unknown },
        ],
      },
    },
    volumeClaimTemplates: [{ spec: { storageClassName: 'fast', resources: { requests: { storage: '33Gi' } } } }],
  });
  const files = objects.find(({ kind }) => kind === 'ConfigMap')?.data ?? {};
  // 0.9 × 33 Gi in whole Mi
  expect(files['nats.conf']).toContain(`max_file_store: ${30412 * 2 ** 20}`);
  expect(files['accounts.conf']).toContain(USERS.acme['agent-search']);
});

describe('resolve', () => {
  const at = (changes: Readonly<Record<string, unknown>>): string[] =>
    problemsOfSpec(changed(changes, withServices())).map(({ place, rule }) => `${place}: ${rule}`);

  test('says that streams do not fit together with everything else that is wrong', () => {
    expect(at({ 'services.nats.disk': '64Mi', 'services.postgres.instances': 0, regions: [] })).toEqual([
      'regions: aws-region',
      'services.postgres.instances: whole-number',
      'services.nats.accounts: bus-streams',
      'services.nats.accounts: bus-streams',
    ]);
  });

  test.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['the outage', { 'services.nats.outage': 'long' }, ['services.nats.outage: duration']],
    ['the size of a message', { 'services.nats.messageBytes': '4Ki' }, ['services.nats.messageBytes: wrong-type']],
    ['the disk', { 'services.nats.disk': 64 }, ['services.nats.disk: wrong-type']],
    ['the tools', { 'services.toolGateway.replicas': 0 }, ['services.toolGateway.replicas: whole-number']],
    ['a tenant', { 'tenants.0.agents.search.needs': 7 }, ['tenants.acme.agents.search.needs: wrong-type']],
  ])('says nothing of sums where %s cannot be read', (_title, changes, expected) => {
    const tight = changes['services.nats.disk'] === undefined ? { 'services.nats.disk': '64Mi' } : {};
    expect(at({ ...tight, ...changes })).toEqual(expected);
  });

  test('a key that is missing changes no sum', () => {
    expect(at({ 'services.nats.disk': '64Mi', 'services.nats.users.acme.provisioner': ABSENT })).toEqual([
      'services.nats.users.acme.provisioner: bus-user',
      'services.nats.accounts: bus-streams',
      'services.nats.accounts: bus-streams',
    ]);
  });

  test('says that a stream has no name for its object where the stream is written', () => {
    expect(at({ 'tenants.0.agents.search.consumes.stream': 'MY_TASKS' })).toEqual([
      'tenants.acme.agents.search.consumes.stream: dns-label',
    ]);
  });

  test('a bus of one server is allowed, with a warning', () => {
    const { warnings } = resolve(changed({ 'services.nats.servers': 1 }, withServices()));
    expect(warnings.map(({ place, rule }) => `${place}: ${rule}`)).toEqual([
      'services.postgres: no-backup',
      'services.nats.servers: single-server',
    ]);
  });

  test('each account with streams has what makes them, and each client what it reaches', () => {
    const { provisioning, controller, publisher } = plan(withServices());
    expect(provisioning).toMatchObject([
      {
        account: 'acme',
        secret: 'bus-acme-provisioner',
        secretStore: 'platform',
        remoteKey: 'shop/prod/platform/bus-acme-provisioner',
        labelDomain: 'cdk8s-agents',
        namespace: 'platform',
        streams: [{ name: 'TASKS' }],
      },
    ]);
    expect(controller).toMatchObject({ name: 'nack', hosts: [{ cidrs: ['10.0.0.0/16'], port: 443 }], asksPrometheus: false });
    expect(publisher).toBeUndefined();
  });

  test('sizes of streams follow from the outage and the messages', () => {
    const bytesOf = (changes: Readonly<Record<string, unknown>>): number | undefined =>
      plan(changed(changes, withServices())).accounts[0]?.streams[0]?.maxBytes;
    // 20 a second × 3600 s × 4096 bytes = 281.25 Mi, in steps of 64 Mi
    expect(bytesOf({})).toBe(320 * 2 ** 20);
    expect(bytesOf({ 'services.nats.outage': '2h' })).toBe(576 * 2 ** 20);
    expect(bytesOf({ 'services.nats.messageBytes': 1024 })).toBe(128 * 2 ** 20);
  });
});

describe('what makes streams, and clients that others run', () => {
  const made = (build: (chart: Chart) => void): unknown => {
    const chart = new Chart(new App(), 'platform');
    build(chart);
    return Testing.synth(chart);
  };
  const { accounts, provisioning, controller } = plan(withServices());
  const [account] = accounts;
  const [ofAccount] = provisioning;
  if (account === undefined || ofAccount === undefined) throw new Error('no account');
  const PROPS: JetStreamAccountProps = { account, secretStore: 'platform', remoteKey: 'shop/prod/platform/bus-acme-provisioner' };

  test('both doors make the same objects of an account', () => {
    expect(made((chart) => new JetStreamAccount(chart, 'Account', planned<JetStreamAccountProps>(ofAccount)))).toEqual(
      made((chart) => new JetStreamAccount(chart, 'Account', PROPS)),
    );
  });

  test('both doors make the same policy of a client', () => {
    const hosts = [ExternalHost.ranges(['10.0.0.0/16'])];
    expect(made((chart) => new BusClientPolicy(chart, 'Policy', planned<BusClientPolicyProps>(controller)))).toEqual(
      made((chart) => new BusClientPolicy(chart, 'Policy', { name: 'nack', hosts })),
    );
  });

  test('every value of the plan of an account is in the objects', () => {
    const other: ProvisioningPlan = {
      ...ofAccount,
      secret: 'a-secret',
      secretStore: 'vault',
      remoteKey: 'a/b',
      server: 'tls://other:4222',
      labelDomain: 'agents.example.com',
      namespace: 'messages',
      labels: { team: 'a' },
      annotations: { email: 'b' },
    };
    const objects = made((chart) => new JetStreamAccount(chart, 'Account', planned<JetStreamAccountProps>(other))) as Manifest[];
    const labels = { team: 'a', 'agents.example.com/tenant': 'acme' };
    expect(objects.map(({ kind }) => kind)).toEqual(['ExternalSecret', 'Account', 'Stream', 'Consumer']);
    for (const { metadata } of objects) expect(metadata).toMatchObject({ namespace: 'messages', labels, annotations: { email: 'b' } });
    expect(objects[0]).toMatchObject({
      metadata: { name: 'a-secret' },
      spec: { secretStoreRef: { name: 'vault' }, data: [{ remoteRef: { key: 'a/b' } }] },
    });
    expect(objects[1]?.spec).toMatchObject({ servers: ['tls://other:4222'], nkey: { secret: { name: 'a-secret' } } });
  });

  test('both doors refuse a stream whose object has no name, each where it is written', () => {
    const streams = account.streams.map((stream) => ({ ...stream, name: 'MY_TASKS' }));
    const ofProps = { ...account, streams, users: [] };
    const ofSpec = problemsOfSpec(changed({ 'tenants.0.agents.search.consumes.stream': 'MY_TASKS' }, withServices()));
    const problems = refused(() => made((chart) => new JetStreamAccount(chart, 'Account', { ...PROPS, account: ofProps })));
    expect(problems.map(({ place, rule }) => `${place}: ${rule}`)).toEqual(['account.acme.MY_TASKS.name: dns-label']);
    expect(said(ofSpec)).toEqual(said(problems));
  });
});

test('labels, annotations and an address that props name are in the objects', () => {
  const named = { labels: { team: 'a' }, annotations: { email: 'b' } };
  const chart = new Chart(new App(), 'platform');
  const { accounts } = plan(withServices());
  const [account] = accounts;
  if (account === undefined) throw new Error('no account');
  const images = { image: image('nats'), reloaderImage: image('reloader'), exporterImage: image('exporter') };
  new NatsBus(chart, 'Nats', { ...images, accounts: [...accounts], issuer: 'bus', disk: '20Gi', ...named });
  new JetStreamAccount(chart, 'Account', { account, secretStore: 'vault', remoteKey: 'a/b', server: 'tls://other:4222', ...named });
  const objects = Testing.synth(chart) as Manifest[];
  for (const { metadata } of objects) expect(metadata).toMatchObject(named);
  expect(objects.find(({ kind }) => kind === 'Account')?.spec).toMatchObject({ servers: ['tls://other:4222'] });
});
