import { checkWritable, type MountPlan, planMounts, type MountsInput } from '../../../src/features/agent/mounts';
import { planAgent, type AgentInput, type AgentPlan } from '../../../src/features/agent/plan';
import { UNREAD } from '../../../src/features/agent/task';
import { Problems } from '../../../src/kernel/problems';
import { sha256 } from '../../../src/kernel/checksum';

const lines = ({ list }: Problems): string[] => list.map(({ place, rule }) => `${place}: ${rule}`);
const IMAGE = `registry.example.com/search:1.0.0@sha256:${'a'.repeat(64)}`;

const INPUT: AgentInput = { name: 'search', image: IMAGE, task: { p99S: 20 } };
const ROLLING = { rollout: { kind: 'rolling', update: { maxSurge: '25%', maxUnavailable: 0 } }, peakPods: 3 } as const;

/** An agent of two replicas, and what is said of it, warnings last. */
function agent(input: Partial<AgentInput> = {}, context: Partial<Parameters<typeof planAgent>[2]> = {}): [AgentPlan, string[]] {
  const [problems, warnings] = [Problems.of('test'), Problems.of('test')];
  const plan = planAgent(
    { problems, warnings },
    { ...INPUT, ...input },
    {
      door: 'props',
      target: { kubernetes: '1.33' },
      scale: () => ({ scale: { kind: 'fixed', replicas: 2 }, isFree: false }),
      rollout: () => ROLLING,
      ...context,
    },
  );
  return [plan, [...lines(problems), ...lines(warnings).map((line) => `warning ${line}`)]];
}

test('an agent of which only a task is known', () => {
  const [{ probes, mounts, configFile, podAnnotations, ...plan }, said] = agent();
  expect(said).toEqual([]);
  expect(plan).toMatchObject({
    name: 'search',
    identity: 'search',
    image: IMAGE,
    tenant: undefined,
    namespace: undefined,
    component: 'agent',
    labels: {},
    annotations: undefined,
    resources: { cpu: '250m', memory: '256Mi', ephemeralStorage: '1Gi' },
    concurrency: 1,
    consumes: undefined,
    publishes: [],
    needs: [],
    memoryOwner: undefined,
    budgetNotice: false,
    calls: [],
    hosts: [],
    external: [],
    // 5 s until routers see it go, its task, and 5 s
    graceS: 30,
    peakPods: 3,
    nodePool: undefined,
    priorityClassName: undefined,
    serviceAccountName: undefined,
    userNamespace: false,
    configMaps: [],
    storedFiles: undefined,
    credentials: undefined,
    settings: {},
    servesTo: [],
    calledBy: [],
    scale: { kind: 'fixed', replicas: 2 },
    countIsFree: false,
    rollout: ROLLING.rollout,
    minAvailable: undefined,
    metrics: undefined,
    next: undefined,
    interactive: false,
    naksOnSigterm: true,
    port: 8080,
  });
  expect(JSON.parse(configFile)).toEqual({ agent: 'search', concurrency: 1 });
  expect(podAnnotations).toEqual({ 'cdk8s-agents/config-checksum': sha256(configFile) });
  expect(mounts.map(({ path }) => path)).toEqual(['/etc/agent', '/tmp']);
  expect(probes.live).toBeDefined();
});

const DOORS = ['spec', 'props'] as const;

