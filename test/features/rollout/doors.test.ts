import { App, Chart, Duration } from 'cdk8s';
import { BlueGreenRollout } from '../../../constructs/rollout/blue-green-rollout';
import { CanaryRollout } from '../../../constructs/rollout/canary-rollout';
import { HttpRouter } from '../../../constructs/rollout/http-router';
import type { QueueVersionsProps } from '../../../constructs/rollout/queue-next-props';
import { QueueBlueGreen } from '../../../constructs/rollout/queue-blue-green';
import { QueueCanary } from '../../../constructs/rollout/queue-canary';
import type { BlueGreenRolloutProps, CanaryRolloutProps } from '../../../constructs/rollout/rollout-props';
import { Target } from '../../../constructs/kinds/target';
import { InvalidInputError, type Problem, type Violation } from '../../../src/kernel/problems';
import { changed, CHAT, problemsOf, SEARCH } from '../../resolve/fixture';

/** What both doors can say of a rollout, as neutral data; times in milliseconds. */
interface Said {
  readonly serves?: boolean;
  readonly consumes?: boolean;
  readonly replicas?: number;
  readonly rate?: number | undefined;
  readonly argoRollouts?: string;
  readonly nats?: string;
  readonly subjects?: readonly string[];
  readonly prometheus?: string;
  readonly weight?: number;
  readonly maxSurge?: string;
  readonly router?: { readonly gateway?: string; readonly namespace?: string; readonly hostnames?: readonly string[] };
  readonly manualPromotion?: boolean;
  readonly image?: string;
  readonly active?: string;
  readonly exclusive?: boolean;
  readonly analysis?: {
    readonly window?: number;
    readonly interval?: number;
    readonly threshold?: number;
    readonly failureLimit?: number;
    readonly healthyErrors?: number;
    readonly badErrors?: number;
    readonly total?: string;
    readonly failed?: string;
  };
}
type Kind = 'canary' | 'blue-green';

const DIGEST = 'a'.repeat(64);
const IMAGE = `registry.example.com/shop/agent:1.0.0@sha256:${DIGEST}`;
const NEXT = `registry.example.com/shop/agent:1.1.0@sha256:${DIGEST}`;
const ROUTER = { gateway: 'public', namespace: 'gateway' };
const AGENT = { replicas: 10, rate: 30, argoRollouts: '1.9', nats: '2.14', subjects: ['tasks.search.>'] };

/** Problems of the rollout as it is written for an agent of a tenant. */
function bySpec(place: typeof CHAT | typeof SEARCH, kind: Kind, said: Said): readonly Violation[] {
  const { serves, consumes, replicas, rate, argoRollouts, nats, subjects, prometheus, maxSurge, router, analysis, ...rest } = {
    ...AGENT,
    ...said,
  };
  const { window, interval, ...numbers } = analysis ?? {};
  const rollout = {
    kind,
    ...rest,
    ...(maxSurge !== undefined && { maxSurge: /^\d+$/.test(maxSurge) ? Number(maxSurge) : maxSurge }),
    ...(router !== undefined && { router: { ...ROUTER, ...router } }),
    ...(analysis !== undefined && {
      analysis: {
        ...numbers,
        ...(window !== undefined && { window: `${window}ms` }),
        ...(interval !== undefined && { interval: `${interval}ms` }),
      },
    }),
  };
  const agent = {
    image: IMAGE,
    task: { p50: '800ms', p99: '5s', concurrency: 10 },
    replicas,
    baseRate: rate,
    rollout,
    ...(serves === true && { servesTo: ['gateway'] }),
    ...(consumes === true && { consumes: { subjects }, needs: ['bus'] }),
  };
  const target = { 'target.argoRollouts': argoRollouts, 'target.nats': nats };
  return words(problemsOf(changed({ ...target, ...(prometheus !== undefined && { prometheus }), [place]: agent })));
}

function chartOf(said: Said): Chart {
  const { argoRollouts, nats } = { ...AGENT, ...said };
  const app = new App();
  Target.set(app, { kubernetes: '1.33', keda: '2.20', argoRollouts, nats });
  return new Chart(app, 'tenant-acme', { namespace: 'tenant-acme' });
}

function agentProps({ serves, consumes, ...said }: Said) {
  const { replicas, subjects } = { ...AGENT, ...said };
  return {
    image: IMAGE,
    tenant: 'acme',
    task: { p50: Duration.millis(800), p99: Duration.seconds(5), concurrency: 10 },
    replicas,
    metrics: {},
    ...(serves === true && { servesTo: ['gateway' as const] }),
    ...(consumes === true && { consumes: { stream: 'TASKS', subjects: [...subjects] }, needs: ['bus' as const] }),
  };
}

function analysisProps({ prometheus, analysis }: Said) {
  const { window, interval, ...numbers } = analysis ?? {};
  return {
    ...numbers,
    ...(prometheus !== undefined && { prometheus }),
    ...(window !== undefined && { window: Duration.millis(window) }),
    ...(interval !== undefined && { interval: Duration.millis(interval) }),
  };
}

