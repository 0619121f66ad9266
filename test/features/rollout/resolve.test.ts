import type { EnvironmentSpec } from '../../../src/resolve/spec';
import { resolve } from '../../../src/resolve/resolve';
import type { AgentPlan } from '../../../src/features/agent/plan';
import { changed, CHAT, found, ORDERS, problemsOf, SEARCH, valid } from '../../resolve/fixture';

const ROLLOUTS = { 'target.argoRollouts': '1.9' };
const NEXT_IMAGE = `registry.example.com/shop/search:1.1.0@sha256:${'b'.repeat(64)}`;

/** `chat` serves 30 requests a second with 9 pods, `search` works on a queue. */
const serving = (rollout: object, more: Readonly<Record<string, unknown>> = {}): EnvironmentSpec =>
  changed({ ...ROLLOUTS, [`${CHAT}.replicas`]: 9, [`${CHAT}.baseRate`]: 30, [`${CHAT}.rollout`]: rollout, ...more });
const working = (rollout: object, more: Readonly<Record<string, unknown>> = {}): EnvironmentSpec =>
  changed({ [`${SEARCH}.rollout`]: rollout, ...more });

function agentOf(spec: EnvironmentSpec, name: 'chat' | 'search'): AgentPlan {
  const hit = resolve(spec)
    .tenants.find(({ id }) => id === 'acme')
    ?.agents.find((agent) => agent.name === name);
  if (hit === undefined) throw new Error(`no ${name}`);
  return hit;
}

const ANALYSIS = {
  prometheus: 'http://prometheus-operated.monitoring.svc.cluster.local:9090',
  threshold: 0.01,
  windowS: 900,
  intervalS: 60,
  count: 15,
  failureLimit: 1,
  healthyRate: 0.001,
  badRate: 0.05,
  rate: 30,
  total: 'agent_tasks_total',
  failed: 'agent_tasks_failed_total',
};

describe('one word changes how a new version replaces the old one', () => {
  test('rolling: a quarter more, none missing', () => {
    expect(agentOf(serving({ kind: 'rolling' }), 'chat')).toMatchObject({
      rollout: { kind: 'rolling', update: { maxSurge: '25%', maxUnavailable: 0 } },
      peakPods: 12,
    });
  });

  test('canary of an agent that serves: ten percent for 15 minutes, by the share of pods', () => {
    const { rollout, peakPods } = agentOf(serving({ kind: 'canary' }), 'chat');
    expect(rollout).toEqual({
      kind: 'canary',
      weight: 10,
      update: { maxSurge: '25%', maxUnavailable: 0 },
      router: undefined,
      analysis: ANALYSIS,
    });
    expect(peakPods).toBe(12);
  });

  test('blue-green of an agent that serves: all pods twice', () => {
    const { rollout, peakPods } = agentOf(serving({ kind: 'blue-green' }), 'chat');
    expect(rollout).toMatchObject({ kind: 'blue-green', manualPromotion: false });
    expect(peakPods).toBe(18);
  });

  test('canary of a queue worker: its own image at ten percent, so that one word suffices', () => {
    const { rollout, peakPods, image } = agentOf(working({ kind: 'canary' }), 'search');
    expect(rollout).toEqual({
      kind: 'queue',
      switch: { kind: 'canary', weight: 10 },
      update: { maxSurge: '25%', maxUnavailable: 0 },
      image,
      // 30 replicas × 10 tasks × 1.25, so that a changed weight replaces no pod
      maxAckPending: 375,
      // alerts look at the whole window at once
      analysis: { ...ANALYSIS, rate: 20, intervalS: 900, count: 1, failureLimit: 0 },
      redeliveries: 0.1,
      natsMetricPrefix: 'jetstream',
      severity: 'warning',
    });
    // 30 + ⌈7.5⌉ and 3 + ⌈0.75⌉
    expect(peakPods).toBe(38 + 4);
  });

  test('blue-green of a queue worker: blue is active, green is complete', () => {
    const { rollout, peakPods } = agentOf(working({ kind: 'blue-green', image: NEXT_IMAGE }), 'search');
    expect(rollout).toMatchObject({
      kind: 'queue',
      switch: { kind: 'blue-green', active: 'blue', exclusive: false },
      image: NEXT_IMAGE,
      maxAckPending: 375,
    });
    expect(peakPods).toBe(2 * 38);
  });
});

