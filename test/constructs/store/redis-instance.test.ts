import { AgentResources } from '../../../constructs/resources/agent-resources';
import { problemsOf } from '../agent/agent-fixture';
import { EXPORTER, find, instance, REDIS } from './redis-fixture';

interface Pod {
  readonly containers: readonly {
    readonly name: string;
    readonly image: string;
    readonly args?: readonly string[];
    readonly command?: readonly string[];
    readonly env?: unknown;
    readonly resources: { readonly limits: unknown; readonly requests: unknown };
    readonly securityContext: unknown;
    readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
  }[];
  readonly volumes: readonly { readonly name: string; readonly secret?: { readonly items: readonly { readonly key: string }[] } }[];
}

interface StatefulSet {
  readonly replicas: number;
  readonly serviceName: string;
  readonly template: { readonly metadata: { readonly annotations: Record<string, string> }; readonly spec: Pod & Record<string, unknown> };
  readonly volumeClaimTemplates?: readonly unknown[];
}

const setOf = (...input: Parameters<typeof instance>): StatefulSet =>
  find(instance(...input), 'StatefulSet').spec as unknown as StatefulSet;
const confOf = (...input: Parameters<typeof instance>): string => find(instance(...input), 'ConfigMap').data['redis.conf'] ?? '';

const memory = (text: string): AgentResources => AgentResources.of({ cpu: '1', memory: text });