test.each<readonly [string, Partial<AgentInput>, readonly string[]]>([
  ['an image without a digest', { image: 'a:1' }, ['image: image-pinned']],
  ['an identity that is none', { identity: '' }, ['identity: dns-label']],
  ['subjects that are none', { needs: ['bus'], publishes: ['a', '>'] }, ['publishes[1]: subject']],
  ['publishing without the bus', { publishes: ['a'] }, ['needs: needs-bus']],
  ['memory of its own without one', { ownMemory: true }, ['ownMemory: own-memory']],
  [
    'resources that are none',
    { resources: { cpu: '0', memory: 'x', ephemeralStorage: '1Gi' } },
    ['resources.cpu: quantity', 'resources.memory: quantity'],
  ],
  [
    'annotations of an account that is not its own',
    { serviceAccountName: 'other', serviceAccountAnnotations: { a: 'b' } },
    ['serviceAccountAnnotations: one-account'],
  ],
  ['an account that is not its own', { serviceAccountName: 'other', serviceAccountAnnotations: {} }, []],
  ['annotations of its own account', { serviceAccountAnnotations: { a: 'b' } }, []],
  ['folders larger than its storage', { writable: { '/var/a': '1Gi' } }, ['writable: writable-size']],
  ['a call into nowhere', { calls: [call('a', 'x'), call('b', '')] }, ['calls[1]: call-namespace']],
  ['a rate that is none', { baseRate: 0 }, ['baseRate: rate']],
  ['a scale without a queue', { scalesOnQueue: true }, ['scaling: queue-known']],
  ['a caller that is none', { servesTo: ['gateway', 'keda' as 'gateway'] }, ['servesTo[1]: caller']],
  ['a person on a spot node', { interactive: true, nodePool: { name: 'cheap', capacity: 'spot' } }, ['nodePool: spot-interactive']],
  ['nobody on a spot node', { nodePool: { name: 'cheap', capacity: 'spot' } }, []],
  ['a person on another node', { interactive: true, nodePool: { name: 'agents', capacity: 'on-demand' } }, []],
  ['a long grace on a spot node', { graceS: 111, nodePool: { name: 'cheap', capacity: 'spot' } }, ['nodePool: spot-grace']],
  ['a long grace on another node', { graceS: 111, nodePool: { name: 'agents' } }, []],
  ['a grace below its task', { graceS: 29 }, ['terminationGracePeriod: grace-period']],
  ['a grace of half seconds', { graceS: 30.5 }, ['terminationGracePeriod: whole-seconds']],
  ['a grace of a day', { graceS: 86_400 }, []],
  ['a grace of more than a day', { graceS: 86_401 }, ['terminationGracePeriod: whole-seconds']],
  ['a grace that could not be read', { graceS: UNREAD }, []],
  ['a task that asks for a day', { task: { p99S: 86_390 } }, []],
  ['a task that asks for more', { task: { p99S: 86_391 } }, ['task.p99: grace-max']],
  ['a task that could not be read, and a grace', { task: { p99S: undefined }, graceS: 1 }, []],
])('both doors judge %s', (_, input, said) => {
  for (const door of DOORS) expect([door, agent(input, { door })[1]]).toEqual([door, said]);
});

test.each<readonly [string, Partial<AgentInput>, readonly string[], readonly string[]]>([
  ['a name that is no id', { name: 'a.b' }, [': id'], ['name: dns-label']],
  ['a name that is reserved', { name: 'platform' }, [': id-reserved'], []],
  ['a name that no Service has, called', { name: 'a', calls: [call('1a', 'x')] }, [], ['calls[0]: service-name']],
  ['settings of ours', { settings: { agent: 1 } }, ['settings.agent: config-key'], ['config.agent: config-key']],
  ['labels that are none', { labels: { 'a b': 'c' } }, [], ['labels.a b: label']],
])('each door says in its own way of %s', (_, input, bySpec, byProps) => {
  expect(DOORS.map((door) => agent(input, { door })[1])).toEqual([bySpec, byProps]);
});

test.each<readonly [string, Partial<AgentInput>, number]>([
  ['nothing', {}, 30],
  ['a grace', { graceS: 45 }, 45],
  ['a grace that could not be read', { graceS: UNREAD }, 0],
  ['a grace of half seconds', { graceS: 30.5 }, 0],
  ['a task that could not be read', { task: { p99S: undefined } }, 0],
  ['that and a grace', { task: { p99S: undefined }, graceS: 7 }, 7],
])('grace of %s', (_, input, graceS) => {
  expect(agent(input)[0].graceS).toBe(graceS);
});

describe('a worker that does not hand messages back', () => {
  const keeps: Partial<AgentInput> = { tenant: 'acme', needs: ['bus'], consumes: {}, naksOnSigterm: false };
  test.each<readonly [string, Partial<AgentInput>, readonly string[]]>([
    // 30 s are the least ack wait
    ['its ack wait', { graceS: 30 }, []],
    ['less than its ack wait', { graceS: 30, consumes: { ackWaitS: 31 } }, ['terminationGracePeriod: grace-ack-wait']],
    ['less than its task, which alone is said', { graceS: 29 }, ['terminationGracePeriod: grace-period']],
    ['less than its ack wait, and hands them back', { graceS: 30, consumes: { ackWaitS: 31 }, naksOnSigterm: true }, []],
  ])('lives %s', (_, input, said) => {
    expect(agent({ ...keeps, ...input })[1]).toEqual(said);
  });
});

