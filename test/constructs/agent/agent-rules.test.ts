import { App, Chart, Duration } from 'cdk8s';
import { AgentDeployment } from '../../../constructs/agent/agent-deployment';
import { ExternalHost } from '../../../constructs/network/external-host';
import type { AgentDeploymentProps, AgentTask } from '../../../constructs/agent/agent-props';
import { AgentResources } from '../../../constructs/resources/agent-resources';
import { looksSecret } from '../../../src/kernel/shown';
import { chartFor, define, IMAGE, problemsOf, VALID } from './agent-fixture';

const s = (seconds: number): Duration => Duration.seconds(seconds);
const task = (overrides: Partial<AgentTask>): Partial<AgentDeploymentProps> => ({ task: { ...VALID.task, ...overrides } });
const consumes = (overrides: object): Partial<AgentDeploymentProps> => ({
  tenant: 'acme',
  needs: ['bus'],
  consumes: { stream: 'TASKS', ...overrides },
});

/** What somebody writes who has no types. */
const untyped = (overrides: object): Partial<AgentDeploymentProps> => overrides;

test.each<[string, Partial<AgentDeploymentProps>]>([
  ['the longest grace it needs', { terminationGracePeriod: s(30) }],
  ['p50 as long as p99', task({ p50: s(20) })],
  ['concurrency 1', task({ concurrency: 1 })],
  ['concurrency 1000', task({ concurrency: 1000 })],
  ['an ack limit of what the replicas work on', { ...consumes({ maxAckPending: 12 }), ...task({ concurrency: 4 }), replicas: 3 }],
  ['one replica', { replicas: 1 }],
  ['a name of 63 characters', { name: 'a'.repeat(63) }],
  ['a workload label of 63 characters', { tenant: 'acme', name: 'a'.repeat(58) }],
  ['an ack wait as long as the task', consumes({ ackWait: s(20) })],
  ['an own ack limit of 1', consumes({ maxAckPending: 1 })],
  ['an account without a tenant', { needs: ['bus'], consumes: { stream: 'TASKS', account: 'acme' } }],
  [
    'a worker that does not nak with grace as long as the ack wait',
    { ...consumes({}), naksOnSigterm: false, terminationGracePeriod: s(30) },
  ],
  ['tools over the bus', { needs: ['bus', 'tools'] }],
  ['ports at the ends', { hosts: [ExternalHost.ranges(['203.0.113.0/24'], 1), ExternalHost.ranges(['203.0.113.0/24'], 65535)] }],
  ['the least metrics port', { metrics: { port: 1025 } }],
  ['the largest metrics port', { metrics: { port: 65535 } }],
  ['a credential by path', { env: { API_TOKEN_FILE: '/var/run/secrets/agent/api/token' } }],
  ['numbers under names with credential words', { config: { tokensPerDay: 5, keyPrefix: 'a' } }],
])('admits %s', (_what, overrides) => {
  expect(problemsOf(() => define(overrides))).toEqual([]);
});

