import { scrapes, sourcesAt } from '../../../src/judges/checks/scrapes';
import { renderedPods } from '../../../src/judges/inventory/pods';
import { deployment, holding, object } from '../objects';

const PROMETHEUS = { namespace: 'monitoring', podLabels: { app: 'prometheus' } };

const PORTS = [
  { name: 'http', containerPort: 80 },
  { name: 'metrics', containerPort: 9090 },
];
const APP = deployment('app', { app: 'a' }, [{ name: 'app', ports: PORTS }]);
const ELSEWHERE = deployment('app', { app: 'a' }, [{ name: 'app', ports: PORTS }], 'y');
const PRIVATE = object('NetworkPolicy', 'app', { spec: { podSelector: {}, ingress: [] } });

const SELECTOR = { selector: { matchLabels: { app: 'a' } } };
const podMonitor = (spec: object, namespace = 'x'): object =>
  object('PodMonitor', 'app', { spec: { ...SELECTOR, podMetricsEndpoints: [{ port: 'metrics' }], ...spec } }, namespace);
const serviceMonitor = (spec: object): object =>
  object('ServiceMonitor', 'app', { spec: { ...SELECTOR, endpoints: [{ port: 'metrics' }], ...spec } });
const service = (ports: readonly object[], selector: object = { app: 'a' }, namespace = 'x'): object =>
  object('Service', 'app', { metadata: { labels: { app: 'a' } }, spec: { selector, ports } }, namespace);

/** `<field> of <namespace>: <port> <labels>`, or why not; and who is idle. */
function scraped(...objects: readonly object[]): string[] {
  const inventory = holding(...objects);
  const { scrapes: found, idle } = scrapes(inventory, renderedPods(inventory), PROMETHEUS);
  return [
    ...found.map(({ field, pods, port, labels, obstacle }) =>
      [`${field} of ${pods.namespace}:`, obstacle ?? String(port?.number), ...labels].join(' '),
    ),
    ...idle.map(({ monitor, problem }) => `${monitor.kind} ${problem}`),
  ];
}

const END = 'spec.podMetricsEndpoints[0].port of';

describe('a PodMonitor', () => {
  test.each<readonly [string, readonly object[], readonly string[]]>([
    ['scrapes the pods of its namespace', [APP, ELSEWHERE, podMonitor({})], [`${END} x: 9090`]],
    [
      'scrapes each of its endpoints',
      [APP, podMonitor({ podMetricsEndpoints: [{ port: 'http' }, { portNumber: 9090 }, { targetPort: 80 }] })],
      [`${END} x: 80`, 'spec.podMetricsEndpoints[1].port of x: 9090', 'spec.podMetricsEndpoints[2].port of x: 80'],
    ],
    [
      'scrapes the pods of the namespaces that it names',
      [APP, ELSEWHERE, podMonitor({ namespaceSelector: { matchNames: ['y', 'x'] } }, 'z')],
      [`${END} y: 9090`, `${END} x: 9090`],
    ],
    ['scrapes every namespace', [APP, ELSEWHERE, podMonitor({ namespaceSelector: { any: true } })], [`${END} x: 9090`, `${END} y: 9090`]],
    ['does not scrape every one unless it says so', [ELSEWHERE, podMonitor({ namespaceSelector: { any: false } })], []],
    ['scrapes nothing without a namespace', [APP, podMonitor({}, '')], []],
    [
      'gives series the labels that it takes over, in words of Prometheus',
      [APP, podMonitor({ podTargetLabels: ['a.b/c-d', 'tier'], targetLabels: ['e'] })],
      [`${END} x: 9090 a_b_c_d tier e`],
    ],
    [
      'fails where it selects no pods of a namespace that has some',
      [APP, podMonitor({ selector: { matchLabels: { app: 'b' } } })],
      ['PodMonitor selects none of the rendered pods of its namespaces'],
    ],
    ['may select none where nothing is rendered', [ELSEWHERE, podMonitor({})], []],
    [
      'fails at a port that the pods have not, by its name or number',
      [APP, podMonitor({ podMetricsEndpoints: [{ port: 'metric' }, { portNumber: 9091 }] })],
      [
        `${END} x: the pods of Deployment app have no port metric`,
        'spec.podMetricsEndpoints[1].port of x: the pods of Deployment app have no port 9091',
      ],
    ],
    [
      'fails at a port that is shut',
      [APP, PRIVATE, podMonitor({})],
      [`${END} x: no NetworkPolicy lets Prometheus reach port 9090 of Deployment app`],
    ],
  ])('%s', (_, objects, expected) => {
    expect(scraped(...objects)).toEqual(expected);
  });
});

