import { App, Chart, Duration, Testing } from 'cdk8s';
import * as front from '../../../constructs/index';
import { STRUCTS } from '../../../constructs/kinds/props-table';
import { InvalidInputError } from '../../../src/kernel/problems';

const IMAGE = `registry.example.com/shop/orders:1.0.0@sha256:${'a'.repeat(64)}`;

/** Props as plain JavaScript brings them. */
type Props = Record<string, unknown>;

const seconds = (amount: number): Duration => Duration.seconds(amount);
const agent = (): Props => ({ tenant: 'birch', image: IMAGE, task: { p99: seconds(2) }, replicas: 2 });

/** Problems of a construct that is made as plain JavaScript makes it, as `place rule`, or whole. */
function problems(type: keyof typeof front, props: unknown): InvalidInputError['problems'] {
  const chart = new Chart(new App(), 'chart', { namespace: 'tenant-birch' });
  const Construct = front[type] as unknown as new (scope: Chart, id: string, props: unknown) => unknown;
  try {
    new Construct(chart, 'It', props);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems;
    throw error;
  }
  return [];
}

const said = (type: keyof typeof front, props: unknown): string[] =>
  problems(type, props).map(({ place, rule }) => `${place} ${rule}`.trim());

/** A getter that throws. */
const throwing = <T extends object>(value: T, key: string): T =>
  Object.defineProperty(value, key, {
    enumerable: true,
    get: () => {
      throw new Error('never called');
    },
  });

const cyclic: Props = {};
cyclic['self'] = cyclic;

class Settings {
  public readonly a = 1;
}

const HOSTILE: readonly (readonly [string, unknown])[] = [
  ['a number', 5],
  ['null', null],
  ['a Map', new Map([['a', 'b']])],
  ['a Date', new Date(0)],
  ['a symbol', Symbol('x')],
  ['a function', () => 'x'],
  ['a bigint', 5n],
  ['an instance of a class', new Settings()],
  ['a list with a gap', new Array(2)],
  ['a Proxy that throws', new Proxy({}, { getPrototypeOf: never })],
  ['a Proxy that was revoked', revoked()],
];