/** Problems of the same rollout of an agent that serves, as props. */
function servingProps(kind: Kind, said: Said): readonly Violation[] {
  const { weight, maxSurge, router, manualPromotion } = said;
  const { gateway, namespace, hostnames } = { ...ROUTER, ...router };
  const props = {
    ...agentProps(said),
    rate: said.rate ?? AGENT.rate,
    analysis: analysisProps(said),
    ...(weight !== undefined && { weight }),
    ...(maxSurge !== undefined && { maxSurge }),
    ...(manualPromotion !== undefined && { manualPromotion }),
    ...(router !== undefined && {
      router: HttpRouter.gateway({ gateway, gatewayNamespace: namespace, ...(hostnames !== undefined && { hostnames: [...hostnames] }) }),
    }),
  } satisfies CanaryRolloutProps & BlueGreenRolloutProps;
  const Class = { canary: CanaryRollout, 'blue-green': BlueGreenRollout }[kind];
  return refused(() => new Class(chartOf(said), 'Chat', props));
}

/** Problems of the same rollout of a queue worker, as props. */
function queueProps(kind: Kind, said: Said): readonly Violation[] {
  const { weight, active, exclusive, image } = said;
  const props = {
    ...agentProps(said),
    comparison: analysisProps(said),
    ...(image !== undefined && { nextImage: image }),
    ...(weight !== undefined && { weight }),
    ...(active !== undefined && { active: active as 'blue' }),
    ...(exclusive !== undefined && { exclusive }),
  } satisfies QueueVersionsProps;
  const Class = { canary: QueueCanary, 'blue-green': QueueBlueGreen }[kind];
  return refused(() => new Class(chartOf(said), 'Search', props));
}

function words(problems: readonly Problem[]): readonly Violation[] {
  return problems.map(({ rule, problem, fix }) => ({ rule, problem, fix }));
}

function refused(build: () => unknown): readonly Violation[] {
  try {
    build();
  } catch (error) {
    if (error instanceof InvalidInputError) return words(error.problems);
    throw error;
  }
  return [];
}

type Case = readonly [title: string, said: Said, rules: readonly string[]];
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 86_400 * SECOND;

describe.each<Kind>(['canary', 'blue-green'])('%s of an agent that serves', (kind) => {
  test.each<Case>([
    ['nothing wrong', {}, []],
    ['nobody who calls it', { serves: false }, ['rollout-traffic']],
    ['a queue beside callers', { consumes: true }, ['rollout-traffic']],
    ['Argo Rollouts 1.8', { argoRollouts: '1.8' }, ['target-version']],
    ['Argo Rollouts 1.9', { argoRollouts: '1.9' }, []],
    ['a rate of nothing', { rate: 0 }, ['rate']],
    ['a rate below nothing', { rate: -1 }, ['rate']],
    ['the largest rate', { rate: 1_000_000 }, []],
    ['more than the largest rate', { rate: 1_000_001 }, ['rate']],
    ['an address without a scheme', { prometheus: 'prometheus:9090' }, ['prometheus']],
    ['an address with a password', { prometheus: 'http://me:mine@prometheus:9090' }, ['prometheus']],
    ['an address', { prometheus: 'http://prometheus:9090' }, []],
    ['a window of no whole checks', { analysis: { window: 910 * SECOND } }, ['analysis-window']],
    ['a window of a day', { analysis: { window: DAY, interval: 60 * MINUTE } }, []],
    ['a window of more than a day', { analysis: { window: DAY + 60 * MINUTE, interval: 60 * MINUTE } }, ['analysis-window']],
    ['an interval below two scrapes', { analysis: { window: 290 * SECOND, interval: 29 * SECOND } }, ['analysis-window']],
    ['an interval of three scrapes', { analysis: { window: 900 * SECOND, interval: 30 * SECOND } }, []],
    ['an interval of half seconds', { analysis: { window: 915 * SECOND, interval: 30.5 * SECOND } }, ['analysis-window']],
    ['failures that cannot be exceeded', { analysis: { failureLimit: 15 } }, ['analysis-window']],
    ['fewer failures than none', { analysis: { failureLimit: -1 } }, ['analysis-window']],
    ['half a failure', { analysis: { failureLimit: 0.5 } }, ['analysis-window']],
    ['a threshold of nothing', { analysis: { threshold: 0 } }, ['analysis-rates']],
    ['a threshold of everything', { analysis: { threshold: 100 } }, ['analysis-rates']],
    ['a healthy version at the threshold', { analysis: { healthyErrors: 1 } }, ['analysis-rates']],
    ['a bad version at the threshold', { analysis: { badErrors: 1 } }, ['analysis-rates']],
    ['counters that are none', { analysis: { total: 'a{b="c"}', failed: '' } }, ['counter-name', 'counter-name']],
    ['too few requests to decide', { rate: 0.01 }, ['canary-power']],
    [
      'several at once',
      { argoRollouts: '1.8', analysis: { total: 'a b', threshold: 0 } },
      ['target-version', 'counter-name', 'analysis-rates'],
    ],
  ])('both doors say the same of %s', (_, said, rules) => {
    const given = { serves: true, ...said };
    const found = servingProps(kind, given);
    expect(found.map(({ rule }) => rule)).toEqual(rules);
    expect(bySpec(CHAT, kind, given)).toEqual(found);
  });
});