describe('a Service is asked for by', () => {
  const called = { namespace: 'x', podLabels: { a: 'b' } };
  test.each<readonly [string, Partial<AgentInput>, readonly string[]]>([
    ['nobody', {}, []],
    ['the gateway', { servesTo: ['gateway'] }, ['name: service-name']],
    ['other agents', { calledBy: [called] }, ['name: service-name']],
    ['somebody else', { isCalled: true }, ['name: service-name']],
  ])('%s', (_, input, said) => {
    expect(agent({ name: '1a', ...input })[1]).toEqual(said);
  });

  const one: Parameters<typeof agent>[1] = { scale: () => ({ scale: { kind: 'fixed', replicas: 1 }, isFree: false }) };
  test.each<readonly [string, Partial<AgentInput>, readonly string[]]>([
    ['nobody, so that one replica will do', {}, []],
    ['a person', { interactive: true }, ['warning replicas: single-replica']],
    ['the gateway', { servesTo: ['gateway'] }, ['warning replicas: single-replica']],
    ['other agents', { calledBy: [called] }, ['warning replicas: single-replica']],
  ])('or waited for by %s', (_, input, said) => {
    expect(agent(input, one)[1]).toEqual(said);
    // whoever owns the count judges it
    expect(agent(input, { scale: () => ({ scale: { kind: 'fixed', replicas: 1 }, isFree: true }) })[1]).toEqual([]);
  });
});

test('what is written for a tenant is a set; what props say keeps its order', () => {
  const input: Partial<AgentInput> = {
    needs: ['memory', 'bus', 'memory'],
    publishes: ['b', 'a', 'b'],
    servesTo: ['monitoring', 'gateway', 'gateway'],
  };
  const [spec, props] = DOORS.map((door) => agent({ ...input, tenant: 'acme' }, { door })[0]);
  expect([spec?.needs, spec?.publishes, spec?.servesTo]).toEqual([
    ['bus', 'memory'],
    ['a', 'b'],
    ['gateway', 'monitoring'],
  ]);
  expect([props?.needs, props?.publishes, props?.servesTo]).toEqual([input.needs, input.publishes, input.servesTo]);
});

test('a pool is one of its own, on demand, unless it says otherwise', () => {
  expect(agent({ nodePool: { name: 'a' } })[0].nodePool).toEqual({ name: 'a', tainted: true, capacity: 'on-demand' });
  const other = { name: 'a', tainted: false, capacity: 'spot' } as const;
  expect(agent({ nodePool: other })[0].nodePool).toEqual(other);
});

test('the memory is that of its tenant only where it has one of its own', () => {
  const own = { tenant: 'acme', needs: ['memory'] } as const;
  expect([agent({ ...own, ownMemory: true }), agent({ ...own, ownMemory: false })].map(([plan]) => plan.memoryOwner)).toEqual([
    'acme',
    undefined,
  ]);
});

test('the file travels with the pods of two versions that would share it, unless the door says how', () => {
  const carried = (kind: string, carriesConfig?: boolean): boolean => {
    const context = { rollout: () => ({ ...ROLLING, rollout: { kind } }) as never, ...(carriesConfig !== undefined && { carriesConfig }) };
    return 'cdk8s-agents/config' in agent({ image: IMAGE }, context)[0].podAnnotations;
  };
  expect(['rolling', 'canary', 'blue-green'].map((kind) => carried(kind))).toEqual([false, true, true]);
  expect([carried('rolling', true), carried('canary', false)]).toEqual([true, false]);
});

function call(name: string, namespace: string): NonNullable<AgentInput['calls']>[number] {
  return { agent: name, place: { namespace, podLabels: { a: 'b' }, port: 80, service: name } };
}