describe('an instance', () => {
  test('is one server with its Service, policy, budget for disruption and scraping, in the platform’s namespace', () => {
    expect(instance().map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`)).toEqual([
      'ServiceAccount platform/redis-state',
      'ConfigMap platform/redis-state-config',
      'Certificate platform/redis-state',
      'NetworkPolicy platform/redis-state',
      'PodDisruptionBudget platform/redis-state',
      'Service platform/redis-state',
      'StatefulSet platform/redis-state',
      'PodMonitor platform/redis-state',
    ]);
    expect(instance({ role: 'cache' }).every(({ metadata }) => metadata.name.startsWith('redis-cache'))).toBe(true);
  });

  test('is reached by namespaces of tenants and by scraping, and reaches nobody', () => {
    expect(find(instance({ labelDomain: 'example.com' }), 'NetworkPolicy').spec).toEqual({
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'redis-state' } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from: [{ namespaceSelector: { matchExpressions: [{ key: 'example.com/tenant', operator: 'Exists' }] } }],
          ports: [{ port: 6379, protocol: 'TCP' }],
        },
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
              podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
            },
          ],
          ports: [{ port: 9121, protocol: 'TCP' }],
        },
      ],
    });
  });

  test('lets a drain pass: of one pod, one may be away', () => {
    expect(find(instance(), 'PodDisruptionBudget').spec).toEqual({
      maxUnavailable: 1,
      selector: { matchLabels: { 'app.kubernetes.io/name': 'redis-state' } },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    });
    expect(setOf().replicas).toBe(1);
  });

  test('has a volume that outlives it as state, and none as cache', () => {
    expect(setOf({ disk: '20Gi', storageClass: 'gp3' }).volumeClaimTemplates).toEqual([
      {
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '20Gi' } }, storageClassName: 'gp3' },
      },
    ]);
    expect(setOf({ role: 'cache' }).volumeClaimTemplates).toBeUndefined();
    expect(setOf({ role: 'cache' }).template.spec.volumes.find(({ name }) => name === 'data')).toEqual({
      name: 'data',
      emptyDir: { sizeLimit: '16Mi' },
    });
  });

  test('takes the most that the memory allows, and three times that on disk', () => {
    // 0.65 of 4096Mi is 2662.4Mi
    expect(confOf()).toContain(`maxmemory ${2662 * 2 ** 20}\n`);
    expect(JSON.stringify(setOf().volumeClaimTemplates)).toContain(`"storage":"${3 * 2662}Mi"`);
  });

  test('evicts nothing as state (F54), the least used as cache', () => {
    expect(confOf()).toContain('maxmemory-policy noeviction\n');
    expect(confOf()).toContain('appendonly yes\n');
    expect(confOf({ role: 'cache' })).toContain('maxmemory-policy allkeys-lru\n');
    expect(confOf({ role: 'cache' })).toContain('appendonly no\n');
  });

  test('speaks TLS alone, with a certificate for every name that clients write', () => {
    expect(confOf()).toContain('\nport 0\ntls-port 6379\ntls-cert-file /etc/redis-tls/tls.crt\n');
    const named = (service: string) => [service, `${service}.platform`, `${service}.platform.svc`, `${service}.platform.svc.cluster.local`];
    expect(find(instance(), 'Certificate').spec).toEqual({
      dnsNames: named('redis-state'),
      duration: '2160h',
      issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'platform' },
      privateKey: { algorithm: 'ECDSA', rotationPolicy: 'Always', size: 256 },
      renewBefore: '720h',
      secretName: 'redis-state-tls',
      // no client of the bus' servers: they trust each other by the same authority
      usages: ['digital signature', 'server auth'],
    });
    const own = find(instance({ role: 'cache', tenant: 'acme' }), 'Certificate').spec as { dnsNames: string[]; secretName: string };
    expect([own.dnsNames, own.secretName]).toEqual([named('redis-cache-acme'), 'redis-cache-acme-tls']);
  });

  test('is asked over TLS by its probes, its reloader and its exporter', () => {
    const data = find(instance(), 'ConfigMap').data;
    const dialled = [data['ready.sh'], data['reload.sh']].flatMap((script) => script?.match(/redis-cli .*/g) ?? []);
    expect(dialled).toHaveLength(3);
    expect(dialled.filter((line) => !line.startsWith('redis-cli -h 127.0.0.1 -p 6379 --tls --insecure'))).toEqual([]);
    const [server, , exporter] = setOf().template.spec.containers as unknown as { args: string[]; livenessProbe: unknown }[];
    expect(server?.livenessProbe).toMatchObject({
      exec: { command: ['redis-cli', '-h', '127.0.0.1', '-p', '6379', '--tls', '--insecure', 'PING'] },
    });
    expect(exporter?.args).toEqual(expect.arrayContaining(['--redis.addr=rediss://127.0.0.1:6379', '--skip-tls-verification']));
  });

  test('is replaced when its file changes', () => {
    const checksum = (...input: Parameters<typeof instance>) =>
      setOf(...input).template.metadata.annotations['cdk8s-agents/config-checksum'];
    expect(checksum()).toMatch(/^[0-9a-f]{64}$/);
    expect(checksum({ maxclients: 5000 })).not.toBe(checksum());
    expect(checksum({ image: REDIS.replace('7.2.4', '7.2.5') })).toBe(checksum());
  });
});

describe('its pod', () => {
  const { containers, volumes, ...pod } = setOf().template.spec;

  test('is held at restricted, has no token, and goes last', () => {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      priorityClassName: 'platform-critical',
      serviceAccountName: 'redis-state',
      terminationGracePeriodSeconds: 60,
      securityContext: { runAsNonRoot: true, runAsUser: 10001, fsGroup: 10001, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(containers.map(({ securityContext }) => securityContext)).toEqual(
      containers.map(() => ({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        privileged: false,
        readOnlyRootFilesystem: true,
      })),
    );
  });

  test('is guaranteed what it has', () => {
    expect(containers.map(({ name, image }) => [name, image])).toEqual([
      ['redis', REDIS],
      ['reloader', REDIS],
      ['exporter', EXPORTER],
    ]);
    expect(containers.map(({ resources }) => resources.limits)).toEqual(containers.map(({ resources }) => resources.requests));
    expect(containers[0]?.resources.limits).toEqual({ cpu: '1', memory: '4Gi', 'ephemeral-storage': '1Gi' });
  });

  test('shows each container its own password as a file, and none of them in a variable or an argument', () => {
    const passwords = containers.map(({ name, volumeMounts }) => [
      name,
      volumeMounts
        .filter(({ mountPath }) => mountPath.startsWith('/var/run/secrets/'))
        .flatMap((mount) => volumes.find((volume) => volume.name === mount.name)?.secret?.items.map(({ key }) => key)),
    ]);
    expect(passwords).toEqual([
      ['redis', ['probe']],
      ['reloader', ['reloader']],
      ['exporter', ['exporter.json']],
    ]);
    expect(containers.map(({ env }) => env)).toEqual([undefined, undefined, undefined]);
    expect(JSON.stringify(containers)).not.toMatch(/--pass|--requirepass|redis\.password=|REDISCLI_AUTH/);
  });

  test('writes to its data and nowhere else', () => {
    const writable = containers.flatMap(({ volumeMounts }) => volumeMounts.filter(({ readOnly }) => readOnly !== true));
    expect(writable).toEqual([{ name: 'data', mountPath: '/data' }]);
  });

  test('starts the server and not the image’s entry point, which may load modules', () => {
    expect(containers[0]?.command).toEqual(['redis-server', '/etc/redis/redis.conf']);
  });

  test('mounts the ACL file in a folder, so that a changed one arrives', () => {
    expect(containers.slice(0, 2).map(({ volumeMounts }) => volumeMounts.find(({ name }) => name === 'acl'))).toEqual([
      { name: 'acl', mountPath: '/etc/redis-acl', readOnly: true },
      { name: 'acl', mountPath: '/etc/redis-acl', readOnly: true },
    ]);
    expect(
      containers.map(({ volumeMounts }) => volumeMounts.filter(({ name }) => name === 'tls').map(({ mountPath }) => mountPath)),
    ).toEqual([['/etc/redis-tls'], ['/etc/redis-tls'], []]);
    expect(volumes.find(({ name }) => name === 'tls')?.secret?.items.map(({ key }) => key)).toEqual(['tls.crt', 'tls.key', 'ca.crt']);
  });
});

describe('numbers', () => {
  const rules = (overrides: Parameters<typeof instance>[0]) => problemsOf(() => instance(overrides));

  test.each([
    ['2661Mi', []],
    ['2662Mi', []],
    ['2663Mi', ['maxmemory maxmemory']],
  ])('maxmemory %s of a limit of 4Gi: %j', (maxmemory, expected) => {
    expect(rules({ maxmemory })).toEqual(expected);
  });

  test.each([
    ['1023Mi', []],
    ['1Gi', []],
    ['1025Mi', ['budgets memory-budgets']],
  ])('a second budget of %s beside 1Gi, of 2Gi: %j', (second, expected) => {
    const budgets = [
      { name: 'acme', memory: '1Gi' },
      { name: 'globex', memory: second },
    ];
    expect(rules({ maxmemory: '2Gi', budgets })).toEqual(expected);
  });

  test.each([
    [133, []],
    [132, []],
    [131, ['maxclients memory-clients']],
  ])('%d clients at most, of 20 pods with 5 connections and the reserve of 32: %j', (maxclients, expected) => {
    expect(rules({ maxclients, clients: [{ peakPods: 20, pool: 5 }] })).toEqual(expected);
  });

  test.each([
    ['3073Mi', []],
    ['3Gi', []],
    ['3071Mi', ['disk memory-disk']],
  ])('a disk of %s for 1Gi of data: %j', (disk, expected) => {
    expect(rules({ maxmemory: '1Gi', disk })).toEqual(expected);
  });

  test('fails all at once', () => {
    expect(
      rules({
        image: 'redis:latest',
        exporterImage: 'exporter',
        issuer: 'My issuer',
        resources: memory('128m'),
        maxmemory: '1GB',
        maxclients: 0,
        disk: '1',
        budgets: [{ name: 'acme', memory: 'much' }],
        clients: [{ peakPods: -1, pool: 0 }],
      }),
    ).toEqual([
      'image image-pinned',
      'exporterImage image-pinned',
      'issuer dns-label',
      'resources.memory quantity',
      'maxmemory quantity',
      'maxclients whole-number',
      'budgets.0.memory quantity',
      'clients.0.peakPods whole-number',
      'clients.0.pool whole-number',
      'maxclients memory-clients',
      'disk quantity',
    ]);
  });

  test('fails for a cache with a disk', () => {
    expect(rules({ role: 'cache', disk: '20Gi' })).toEqual(['disk cache-disk']);
    expect(rules({ role: 'cache', storageClass: 'gp3' })).toEqual(['disk cache-disk']);
  });
});