describe('canary of an agent that serves', () => {
  const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `a${index}.example.com`);
  test.each<Case>([
    ['no weight', { weight: 0 }, ['canary-weight']],
    ['one percent behind a router', { weight: 1, router: {}, rate: 1e5 }, []],
    ['99 percent behind a router', { weight: 99, router: {} }, []],
    ['all of it', { weight: 100 }, ['canary-weight']],
    ['half a percent', { weight: 10.5 }, ['canary-weight']],
    ['a share that its pods cannot give', { replicas: 2 }, ['canary-share']],
    ['a surge of no pod', { maxSurge: '0' }, ['rolling-update']],
    ['a surge of no percent', { maxSurge: '0%' }, ['rolling-update']],
    ['a surge of a pod', { maxSurge: '1' }, []],
    ['a surge of a percent', { maxSurge: '1%' }, []],
    ['a surge of more than all', { maxSurge: '101%' }, ['pod-share']],
    ['a surge that is no share', { maxSurge: 'some' }, ['pod-share']],
    ['a surge larger than any count', { maxSurge: '100001' }, ['whole-number']],
    ['a Gateway without a name', { router: { gateway: '' } }, ['gateway-name']],
    ['a namespace that is none', { router: { namespace: 'Gate' } }, ['dns-label']],
    ['no hostname in a list of them', { router: { hostnames: [] } }, ['hostnames']],
    ['16 hostnames', { router: { hostnames: many(16) } }, []],
    ['17 hostnames', { router: { hostnames: many(17) } }, ['hostnames']],
    ['a hostname twice', { router: { hostnames: ['a.example.com', 'a.example.com'] } }, ['hostnames']],
    ['an address as a hostname', { router: { hostnames: ['203.0.113.1'] } }, ['hostnames']],
  ])('both doors say the same of %s', (_, said, rules) => {
    const given = { serves: true, ...said };
    const found = servingProps('canary', given);
    expect(found.map(({ rule }) => rule)).toEqual(rules);
    expect(bySpec(CHAT, 'canary', given)).toEqual(found);
  });
});

describe.each<Kind>(['canary', 'blue-green'])('%s of a queue worker', (kind) => {
  test.each<Case>([
    ['nothing wrong', { rate: undefined }, []],
    ['no queue', { consumes: false }, ['rollout-traffic']],
    ['callers beside the queue', { serves: true }, ['rollout-traffic']],
    ['no subject', { subjects: [] }, ['subject']],
    ['a subject of next versions', { subjects: ['tasks.search.>', 'next.tasks.>'] }, ['next-subject']],
    ['an image without a digest', { image: 'registry.example.com/shop/agent:1' }, ['image-pinned']],
    ['an image with a digest', { image: NEXT }, []],
    ['a threshold of nothing', { analysis: { threshold: 0 } }, ['analysis-rates']],
    ['a threshold of everything', { analysis: { threshold: 100 } }, ['analysis-rates']],
    ['a counter that is none', { analysis: { total: 'agent-tasks' } }, ['counter-name']],
    ['a window below three scrapes', { analysis: { window: 29 * SECOND } }, ['analysis-window']],
    ['a window of three scrapes', { analysis: { window: 30 * SECOND } }, []],
    ['a window of a day', { analysis: { window: DAY } }, []],
    ['a window of more than a day', { analysis: { window: DAY + SECOND } }, ['analysis-window']],
    ['a window of half seconds', { analysis: { window: 60.5 * SECOND } }, ['analysis-window']],
  ])('both doors say the same of %s', (_, said, rules) => {
    const given = { consumes: true, rate: undefined, ...said };
    const found = queueProps(kind, given);
    expect(found.map(({ rule }) => rule)).toEqual(rules);
    expect(bySpec(SEARCH, kind, given)).toEqual(found);
  });
});

test.each<readonly [Kind, ...Case]>([
  ['canary', 'no message', { weight: 0 }, []],
  ['canary', 'all messages', { weight: 100 }, []],
  ['canary', 'less than no message', { weight: -1 }, ['queue-weight']],
  ['canary', 'more than all messages', { weight: 101 }, ['queue-weight']],
  ['canary', 'half a percent', { weight: 10.5 }, ['queue-weight']],
  ['blue-green', 'nobody active', { active: 'none' }, ['switch-active']],
  ['blue-green', 'nobody active for a while', { active: 'none', exclusive: true }, []],
  ['blue-green', 'green active', { active: 'green' }, []],
  ['blue-green', 'a pause before NATS 2.11', { exclusive: true, nats: '2.10' }, ['target-version']],
  ['blue-green', 'a pause of NATS 2.11', { exclusive: true, nats: '2.11' }, []],
])('both doors say the same of a %s queue with %s', (kind, _, said, rules) => {
  const given = { consumes: true, rate: undefined, ...said };
  const found = queueProps(kind, given);
  expect(found.map(({ rule }) => rule)).toEqual(rules);
  expect(bySpec(SEARCH, kind, given)).toEqual(found);
});
