import { Duration } from 'cdk8s';
import { ServiceAccount, Volume } from 'cdk8s-plus-28';
import { AgentDeployment } from '../../../constructs/agent/agent-deployment';
import { QueueCanary } from '../../../constructs/rollout/queue-canary';
import { QueueBacklog } from '../../../constructs/scaling/queue-backlog';
import { QueueDepthHpa } from '../../../constructs/scaling/queue-depth-hpa';
import { rulesOf } from '../scaling/scaling-fixture';
import { alertsOf, canary, chartOf, configOf, named, names, NEXT_IMAGE, objects, STABLE_IMAGE, WORKER } from './queue-versions-fixture';

const failing = (...given: Parameters<typeof canary>) => rulesOf(() => canary(...given));

test('renders two workloads, each with everything that an agent has, their scalers, and one rule (F4)', () => {
  const of = (name: string) => [
    `ConfigMap ${name}-config`,
    `Deployment ${name}`,
    `NetworkPolicy ${name}`,
    `PodDisruptionBudget ${name}`,
    `PodMonitor ${name}`,
    `ScaledObject ${name}`,
  ];
  expect(names(canary({ nextImage: NEXT_IMAGE }).chart)).toEqual(
    [...of('search'), ...of('search-next'), 'PrometheusRule search-versions', 'ServiceAccount search'].sort(),
  );
});

test('the version before is what an AgentDeployment and a QueueDepthHpa of the same description render', () => {
  const { scale, ...agent } = WORKER;
  const chart = chartOf();
  const target = new AgentDeployment(chart, 'Search', agent);
  new QueueDepthHpa(chart, 'Scale', { ...scale, target, queue: { account: 'acme', stream: 'TASKS', consumer: 'search' } });
  const before = objects(canary().chart).filter(({ metadata }) => !/-next|-versions/.test(metadata.name));
  expect(before).toEqual(objects(chart));
});

test('pods of the two versions have different labels: one controller, budget and policy each (F75)', () => {
  const { chart } = canary();
  const selectorOf = (kind: string, name: string) => {
    const { selector, podSelector } = named(chart, kind, name).spec as { readonly selector?: object; readonly podSelector?: object };
    return selector ?? podSelector;
  };
  for (const kind of ['Deployment', 'PodDisruptionBudget', 'PodMonitor', 'NetworkPolicy']) {
    expect(selectorOf(kind, 'search')).toEqual({ matchLabels: { 'cdk8s-agents/workload': 'acme-search' } });
    expect(selectorOf(kind, 'search-next')).toEqual({ matchLabels: { 'cdk8s-agents/workload': 'acme-search-next' } });
  }
});

test('both versions are one service account: who lets the agent in need not know of the next version, and loses nothing when it goes', () => {
  const accountOf = (chart: ReturnType<typeof chartOf>, name: string) =>
    (named(chart, 'Deployment', name).spec as { template: { spec: { serviceAccountName: string } } }).template.spec.serviceAccountName;
  const { chart } = canary();
  expect([accountOf(chart, 'search'), accountOf(chart, 'search-next')]).toEqual(['search', 'search']);
  const given = canary({ serviceAccount: ServiceAccount.fromServiceAccountName(chartOf(), 'Given', 'mine') }).chart;
  expect([accountOf(given, 'search'), accountOf(given, 'search-next')]).toEqual(['mine', 'mine']);
});

test('the next version runs its own image on its own queue, as the same agent and user of the bus', () => {
  const { chart } = canary({ nextImage: NEXT_IMAGE });
  const image = (name: string) =>
    (named(chart, 'Deployment', name).spec as { template: { spec: { containers: { image: string }[] } } }).template.spec.containers[0]
      ?.image;
  expect([image('search'), image('search-next')]).toEqual([STABLE_IMAGE, NEXT_IMAGE]);
  const [before, next] = [configOf(chart, 'search'), configOf(chart, 'search-next')];
  expect(before['bus']).toMatchObject({ consumer: 'search', subjects: ['tasks.search.>'], maxAckPending: 375 });
  // as if it got everything, so that a changed weight replaces no pod
  expect(next['bus']).toMatchObject({ consumer: 'search-next', subjects: ['next.tasks.search.>'], maxAckPending: 375, stream: 'TASKS' });
  expect([before, next].map(({ agent, bus }) => [agent, (bus as { inboxPrefix: string }).inboxPrefix])).toEqual([
    ['search', '_INBOX_acme_agent-search'],
    ['search', '_INBOX_acme_agent-search'],
  ]);
});

