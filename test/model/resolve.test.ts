import { dev } from '../../environments/swarm/dev';
import { prod } from '../../environments/swarm/prod';
import type { EnvironmentSpec } from '../../src/model/environment-spec';
import { resolve } from '../../src/model/resolve';
import type { ResolvedAgent } from '../../src/model/resolved';
import { ABSENT, changed, CHAT, found, ORDERS, problemsOf, SEARCH, valid } from './fixture';

function agentOf(spec: EnvironmentSpec, tenant: string, agent: string): ResolvedAgent {
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
    expect(tenants.map(({ namespace, id, members, owner, email }) => ({ namespace, id, members, owner, email }))).toEqual([
      { namespace: 'shared', id: 'shared', members: ['cedar', 'dune'], owner: 'team-shared', email: undefined },
      { namespace: 'tenant-acme', id: 'acme', members: undefined, owner: 'team-acme', email: 'acme@example.com' },
      { namespace: 'tenant-birch', id: 'birch', members: undefined, owner: 'team-birch', email: undefined },
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
    expect(agent.consumes).toEqual({ stream: 'TASKS', consumer: 'search', subjects: ['tasks.search.>'], ackWaitS: 30, maxAckPending: 375 });
    expect(agent.graceS).toBe(15);
    expect(agent.peakPods).toBe(38);
    expect(agent.scale).toMatchObject({ kind: 'queue', min: 2, max: 30, backlogPerReplica: 8, scaleDownWindowS: undefined });
    // 20/s × 5 and × 10 by replicas of 10/s, of which four fifths are used
    expect(agent.scale).toMatchObject({
      prescale: [
        { profile: 'holiday', replicas: 13 },
        { profile: 'sale', replicas: 25 },
      ],
    });
  });

  test('of an agent with defaults', () => {
    const { resources, concurrency, scale, peakPods, needs, hosts, settings, nodePool } = agentOf(valid(), 'birch', 'orders');
    expect({ resources, concurrency, scale, peakPods, needs, hosts, settings, pool: nodePool.name }).toEqual({
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
      resolve(changed({ 'scale.shared-tenants': ABSENT, services: ABSENT }, environment)).tenants[0]?.agents ?? [];
    expect(acme(prod).map(({ name, peakPods, consumes }) => [name, peakPods, consumes?.ackWaitS, consumes?.maxAckPending])).toEqual([
      ['coordinator', 3, undefined, undefined],
      ['order-tracking', 3, 30, 25],
      ['product-search', 38, 30, 375],
    ]);
    expect(acme(dev)[2]?.scale).toMatchObject({ min: 2, max: 20, backlogPerReplica: 50, prescale: [{ replicas: 20 }, { replicas: 13 }] });
    expect(acme(prod)[2]?.scale).toMatchObject({
      min: 2,
      max: 30,
      backlogPerReplica: 8,
      scaleDownWindowS: 300,
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
      scaleDownWindowS: 300,
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

describe('limits', () => {
  const n = 'whole-number';
  test.each([
    // [path, inside and at the limits, outside, problem]
    [`${SEARCH}.task.concurrency`, [1, 1000], [0, 1001, 1.5], `${A}.task.concurrency: ${n}`],
    [`${SEARCH}.scaling.max`, [30], [1], `${A}.scaling.max: ${n}`],
    [`${ORDERS}.replicas`, [1, 3], [0, 100_001, -1, 2.5], `tenants.birch.agents.orders.replicas: ${n}`],
    [`${SEARCH}.scaling.min`, [0, 30], [-1], `${A}.scaling.min: ${n}`],
    [`${SEARCH}.scaling.onQueueDepth`, [1, 1_000_000], [0, 1_000_001, 0.5], `${A}.scaling.onQueueDepth: ${n}`],
    [`${SEARCH}.scaling.scaleDownWindow`, ['1s', '1h'], ['3601s', '1500ms'], `${A}.scaling.scaleDownWindow: whole-seconds`],
    [`${SEARCH}.terminationGracePeriod`, ['15s', '24h'], ['86401s', '15500ms'], `${A}.terminationGracePeriod: whole-seconds`],
    [`${SEARCH}.terminationGracePeriod`, ['15s'], ['14s'], `${A}.terminationGracePeriod: grace-period`],
    [`${SEARCH}.task.p99`, ['1s', '86390s'], ['86391s'], `${A}.task.p99: grace-max`],
    [`${SEARCH}.consumes.ackWait`, ['5s', '6s'], ['4s'], `${A}.consumes.ackWait: ack-wait`],
    [`${SEARCH}.task.mean`, ['400ms', '5s'], ['399ms', '5001ms'], `${A}.task.mean: task-times`],
    [
      `${SEARCH}.hosts`,
      [[{ cidrs: ['203.0.113.0/24'], port: 1 }], [{ cidrs: ['203.0.113.0/24'], port: 65_535 }]],
      [[{ cidrs: ['203.0.113.0/24'], port: 0 }], [{ cidrs: ['203.0.113.0/24'], port: 65_536 }]],
      `${A}.hosts[0].port: ${n}`,
    ],
    [
      `${SEARCH}.scaling.prescale`,
      [[{ profile: 'sale', replicas: 30 }]],
      [[{ profile: 'sale', replicas: 31 }]],
      `${A}.scaling.prescale[0].replicas: prescale-max`,
    ],
    ['nodePools.batch.max', [1, 450], [0, 451], `nodePools.batch.max: ${n}`],
    ['nodePools.batch.min', [0, 2], [-1], `nodePools.batch.min: ${n}`],
    ['nodePools.batch.diskGiB', [20, 16_384], [19, 16_385], `nodePools.batch.diskGiB: ${n}`],
    ['overcommit', [1, 10], [0.99, 10.01], 'overcommit: overcommit'],
    ['profiles.sale.multiplier', [1.01, 1000], [1, 1000.1], 'profiles.sale.multiplier: multiplier'],
    ['terraformState.bucket', ['abc', 'a'.repeat(63)], ['ab', 'a'.repeat(64), 'a..b'], 'terraformState.bucket: aws-name'],
    ['terraformState.bucket', ['xn-abc'], ['xn--abc', '192.168.5.4', 'abc-s3alias'], 'terraformState.bucket: bucket'],
  ] as [string, unknown[], unknown[], string][])('%s', (path, inside, outside, problem) => {
    for (const value of inside) expect([value, found(changed({ [path]: value }))]).toEqual([value, []]);
    for (const value of outside) expect([value, found(changed({ [path]: value }))]).toEqual([value, [problem]]);
  });

  test('a spot pool takes a grace period of 110 s, not of 111 s', () => {
    const spot = (p99: string) => found(changed({ [`${ORDERS}.nodePool`]: 'batch', [`${ORDERS}.task.p99`]: p99 }));
    expect(spot('100s')).toEqual([]);
    expect(spot('100001ms')).toEqual(['tenants.birch.agents.orders.nodePool: spot-grace']);
  });

  test('a quota holds the sum of rollout peaks, and not a millicore less', () => {
    const quota = (cpu: string) =>
      problemsOf(changed({ 'tenants.0.quota': { cpu, memory: '100Gi', ephemeralStorage: '100Gi', pods: 41 } }));
    expect(quota('39500m')).toEqual([]);
    expect(quota('39499m')).toEqual([
      {
        place: 'tenants.acme.quota',
        rule: 'quota',
        problem: 'cpu must hold every workload at its rollout peak, 39500m, but is 39499m',
        fix: 'leave it out (cpu 44, memory 44Gi, ephemeralStorage 46Gi, pods 46 is derived) or raise it',
      },
    ]);
  });

  test('quotas fit the nodes of their pool, or an overcommit is declared', () => {
    // 44 + 1 (orders, 3 × 250m) + 1 (shared) cores, by nodes of 7910m of which nine tenths count: 7 nodes give 49.8, 6 give 42.7
    expect(found(changed({ 'nodePools.agents.max': 7 }))).toEqual([]);
    expect(found(changed({ 'nodePools.agents.max': 6 }))).toEqual(['nodePools.agents: node-capacity']);
    expect(found(changed({ 'nodePools.agents.max': 6, overcommit: 1.1 }))).toEqual([]);
  });

  test('a fleet must carry the largest load where a drain objective is declared', () => {
    const drained = (max: number) =>
      found(
        changed({ [`${SEARCH}.scaling.onQueueDepth`]: ABSENT, [`${SEARCH}.scaling.drainedWithin`]: '10s', [`${SEARCH}.scaling.max`]: max }),
      );
    expect(drained(25)).toEqual([]);
    expect(drained(24)).toEqual([`${A}.scaling.drainedWithin: drain-objective`]);
  });
});

describe('rules', () => {
  const needsBus = `${A}.needs: needs-bus`;
  test.each([
    [
      'fails size beside resources',
      { [`${SEARCH}.resources`]: { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' } },
      [`${A}.size: one-size`],
    ],
    ['fails replicas beside scaling', { [`${SEARCH}.replicas`]: 2 }, [`${A}.replicas: one-owner`]],
    ['fails scaling without a queue', { [`${SEARCH}.consumes`]: ABSENT }, [`${A}.scaling: queue-known`]],
    ['fails consuming without the bus', { [`${SEARCH}.needs`]: [] }, [needsBus]],
    ['fails publishing without the bus', { [`${ORDERS}.publishes`]: ['a.b'] }, ['tenants.birch.agents.orders.needs: needs-bus']],
    ['fails tools without the bus', { [`${ORDERS}.needs`]: ['tools'] }, ['tenants.birch.agents.orders.needs: tools-over-bus']],
    ['fails neither target', { [`${SEARCH}.scaling.onQueueDepth`]: ABSENT }, [`${A}.scaling: one-target`]],
    ['fails both targets', { [`${SEARCH}.scaling.drainedWithin`]: '10s' }, [`${A}.scaling: one-target`]],
    [
      'fails a drain objective below one task',
      { [`${SEARCH}.scaling.onQueueDepth`]: ABSENT, [`${SEARCH}.scaling.drainedWithin`]: '99ms' },
      [`${A}.scaling.drainedWithin: drain-objective`],
    ],
    [
      'fails an interactive agent at zero',
      { [`${SEARCH}.interactive`]: true, [`${SEARCH}.scaling.min`]: 0 },
      [`${A}.scaling.min: scale-to-zero`],
    ],
    [
      'fails zero without KEDA',
      { scaler: 'prometheus-adapter', [`${SEARCH}.scaling.min`]: 0, [`${SEARCH}.scaling.prescale`]: ABSENT },
      [`${A}.scaling.min: scale-to-zero`],
    ],
    [
      'takes zero without KEDA on Kubernetes 1.37',
      { scaler: 'prometheus-adapter', 'target.kubernetes': '1.37', [`${SEARCH}.scaling.min`]: 0, [`${SEARCH}.scaling.prescale`]: ABSENT },
      [],
    ],
    ['fails pre-scale without KEDA', { 'target.keda': ABSENT }, [`${A}.scaling.prescale: prescale-engine`]],
    ['fails the KEDA engine without KEDA', { 'target.keda': ABSENT, scaler: 'keda' }, ['scaler: scaler-target']],
    [
      'fails a pre-scale for no profile',
      { [`${SEARCH}.scaling.prescale`]: [{ profile: 'sales' }] },
      [`${A}.scaling.prescale[0].profile: unknown-reference`],
    ],
    [
      'fails a pre-scale twice',
      { [`${SEARCH}.scaling.prescale`]: [{ profile: 'sale' }, { profile: 'sale' }] },
      [`${A}.scaling.prescale[1].profile: unique-prescale`],
    ],
    [
      'fails a derived pre-scale without a rate',
      { [`${SEARCH}.baseRate`]: ABSENT },
      [0, 1].map((index) => `${A}.scaling.prescale[${index}].replicas: prescale-rate`),
    ],
    [
      'fails a grace period below the ack wait without nak',
      { [`${SEARCH}.naksOnSigterm`]: false },
      [`${A}.terminationGracePeriod: grace-ack-wait`],
    ],
    [
      'takes a grace period of the ack wait without nak',
      { [`${SEARCH}.naksOnSigterm`]: false, [`${SEARCH}.terminationGracePeriod`]: '30s' },
      [],
    ],
    ['fails p99 below p50', { [`${ORDERS}.task.p99`]: '199ms' }, ['tenants.birch.agents.orders.task.p99: task-times']],
    [
      'fails a rollout that cannot move',
      { [`${ORDERS}.rollout`]: { kind: 'rolling', maxSurge: 0 } },
      ['tenants.birch.agents.orders.rollout: rolling-update'],
    ],
    [
      'fails a host by name under the VPC CNI',
      { [`${ORDERS}.hosts`]: [{ name: 'api.example.com' }] },
      ['tenants.birch.agents.orders.hosts[0].name: egress-by-name'],
    ],
    [
      'fails a host by name under Cilium, since a NetworkPolicy cannot',
      { 'target.cni': 'cilium', [`${ORDERS}.hosts`]: [{ name: 'api.example.com' }] },
      ['tenants.birch.agents.orders.hosts[0].name: egress-by-name'],
    ],
    ['takes a host by name with ranges', { [`${ORDERS}.hosts`]: [{ name: 'api.example.com', cidrs: ['203.0.113.0/24'] }] }, []],
    ['fails a host that is none', { [`${ORDERS}.hosts`]: [{ port: 443 }] }, ['tenants.birch.agents.orders.hosts[0]: egress-host']],
    ['fails a CNI that enforces nothing', { 'target.cni': 'none' }, ['target.cni: cni-enforces']],
    ['fails an unknown node pool', { [`${ORDERS}.nodePool`]: 'agent' }, ['tenants.birch.agents.orders.nodePool: unknown-reference']],
    ['fails an interactive agent on spot', { [`${CHAT}.nodePool`]: 'batch' }, ['tenants.acme.agents.chat.nodePool: spot-interactive']],
    [
      'fails a credential in settings',
      { [`${ORDERS}.settings`]: { aws: { id: 'AKIAABCDEFGHIJKLMNOP' } } },
      ['tenants.birch.agents.orders.settings.aws.id: literal-secret'],
    ],
    [
      'fails an image of another registry',
      { registries: ['registry.example.com/other'] },
      ['shared.chat', 'acme.chat', 'acme.search', 'birch.orders'].map(
        (name, index) => `${index === 0 ? 'pools' : 'tenants'}.${name.replace('.', '.agents.')}.image: image-registry`,
      ),
    ],
    ['fails one id twice', { 'tenants.1.id': 'acme' }, ['tenants.acme.id: unique-id']],
    ['fails a tenant and a pool of one id', { 'pools.0.id': 'birch' }, ['tenants.birch.id: unique-id']],
    ['fails one namespace twice', { 'pools.0.id': 'tenant-acme' }, ['pools.tenant-acme.id: unique-namespace']],
    ['fails a member that is a tenant', { 'pools.0.members.0.id': 'acme' }, ['pools.shared.members[0].id: both-tiers']],
    ['fails a member twice', { 'pools.0.members.0.id': 'cedar' }, ['pools.shared.members[1].id: unique-id']],
    ['fails a pool without members', { 'pools.0.members': [] }, ['pools.shared.members: members']],
    ['fails a tenant without agents', { 'tenants.1.agents': {} }, ['tenants.birch.agents: no-agents']],
    ['fails an environment without tenants', { tenants: [], pools: ABSENT }, ['tenants: no-tenants']],
    [
      'fails one consumer of two agents',
      { [`${CHAT}.consumes`]: { subjects: ['x'], consumer: 'search' }, [`${CHAT}.needs`]: ['bus'] },
      [`${A}.consumes: unique-consumer`],
    ],
    ['fails scale of an unknown tenant', { scale: { acne: { search: { replicas: 1 } } } }, ['scale.acne: unknown-reference']],
    ['fails scale of an unknown agent', { scale: { acme: { serch: { replicas: 1 } } } }, ['scale.acme.serch: unknown-reference']],
    [
      'fails a fixed count for a scaled agent',
      { scale: { acme: { search: { replicas: 1 } } } },
      ['scale.acme.search.replicas: scale-kind'],
    ],
    ['fails bounds for a fixed agent', { scale: { acme: { chat: { min: 1, max: 2, onQueueDepth: 1 } } } }, ['scale.acme.chat: scale-kind']],
    [
      'fails bounds of an override at its own place',
      { scale: { acme: { search: { min: 9, max: 8, onQueueDepth: 1 } } } },
      ['scale.acme.search.max: whole-number'],
    ],
    [
      'fails unknown instance types',
      { 'nodePools.agents.instanceTypes': ['m7i.2xlrge'] },
      ['nodePools.agents.instanceTypes: instance-types'],
    ],
    [
      'fails sizes mixed',
      { 'nodePools.agents.instanceTypes': ['m7i.2xlarge', 'm7i.4xlarge'] },
      ['nodePools.agents.instanceTypes: instance-types'],
    ],
    [
      'fails architectures mixed',
      { 'nodePools.agents.instanceTypes': ['m7i.2xlarge', 'm7g.2xlarge'] },
      ['nodePools.agents.instanceTypes: instance-types'],
    ],
    ['fails a window of no length', { 'profiles.sale.end': '45  7 27 11 *' }, ['profiles.sale.end: profile-window']],
    ['fails a region twice', { regions: ['us-west-2', 'us-west-2'] }, ['regions[1]: unique-region']],
    ['fails no region', { regions: [] }, ['regions: aws-region']],
    ['fails no registry', { registries: [] }, ['registries: registry']],
    ['fails an unsupported release', { 'target.kubernetes': '1.29' }, ['target.kubernetes: target-known']],
  ] satisfies Row[])('%s', (_, changes, expected) => {
    expect(found(changed(changes))).toEqual(expected);
  });

  test('fails two agents whose workload labels are one', () => {
    const agent = valid().tenants[1]?.agents['orders'];
    const twin = (id: string, name: string) => ({ id, tier: 'namespace', owner: 'team-a', agents: { [name]: agent } });
    expect(found(changed({ tenants: [twin('a-b', 'c'), twin('a', 'b-c')], pools: ABSENT }))).toEqual([
      'tenants.a-b.agents.c: unique-workload',
    ]);
    expect(found(changed({ tenants: [twin('a-b', 'c'), twin('a', 'b-d')], pools: ABSENT }))).toEqual([]);
  });

  test('fails with every problem at once, numbers and fixes included', () => {
    expect(problemsOf(changed({ [`${SEARCH}.task.p99`]: 5, 'target.cni': 'none', [`${ORDERS}.nodePool`]: 'agent' }))).toEqual([
      {
        place: 'target.cni',
        rule: 'cni-enforces',
        problem: 'network policies are rendered, but without a CNI that enforces them every pod reaches every other',
        fix: `install a CNI that does and write 'vpc-cni' (with enableNetworkPolicy) or 'cilium'`,
      },
      { place: `${A}.task.p99`, rule: 'wrong-type', problem: 'must be text, got 5', fix: `write it in quotes: '5'` },
      {
        place: 'tenants.birch.agents.orders.nodePool',
        rule: 'unknown-reference',
        problem: `there is no node pool 'agent'`,
        fix: `did you mean 'agents'?`,
      },
    ]);
  });
});
