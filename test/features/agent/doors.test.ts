import { App, Chart, Duration } from 'cdk8s';
import { AgentDeployment, type AgentDeploymentProps, ExternalHost, Target } from '../../../constructs/index';
import { InvalidInputError, type Problem } from '../../../src/kernel/problems';
import { changed, ORDERS, problemsOf } from '../../resolve/fixture';

/** What is wrong with an agent, as neutral data; times in milliseconds. */
interface Said {
  readonly image?: string;
  readonly p50?: number;
  readonly p99?: number;
  readonly concurrency?: number;
  readonly grace?: number;
  readonly replicas?: number;
  readonly minAvailable?: string;
  readonly naksOnSigterm?: boolean;
  readonly needs?: readonly ('bus' | 'tools')[];
  readonly publishes?: readonly string[];
  readonly queue?: {
    readonly subjects: readonly string[];
    readonly stream?: string;
    readonly consumer?: string;
    readonly maxAckPending?: number;
  };
  readonly ackWait?: number;
  readonly hosts?: readonly { readonly name?: string; readonly cidrs?: readonly string[]; readonly port?: number }[];
  readonly settings?: Readonly<Record<string, unknown>>;
}

const QUEUE = { needs: ['bus'], queue: { subjects: ['tasks.orders.>'] } } as const;

const CASES: readonly (readonly [name: string, said: Said, rules: readonly string[]])[] = [
  ['an image without a digest', { image: 'registry.example.com/shop/orders:1' }, ['image image-pinned']],
  ['a median above p99', { p50: 3000, p99: 2000 }, ['task.p99 task-times']],
  ['no task at a time', { concurrency: 0 }, ['task.concurrency whole-number']],
  ['more tasks at a time than counted', { concurrency: 1001 }, ['task.concurrency whole-number']],
  ['a grace period that cuts the task', { grace: 11_000 }, ['terminationGracePeriod grace-period']],
  ['a grace period of a broken second', { grace: 30_500 }, ['terminationGracePeriod whole-seconds']],
  ['a task of a day', { p99: 86_400_000 }, ['task.p99 grace-max']],
  ['no replica', { replicas: 0 }, ['replicas whole-number']],
  ['more replicas than counted', { replicas: 100_001 }, ['replicas whole-number']],
  ['a drain that takes nobody', { replicas: 2, minAvailable: '100%' }, ['minAvailable pdb-progress']],
  ['a share of nothing', { minAvailable: 'half' }, ['minAvailable pod-share']],
  ['a subject that is none', { needs: ['bus'], publishes: ['a', '>'] }, ['publishes[1] subject']],
  ['publishing without the bus', { publishes: ['a'] }, ['needs needs-bus']],
  ['tools without the bus', { needs: ['tools'] }, ['needs tools-over-bus']],
  ['a queue without a subject', { ...QUEUE, queue: { subjects: [] } }, ['consumes.subjects subject']],
  ['a bad subject of a queue', { ...QUEUE, queue: { subjects: ['b', 'a..b'] } }, ['consumes.subjects[1] subject']],
  [
    'bad names of a queue',
    { ...QUEUE, queue: { ...QUEUE.queue, stream: 'A.B', consumer: 'a b' } },
    ['consumes.stream jetstream-name', 'consumes.consumer jetstream-name'],
  ],
  ['an ack wait below the task', { ...QUEUE, p99: 5000, ackWait: 4000 }, ['consumes.ackWait ack-wait']],
  ['an ack wait of a broken second', { ...QUEUE, ackWait: 4500 }, ['consumes.ackWait whole-seconds']],
  [
    'a bound that lets a replica idle',
    { ...QUEUE, replicas: 3, queue: { ...QUEUE.queue, maxAckPending: 2 } },
    ['consumes.maxAckPending max-ack-pending'],
  ],
  ['more replicas than pulls wait', { ...QUEUE, replicas: 513 }, ['consumes max-waiting']],
  ['a kill before the ack wait', { ...QUEUE, naksOnSigterm: false, grace: 29_000 }, ['terminationGracePeriod grace-ack-wait']],
  ['a host by name', { hosts: [{ name: 'api.example.com' }] }, ['hosts[0].name egress-by-name']],
  ['a range with host bits', { hosts: [{ cidrs: ['203.0.113.0/24', '10.0.0.1/8'] }] }, ['hosts[0].cidrs[1] cidr']],
  ['a host of nothing', { hosts: [{ cidrs: [] }] }, ['hosts[0] egress-host']],
  ['a port that is none', { hosts: [{ cidrs: ['203.0.113.0/24'], port: 65_536 }] }, ['hosts[0].port whole-number']],
  ['a credential', { settings: { a: { password: 'hunter2' } } }, ['config.a.password literal-secret']],
  ['a key of ours', { settings: { bus: {} } }, ['config.bus config-key']],
];

const DIGEST = 'a'.repeat(64);
const IMAGE = `registry.example.com/shop/orders:1.0.0@sha256:${DIGEST}`;

/** Problems of the same agent as it is written for a tenant. */
function bySpec({ p50 = 200, p99 = 2000, concurrency, grace, queue, ackWait, ...said }: Said): readonly Problem[] {
  const consumes = queue && { ...queue, ...(ackWait !== undefined && { ackWait: `${ackWait}ms` }) };
  const spec = {
    image: IMAGE,
    ...said,
    task: { p50: `${p50}ms`, p99: `${p99}ms`, ...(concurrency !== undefined && { concurrency }) },
    ...(grace !== undefined && { terminationGracePeriod: `${grace}ms` }),
    ...(consumes !== undefined && { consumes }),
  };
  const root = 'tenants.birch.agents.orders';
  return problemsOf(changed({ [ORDERS]: spec })).map((problem) => ({
    ...problem,
    place: problem.place.slice(root.length + 1).replace(/^settings/, 'config'),
  }));
}

/** Problems of the same agent as props. */
function byProps({ p50 = 200, p99 = 2000, concurrency, grace, queue, ackWait, hosts, settings, ...said }: Said): readonly Problem[] {
  const app = new App();
  Target.set(app, { kubernetes: '1.33', keda: '2.20' });
  const ms = (amount: number): Duration => Duration.millis(amount);
  const props = {
    tenant: 'birch',
    image: IMAGE,
    replicas: 2,
    ...said,
    task: { p50: ms(p50), p99: ms(p99), ...(concurrency !== undefined && { concurrency }) },
    ...(grace !== undefined && { terminationGracePeriod: ms(grace) }),
    ...(queue !== undefined && { consumes: { stream: 'TASKS', ...queue, ...(ackWait !== undefined && { ackWait: ms(ackWait) }) } }),
    ...(hosts !== undefined && {
      hosts: hosts.map(({ name, cidrs = [], port }) =>
        name === undefined ? ExternalHost.ranges([...cidrs], port) : ExternalHost.named(name, port),
      ),
    }),
    ...(settings !== undefined && { config: settings }),
  } as unknown as AgentDeploymentProps;
  try {
    new AgentDeployment(new Chart(app, 'tenant-birch', { namespace: 'tenant-birch' }), 'Orders', props);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems;
    throw error;
  }
  return [];
}

test.each(CASES)('both doors refuse %s with the same words', (_name, said, rules) => {
  const found = byProps(said);
  expect(found.map(({ place, rule }) => `${place} ${rule}`)).toEqual(rules);
  expect(bySpec(said)).toEqual(found);
});

test('both doors take what is right', () => {
  for (const said of [{}, QUEUE]) expect([...bySpec(said), ...byProps(said)]).toEqual([]);
});
