import { CALLERS } from '../../../src/features/services/places';
import { busReached } from '../../../src/judges/checks/bus-endpoint';
import { renderedPods } from '../../../src/judges/inventory/pods';
import { deployment, holding, object } from '../objects';

const SCALER = object('ScaledObject', 'search', {}, 'tenant-acme', 'keda.sh/v1alpha1');
const PODS = deployment('nats', { app: 'nats' }, [
  {
    ports: [
      { name: 'client', containerPort: 4222 },
      { name: 'monitor', containerPort: 8222 },
    ],
  },
]);
const OTHERS = deployment('nats', { app: 'nats' }, [{ ports: [{ name: 'monitor', containerPort: 9999 }] }], 'y');
const service = (spec: object): object => object('Service', 'nats', { spec: { selector: { app: 'nats' }, ...spec } });
const HEADLESS = service({ clusterIP: 'None', ports: [{ name: 'client', port: 4222 }] });
const PORT = service({
  ports: [
    { port: 80, targetPort: 8222 },
    { port: 81, targetPort: 'monitor' },
    { port: 82, targetPort: 9999 },
  ],
});
const SHUT = deployment('shut', { app: 'nats', side: 'shut' }, [{ ports: [{ containerPort: 8222 }] }]);
const policy = (namespace: string, port: number, matchLabels: object = {}): object =>
  object('NetworkPolicy', 'nats', {
    spec: {
      podSelector: { matchLabels },
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }],
          ports: [{ port }],
        },
      ],
    },
  });

function obstacle(endpoint: string, ...objects: readonly object[]): string | undefined {
  const inventory = holding(SCALER, ...objects);
  const [scaler] = inventory.objects('ScaledObject');
  if (scaler === undefined) throw new Error('no scaler');
  const [problem, ...others] = busReached({ object: scaler, field: 'spec.a', endpoint }, inventory, renderedPods(inventory), CALLERS.keda);
  expect(others).toEqual([]);
  if (problem === undefined) return undefined;
  expect(problem).toEqual({
    place: 'ScaledObject tenant-acme/search spec.a',
    rule: 'metric-unscraped',
    problem: problem.problem,
    fix: 'name the monitoring port of the rendered bus, or declare the bus as given',
    source: { file: 'a.yaml', line: 1 },
  });
  return problem.problem.replace(`KEDA reads the consumer at '${endpoint}', but `, '');
}

const NO_SERVICE = 'no such Service is rendered';

test.each<readonly [string, readonly object[], string | undefined]>([
  ['nats.x.svc.cluster.local:8222', [PODS, HEADLESS], undefined],
  ['nats.x.svc:8222', [PODS, HEADLESS], undefined],
  ['nats.x:8222', [PODS, HEADLESS], undefined],
  ['http://nats.x:8222', [PODS, HEADLESS], undefined],
  ['https://nats.x.svc:8222', [PODS, HEADLESS], undefined],
  ['ftp://nats.x:8222', [PODS, HEADLESS], NO_SERVICE],
  ['nats.x:8222/', [PODS, HEADLESS], NO_SERVICE],
  ['nats.x', [PODS, HEADLESS], NO_SERVICE],
  ['', [PODS, HEADLESS], NO_SERVICE],
  ['nats.y:8222', [PODS, HEADLESS], NO_SERVICE],
  ['bus.x:8222', [PODS, HEADLESS], NO_SERVICE],
  // the name of a headless Service leads to the pods: any port of theirs
  ['nats.x:8223', [PODS, HEADLESS], 'no rendered pod behind it listens on port 8223'],
  ['nats.x:80', [PODS, PORT], undefined],
  ['nats.x:81', [PODS, PORT], undefined],
  ['nats.x:8222', [PODS, PORT], 'the Service has no port 8222'],
  ['nats.x:82', [PODS, OTHERS, PORT], 'no rendered pod behind it listens on port 82'],
  ['nats.x:80', [OTHERS, PORT], 'no rendered pod behind it listens on port 80'],
  [
    'nats.x:80',
    [deployment('a', { app: 'a' }, [{ ports: [{ containerPort: 8222 }] }]), PORT],
    'no rendered pod behind it listens on port 80',
  ],
  ['nats.x:80', [PODS, PORT, policy('keda', 8222)], undefined],
  ['nats.x:80', [PODS, PORT, policy('keda', 4222)], 'no NetworkPolicy lets KEDA reach port 80'],
  // one of two that listen can be reached
  ['nats.x:80', [PODS, SHUT, PORT, policy('kedo', 8222, { side: 'shut' })], undefined],
  ['nats.x:80', [PODS, PORT, policy('kedo', 8222)], 'no NetworkPolicy lets KEDA reach port 80'],
])('KEDA at %j, case %#', (endpoint, objects, expected) => {
  expect(obstacle(endpoint, ...objects)).toBe(expected);
});
