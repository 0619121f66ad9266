import { AgentResources } from '../../../constructs/resources/agent-resources';
import type { RedisAclProps, RedisAclUser } from '../../../constructs/store/redis-acl';
import type { RedisInstanceProps } from '../../../constructs/store/redis-instance';
import { reloadScript, readyScript } from '../../../src/features/store/scripts';
import { problemsOf } from '../agent/agent-fixture';
import { acl, find, instance } from './redis-fixture';

const sized = (part: Partial<{ cpu: string; memory: string; ephemeralStorage: string }>): Partial<RedisInstanceProps> => ({
  resources: AgentResources.of({ cpu: '1', memory: '4Gi', ephemeralStorage: '1Gi', ...part }),
});

describe('one wrong prop of a server is one problem, at its own place', () => {
  test.each<[string, Partial<RedisInstanceProps>, string[]]>([
    ['nothing', {}, []],
    ['the image', { image: 'redis:7' }, ['image image-pinned']],
    ['the exporter', { exporterImage: 'exporter:1' }, ['exporterImage image-pinned']],
    ['the issuer', { issuer: 'a.b' }, ['issuer dns-label']],
    ['the tenant', { tenant: 'A' }, ['tenant id']],
    ['processors', sized({ cpu: 'two' }), ['resources.cpu quantity']],
    ['memory', sized({ memory: '4GB' }), ['resources.memory quantity']],
    ['memory, and a share of it', { ...sized({ memory: '4GB' }), budgets: [{ name: 'a', memory: '9Gi' }] }, ['resources.memory quantity']],
    ['storage of the pod', sized({ ephemeralStorage: '1GB' }), ['resources.ephemeralStorage quantity']],
    ['a maximum that is no quantity, and a share', { maxmemory: '1GB', budgets: [{ name: 'a', memory: '9Gi' }] }, ['maxmemory quantity']],
    [
      'the second share',
      {
        budgets: [
          { name: 'a', memory: '1Mi' },
          { name: 'b', memory: '1MB' },
        ],
      },
      ['budgets.1.memory quantity'],
    ],
    ['no client', { maxclients: 0 }, ['maxclients whole-number', 'maxclients memory-clients']],
    ['the reserve alone', { maxclients: 32 }, []],
    ['less than it', { maxclients: 31 }, ['maxclients memory-clients']],
    [
      'fewer pods than none',
      {
        clients: [
          { peakPods: 1, pool: 1 },
          { peakPods: -1, pool: 1 },
        ],
      },
      ['clients.1.peakPods whole-number'],
    ],
    ['no pods', { clients: [{ peakPods: 0, pool: 1 }] }, []],
    ['a pool of nothing', { clients: [{ peakPods: 1, pool: 0 }] }, ['clients.0.pool whole-number']],
    ['a disk', { disk: '1GB' }, ['disk quantity']],
    ['a class of disks', { disk: '20Gi', storageClass: 'A b' }, ['storageClass name']],
    ['the domain of labels', { labelDomain: 'A B' }, ['labelDomain label-domain']],
    ['the namespace', { namespace: 'A' }, ['namespace dns-label']],
    ['a disk of a cache', { role: 'cache', disk: '20Gi' }, ['disk cache-disk']],
    ['a cache', { role: 'cache' }, []],
  ])('%s', (_, props, expected) => {
    expect(problemsOf(() => instance(props))).toEqual(expected);
  });
});

describe('what is not written', () => {
  const conf = (props: Partial<RedisInstanceProps>): string[] => (find(instance(props), 'ConfigMap').data['redis.conf'] ?? '').split('\n');
  const claims = (props: Partial<RedisInstanceProps>): unknown => find(instance(props), 'StatefulSet').spec['volumeClaimTemplates'];

  test('is 4000 clients, and 0.65 of the memory in whole Mi', () => {
    expect(conf({})).toEqual(expect.arrayContaining(['maxclients 4000', `maxmemory ${2662 * 2 ** 20}`]));
    expect(conf({ maxclients: 100, maxmemory: '1Gi' })).toEqual(expect.arrayContaining(['maxclients 100', `maxmemory ${2 ** 30}`]));
  });

  test('is a disk of three times the maximum', () => {
    const claim = (storage: string, more: object = {}) => [
      { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, ...more } },
    ];
    expect(claims({ maxmemory: '1Gi' })).toEqual(claim('3Gi'));
    expect(claims({ maxmemory: '1Gi', disk: '4Gi', storageClass: 'gp3' })).toEqual(claim('4Gi', { storageClassName: 'gp3' }));
    expect(claims({ role: 'cache' })).toBeUndefined();
  });
});

