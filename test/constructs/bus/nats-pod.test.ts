import { App, Chart, Testing } from 'cdk8s';
import { NatsBus } from '../../../constructs/bus/nats-bus';
import { acme, platform } from '../../features/bus/fixture';
import type { Manifest } from '../agent/agent-fixture';
import { containerLines, type PodSpec, volumeLines } from '../pod-lines';

const image = (name: string): string => `registry.example.com/platform/${name}:1.0.0@sha256:${'b'.repeat(64)}`;

function pod(): PodSpec {
  const chart = new Chart(new App(), 'platform', { namespace: 'platform' });
  const images = { image: image('nats'), reloaderImage: image('reloader'), exporterImage: image('exporter') };
  new NatsBus(chart, 'Bus', { ...images, accounts: [acme(), platform()], issuer: 'bus', disk: '10Gi' });
  const set = (Testing.synth(chart) as Manifest[]).find(({ kind }) => kind === 'StatefulSet');
  return (set?.spec['template'] as { spec: PodSpec }).spec;
}

test('a server has a quarter of an hour to read its streams back, hands clients over, and leaves a tenth of its RAM to the rest of Go', () => {
  const [server] = pod().containers;
  expect(containerLines(server)).toEqual([
    '--config',
    '/etc/nats/nats.conf',
    'env POD_NAME={"fieldRef":{"fieldPath":"metadata.name"}}',
    // 0.9 × 1024 MiB
    'env GOMEMLIMIT=921MiB',
    'lifecycle {"preStop":{"exec":{"command":["nats-server","-sl=ldm=/var/run/nats/nats.pid"]}}}',
    'startup :8222/healthz, 90 times every 10 s, each within 5 s',
    'readiness :8222/healthz?js-server-only=true, 3 times every 10 s, each within 5 s',
    'liveness :8222/healthz?js-enabled-only=true, 3 times every 30 s, each within 5 s',
    'port nats 4222/TCP',
    'port cluster 6222/TCP',
    'port monitor 8222/TCP',
    'mount config /etc/nats',
    'mount tls /etc/nats-tls',
    'mount pid /var/run/nats, writable',
    'mount data /data, writable',
    expect.stringMatching(/^size /),
  ]);
});

/** Flags of nats-server-config-reloader 0.23: `-pid`, `-config`, `-force-poll`, `-poll-interval`. */
test('two reloaders watch both files and the certificate: one as they change, one every 30 s', () => {
  const [, first, second] = pod().containers;
  const watched = [
    '/etc/nats/nats.conf',
    '/etc/nats/accounts.conf',
    '/etc/nats-tls/tls.crt',
    '/etc/nats-tls/tls.key',
    '/etc/nats-tls/ca.crt',
  ];
  const rest = [
    ...watched.flatMap((file) => ['-config', file]),
    'mount config /etc/nats',
    'mount tls /etc/nats-tls',
    'mount pid /var/run/nats',
    'size {"cpu":"50m","ephemeral-storage":"64Mi","memory":"64Mi"}',
  ];
  expect(containerLines(first)).toEqual(['-pid', '/var/run/nats/nats.pid', ...rest]);
  expect(containerLines(second)).toEqual(['-pid', '/var/run/nats/nats.pid', '-force-poll', '-poll-interval', '30s', ...rest]);
});

test('the exporter asks the server of its own pod, and names series by the name of the server', () => {
  const [, , , exporter] = pod().containers;
  expect(containerLines(exporter)).toEqual([
    '-port=7777',
    '-varz',
    '-jsz=all',
    '-use_internal_server_name',
    'http://127.0.0.1:8222/',
    'port metrics 7777/TCP',
    'size {"cpu":"50m","ephemeral-storage":"64Mi","memory":"64Mi"}',
  ]);
});

test('servers avoid one host if they can, and never share a zone that another has one less of', () => {
  const spec = pod();
  const labels = { matchLabels: { 'app.kubernetes.io/name': 'nats' } };
  expect(spec).toMatchObject({
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { podAffinityTerm: { labelSelector: labels, topologyKey: 'kubernetes.io/hostname' }, weight: 100 },
        ],
      },
    },
    topologySpreadConstraints: [
      { labelSelector: labels, maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule' },
    ],
    dnsConfig: { options: [{ name: 'ndots', value: '2' }] },
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    priorityClassName: 'platform-critical',
    restartPolicy: 'Always',
    serviceAccountName: 'nats',
    shareProcessNamespace: true,
  });
  expect(volumeLines(spec)).toEqual([
    'config {"configMap":{"name":"nats-config"}}',
    'tls {"secret":{"defaultMode":288,"secretName":"nats-tls"}}',
    'pid {"emptyDir":{"sizeLimit":"1Mi"}}',
  ]);
});