describe('the next version of a queue worker is planned beside it', () => {
  test('with its name, image, queue and share of the load, as the same agent', () => {
    const agent = agentOf(working({ kind: 'canary', image: NEXT_IMAGE }), 'search');
    const { next } = agent;
    expect(next).toMatchObject({
      name: 'search-next',
      identity: 'search',
      image: NEXT_IMAGE,
      serviceAccountName: 'search',
      consumes: {
        consumer: 'search-next',
        subjects: agent.consumes?.subjects.map((subject) => `next.${subject}`),
        maxAckPending: 375,
      },
      scale: { kind: 'queue', max: 3 },
      next: undefined,
    });
    expect(JSON.parse(next?.configFile ?? '')).toMatchObject({ agent: 'search', bus: { consumer: 'search-next', maxAckPending: 375 } });
    expect(next?.podAnnotations).not.toEqual(agent.podAnnotations);
  });

  test('for nobody else', () => {
    expect(agentOf(serving({ kind: 'canary' }), 'chat').next).toBeUndefined();
    expect(agentOf(working({ kind: 'rolling' }), 'search').next).toBeUndefined();
  });
});

test('F57: a canary behind a router has twice the pods at its end, and needs no share of pods', () => {
  const { peakPods, rollout } = agentOf(
    serving({ kind: 'canary', weight: 3, router: { gateway: 'public', namespace: 'gateway' }, analysis: { interval: '5m' } }),
    'chat',
  );
  expect(peakPods).toBe(18);
  expect(rollout).toMatchObject({ router: { gateway: 'public', namespace: 'gateway', hostnames: [] } });
});

test.each([
  [0, 38 + 2],
  [1, 38 + 2],
  [50, 38 + 19],
  [100, 38 + 38],
])('a queue canary at weight %i has %i pods of both versions at most', (weight, peak) => {
  const { rollout, peakPods } = agentOf(working({ kind: 'canary', weight }), 'search');
  expect(peakPods).toBe(peak);
  expect(rollout).toMatchObject({ maxAckPending: 375 });
});

const A = 'tenants.acme.agents';
type Row = readonly [string, EnvironmentSpec, readonly string[]];

