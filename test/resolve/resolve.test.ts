import { dev } from '../../environments/swarm/dev';
import { prod } from '../../environments/swarm/prod';
import type { EnvironmentSpec } from '../../src/resolve/spec';
import { resolve } from '../../src/resolve/resolve';
import type { AgentPlan } from '../../src/features/agent/plan';
import { ABSENT, changed, ORDERS, SEARCH, valid, WITHOUT_SERVICES } from './fixture';

function agentOf(spec: EnvironmentSpec, tenant: string, agent: string): AgentPlan {
  const hit = resolve(spec)
    .tenants.find(({ id }) => id === tenant)
    ?.agents.find(({ name }) => name === agent);
  if (hit === undefined) throw new Error(`no ${tenant}/${agent}`);
  return hit;
}

/** One row: what is changed in the fixture, and every problem that follows. */
type Row = readonly [string, Readonly<Record<string, unknown>>, readonly string[]];
const A = 'tenants.acme.agents.search';

describe('derived numbers', () => {
  test('the fixture has no problem and no warning', () => {
    expect(resolve(valid()).warnings).toEqual([]);
  });

  test('are complete and sorted', () => {
    const { tenants, scaler, labels, nodePools, target, regions } = resolve(valid());
    expect(
      tenants.map(({ namespace, id, members, owner, boundary: { annotations } }) => ({ namespace, id, members, owner, annotations })),
    ).toEqual([
      { namespace: 'shared', id: 'shared', members: ['cedar', 'dune'], owner: 'team-shared', annotations: {} },
      { namespace: 'tenant-acme', id: 'acme', members: undefined, owner: 'team-acme', annotations: { email: 'acme@example.com' } },
      { namespace: 'tenant-birch', id: 'birch', members: undefined, owner: 'team-birch', annotations: {} },
    ]);
    expect(scaler).toBe('keda');
    expect(labels.workload).toBe('cdk8s-agents/workload');
    expect(target).toEqual({ kubernetes: '1.33', keda: '2.20', nats: '2.14', cni: 'vpc-cni', cniStrictMode: true });
    expect(nodePools.map(({ name }) => name)).toEqual(['agents', 'batch']);
    expect(nodePools[1]).toEqual({
      name: 'batch',
      instanceTypes: ['m7i.2xlarge', 'm6i.2xlarge'],
      architecture: 'x86_64',
      min: 0,
      max: 2,
      capacity: 'spot',
      tainted: true,
      ami: 'al2023',
      diskGiB: 100,
    });
    expect(regions).toEqual(['us-west-2']);
  });

  test('of a scaled worker follow from its task', () => {
    const agent = agentOf(valid(), 'acme', 'search');
    expect(agent.consumes).toMatchObject({
      account: 'acme',
      stream: 'TASKS',
      consumer: 'search',
      subjects: ['tasks.search.>'],
      ackWaitS: 30,
      maxAckPending: 375,
    });
    expect(agent.graceS).toBe(15);
    expect(agent.peakPods).toBe(38);
    expect(agent.scale).toMatchObject({ kind: 'queue', min: 2, max: 30, backlogPerReplica: 8, behavior: undefined });
    // 20/s × 5 and × 10 by replicas of 10/s, of which four fifths are used
    expect(agent.scale).toMatchObject({
      prescale: [
        { name: 'holiday', replicas: 13 },
        { name: 'sale', replicas: 25 },
      ],
    });
  });

  test('of an agent with defaults', () => {
    const { resources, concurrency, scale, peakPods, needs, hosts, settings, nodePool } = agentOf(valid(), 'birch', 'orders');
    expect({ resources, concurrency, scale, peakPods, needs, hosts, settings, pool: nodePool?.name }).toEqual({
      resources: { cpu: '250m', memory: '256Mi', ephemeralStorage: '1Gi' },
      concurrency: 1,
      scale: { kind: 'fixed', replicas: 2 },
      peakPods: 3,
      needs: [],
      hosts: [],
      settings: {},
      pool: 'agents',
    });
  });

  test('of a quota are the sum of rollout peaks and a tenth', () => {
    const acme = resolve(valid()).tenants.find(({ id }) => id === 'acme');
    // chat 3 × 500m + search 38 × 1 = 39.5 cores, × 1.1 = 43.45; 1.5 + 38 Gi of memory; 41 Gi of storage and 41 pods, × 1.1 = 45.1
    expect(acme?.quota).toEqual({ cpu: '44', memory: '44Gi', ephemeralStorage: '46Gi', pods: 46 });
  });

  test('of the swarm are those of its documents', () => {
    const acme = (environment: EnvironmentSpec) =>
      resolve(changed({ 'scale.shared-tenants': ABSENT, ...WITHOUT_SERVICES }, environment)).tenants[0]?.agents ?? [];
    expect(acme(prod).map(({ name, peakPods, consumes }) => [name, peakPods, consumes?.ackWaitS, consumes?.maxAckPending])).toEqual([
      // blue and green
      ['coordinator', 4, undefined, undefined],
      ['order-tracking', 3, 30, 25],
      ['product-search', 38, 30, 375],
    ]);
    expect(acme(dev)[2]?.scale).toMatchObject({ min: 2, max: 20, backlogPerReplica: 50, prescale: [{ replicas: 20 }, { replicas: 13 }] });
    expect(acme(prod)[2]?.scale).toMatchObject({
      min: 2,
      max: 30,
      backlogPerReplica: 8,
      behavior: { scaleUp: undefined, scaleDown: { windowS: 300 } },
      prescale: [{ replicas: 25 }, { replicas: 13 }],
    });
  });

  test.each([
    ['concurrency × 0.8 bounds it', '1h', 8],
    ['just below 0.8 s of work', '790ms', 7],
    ['one task', '100ms', 1],
  ])('of a drain objective: %s', (_, drainedWithin, backlogPerReplica) => {
    const spec = changed({ [`${SEARCH}.scaling.onQueueDepth`]: ABSENT, [`${SEARCH}.scaling.drainedWithin`]: drainedWithin });
    expect(agentOf(spec, 'acme', 'search').scale).toMatchObject({ backlogPerReplica });
  });

  test('the result is frozen, and neither input nor tables are', () => {
    const spec = valid();
    const resolved = resolve(spec);
    expect(Object.isFrozen(resolved.tenants[0]?.agents[0]?.resources)).toBe(true);
    expect(Object.isFrozen(spec.tenants[0]?.agents)).toBe(false);
  });

  test('settings are sorted by key', () => {
    const { settings } = agentOf(changed({ [`${ORDERS}.settings`]: { b: { d: 1, c: 2 }, a: [3, null] } }), 'birch', 'orders');
    expect(JSON.stringify(settings)).toBe('{"a":[3,null],"b":{"c":2,"d":1}}');
  });

  test('an environment replaces scale and keeps pre-scales', () => {
    const { scale } = agentOf(
      changed({ scale: { acme: { search: { min: 3, max: 20, onQueueDepth: 4, scaleDownWindow: '5m' } } } }),
      'acme',
      'search',
    );
    expect(scale).toMatchObject({
      min: 3,
      max: 20,
      backlogPerReplica: 4,
      behavior: { scaleUp: undefined, scaleDown: { windowS: 300 } },
      prescale: [{ replicas: 13 }, { replicas: 20 }],
    });
    expect(agentOf(changed({ scale: { acme: { chat: { replicas: 5 } } } }), 'acme', 'chat').peakPods).toBe(7);
  });
});

