import type { AgentPlan } from '../../../src/features/agent/plan';
import { poolOf } from '../../../src/features/agent/resolve';
import { Problems } from '../../../src/kernel/problems';
import { resolve } from '../../../src/resolve/resolve';
import { ABSENT, changed, CHAT, found, ORDERS, SEARCH, valid } from '../../resolve/fixture';
import { key, withLlmGateway } from '../../resolve/services-fixture';

const A = 'tenants.acme.agents';

function agentOf(name: string, spec = valid()): AgentPlan {
  const hit = resolve(spec)
    .tenants.filter(({ members }) => members === undefined)
    .flatMap(({ agents }) => agents)
    .find((agent) => agent.name === name);
  if (hit === undefined) throw new Error(`no ${name}`);
  return hit;
}

test('people come before queues: their agents have a priority of their own', () => {
  expect(['chat', 'search', 'orders'].map((name) => agentOf(name).priorityClassName)).toEqual([
    'tenant-interactive',
    'tenant-standard',
    'tenant-standard',
  ]);
});

test('an agent has what its tenant and its environment say', () => {
  const chat = agentOf('chat');
  expect(chat).toMatchObject({ tenant: 'acme', annotations: { email: 'acme@example.com' }, env: { TENANT_ID_MODE: 'namespace' } });
  expect(agentOf('orders').annotations).toBeUndefined();
  expect(chat.nodePool).toEqual({ name: 'agents', tainted: true, capacity: 'on-demand' });
  expect(agentOf('search').nodePool).toEqual({ name: 'agents', tainted: true, capacity: 'on-demand' });
});

describe('agents of a pool', () => {
  const pooled = (changes: Readonly<Record<string, unknown>> = {}): AgentPlan => {
    const plan = resolve(changed(changes, withLlmGateway())).tenants.find(({ members }) => members !== undefined);
    const [agent] = plan?.agents ?? [];
    if (agent === undefined) throw new Error('no agent of a pool');
    return agent;
  };

  test('are told whose messages they work on, in the order of ids', () => {
    const agent = pooled();
    expect(agent.env).toMatchObject({ TENANT_ID_MODE: 'envelope' });
    expect(agent.settings).toEqual({ members: ['cedar', 'dune'] });
  });

  test('name the member at the gateway that they call', () => {
    const budget = { perMinute: 500_000, perDay: 20_000_000 };
    const agent = pooled({
      'pools.0.budget': budget,
      'pools.0.agents.chat.needs': ['llm-gateway'],
      'pools.0.agents.chat.settings': { a: 1 },
    });
    expect(agent.settings).toEqual({ a: 1, members: ['cedar', 'dune'], memberHeader: expect.stringMatching(/^x-/) as string });
  });

  test('have the keys of all members', () => {
    expect(pooled({ 'pools.0.agents.chat.needs': ['memory'] }).credentials?.memoryPrefixes).toEqual([
      'tenant:shared:',
      'tenant:cedar:',
      'tenant:dune:',
    ]);
  });
});

describe('credentials', () => {
  const needed = (needs: readonly string[], changes: Readonly<Record<string, unknown>> = {}) =>
    agentOf('chat', changed({ [`${CHAT}.needs`]: needs, ...changes }, withLlmGateway())).credentials;

  test('are for what asks who the agent is and is rendered', () => {
    expect(
      needed(['memory', 'database', 'tools', 'bus', 'llm-gateway'], {
        'services.nats.users.acme.agent-chat': key(),
        'services.nats.users.platform.budget-publisher': key(),
      }),
    ).toMatchObject({
      secret: 'chat-credentials',
      secretStore: 'platform',
      needs: ['memory', 'database', 'bus'],
      labels: { 'app.kubernetes.io/name': 'chat', 'app.kubernetes.io/component': 'agent', 'cdk8s-agents/workload': 'acme-chat' },
      annotations: { email: 'acme@example.com' },
    });
    expect(needed(['llm-gateway'])).toBeUndefined();
  });

  test('are none for what others render, and for what others run without files', () => {
    expect(agentOf('chat').credentials).toBeUndefined();
    const others = { 'services.redis': { external: { address: '10.20.0.9' } } };
    expect(needed(['memory', 'llm-gateway'], others)).toBeUndefined();
  });
});

