import type { Manifest } from '../agent/agent-fixture';
import { containerLines, type PodSpec, volumeLines } from '../pod-lines';
import { find, instance } from './redis-fixture';

const podOf = (objects: readonly Manifest[]): PodSpec => (find(objects, 'StatefulSet').spec['template'] as { spec: PodSpec }).spec;

test('the server has ten minutes to read its file back, and is restarted after a minute without any answer', () => {
  const [server] = podOf(instance()).containers;
  expect(containerLines(server)).toEqual([
    'command redis-server /etc/redis/redis.conf',
    'startup /bin/sh /etc/redis/ready.sh, 120 times every 5 s, each within 5 s',
    'readiness /bin/sh /etc/redis/ready.sh, 3 times every 5 s, each within 5 s',
    expect.stringMatching(/^liveness .*redis-cli.* PING, 6 times every 10 s, each within 5 s$/),
    'port redis 6379/TCP',
    'mount config /etc/redis',
    'mount acl /etc/redis-acl',
    'mount tls /etc/redis-tls',
    'mount probe /var/run/secrets/redis/probe',
    'mount data /data, writable',
    'size {"cpu":"1","ephemeral-storage":"1Gi","memory":"4Gi"}',
  ]);
});

test('the reloader loads users and certificate anew, by a password of its own', () => {
  const [, reloader] = podOf(instance()).containers;
  expect(containerLines(reloader)).toEqual([
    'command /bin/sh /etc/redis/reload.sh',
    'mount config /etc/redis',
    'mount acl /etc/redis-acl',
    'mount tls /etc/redis-tls',
    'mount reloader /var/run/secrets/redis/reloader',
    'size {"cpu":"50m","ephemeral-storage":"64Mi","memory":"64Mi"}',
  ]);
});

/** https://github.com/oliver006/redis_exporter#command-line-flags */
test('the exporter asks as its own user, and neither reads nor sets the configuration', () => {
  const [, , exporter] = podOf(instance()).containers;
  expect(containerLines(exporter)).toEqual([
    '--redis.addr=rediss://127.0.0.1:6379',
    '--skip-tls-verification',
    '--redis.user=platform.exporter',
    '--redis.password-file=/var/run/secrets/redis/exporter/exporter.json',
    '--web.listen-address=:9121',
    '--config-command=-',
    '--set-client-name=false',
    'liveness :9121/health, 6 times every 10 s, each within 2 s',
    'port metrics 9121/TCP',
    'mount exporter /var/run/secrets/redis/exporter',
    'size {"cpu":"50m","ephemeral-storage":"64Mi","memory":"64Mi"}',
  ]);
});

test('each volume holds what its readers may see and nothing else; a cache keeps its folder in RAM of the node for nothing', () => {
  const secret = (name: string, secretName: string, ...keys: string[]): string =>
    `${name} ${JSON.stringify({ secret: { defaultMode: 0o440, items: keys.map((key) => ({ key, path: key })), secretName } })}`;
  const shared = (place: string): string[] => [
    `config {"configMap":{"name":"${place}-config"}}`,
    secret('acl', `${place}-acl`, 'users.acl'),
    secret('tls', `${place}-tls`, 'tls.crt', 'tls.key', 'ca.crt'),
    secret('probe', `${place}-operators`, 'probe'),
    secret('reloader', `${place}-operators`, 'reloader'),
    secret('exporter', `${place}-operators`, 'exporter.json'),
  ];
  expect(volumeLines(podOf(instance()))).toEqual(shared('redis-state'));
  expect(volumeLines(podOf(instance({ role: 'cache' })))).toEqual([...shared('redis-cache'), 'data {"emptyDir":{"sizeLimit":"16Mi"}}']);
});

test('instances avoid one host, and write their last second before they end', () => {
  expect(podOf(instance())).toMatchObject({
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            podAffinityTerm: {
              labelSelector: { matchLabels: { 'app.kubernetes.io/component': 'memory' } },
              topologyKey: 'kubernetes.io/hostname',
            },
            weight: 100,
          },
        ],
      },
    },
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    priorityClassName: 'platform-critical',
    restartPolicy: 'Always',
    serviceAccountName: 'redis-state',
    terminationGracePeriodSeconds: 60,
  });
});
