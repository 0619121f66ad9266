import { differing, leavesOf, type Leaves } from './leaves';
import { statements } from './nats-conf';
import { ENVIRONMENTS, filesOf, objectOf, textOf } from './rendered';

/** What differs between environments, read from what is committed under dist/: manifests, delivery, Terraform and reports. */

const EVERYTHING = ['manifests', 'delivery', 'terraform', 'reports'] as const;

const files = (environment: string): Record<string, string> =>
  Object.fromEntries(
    EVERYTHING.flatMap((folder) => filesOf(environment, folder)).map((file) => [file, textOf(environment, file)] as const),
  );

const all = Object.fromEntries(ENVIRONMENTS.map((environment) => [environment, files(environment)] as const));
const leaves = Object.fromEntries(ENVIRONMENTS.map((environment) => [environment, leavesOf(all[environment] ?? {}, environment)] as const));
const of = (environment: string): Leaves => leaves[environment] ?? new Map();

/** What each environment has of its own, so that no secret of one opens another: keys of bus users, and the cluster that signs tokens. */
const NKEY = /^ConfigMap platform\/nats-config data\.accounts\.conf accounts\.[\w-]+\.users\.\d+\.nkey$/;
const OF_EACH = [NKEY, /^SecurityPolicy platform\/llm-gateway spec\.jwt\.providers\.[\w-]+\.(issuer|remoteJWKS\.uri)$/];