test.each<[string, Partial<AgentDeploymentProps>, string[]]>([
  ['an image without a digest', { image: 'registry.example.com/a:1' }, ['image image-pinned']],
  ['latest', { image: IMAGE.replace('2.4.1', 'latest') }, ['image image-pinned']],
  ['a name that is no label', { name: 'Search' }, ['name dns-label']],
  ['a name of 64 characters', { name: 'a'.repeat(64) }, ['name dns-label']],
  ['a workload label of 64 characters', { tenant: 'acme', name: 'a'.repeat(59) }, ['name workload-label']],
  ['a name that YAML reads as a boolean', { name: 'on' }, ['name workload-label']],
  ['a namespace that is no label', { namespace: 'Acme' }, ['namespace dns-label']],
  ['a tenant that is no id', { tenant: 'Acme' }, ['tenant id']],
  ['a label domain that is none', { labelDomain: 'a_b' }, ['labelDomain label-domain']],
  ['a malformed label', { labels: { a: 'b c' } }, ['labels.a label']],
  ['a label of ours', { labels: { 'cdk8s-agents/workload': 'other' } }, ['labels.cdk8s-agents/workload label-reserved']],
  [
    'an annotation of ours',
    { annotations: { 'cdk8s-agents/config-checksum': 'x' } },
    ['annotations.cdk8s-agents/config-checksum annotation'],
  ],
  ['a credential in an annotation', { annotations: { a: `AKIA${'A'.repeat(16)}` } }, ['annotations.a literal-secret']],
  ['memory in thousandths', { resources: AgentResources.of({ cpu: '1', memory: '512m' }) }, ['resources.memory quantity']],
  [
    'no CPU',
    { resources: AgentResources.of({ cpu: '0', memory: '1Gi', ephemeralStorage: '1GB' }) },
    ['resources.cpu quantity', 'resources.ephemeralStorage quantity'],
  ],
  ['p99 of nothing', { task: { p99: s(0) } }, ['task.p99 duration']],
  ['p50 of nothing', task({ p50: s(0) }), ['task.p50 duration']],
  ['p50 above p99', task({ p50: Duration.millis(20_001) }), ['task.p99 task-times']],
  ['concurrency 0', task({ concurrency: 0 }), ['task.concurrency whole-number']],
  ['concurrency 1001', task({ concurrency: 1001 }), ['task.concurrency whole-number']],
  ['concurrency NaN', task({ concurrency: NaN }), ['task.concurrency whole-number']],
  ['no replica', { replicas: 0 }, ['replicas whole-number']],
  ['half a replica', { replicas: 1.5 }, ['replicas whole-number']],
  ['a rollout that cannot move', { rollingUpdate: { maxSurge: '0' } }, ['rollingUpdate rolling-update']],
  ['a share above all', { rollingUpdate: { maxSurge: '101%' } }, ['rollingUpdate.maxSurge pod-share']],
  ['a grace shorter than the task', { terminationGracePeriod: s(29) }, ['terminationGracePeriod grace-period']],
  ['a grace of a broken second', { terminationGracePeriod: Duration.millis(30_500) }, ['terminationGracePeriod whole-seconds']],
  [
    'a worker that does not nak and dies before its ack wait',
    { ...consumes({ ackWait: s(31) }), naksOnSigterm: false },
    ['terminationGracePeriod grace-ack-wait'],
  ],
  ['an ack wait shorter than the task', consumes({ ackWait: s(19) }), ['consumes.ackWait ack-wait']],
  ['a queue without an account', { needs: ['bus'], consumes: { stream: 'TASKS' } }, ['consumes.account account']],
  [
    'bad names of the queue',
    consumes({ account: 'a b', stream: 'A.B', consumer: '' }),
    ['consumes.account jetstream-name', 'consumes.stream jetstream-name', 'consumes.consumer jetstream-name'],
  ],
  ['a bad subject to take from', consumes({ subjects: ['tasks.>', 'tasks..a'] }), ['consumes.subjects[1] subject']],
  [
    'an ack limit that leaves a replica idle',
    { ...consumes({ maxAckPending: 11 }), ...task({ concurrency: 4 }), replicas: 3 },
    ['consumes.maxAckPending max-ack-pending'],
  ],
  [
    'an ack limit below one replica',
    { ...consumes({ maxAckPending: 3 }), ...task({ concurrency: 4 }) },
    ['consumes.maxAckPending max-ack-pending'],
  ],
  ['an ack limit of 0', consumes({ maxAckPending: 0 }), ['consumes.maxAckPending whole-number']],
  ['a bad subject to publish to', { needs: ['bus'], publishes: ['>'] }, ['publishes[0] subject']],
  ['consuming without the bus', { tenant: 'acme', consumes: { stream: 'TASKS' } }, ['needs needs-bus']],
  ['publishing without the bus', { publishes: ['tasks.a'] }, ['needs needs-bus']],
  ['tools without the bus', { needs: ['tools'] }, ['needs tools-over-bus']],
  ['an unknown dependency', untyped({ needs: ['kafka'] }), ['needs[0] unknown-value']],
  ['an unknown caller', untyped({ servesTo: ['gateway', 'keda'] }), ['servesTo[1] unknown-value']],
  ['a service that starts with a digit', { name: '1a', servesTo: ['gateway'] }, ['name service-name']],
  ['a host by name', { hosts: [ExternalHost.named('api.example.com')] }, ['hosts[0].name egress-by-name']],
  ['a host without ranges', { hosts: [ExternalHost.ranges([])] }, ['hosts[0] egress-host']],
  ['everything', { hosts: [ExternalHost.ranges(['203.0.113.0/24', '0.0.0.0/0'])] }, ['hosts[0].cidrs[1] cidr']],
  ['instance metadata', { hosts: [ExternalHost.ranges(['169.254.169.254/32'])] }, ['hosts[0].cidrs[0] cidr']],
  [
    'port 0 and 65536',
    { hosts: [ExternalHost.ranges(['203.0.113.0/24'], 0), ExternalHost.ranges(['203.0.113.0/24'], 65536)] },
    ['hosts[0].port whole-number', 'hosts[1].port whole-number'],
  ],
  ['metrics below all ports', { metrics: { port: 0 } }, ['metrics.port whole-number']],
  ['metrics above all ports', { metrics: { port: 65536 } }, ['metrics.port whole-number']],
  ['metrics on no path', { metrics: { path: 'metrics' } }, ['metrics.path metrics-path']],
  ['an interval of a broken second', { metrics: { interval: Duration.millis(1500) } }, ['metrics.interval whole-seconds']],
  ['a bad name of a variable', { env: { 'A=B': 'x' } }, ["env['A=B'] env-name"]],
  ['a variable that is no text', untyped({ env: { A: 1 } }), ['env.A wrong-type']],
  ['a variable of ours', { env: { PYTHONUNBUFFERED: '0' } }, ['env.PYTHONUNBUFFERED env-reserved']],
  ['a credential by the name of the variable', { env: { API_TOKEN: 'abc' } }, ['env.API_TOKEN literal-secret']],
  ['a credential by the value of the variable', { env: { HOST: 'nats://a:b@c' } }, ['env.HOST literal-secret']],
  [
    'a credential deep in the configuration',
    { config: { a: [{ url: 'nats://a:b@c' }], b: { password: 'x' } } },
    ['config.a.0.url literal-secret', 'config.b.password literal-secret'],
  ],
  ['a key of ours in the configuration', { config: { bus: {}, agent: 1 } }, ['config.agent config-key', 'config.bus config-key']],
  [
    'what is no JSON',
    { config: { a: NaN, b: new Date(0), c: [undefined] } },
    ['config.a wrong-type', 'config.b wrong-type', 'config.c[0] wrong-type'],
  ],
  ['a node pool that is no label', { nodePool: 'A' }, ['nodePool dns-label']],
  ['a priority class that is no name', { priorityClassName: 'A' }, ['priorityClassName dns-name']],
])('fails on %s', (_what, overrides, expected) => {
  expect(problemsOf(() => define(overrides))).toEqual(expected);
});