test('a set of one server keeps its volume, and waits before it is called ready', () => {
  const { template: _template, volumeClaimTemplates: _claims, ...state } = find(instance(), 'StatefulSet').spec;
  const both = {
    minReadySeconds: 5,
    replicas: 1,
    revisionHistoryLimit: 3,
    selector: { matchLabels: { 'app.kubernetes.io/name': 'redis-state' } },
    serviceName: 'redis-state',
    updateStrategy: { type: 'RollingUpdate' },
  };
  expect(state).toEqual({ ...both, persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' } });
  expect(find(instance({ role: 'cache' }), 'StatefulSet').spec).not.toHaveProperty('persistentVolumeClaimRetentionPolicy');
  expect(find(instance(), 'Service').spec).toEqual({
    type: 'ClusterIP',
    selector: { 'app.kubernetes.io/name': 'redis-state' },
    ports: [{ name: 'redis', port: 6379, protocol: 'TCP', targetPort: 6379 }],
  });
  expect(find(instance(), 'PodMonitor').spec).toEqual({
    podMetricsEndpoints: [{ port: 'metrics', path: '/metrics' }],
    selector: { matchLabels: { 'app.kubernetes.io/name': 'redis-state' } },
  });
});

describe('one wrong prop of the users is one problem, at its own place', () => {
  const user = (overrides: Partial<RedisAclUser> = {}): RedisAclUser => ({
    name: 'globex',
    prefixes: ['tenant:globex:'],
    remoteKey: 'swarm/prod/tenant-globex/memory',
    ...overrides,
  });
  const other = user({ name: 'acme', prefixes: ['tenant:acme:'] });
  test.each<[string, Partial<RedisAclProps>, string[]]>([
    ['the release', { release: '7.1' }, ['release memory-version']],
    ['the tenant', { tenant: 'A' }, ['tenant id']],
    ['the name of the second', { users: [other, user({ name: 'A' })] }, ['users.1.name memory-user']],
    ['the same name', { users: [user(), user({ prefixes: ['b:'] })] }, ['users.1.name memory-user']],
    ['no prefix', { users: [other, user({ prefixes: [] })] }, ['users.1.prefixes memory-prefix']],
    ['its second prefix', { users: [other, user({ prefixes: ['a:', 'b'] })] }, ['users.1.prefixes.1 memory-prefix']],
    ['the prefix of another', { users: [other, user({ prefixes: ['tenant:acme:x:'] })] }, ['users.1.prefixes prefix-overlap']],
    ['its entry', { users: [other, user({ remoteKey: '/' })] }, ['users.1.remoteKey secret-key']],
    ['the entry of operators', { operatorsRemoteKey: '/' }, ['operatorsRemoteKey secret-key']],
    ['the store', { secretStore: 'A' }, ['secretStore dns-label']],
    ['nobody', { users: [] }, []],
  ])('%s', (_, props, expected) => {
    expect(problemsOf(() => acl({ release: '7.4', ...props }))).toEqual(expected);
  });
});

describe('a script', () => {
  const places = { port: 6379, passwordFile: '/secrets/probe' };
  const cli = 'redis-cli -h 127.0.0.1 -p 6379 --tls --insecure';

  test('asks whether the server serves, by a password that stands in no argument', () => {
    expect(readyScript(places)).toBe(
      `#!/bin/sh\nprintf 'AUTH platform.probe %s\\nPING\\n' "$(cat /secrets/probe)" | ${cli} | grep -qx PONG\n`,
    );
  });

  test('reads users and certificate again when they changed, and tries again until the server took them', () => {
    const tls = { certificate: '/tls/tls.crt', key: '/tls/tls.key', authority: '/tls/ca.crt' };
    const ask = (command: string): string =>
      `printf 'AUTH platform.reloader %s\\n${command}\\n' "$(cat /secrets/probe)" | ${cli} | tr -s '\\n' ' '`;
    expect(reloadScript(places, '/acl/users.acl', tls)).toBe(`#!/bin/sh
# the first process of a container ignores SIGTERM unless it says otherwise
trap 'exit 0' TERM
users=
certificate=
while :; do
  now=$(cat /acl/users.acl | sha256sum)
  if [ "$now" != "$users" ]; then
    answer=$(${ask('ACL LOAD')})
    echo "ACL LOAD: $answer"
    [ "$answer" = 'OK OK ' ] && users=$now
  fi
  now=$(cat /tls/tls.crt /tls/tls.key /tls/ca.crt | sha256sum)
  if [ "$now" != "$certificate" ]; then
    answer=$(${ask('CONFIG SET tls-cert-file /tls/tls.crt')})
    echo "CONFIG SET: $answer"
    [ "$answer" = 'OK OK ' ] && certificate=$now
  fi
  sleep 5 &
  wait $!
done
`);
  });
});
