import { ABSENT, changed, CHAT, found, ORDERS, problemsOf, SEARCH, valid } from './fixture';

/** One row: what is changed in the fixture, and every problem that follows. */
type Row = readonly [string, Readonly<Record<string, unknown>>, readonly string[]];
const A = 'tenants.acme.agents.search';

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
      [`${A}.scaling.min: target-version`],
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
    ['fails a window of no length', { 'profiles.sale.end': '45  7 27 11 *' }, ['profiles.sale.end: prescale-window']],
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
      { place: `${A}.task.p99`, rule: 'wrong-type', problem: 'must be text, got 5', fix: `write it in quotes: '5s' or '5m'` },
      {
        place: 'tenants.birch.agents.orders.nodePool',
        rule: 'unknown-reference',
        problem: `there is no node pool 'agent'`,
        fix: `did you mean 'agents'?`,
      },
    ]);
  });
});