test('without an image of its own the next version is the same: a trial of the way itself', () => {
  const { chart } = canary();
  expect(named(chart, 'Deployment', 'search-next').metadata.labels['app.kubernetes.io/version']).toBe('2.4.1');
});

test('each is scaled by its own queue: the next version between its shares', () => {
  const { chart } = canary({
    scale: {
      ...WORKER.scale,
      prescale: [{ name: 'sale', start: '45 7 27 11 *', end: '30 8 27 11 *', timeZone: 'America/New_York', replicas: 25 }],
      fallbackReplicas: 12,
    },
  });
  const scaled = (name: string) => {
    const { minReplicaCount, maxReplicaCount, fallback, triggers } = named(chart, 'ScaledObject', name).spec as {
      readonly minReplicaCount: number;
      readonly maxReplicaCount: number;
      readonly fallback: { readonly replicas: number };
      readonly triggers: { readonly metadata: Record<string, string> }[];
    };
    return [
      minReplicaCount,
      maxReplicaCount,
      fallback.replicas,
      triggers[0]?.metadata['consumer'],
      triggers[0]?.metadata['lagThreshold'],
      triggers[1]?.metadata['desiredReplicas'],
    ];
  };
  expect(scaled('search')).toEqual([2, 30, 12, 'search', '8', '25']);
  expect(scaled('search-next')).toEqual([1, 3, 2, 'search-next', '8', '3']);
});

test('a fixed count has its share too, and an agent scaled to zero keeps one pod of its next version', () => {
  const { scale: _scale, ...fixed } = WORKER;
  const count = (chart: ReturnType<typeof chartOf>, name: string) => named(chart, 'Deployment', name).spec['replicas'];
  const chart = canary({ ...fixed, scale: undefined, replicas: 20 } as unknown as typeof WORKER).chart;
  expect([count(chart, 'search'), count(chart, 'search-next')]).toEqual([20, 2]);
  const zero = canary({
    scale: { backlog: QueueBacklog.perReplica(8), minReplicas: 0, maxReplicas: 10, cooldownPeriod: Duration.minutes(2) },
  }).chart;
  expect(named(zero, 'ScaledObject', 'search').spec).toMatchObject({ minReplicaCount: 0, cooldownPeriod: 120 });
  expect(named(zero, 'ScaledObject', 'search-next').spec).toMatchObject({ minReplicaCount: 1, maxReplicaCount: 1 });
});

test('what props say of the pods holds for both versions', () => {
  const { chart } = canary({
    rollingUpdate: { maxSurge: '2', maxUnavailable: '1' },
    stateful: true,
    volumes: [{ volume: Volume.fromEmptyDir(chartOf(), 'Cache', 'cache'), mountPath: '/cache' }],
  });
  for (const name of ['search', 'search-next']) {
    expect(named(chart, 'Deployment', name).spec).toMatchObject({
      strategy: { rollingUpdate: { maxSurge: 2, maxUnavailable: 1 } },
      template: { spec: { volumes: expect.arrayContaining([expect.objectContaining({ name: 'cache' })]) as unknown } },
    });
  }
});

test('the weight is one number: mappings follow it, and nothing is judged at 0', () => {
  const [off, some, all] = [canary({ weight: 0 }), canary(), canary({ weight: 100 })];
  expect(off.versions.mappings).toEqual([]);
  expect(some.versions.mappings).toEqual([{ source: 'tasks.search.>', targets: [{ subject: 'next.tasks.search.>', weight: 10 }] }]);
  expect(all.versions.mappings[0]?.targets[0]?.weight).toBe(100);
  expect(some.versions.switch).toEqual({ kind: 'canary', weight: 10 });
  expect([off, some, all].map(({ chart }) => names(chart).filter((name) => name.startsWith('PrometheusRule')))).toEqual([
    [],
    ['PrometheusRule search-versions'],
    ['PrometheusRule search-versions'],
  ]);
});