describe('one mistake is one problem, at its own place', () => {
  test.each<readonly [string, Record<string, unknown>, readonly string[]]>([
    ['needs of another type', { [`${SEARCH}.needs`]: 5 }, [`${A}.search.needs: wrong-type`]],
    ['a need that is none', { [`${SEARCH}.needs`]: ['bus', 'tools', 'kafka'] }, [`${A}.search.needs[2]: unknown-value`]],
    ['a queue of another type', { [`${SEARCH}.consumes`]: 5 }, [`${A}.search.consumes: wrong-type`]],
    ['a grace of another type', { [`${CHAT}.terminationGracePeriod`]: 5 }, [`${A}.chat.terminationGracePeriod: wrong-type`]],
    ['a grace that is none', { [`${CHAT}.terminationGracePeriod`]: 'long' }, [`${A}.chat.terminationGracePeriod: duration`]],
    ['a grace of more than a day', { [`${CHAT}.terminationGracePeriod`]: '25h' }, [`${A}.chat.terminationGracePeriod: whole-seconds`]],
    ['an ack wait that is none', { [`${SEARCH}.consumes.ackWait`]: 'long' }, [`${A}.search.consumes.ackWait: duration`]],
    ['an ack wait of half seconds', { [`${SEARCH}.consumes.ackWait`]: '7500ms' }, [`${A}.search.consumes.ackWait: whole-seconds`]],
    ['a median that is none', { [`${SEARCH}.task.p50`]: 'long' }, [`${A}.search.task.p50: duration`]],
    ['a p99 that is none', { [`${SEARCH}.task.p99`]: 'long' }, [`${A}.search.task.p99: duration`]],
    ['a mean that is none', { [`${SEARCH}.task.mean`]: 'long' }, [`${A}.search.task.mean: duration`]],
    ['a pool that there is not', { [`${ORDERS}.nodePool`]: 'agent' }, ['tenants.birch.agents.orders.nodePool: unknown-reference']],
    ['a pool of another type', { [`${ORDERS}.nodePool`]: 5 }, ['tenants.birch.agents.orders.nodePool: wrong-type']],
    ['a pool that could not be read', { 'nodePools.agents': 5 }, ['nodePools.agents: wrong-type']],
    ['a call of another type', { [`${CHAT}.calls`]: ['search', 5] }, [`${A}.chat.calls[1]: wrong-type`]],
    ['a call of an agent that could not be read', { [`${CHAT}.calls`]: ['search'], [SEARCH]: 5 }, [`${A}.search: wrong-type`]],
    ['a call of nobody', { [`${CHAT}.calls`]: ['search', 'nobody'] }, [`${A}.chat.calls[1]: unknown-reference`]],
    ['a name that is no id', { 'tenants.0.agents.a_b': valid().tenants[1]?.agents['orders'] }, [`${A}.a_b: id`]],
    [
      'a probe of no path',
      { [`${CHAT}.probes`]: { path: 'x', ready: { path: 'y' } } },
      [`${A}.chat.probes.path: probe-path`, `${A}.chat.probes.ready.path: probe-path`],
    ],
    ['metrics of no path', { [`${CHAT}.metrics`]: { path: 'x' } }, [`${A}.chat.metrics.path: metrics-path`]],
    [
      'a size beside resources',
      { [`${CHAT}.resources`]: { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' } },
      [`${A}.chat.size: one-size`],
    ],
    ['settings of ours', { [`${CHAT}.settings`]: { tenant: 1 } }, [`${A}.chat.settings.tenant: config-key`]],
    ['a rollout of another type', { [`${CHAT}.rollout`]: 5 }, [`${A}.chat.rollout: wrong-type`]],
    [
      'a canary of callers that could not be read',
      { [`${CHAT}.servesTo`]: 5, [`${CHAT}.rollout`]: { kind: 'canary' } },
      [`${A}.chat.servesTo: wrong-type`],
    ],
  ])('%s', (_, changes, expected) => {
    expect(found(changed(changes))).toEqual(expected);
  });

  test('a service that is not there, named once', () => {
    const none = { services: { elsewhere: ['bus', 'tools'] }, [`${CHAT}.needs`]: ['memory', 'memory', 'bus'] };
    expect(found(changed(none))).toEqual([`${A}.chat.needs: needs-service`]);
    expect(found(changed({ ...none, services: { elsewhere: ['bus', 'tools', 'memory'] } }))).toEqual([]);
  });

  test('a pool that is not there is as one of no nodes', () => {
    const [problems, root] = [Problems.of('test'), Problems.of('test')];
    const frame = { nodePools: [], spec: { nodePools: { other: {} } }, problems: root } as unknown as Parameters<typeof poolOf>[2];
    expect(poolOf({ nodePool: 'mine' } as Parameters<typeof poolOf>[0], 'agents', frame, problems)).toEqual({
      name: 'mine',
      instanceTypes: [],
      size: undefined,
      architecture: 'x86_64',
      accelerator: undefined,
      min: 0,
      max: 0,
      capacity: 'on-demand',
      tainted: true,
      ami: 'al2023',
      diskGiB: 100,
    });
    expect(problems.list.map(({ place, rule }) => `${place}: ${rule}`)).toEqual(['nodePool: unknown-reference']);
    expect(poolOf({} as Parameters<typeof poolOf>[0], 'agents', frame, problems).name).toBe('agents');
  });
});

describe('the second version of a queue worker', () => {
  const canary = { kind: 'canary', weight: 10 };
  const found2 = (changes: Readonly<Record<string, unknown>>): string[] => found(changed({ [`${SEARCH}.rollout`]: canary, ...changes }));

  test.each<readonly [string, Record<string, unknown>, readonly string[]]>([
    ['nothing wrong', {}, []],
    [
      'names that are too long for two',
      { [`${SEARCH}.consumes.consumer`]: 'c'.repeat(60) },
      [`${A}.search.consumes.consumer: jetstream-name`],
    ],
    ['names that just fit', { [`${SEARCH}.consumes.consumer`]: 'c'.repeat(59) }, []],
    [
      'a name that is too long for one, which is said once',
      { [`${SEARCH}.consumes.consumer`]: 'c'.repeat(65) },
      [`${A}.search.consumes.consumer: jetstream-name`],
    ],
    ['a drain that its three pods allow', { [`${SEARCH}.minAvailable`]: 0 }, []],
    ['a drain that its one pod does not allow', { [`${SEARCH}.minAvailable`]: 1 }, [`${A}.search.minAvailable: pdb-progress`]],
    [
      'a weight that is none, of which nothing follows',
      { [`${SEARCH}.rollout`]: { ...canary, weight: 101 }, [`${SEARCH}.minAvailable`]: 1 },
      [`${A}.search.rollout.weight: queue-weight`],
    ],
  ])('with %s', (_, changes, expected) => {
    expect(found2(changes)).toEqual(expected);
  });

  test('is judged by its name, which stands where the rollout is written', () => {
    const name = 'a'.repeat(54);
    const { search } = valid().tenants[0]?.agents ?? {};
    const changes = { [SEARCH]: ABSENT, [`tenants.0.agents.${name}`]: { ...search, rollout: canary } };
    expect(found(changed(changes))).toEqual([`${A}.${name}: id`, `${A}.${name}.rollout: workload-label`]);
    const shorter = { [SEARCH]: ABSENT, [`tenants.0.agents.${name.slice(1)}`]: { ...search, rollout: canary } };
    expect(found(changed(shorter))).toEqual([`${A}.${name.slice(1)}: id`]);
  });

  test('has no file where that of the agent cannot be made', () => {
    expect(found2({ [`${SEARCH}.settings`]: { a: 'nats://a:b@c' } })).toEqual([`${A}.search.settings.a: literal-secret`]);
  });

  test('has everything of the agent but what tells it apart', () => {
    const agent = agentOf('search', changed({ [`${SEARCH}.rollout`]: canary, [`${SEARCH}.configMaps`]: { prompts: { a: 'b' } } }));
    const { name, image, serviceAccountName, consumes, configMaps, scale, countIsFree, configFile, podAnnotations, ...rest } =
      agent.next ?? agent;
    expect({ ...agent, ...rest }).toEqual({ ...agent, next: undefined });
    expect({ name, image, serviceAccountName, configMaps, countIsFree }).toEqual({
      name: 'search-next',
      image: agent.image,
      serviceAccountName: 'search',
      configMaps: [],
      countIsFree: false,
    });
    expect(consumes).toEqual({ ...agent.consumes, consumer: 'search-next', subjects: ['next.tasks.search.>'], boundIsKnown: true });
    expect(scale).toMatchObject({ min: 1, max: 3 });
    expect(JSON.parse(configFile)).toMatchObject({ agent: 'search', bus: { subjects: ['next.tasks.search.>'] } });
    expect(Object.keys(podAnnotations)).toEqual(['cdk8s-agents/config-checksum']);
  });
});

test('whether its budget is spent is told to who needs the bus and the gateway, both of which we render', () => {
  const told = (needs: readonly string[], changes: Readonly<Record<string, unknown>> = {}): boolean =>
    agentOf('search', changed({ [`${SEARCH}.needs`]: needs, ...changes }, withLlmGateway())).budgetNotice;
  expect(told(['bus', 'llm-gateway'], { 'services.nats.users.platform.budget-publisher': key() })).toBe(true);
  expect(told(['bus'])).toBe(false);
  const others = { services: { elsewhere: ['bus', 'memory', 'llm-gateway', 'tools'] }, 'tenants.0.budget': ABSENT };
  expect(told(['bus', 'llm-gateway'], others)).toBe(false);
});