describe('folders', () => {
  const plan = (input: MountsInput): [readonly MountPlan[], string[]] => {
    const problems = Problems.of('test');
    return [planMounts(problems, input), lines(problems)];
  };
  const folder = (name: string, path: string, size: string): object => ({
    name,
    path,
    readOnly: undefined,
    source: { kind: 'writable', size },
  });

  test('to write to are /tmp and what is written, sorted, named by their paths or a checksum of them', () => {
    const writable = {
      '/tmp': '1Gi',
      '/var/cache': '1Mi',
      '/a-b': '2Mi',
      '/A': '3Mi',
      [`/${'a'.repeat(50)}`]: '4Mi',
      [`/${'a'.repeat(51)}`]: '5Mi',
    };
    const [mounts, said] = plan({ writable });
    const hash = (path: string): string => `folder-${sha256(path).slice(0, 12)}`;
    expect(said).toEqual([]);
    expect(mounts.slice(1)).toEqual([
      folder('tmp', '/tmp', '1Gi'),
      folder(hash('/A'), '/A', '3Mi'),
      folder(hash('/a-b'), '/a-b', '2Mi'),
      folder(`folder-${'a'.repeat(50)}`, `/${'a'.repeat(50)}`, '4Mi'),
      folder(hash(`/${'a'.repeat(51)}`), `/${'a'.repeat(51)}`, '5Mi'),
      folder('folder-var-cache', '/var/cache', '1Mi'),
    ]);
  });

  test('of its own ConfigMaps stand beside those it is given', () => {
    expect(plan({ configMaps: ['a'], ownConfigMaps: [{ name: 'api-b', folder: 'b' }] })[0].slice(1, 3)).toEqual([
      { name: 'config-a', path: '/etc/agent.d/a', readOnly: true, source: { kind: 'config-map', configMap: 'a' } },
      { name: 'config-api-b', path: '/etc/agent.d/b', readOnly: true, source: { kind: 'config-map', configMap: 'api-b' } },
    ]);
  });

  const state = (mountPath: string, readOnly = false): MountsInput => ({
    stateful: true,
    volumes: [{ name: 'state', sources: ['persistentVolumeClaim'], mountPath, readOnly }],
  });
  test.each<readonly [string, MountsInput, readonly string[]]>([
    ['of no size', { writable: { '/a': '0' } }, [`writable['/a']: quantity`]],
    ['/tmp of no size', { writable: { '/tmp': '' } }, [`writable['/tmp']: quantity`]],
    ['without a root', { writable: { a: '1Mi' } }, ['writable.a: mount-path']],
    ['that is the root', { writable: { '/': '1Mi' } }, [`writable['/']: mount-path`]],
    ['that stays where it is', { writable: { '/a/.': '1Mi' } }, [`writable['/a/.']: mount-path`]],
    ['that ends with a slash', { writable: { '/a/': '1Mi' } }, [`writable['/a/']: mount-path`]],
    ['with a space', { writable: { '/a b': '1Mi' } }, [`writable['/a b']: mount-path`]],
    ['inside the configuration', { writable: { '/etc/agent/a': '1Mi' } }, [`writable['/etc/agent/a']: mount-path`]],
    ['beside the configuration', { writable: { '/etc/agents': '1Mi' } }, []],
    ['inside a folder that can be written', { writable: { '/tmp/a': '1Mi' } }, []],
    ['at the place of the configuration', { writable: { '/etc/agent': '1Mi' } }, ['volumes: duplicate']],
    ['of state inside the configuration', state('/etc/agent/a'), ['volumes: mount-path']],
    [
      'of state inside state that can be read only',
      { ...state('/models', true), writable: { '/models/a': '1Mi' } },
      [`writable['/models/a']: mount-path`],
    ],
    ['of state inside state', { ...state('/models'), writable: { '/models/a': '1Mi' } }, []],
  ])('%s', (_, input, said) => {
    expect(plan(input)[1]).toEqual(said);
  });

  test('have together at most what a pod has; what is no size is said where it is written', () => {
    const mounts = plan({ writable: { '/tmp': '512Mi', '/a': '512Mi', '/b': 'x' } })[0];
    expect([checkWritable(mounts, '1Gi'), checkWritable(mounts, '1023Mi')?.rule, checkWritable(mounts, 'x')]).toEqual([
      undefined,
      'writable-size',
      undefined,
    ]);
  });
});