describe('is refused, with everything that is wrong', () => {
  test.each<Row>([
    ['a word that is none', serving({ kind: 'bluegreen' }), [`${A}.chat.rollout.kind: unknown-value`]],
    ['no word', serving({ weight: 10 }), [`${A}.chat.rollout.kind: missing-key`]],
    ['a key of another word', serving({ kind: 'blue-green', weight: 10 }), [`${A}.chat.rollout.weight: unknown-key`]],
    ['keys of queue workers', serving({ kind: 'canary', image: NEXT_IMAGE }), [`${A}.chat.rollout.image: rollout-key`]],
    [
      'more keys of queue workers',
      serving({ kind: 'blue-green', active: 'green', exclusive: true }),
      [`${A}.chat.rollout.active: rollout-key`, `${A}.chat.rollout.exclusive: rollout-key`],
    ],
    [
      'keys of agents that serve',
      working({ kind: 'canary', maxSurge: 1, router: { gateway: 'public', namespace: 'gateway' } }),
      [`${A}.search.rollout.maxSurge: rollout-key`, `${A}.search.rollout.router: rollout-key`],
    ],
    [
      'checks of a queue worker, which is looked at once',
      working({ kind: 'blue-green', analysis: { window: '30m', interval: '1m', failureLimit: 1 } }),
      [`${A}.search.rollout.analysis.interval: rollout-key`, `${A}.search.rollout.analysis.failureLimit: rollout-key`],
    ],
    [
      'a drain that may take no pod of the next version',
      working({ kind: 'canary' }, { [`${SEARCH}.minAvailable`]: 1 }),
      [`${A}.search.minAvailable: pdb-progress`],
    ],
    [
      'a person to promote a queue worker',
      working({ kind: 'blue-green', manualPromotion: true }),
      [`${A}.search.rollout.manualPromotion: rollout-key`],
    ],
    [
      'a canary of an agent that neither serves nor consumes',
      changed({ ...ROLLOUTS, [`${ORDERS}.rollout`]: { kind: 'canary' } }),
      ['tenants.birch.agents.orders.rollout.kind: rollout-traffic'],
    ],
    [
      'F5: blue-green of an agent that serves and consumes',
      working({ kind: 'blue-green' }, { ...ROLLOUTS, [`${SEARCH}.servesTo`]: ['gateway'] }),
      [`${A}.search.rollout.kind: rollout-traffic`],
    ],
    [
      'a target without Argo Rollouts',
      changed({ [`${CHAT}.rollout`]: { kind: 'blue-green' }, [`${CHAT}.baseRate`]: 30 }),
      [`${A}.chat.rollout: target-version`],
    ],
    ['F4: ten percent of two pods', serving({ kind: 'canary' }, { [`${CHAT}.replicas`]: 2 }), [`${A}.chat.rollout.weight: canary-share`]],
    ['all to the canary', serving({ kind: 'canary', weight: 100 }), [`${A}.chat.rollout.weight: canary-weight`]],
    ['nothing to the canary', serving({ kind: 'canary', weight: 0 }), [`${A}.chat.rollout.weight: canary-weight`]],
    ['more than all of the messages', working({ kind: 'canary', weight: 101 }), [`${A}.search.rollout.weight: queue-weight`]],
    ['half a percent of the messages', working({ kind: 'canary', weight: 0.5 }), [`${A}.search.rollout.weight: queue-weight`]],
    ['nobody active, but both at work', working({ kind: 'blue-green', active: 'none' }), [`${A}.search.rollout.active: switch-active`]],
    [
      'a pause before NATS 2.11',
      working({ kind: 'blue-green', exclusive: true }, { 'target.nats': '2.10' }),
      [`${A}.search.rollout.exclusive: target-version`],
    ],
    [
      'an image without a digest',
      working({ kind: 'canary', image: 'registry.example.com/shop/search:2' }),
      [`${A}.search.rollout.image: image-pinned`],
    ],
    [
      'an image of somebody else',
      working({ kind: 'canary', image: `docker.io/shop/search:2@sha256:${'b'.repeat(64)}` }),
      [`${A}.search.rollout.image: image-registry`],
    ],
    [
      'a window that is no whole number of checks',
      serving({ kind: 'blue-green', analysis: { window: '100s' } }),
      [`${A}.chat.rollout.analysis: analysis-window`],
    ],
    [
      'checks faster than two scrapes',
      serving({ kind: 'blue-green', analysis: { interval: '29s', window: '290s' } }),
      [`${A}.chat.rollout.analysis: analysis-window`],
    ],
    [
      'a counter that is none',
      serving({ kind: 'blue-green', analysis: { total: 'agent tasks' } }),
      [`${A}.chat.rollout.analysis.total: counter-name`],
    ],
    [
      'a canary of too few requests to decide',
      serving({ kind: 'canary' }, { [`${CHAT}.baseRate`]: 0.1 }),
      [`${A}.chat.rollout.analysis: canary-power`],
    ],
    ['a window that is none', serving({ kind: 'canary', analysis: { window: 'long' } }), [`${A}.chat.rollout.analysis.window: duration`]],
    [
      'an interval that is none',
      serving({ kind: 'canary', analysis: { interval: 'long' } }),
      [`${A}.chat.rollout.analysis.interval: duration`],
    ],
    ['a Prometheus with a password', changed({ prometheus: 'http://me:mine@prometheus:9090' }), ['prometheus: prometheus']],
    [
      'F75: an agent with the name of the next version',
      working({ kind: 'canary' }, { 'tenants.0.agents.search-next': valid().tenants[1]?.agents['orders'] }),
      [`${A}.search.rollout: next-name`],
    ],
  ])('%s', (_, spec, expected) => {
    expect(found(spec)).toEqual(expected);
  });

  test('a queue canary of too few tasks is told a window and a share, and no checks', () => {
    const [problem] = problemsOf(working({ kind: 'canary' }, { [`${SEARCH}.baseRate`]: 0.3 }));
    expect(problem?.problem).toMatch(/^27 tasks \(0\.3\/s × 10 % × 15m\): a healthy version/);
    expect(problem?.fix).toBe('watch for 1h, or give it 38 % of the traffic');
  });

  test('F4 says the share it would be and what to do', () => {
    const [problem] = problemsOf(serving({ kind: 'canary' }, { [`${CHAT}.replicas`]: 2 }));
    expect(`${problem?.problem} ${problem?.fix}`).toMatch(/33\.3 %/);
  });

  test('F5 takes the pause of NATS 2.11', () => {
    expect(found(working({ kind: 'blue-green', exclusive: true }, { 'target.nats': '2.11' }))).toEqual([]);
  });
});

test('whether an analysis can decide is unknown without a rate, and is said', () => {
  const { warnings } = resolve(changed({ ...ROLLOUTS, [`${CHAT}.rollout`]: { kind: 'blue-green' } }));
  expect(warnings.map(({ place, rule, fix }) => `${place}: ${rule}: ${fix}`)).toEqual([
    `${A}.chat.rollout.analysis: canary-power: give the agent its baseRate`,
  ]);
});