/** Where they may differ, since it is scale or follows from it, and nothing else. */
const SCALE = [
  /^ScaledObject [^ ]+ spec\.(minReplicaCount|maxReplicaCount)$/,
  /^ScaledObject [^ ]+ spec\.advanced\.horizontalPodAutoscalerConfig\.behavior\.scaleDown\.stabilizationWindowSeconds$/,
  /^ScaledObject [^ ]+ spec\.triggers\.[\w-]+\.metadata\.(lagThreshold|desiredReplicas)$/,
  /^ResourceQuota [^ ]+\/tenant spec\.hard\.((requests|limits)\.(cpu|memory|ephemeral-storage)|pods)$/,
  // more replicas work on more messages at once: the file says so, and its checksum stands on the pods
  /^ConfigMap [^ ]+ data\.agent\.json\.bus\.maxAckPending$/,
  /^Deployment [^ ]+ spec\.template\.metadata\.annotations\.cdk8s-agents\/config-checksum$/,
  // so does the consumer on the bus; and accounts let in as many pods
  /^Consumer platform\/[^ ]+ spec\.maxAckPending$/,
  /^ConfigMap platform\/nats-config data\.accounts\.conf accounts\.[\w-]+\.limits\.max_connections$/,
  /^reports\/bus\.md [\w-]+ connections$/,
  // an alert says how many replicas a planned window was to bring, and its test how many were missing
  /^PrometheusRule [^ ]+\/tenant-alerts spec\.groups\.[^ ]+\.rules\.AgentPrescaleMissed(#\d)?\.(expr|annotations\.description)$/,
  /^reports\/alerts\/[\w-]+\.rules\.test\.json tests\.AgentPrescaleMissed of [\w-]+ (fires|is silent)(#\d)?\.(input_series|alert_rule_test)\./,
  // and the same rules as a file for promtool
  /^reports\/alerts\/[\w-]+\.rules\.yaml groups\.[^ ]+\.rules\.AgentPrescaleMissed(#\d)?\.(expr|annotations\.description)$/,
  // bounds of node groups
  /^terraform\/[\w-]+\/cdk\.tf\.json resource\.aws_eks_node_group\.[\w-]+\.scaling_config\.(desired|min|max)_size$/,
];

const unexpected = (places: readonly string[], ...allowed: readonly RegExp[][]): string[] =>
  places.filter((place) => !allowed.flat().some((pattern) => pattern.test(place)));

describe('000-30 environments differ in scale only', () => {
  test.each(['dev', 'staging'])('%s and prod have the same files, and the same objects in them', (environment) => {
    const named = (one: string): string[] => [...of(one).keys()].filter((place) => / (apiVersion|kind)$/.test(place));
    expect(Object.keys(all[environment] ?? {})).toEqual(Object.keys(all['prod'] ?? {}));
    expect(named(environment)).toEqual(named('prod'));
  });

  test('dev and staging differ in their own keys and clusters alone', () => {
    expect(unexpected(differing(of('dev'), of('staging')), OF_EACH)).toEqual([]);
  });

  test('dev and prod differ in scale as well, and in nothing else', () => {
    expect(unexpected(differing(of('dev'), of('prod')), OF_EACH, SCALE)).toEqual([]);
  });

  test('there is nothing on the list in which they do not differ', () => {
    const different = differing(of('dev'), of('prod'));
    const idle = [...OF_EACH, ...SCALE].filter((pattern) => !different.some((place) => pattern.test(place)));
    expect(idle.map(String)).toEqual([]);
  });

  test('every user of the bus has a key of its own in each environment', () => {
    const keys = ENVIRONMENTS.flatMap((environment) => [...of(environment)].filter(([place]) => NKEY.test(place)).map(([, key]) => key));
    expect(keys).toHaveLength(3 * 12);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each(['dev', 'staging', 'prod'])(
    '%s lets in as many connections as there are pods while every version is replaced',
    (environment) => {
      const connections = Number(of(environment).get(`${BUS} accounts.acme.limits.max_connections`)?.replaceAll('"', ''));
      const { maxReplicaCount = NaN } = objectOf(environment, 'ScaledObject', 'tenant-acme', 'product-search').spec;
      // by hand: two of the coordinator and two of order tracking; each pod and the one on its way out; what makes the streams has two
      expect(connections - 2 * (2 + 2 + maxReplicaCount)).toBe(2);
    },
  );
});

const BUS = 'ConfigMap platform/nats-config data.accounts.conf';
const NATS = 'manifests/platform/nats.yaml';

describe('what is compared', () => {
  const changed = (file: string, from: string | RegExp, to: string): string[] => {
    const before = all['staging'] ?? {};
    const text = before[file] ?? '';
    const tampered = text.replace(from, to);
    expect(tampered).not.toBe(text);
    return unexpected(differing(of('dev'), leavesOf({ ...before, [file]: tampered }, 'staging')), OF_EACH);
  };

  test.each([
    [
      'a grant that is another',
      NATS,
      '"tasks.order-tracking.>"\n',
      '"tasks.>"\n',
      [`${BUS} accounts.acme.users.0.permissions.publish.allow.0`],
    ],
    [
      'a grant more',
      NATS,
      '"budget.coordinator"\n',
      '"budget.coordinator"\n                  "budget.>"\n',
      [`${BUS} accounts.acme.users.0.permissions.subscribe.allow.2`],
    ],
    ['a limit', NATS, 'max_file: 1207959552', 'max_file: 1207959553', [`${BUS} accounts.acme.jetstream.max_file`]],
    [
      'connections, between environments of one scale',
      NATS,
      'max_connections: 50',
      'max_connections: 51',
      [`${BUS} accounts.acme.limits.max_connections`],
    ],
    ['an import', NATS, 'subject: "tools.acme.>" }', 'subject: "tools.>" }', [`${BUS} accounts.acme.imports.0.service.subject`]],
    [
      'an alert’s threshold',
      'manifests/tenants/tenant-acme/observability.yaml',
      /\) > 0\.9/,
      ') > 0.5',
      [expect.stringMatching(/^PrometheusRule tenant-acme\/tenant-alerts .*\.TenantQuotaNearlyFull\.expr$/)],
    ],
    [
      'a secret of another environment',
      'manifests/platform/tool-gateway.yaml',
      'swarm/staging/platform/ca',
      'swarm/prod/platform/ca',
      ['ExternalSecret platform/tool-gateway-credentials spec.data.0.remoteRef.key'],
    ],
    [
      'a stage that is not pruned',
      'delivery/bootstrap/platform.yaml',
      'prune: true',
      'prune: false',
      ['Kustomization flux-system/swarm-platform spec.prune'],
    ],
    [
      'a stage of another environment',
      'delivery/bootstrap/platform.yaml',
      'swarm/staging/delivery',
      'swarm/prod/delivery',
      ['Kustomization flux-system/swarm-platform spec.path'],
    ],
    [
      'a type of node',
      'terraform/us-west-2/cdk.tf.json',
      '"m7i.2xlarge"',
      '"m7i.4xlarge"',
      ['terraform/us-west-2/cdk.tf.json resource.aws_eks_node_group.agents.instance_types.0'],
    ],
    ['a word of a report', 'reports/bus.md', 'one tenant', 'a tenant', ['reports/bus.md acme for']],
  ])('is %s: that alone is said', (_, file, from, to, wanted) => {
    expect(changed(file, from, to)).toEqual(wanted);
  });

  test('is every statement of the bus’ configuration, read by rules of its own', () => {
    const text = 'a: 1 # b: 2\n"c" { d: "x # y", e { f: [ 1, { g: h } "i:j" ] } }\n';
    expect([...statements(text)]).toEqual([
      ['a', '1'],
      ['c.d', 'x # y'],
      ['c.e.f.0', '1'],
      ['c.e.f.1.g', 'h'],
      ['c.e.f.2', 'i:j'],
    ]);
    expect(() => statements('a { b: 1')).toThrow();
    expect(() => statements('a: ]')).toThrow();
  });
});
