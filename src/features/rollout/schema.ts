import { IMAGE } from '../../kernel/formats';
import { AGENT_TASKS, AGENT_TASKS_FAILED } from '../bus/metrics';
import { choice, duration, flag, kind, list, nested, number, object, share, tagged, text, whole } from '../../kernel/schema';
import { REPLICAS } from '../resources/schema';

/** Pods that are more or fewer while rolling. */
const PODS = { min: 0, max: REPLICAS.max } as const;

/** Percent of traffic that a canary of an agent that serves may get: less is none, and more is all of it. */
export const CANARY_WEIGHT = { min: 1, max: 99 } as const;

/** Tasks, messages or requests per second. */
export const RATE = { above: 0, max: 1_000_000 } as const;

export const ANALYSIS = object('AnalysisSpec', 'Which failures of a new version are too many, and how long that is watched.', {
  threshold: number('Failed tasks or requests in percent; above it a check fails. Above 0, below 100.', { default: 1 }),
  window: duration(
    'How long the new version is watched: of an agent that serves a whole multiple of `interval`, of a queue worker from 30 s to a day.',
    { default: '15m' },
  ),
  interval: duration('Time between two checks, and what each of them looks at; 30 s or more. For agents that serve.', { default: '1m' }),
  failureLimit: whole('Failed checks that are let pass, for agents that serve.', {
    otherwise: 'the fewest with which a healthy version is stopped in at most 5 of 100 cases; 0 without `baseRate`',
  }),
  healthyErrors: number('Failures of a healthy version in percent, below `threshold`.', { otherwise: 'a tenth of `threshold`' }),
  badErrors: number('Failures in percent of a version that must be stopped, above `threshold`.', { otherwise: 'five times `threshold`' }),
  total: text('Counter of tasks or requests that were finished.', { default: AGENT_TASKS }),
  failed: text('Counter of those that failed; may be absent until the first.', { default: AGENT_TASKS_FAILED }),
});

export const ROUTER = object(
  'RouterSpec',
  'Splits requests by weight: an HTTPRoute of the Gateway API, changed by Argo Rollouts through its plugin.',
  {
    gateway: text('Gateway that the route belongs to.'),
    namespace: text('Namespace of the Gateway.'),
    hostnames: list('Hosts of the requests that the route takes.', text(), { otherwise: 'all that the Gateway listens to' }),
  },
);

export const ROLLING = object('RollingSpec', 'Pods are replaced a few at a time.', {
  kind: kind('rolling'),
  maxSurge: share('Pods above the count while rolling.', { type: 'PodShare', default: '25%', ...PODS }),
  maxUnavailable: share('Pods missing from the count while rolling.', { type: 'PodShare', default: 0, ...PODS }),
});

export const CANARY = object('CanarySpec', 'A part of the traffic goes to the new version; it gets all of it if its analysis passes.', {
  kind: kind('canary'),
  weight: number(
    `Percent that the new version gets. Of an agent that serves: ${CANARY_WEIGHT.min} to ${CANARY_WEIGHT.max}, and a share that its pods can give, or a router. Of a queue worker: 0 to 100, the one number that promotes it and rolls it back.`,
    { default: 10 },
  ),
  image: text('The new version of a queue worker, by registry, tag and digest.', {
    format: IMAGE,
    otherwise: `the agent's own image: a trial of the way itself`,
  }),
  maxSurge: share('Pods above the count while rolling, for agents that serve.', { type: 'PodShare', default: '25%', ...PODS }),
  router: nested('For agents that serve.', ROUTER, { otherwise: 'none: the share of pods is the share of requests' }),
  analysis: nested('Which failures of the new version are too many.', ANALYSIS, { otherwise: '1 % of failures in 15 checks of a minute' }),
});

export const BLUE_GREEN = object('BlueGreenSpec', 'Both versions run in full, and traffic is switched at once.', {
  kind: kind('blue-green'),
  manualPromotion: flag('A person promotes, for agents that serve.', { otherwise: 'false: as soon as all new pods are ready' }),
  image: text('The new version of a queue worker, by registry, tag and digest.', {
    format: IMAGE,
    otherwise: `the agent's own image: a trial of the way itself`,
  }),
  active: choice(
    'Which version of a queue worker gets new messages: `blue` is `image` of the agent, `green` that of the rollout; `none`, with `exclusive` only: they wait for green while blue finishes.',
    ['blue', 'green', 'none'],
    { default: 'blue' },
  ),
  exclusive: flag(`Never two versions of a queue worker at work: green's consumer is paused until it is active. Needs NATS 2.11.`, {
    default: false,
  }),
  analysis: nested('Which failures of the new version are too many.', ANALYSIS, {
    otherwise: '1 % of failures in 15 checks of a minute, after the switch',
  }),
});

export const ROLLOUT = tagged(
  'RolloutSpec',
  'How a new version replaces the old one. Agents that serve get a Rollout of Argo Rollouts; queue workers a second workload and a subject mapping.',
  [ROLLING, CANARY, BLUE_GREEN],
);