function never(): never {
  throw new Error('trapped');
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** Every key that may be written of an agent, but for what takes any value. */
const KEYS = (STRUCTS['AgentDeploymentProps'] ?? '').split('; ').map((field) => field.split(' ') as [string, string]);

describe.each(HOSTILE)('%s', (_, value) => {
  test.each(KEYS.filter(([, type]) => type !== 'any'))(
    'under %s of an agent is a problem at its place, and no stack trace',
    (key, type) => {
      const name = key.replace('?', '');
      if (type === 'number' && typeof value === 'number') return;
      const found = problems('AgentDeployment', { ...agent(), [name]: value });
      expect(found.length).toBeGreaterThan(0);
      for (const { place, rule, problem, fix } of found) {
        expect(place.startsWith(name) || rule === 'whole-number').toBe(true);
        expect([rule, problem, fix]).not.toContain('');
      }
    },
  );
});

test.each<readonly [string, keyof typeof front, unknown, readonly string[]]>([
  ['no task', 'AgentDeployment', { tenant: 'birch', image: IMAGE }, ['task missing-key']],
  ['nothing at all', 'AgentDeployment', undefined, ['wrong-type']],
  ['null', 'TenantNamespace', null, ['wrong-type']],
  ['a quota of null', 'TenantNamespace', { tenant: 'acme', quota: null }, ['quota wrong-type']],
  ['a quota without pods', 'TenantNamespace', { tenant: 'acme', quota: { cpu: '1', memory: '1Gi' } }, ['quota.pods missing-key']],
  ['an annotation that is a number', 'TenantNamespace', { tenant: 'acme', annotations: { a: 5 } }, ['annotations.a wrong-type']],
  ['an annotation of nothing', 'TenantNamespace', { tenant: 'acme', annotations: { a: undefined } }, ['annotations.a wrong-type']],
  ['a misspelt key', 'AgentDeployment', { ...agent(), replica: 3 }, ['replica unknown-key']],
  [
    'a misspelt key deep down',
    'AgentDeployment',
    { ...agent(), task: { p99: seconds(2), concurency: 3 } },
    ['task.concurency unknown-key'],
  ],
  ['a time that is text', 'AgentDeployment', { ...agent(), task: { p99: '2s' } }, ['task.p99 wrong-type']],
  ['a getter that throws', 'AgentDeployment', throwing(agent(), 'port'), ['port wrong-type']],
  ['a getter in a list', 'AgentDeployment', { ...agent(), command: throwing(['a'], '1') }, ['command[1] wrong-type']],
  ['a getter in the configuration', 'AgentDeployment', { ...agent(), config: throwing({}, 'a') }, ['config.a wrong-type']],
  ['a cycle', 'AgentDeployment', { ...agent(), config: cyclic }, [expect.stringMatching(/^config(\.self)+ too-large$/)]],
  [
    'a prototype key',
    'AgentDeployment',
    { ...agent(), config: JSON.parse('{"__proto__": {"a": 1}}') as object },
    ['config.__proto__ prototype-key'],
  ],
  ['a constructor', 'TenantNamespace', { tenant: 'acme', labels: { constructor: 'x' } }, ['labels.constructor prototype-key']],
  ['a symbol as key', 'TenantNamespace', { tenant: 'acme', [Symbol('x')]: 1 }, ["['Symbol(x)'] wrong-type"]],
  ['an engine of another case', 'QueueDepthHpa', scaler({ engine: 'Keda' }), ['engine unknown-value']],
  [
    'a policy that is none',
    'QueueDepthHpa',
    scaler({ behavior: { scaleUp: { selectPolicy: 'max' } } }),
    ['behavior.scaleUp.selectPolicy unknown-value'],
  ],
  ['a target that is none', 'QueueDepthHpa', scaler({ target: {} }), ['target wrong-type']],
  ['a backlog that is a number', 'QueueDepthHpa', scaler({ backlog: 8 }), ['backlog wrong-type']],
  ['a role of Redis', 'RedisInstance', { role: 'queue', image: IMAGE, exporterImage: IMAGE, issuer: 'ca' }, ['role unknown-value']],
  ['a schedule without one', 'BatchAgent', batch({ timeZone: 'UTC' }), ['trigger.cron missing-key']],
  ['a schedule of another overlap', 'BatchAgent', batch({ cron: '0 2 * * *', overlap: 'Allow' }), ['trigger.overlap unknown-value']],
  ['a name that is a list', 'EnvoyGatewayClass', { name: ['envoy'] }, ['name wrong-type']],
])('fails %s of a construct', (_, type, props, wanted) => {
  expect(said(type, props)).toEqual(wanted);
});

function scaler(changes: Props): Props {
  const target = { metadata: {}, toScalingTarget: () => ({ name: 'x' }), markHasAutoscaler: () => undefined };
  const queue = { account: 'birch', stream: 'TASKS', consumer: 'orders' };
  return { target, queue, backlog: front.QueueBacklog.perReplica(8), maxReplicas: 4, ...changes };
}

function batch(schedule: Props): Props {
  const { replicas: _replicas, ...props } = agent();
  return { ...props, trigger: front.BatchTrigger.schedule(schedule as unknown as front.BatchSchedule) };
}

test('a misspelt key is answered with the one that is meant, a time with what makes one', () => {
  expect(problems('AgentDeployment', { ...agent(), replica: 3, task: { p99: '2s' } })).toEqual([
    { place: 'replica', rule: 'unknown-key', problem: `there is no 'replica' here`, fix: `did you mean 'replicas'?` },
    {
      place: 'task.p99',
      rule: 'wrong-type',
      problem: `must be a Duration, got '2s'`,
      fix: 'write one of Duration.seconds(…), Duration.minutes(…)',
    },
  ]);
});

test('an instance of a class is called by its name', () => {
  expect(problems('AgentDeployment', { ...agent(), task: new Settings() })).toMatchObject([
    { problem: 'must be an object, got an instance of Settings' },
  ]);
});

test('what a target takes is written as text, and nothing else is taken', () => {
  const app = new App();
  const set = (target: unknown) => () => {
    front.Target.set(app, target as front.TargetProps);
  };
  expect(set({ kubernetes: 1.33 })).toThrow(/target\.kubernetes\n {2}wrong-type: must be text, got 1\.33/);
  expect(set({ kubernetes: '1.33', kedas: '2.20' })).toThrow(/unknown-key: there is no 'kedas' here\n {2}fix: did you mean 'keda'\?/);
  expect(set(undefined)).toThrow(InvalidInputError);
});

test.each<readonly [string, Props]>([
  ['an object without a prototype', Object.assign(Object.create(null) as Props, agent())],
  ['a frozen object', Object.freeze(agent())],
  ['a Proxy that behaves', new Proxy(agent(), {})],
  ['keys of nothing', { ...agent(), name: undefined, labels: undefined, needs: undefined }],
  ['an empty list and an empty record', { ...agent(), publishes: [], labels: {} }],
  ['a key of data that looks like code', { ...agent(), config: { toString: 'x', then: 1 } }],
])('%s is taken', (_, props) => {
  expect(said('AgentDeployment', props)).toEqual([]);
});

test('what is changed after it was handed over changes nothing', () => {
  const chart = new Chart(new App(), 'chart', { namespace: 'tenant-birch' });
  const labels: Record<string, string> = { team: 'a' };
  new front.TenantNamespace(chart, 'Tenant', { tenant: 'birch', labels });
  labels['team'] = 'b c d !';
  expect(JSON.stringify(Testing.synth(chart))).not.toContain('b c d !');
});

test('every construct of the package has its props in the table', () => {
  const constructs = Object.entries(front).filter(([, value]) => typeof value === 'function' && 'isConstruct' in value);
  const without = constructs.map(([name]) => `${name}Props`).filter((name) => STRUCTS[name] === undefined);
  expect(without).toEqual(['AgentWorkloadProps', 'PriorityClassesProps']);
});