test('alerts name both versions, who acts and the one change', () => {
  const { chart } = canary();
  const alerts = alertsOf(chart);
  expect(Object.keys(alerts)).toEqual(['AgentCanaryErrors', 'AgentCanaryRedeliveries', 'AgentCanaryNoData']);
  for (const { expr, annotations } of Object.values(alerts)) {
    expect(expr).toContain('search-next');
    expect(annotations['description']).toContain(
      'Nothing is rolled back by itself: whoever is on call for the agent sets `rollout.weight: 0` of search of tenant acme, renders and merges',
    );
  }
  expect(alerts['AgentCanaryErrors']?.expr).toContain('job="tenant-acme/search-next",namespace="tenant-acme"');
  const { labels } = named(chart, 'PrometheusRule', 'search-versions').metadata;
  expect(labels).toMatchObject({ owner: 'team-acme', 'cdk8s-agents/tenant': 'acme', 'app.kubernetes.io/instance': 'search-versions' });
});

describe('fails', () => {
  test('without named subjects, and where somebody calls the agent', () => {
    const { consumes: _consumes, ...server } = WORKER;
    expect(failing({ ...server, consumes: { stream: 'TASKS' } })).toEqual(['consumes.subjects: rollout-traffic']);
    expect(failing({ servesTo: ['gateway'] })).toEqual(['servesTo: rollout-traffic']);
  });

  test('a weight that is no whole percent', () => {
    expect(failing({ weight: 10.5 })).toEqual(['weight: queue-weight']);
    expect(failing({ weight: 101 })).toEqual(['weight: queue-weight']);
  });

  test('subjects of next versions, and names too long for a second one', () => {
    expect(failing({ consumes: { stream: 'TASKS', subjects: ['next.tasks.>'] } })).toEqual(['consumes.subjects.0: next-subject']);
    const named = (length: number) => failing({ name: 'a'.repeat(length) });
    // with 'acme-' before it and '-next' behind it
    expect([named(53), named(54), named(60)]).toEqual([[], ['name: workload-label'], ['name: workload-label']]);
    const queue = (length: number) => failing({ consumes: { ...WORKER.consumes, consumer: 'a'.repeat(length) } });
    expect([queue(59), queue(60), queue(65)]).toEqual([[], ['consumes.consumer: jetstream-name'], ['consumes.consumer: jetstream-name']]);
  });

  test('a drain that may take no pod of the next version, whatever the share', () => {
    const { scale: _scale, ...fixed } = WORKER;
    const chart = chartOf();
    const build = (weight: number) => new QueueCanary(chart, `Search${weight}`, { ...fixed, replicas: 20, minAvailable: '2', weight });
    expect(rulesOf(() => build(10))).toEqual(['minAvailable: pdb-progress']);
    expect(rulesOf(() => build(15))).toEqual([]);
    expect(rulesOf(() => build(Number.POSITIVE_INFINITY))).toEqual(['weight: queue-weight']);
  });

  test('an update that neither adds nor takes a pod', () => {
    expect(failing({ rollingUpdate: { maxSurge: '0', maxUnavailable: '0' } })).toEqual(['rollingUpdate: rolling-update']);
  });

  test('everything that is wrong, of the agent and of its next version, at once', () => {
    expect(failing({ image: 'search:latest', weight: 101, minAvailable: 'half' })).toEqual([
      'image: image-pinned',
      'weight: queue-weight',
      'minAvailable: pod-share',
    ]);
  });

  test('a namespace that is unknown: alerts have to name it', () => {
    expect(failing({}, chartOf('2.14', ''))).toEqual(['namespace: rollout-namespace']);
  });

  test.each([
    [{ threshold: 0 }, 'comparison', 'analysis-rates'],
    [{ threshold: 100 }, 'comparison', 'analysis-rates'],
    [{ window: Duration.seconds(29) }, 'comparison.window', 'analysis-window'],
    [{ redeliveries: 0 }, 'comparison.redeliveries', 'analysis-rates'],
    [{ redeliveries: 100 }, 'comparison.redeliveries', 'analysis-rates'],
    [{ total: 'agent-tasks' }, 'comparison.total', 'counter-name'],
  ])('a comparison of %j', (comparison, place, rule) => {
    expect(failing({ comparison })).toEqual([`${place}: ${rule}`]);
  });
});