test('fails on user namespaces where the target has none, and says since when', () => {
  const on = (kubernetes: string) => () => define({ userNamespace: true }, chartFor(kubernetes));
  expect(problemsOf(on('1.33'))).toEqual([]);
  expect(problemsOf(on('1.32'))).toEqual(['userNamespace target-version']);
  expect(on('1.32')).toThrow('needs Kubernetes 1.33, the target is Kubernetes 1.32');
});

test('renders for the oldest supported release where no target was set', () => {
  const chart = new Chart(new App(), 'c');
  expect(problemsOf(() => new AgentDeployment(chart, 'A', VALID))).toEqual([]);
  expect(problemsOf(() => new AgentDeployment(chart, 'B', { ...VALID, userNamespace: true }))).toEqual(['userNamespace target-version']);
});

test('fails on a file larger than a ConfigMap', () => {
  const around = JSON.stringify({ agent: 'search', concurrency: 1, x: '' }, null, 2).length + 1;
  const withText = (length: number) => () => define({ config: { x: 'a'.repeat(length) } });
  expect(problemsOf(withText(1_048_576 - around))).toEqual([]);
  expect(problemsOf(withText(1_048_577 - around))).toEqual(['config config-size']);
});

test('reads long text in linear time, whatever it begins like', () => {
  const cpuOf = (length: number): number => {
    const start = process.cpuUsage();
    for (const part of ['a', 'eyJ', '-----BEGIN ', 'a://']) expect(looksSecret(part.repeat(Math.floor(length / part.length)))).toBe(false);
    return process.cpuUsage(start).user;
  };
  cpuOf(50_000);
  // quadratic would be 64 times as long
  expect(cpuOf(800_000)).toBeLessThan(Math.max(1, cpuOf(100_000)) * 24);
});

test('fails on nesting without end', () => {
  const loop: Record<string, unknown> = {};
  loop['a'] = loop;
  expect(problemsOf(() => define({ config: loop }))).toEqual([`config.${Array<string>(8).fill('a').join('.')} too-large`]);
});

test('fails with everything at once, under its path, with the numbers and without the credential', () => {
  const act = () => define({ image: 'a', terminationGracePeriod: s(10), publishes: ['a'], env: { A_KEY: 'hunter2' } });
  expect(problemsOf(act)).toEqual([
    'image image-pinned',
    'needs needs-bus',
    'terminationGracePeriod grace-period',
    'env.A_KEY literal-secret',
  ]);
  expect(act).toThrow('acme/Search: 4 problems');
  expect(act).toThrow('task p99 20 s + preStop 5 s + margin 5 s = 30 s, but terminationGracePeriod is 10 s');
  expect(act).not.toThrow('hunter2');
});