describe('warnings', () => {
  test.each([
    ['onQueueDepth at concurrency × 0.8', { [`${SEARCH}.scaling.onQueueDepth`]: 8 }, []],
    ['onQueueDepth above it', { [`${SEARCH}.scaling.onQueueDepth`]: 9 }, [`${A}.scaling.onQueueDepth: stable-backlog`]],
    [
      'onQueueDepth of an override',
      { scale: { acme: { search: { min: 2, max: 30, onQueueDepth: 9 } } } },
      ['scale.acme.search.onQueueDepth: stable-backlog'],
    ],
    ['VPC CNI without strict mode', { 'target.cniStrictMode': ABSENT }, ['target.cniStrictMode: cni-strict-mode']],
    ['Cilium', { 'target.cniStrictMode': ABSENT, 'target.cni': 'cilium' }, []],
    [
      'one task at a time, which has no stable whole backlog',
      {
        [`${SEARCH}.scaling`]: { min: 1, max: 30, drainedWithin: '1h' },
        [`${SEARCH}.task.concurrency`]: 1,
        [`${SEARCH}.baseRate`]: ABSENT,
      },
      [`${A}.scaling.drainedWithin: stable-backlog`],
    ],
    ['spot of one type', { 'nodePools.batch.instanceTypes': ['m7i.2xlarge'] }, ['nodePools.batch.instanceTypes: spot-diversity']],
  ] satisfies Row[])('%s', (_, changes, expected) => {
    expect(resolve(changed(changes)).warnings.map(({ place, rule }) => `${place}: ${rule}`)).toEqual(expected);
  });
});