describe('a ServiceMonitor', () => {
  const SERVICE_END = 'spec.endpoints[0].port of x:';

  test.each<readonly [string, readonly object[], readonly string[]]>([
    [
      'scrapes the port of the Service',
      [APP, service([{ name: 'metrics', port: 9090 }]), serviceMonitor({})],
      [`${SERVICE_END} 9090 service`],
    ],
    [
      'scrapes the port behind that of the Service, by name or number',
      [
        APP,
        service([
          { name: 'http', port: 1, targetPort: 80 },
          { name: 'metrics', port: 2, targetPort: 'metrics' },
        ]),
        serviceMonitor({ endpoints: [{ port: 'http' }, { port: 'metrics' }], targetLabels: ['tier'] }),
      ],
      [`${SERVICE_END} 80 tier service`, 'spec.endpoints[1].port of x: 9090 tier service'],
    ],
    [
      'scrapes a port of the pods',
      [APP, service([{ name: 'a', port: 1 }]), serviceMonitor({ endpoints: [{ targetPort: 'http' }] })],
      [`${SERVICE_END} 80 service`],
    ],
    [
      'fails at a port that the pods have not',
      [APP, service([{ name: 'metrics', port: 9091 }]), serviceMonitor({ endpoints: [{ port: 'metrics' }, { targetPort: 5 }] })],
      [
        `${SERVICE_END} the pods of Deployment app have no port metrics service`,
        'spec.endpoints[1].port of x: the pods of Deployment app have no port 5 service',
      ],
    ],
    [
      'leaves a Service whose labels it does not select',
      [APP, service([]), serviceMonitor({ selector: { matchLabels: { app: 'b' } } })],
      [],
    ],
    ['leaves a Service of another namespace', [APP, service([], {}, 'y'), serviceMonitor({})], []],
    [
      'leaves pods of another namespace than its Service, and those that the Service leaves',
      [
        APP,
        ELSEWHERE,
        deployment('other', { app: 'b' }, [{ ports: PORTS }]),
        service([{ name: 'metrics', port: 9090 }]),
        serviceMonitor({ namespaceSelector: { any: true } }),
      ],
      [`${SERVICE_END} 9090 service`],
    ],
    [
      'fails where its Service has no pods',
      [APP, service([{ name: 'metrics', port: 9090 }], { app: 'b' }), serviceMonitor({})],
      ['ServiceMonitor selects none of the rendered pods of its namespaces'],
    ],
  ])('%s', (_, objects, expected) => {
    expect(scraped(...objects)).toEqual(expected);
  });
});

describe('what a port serves', () => {
  const servedAt = (owner: object, port: number): string[] => {
    const inventory = holding(owner);
    const [pods] = renderedPods(inventory);
    return pods === undefined ? ['no pods'] : sourcesAt(pods, { name: undefined, number: port }).map(({ name }) => name);
  };
  const EXPORTER = { image: 'example.com/prometheus-nats-exporter:1', args: ['-varz', 8222], ports: [{ containerPort: 7777 }] };
  const REDIS = { image: 'example.com/redis_exporter:1', ports: [{ containerPort: 9121 }] };
  const agent = (component: string): object =>
    deployment('a', { 'app.kubernetes.io/component': component }, [{ image: 'a', ports: [{ containerPort: 80 }] }, EXPORTER, REDIS]);

  test.each([
    ['the exporter whose port it is', agent('agent'), 7777, ['prometheus-nats-exporter']],
    ['the exporter that its image names', agent('agent'), 9121, ['redis_exporter']],
    ['an agent', agent('agent'), 80, ['the agents']],
    ['nothing known, of what is no agent', agent('bus'), 80, []],
    ['an agent, at a port that no container states', agent('agent'), 81, ['the agents']],
  ])('%s', (_, owner, port, names) => {
    expect(servedAt(owner, port)).toEqual(names);
  });
});
