import { nextReplicas, checkNextSubject, nextWeight, type QueueSwitch, checkQueueSwitch } from '../bus/queue-versions';
import { blueGreenPeak, canaryPeak, DEFAULT_ROLLING_UPDATE, type RollingUpdate, checkRollingUpdate, rolloutPeak } from './peak';
import { checkImageAllowed, checkImagePinned } from '../../kernel/images';
import { AGENT_TASKS, AGENT_TASKS_FAILED } from '../bus/metrics';
import { checkDnsLabel, isDnsSubdomain } from '../../kernel/names';
import { checkPodShare } from '../../kernel/percent';
import { type AnalysisNumbers, checkAnalysis, analysisNumbers, type ErrorRates, errorRates, MAX_WINDOW_S } from './analysis';
import { checkCounterName } from './prometheus';
import { type CanaryTrial, checkPower, powerInput } from './power';
import { checkCanaryShare, checkCanaryWeight, leastCanaryShare, type ReplicaBounds } from './share';
import { shown } from '../../kernel/shown';
import { checkFeature } from '../../kernel/versions';
import type { AgentSpec } from '../agent/spec';
import { DEFAULTS, LIMITS } from '../../kernel/defaults';
import { type Findings, findingsAt, wholeSecondsOf } from '../../kernel/findings';
import type { ConsumerPlan } from '../bus/plan';
import type { AnalysisPlan, RolloutPlan, RouterPlan } from './plan';
import type { Frame } from '../../resolve/frame';
import type { AnalysisSpec, BlueGreenSpec, CanarySpec, RollingSpec, RolloutSpec, RouterSpec } from './spec';
import { below } from '../../kernel/problems';

/** What a rollout is judged by. */
export interface RolloutInput {
  readonly agent: AgentSpec;
  readonly consumes: ConsumerPlan | undefined;
  /** Fewest and most replicas. */
  readonly counts: ReplicaBounds;
}

/** A rollout, and the most pods that are alive while it goes on at the largest count. */
export interface SettledRollout {
  readonly rollout: RolloutPlan;
  readonly peakPods: number;
}

const ROLLING: RolloutPlan = { kind: 'rolling', update: DEFAULT_ROLLING_UPDATE };

/** What means something only for one of the two ways, and to whom. */
const SERVING_KEYS: readonly string[] = ['maxSurge', 'router', 'manualPromotion'];
const QUEUE_KEYS: readonly string[] = ['image', 'active', 'exclusive'];

/** How a new version replaces the old one, complete: a Rollout where requests are served, a second version where a queue is worked on. */
export function resolveRollout(input: RolloutInput, frame: Frame, findings: Findings): SettledRollout {
  const { agent, counts } = input;
  const { rollout } = agent;
  const count = counts.max;
  if (rollout?.kind === undefined) return { rollout: ROLLING, peakPods: rolloutPeak(count, DEFAULT_ROLLING_UPDATE) };
  const at = findingsAt(findings, 'rollout');
  if (rollout.kind === 'rolling') {
    const update = resolveUpdate(rollout, at);
    return { rollout: { kind: 'rolling', update }, peakPods: rolloutPeak(count, update) };
  }
  const rolling = { rollout: ROLLING, peakPods: rolloutPeak(count, DEFAULT_ROLLING_UPDATE) };
  const traffic = trafficOf(agent, findings, at, rollout.kind);
  if (traffic === undefined) return rolling;
  checkKeys(rollout, traffic, at);
  if (traffic === 'queue') {
    // without a consumer a problem was recorded
    return input.consumes === undefined ? rolling : resolveQueue(rollout, input, input.consumes, frame, at);
  }
  at.problems.rule('', checkFeature(frame.resolved.target, 'argo-rollouts'));
  return rollout.kind === 'canary' ? resolveCanary(rollout, input, at) : resolveBlueGreen(rollout, input, at);
}

/**
 * Rule `rollout-traffic`: a new version can get a share only of requests or only of messages, not of both and not of nothing (our choice).
 */
function trafficOf(
  agent: AgentSpec,
  { problems: agentProblems }: Findings,
  { problems }: Findings,
  kind: RolloutSpec['kind'],
): 'requests' | 'queue' | undefined {
  const serves = (agent.servesTo ?? []).length > 0;
  const consumes = agent.consumes !== undefined;
  if (agentProblems.anyUnread('servesTo', 'consumes')) return undefined;
  if (serves !== consumes) return serves ? 'requests' : 'queue';
  problems.rule('kind', {
    rule: 'rollout-traffic',
    problem: serves
      ? `${shown(kind)} of an agent that serves and consumes: pods of the new version would take messages before it is promoted`
      : `${shown(kind)} of an agent that neither serves nor consumes: there is nothing to send to the new version`,
    fix: serves ? 'make two agents of it, or write rolling' : 'write rolling',
  });
  return undefined;
}

/** Rule `rollout-key`: an option that does not belong to this kind of rollout would have no effect (our choice). */
function checkKeys(rollout: RolloutSpec, traffic: 'requests' | 'queue', { problems }: Findings): void {
  const meaningless = traffic === 'queue' ? SERVING_KEYS : QUEUE_KEYS;
  for (const key of meaningless.filter((name) => Object.hasOwn(rollout, name))) {
    problems.rule(key, {
      rule: 'rollout-key',
      problem:
        traffic === 'queue' ? 'is for agents that serve, and this one works on a queue' : 'is for queue workers, and this one serves',
      fix: key === 'image' ? 'leave it out, and change the image of the agent' : 'leave it out',
    });
  }
}

function resolveUpdate(spec: RollingSpec | Pick<CanarySpec, 'maxSurge'>, { problems }: Findings): RollingUpdate {
  const { maxSurge = DEFAULT_ROLLING_UPDATE.maxSurge } = spec;
  const { maxUnavailable = DEFAULT_ROLLING_UPDATE.maxUnavailable } = 'maxUnavailable' in spec ? spec : {};
  const surgeOk = problems.rule('maxSurge', checkPodShare(maxSurge));
  const unavailableOk = problems.rule('maxUnavailable', checkPodShare(maxUnavailable));
  if (!surgeOk || !unavailableOk) return { ...DEFAULT_ROLLING_UPDATE };
  problems.rule('', checkRollingUpdate({ maxSurge, maxUnavailable }));
  for (const [key, value] of Object.entries({ maxSurge, maxUnavailable })) {
    if (typeof value === 'number') problems.integer(key, value, 0, LIMITS.replicas.max);
  }
  return { maxSurge, maxUnavailable };
}

function resolveCanary(spec: CanarySpec, { agent, counts }: RolloutInput, at: Findings): SettledRollout {
  const { problems } = at;
  const { weight = DEFAULTS.rollout.weight } = spec;
  const update = resolveUpdate(spec, at);
  const router = resolveRouter(spec.router, findingsAt(at, 'router'));
  const count = counts.max;
  const reachable =
    problems.rule('weight', checkCanaryWeight(weight)) &&
    (router !== undefined || problems.rule('weight', checkCanaryShare(weight, counts, update)));
  const share = router === undefined ? leastCanaryShare(weight, counts, update) : weight;
  const analysis = resolveAnalysis(spec.analysis, agent.baseRate, reachable ? share : undefined, at);
  return {
    rollout: { kind: 'canary', weight, update, router, analysis },
    peakPods: canaryPeak(count, { routed: router !== undefined, maxSurge: update.maxSurge }),
  };
}

function resolveBlueGreen(spec: BlueGreenSpec, { agent, counts }: RolloutInput, at: Findings): SettledRollout {
  const { manualPromotion = DEFAULTS.rollout.manualPromotion } = spec;
  return {
    rollout: { kind: 'blue-green', manualPromotion, analysis: resolveAnalysis(spec.analysis, agent.baseRate, 100, at) },
    peakPods: blueGreenPeak(counts.max),
  };
}

function resolveQueue(
  spec: CanarySpec | BlueGreenSpec,
  { agent, counts }: RolloutInput,
  consumes: ConsumerPlan,
  frame: Frame,
  at: Findings,
): SettledRollout {
  const { problems } = at;
  const queueSwitch = switchOf(spec);
  const holds = problems.rule(queueSwitch.kind === 'canary' ? 'weight' : 'active', checkQueueSwitch(queueSwitch));
  if (queueSwitch.kind === 'blue-green' && queueSwitch.exclusive)
    problems.rule('exclusive', checkFeature(frame.resolved.target, 'nats-consumer-pause'));
  consumes.subjects.forEach((subject) => problems.rule('', checkNextSubject(subject)));
  const { image = agent.image } = spec;
  if (spec.image !== undefined && problems.rule('image', checkImagePinned(spec.image)) && frame.registries !== undefined)
    problems.rule('image', checkImageAllowed(spec.image, frame.registries));
  const nextMost = holds ? nextReplicas(counts.max, queueSwitch) : counts.max;
  const weight = nextWeight(queueSwitch);
  return {
    rollout: {
      kind: 'queue',
      switch: queueSwitch,
      image,
      // as if it got everything, so that a changed weight replaces no pod
      maxAckPending: consumes.maxAckPending,
      analysis: resolveAnalysis(spec.analysis, agent.baseRate, holds ? judgedShare(queueSwitch, weight) : undefined, at),
    },
    peakPods: rolloutPeak(counts.max, DEFAULT_ROLLING_UPDATE) + rolloutPeak(nextMost, DEFAULT_ROLLING_UPDATE),
  };
}

/** Percent that the analysis will see: nothing is decided at weight 0 of a canary, and green is judged once it gets everything. */
function judgedShare({ kind }: QueueSwitch, weight: number): number | undefined {
  if (kind === 'blue-green') return 100;
  return weight > 0 ? weight : undefined;
}

function switchOf(spec: CanarySpec | BlueGreenSpec): QueueSwitch {
  if (spec.kind !== 'blue-green')
    return { kind: 'canary', weight: ('weight' in spec ? spec.weight : undefined) ?? DEFAULTS.rollout.weight };
  const { active = DEFAULTS.rollout.active, exclusive = DEFAULTS.rollout.exclusive } = spec;
  return { kind: 'blue-green', active, exclusive };
}

function resolveRouter(spec: RouterSpec | undefined, { problems }: Findings): RouterPlan | undefined {
  if (spec === undefined) return undefined;
  const { gateway, namespace, hostnames = [] } = spec;
  problems.that(isDnsSubdomain(gateway), 'gateway', 'name', `must be the name of a Gateway, got ${shown(gateway)}`, `write 'public'`);
  problems.rule('namespace', checkDnsLabel(namespace));
  hostnames.forEach((hostname, index) => {
    problems.that(
      isDnsSubdomain(hostname.replace(/^\*\./, '')),
      below('hostnames', index),
      'hostname',
      `must be a DNS name, got ${shown(hostname)}`,
      `write 'agents.example.com'`,
    );
  });
  return { gateway, namespace, hostnames };
}

/** Numbers of an analysis and whether they can decide; `sharePercent` is `undefined` where nothing is to be decided, or it is not known. */
function resolveAnalysis(
  spec: AnalysisSpec | undefined,
  rate: number | undefined,
  sharePercent: number | undefined,
  parent: Findings,
): AnalysisPlan {
  const written = spec ?? {};
  const at = findingsAt(parent, 'analysis');
  const { problems, warnings } = at;
  const windowS = wholeSecondsOf(problems, 'window', written.window, MAX_WINDOW_S);
  const intervalS = wholeSecondsOf(problems, 'interval', written.interval, MAX_WINDOW_S);
  const { total = AGENT_TASKS, failed = AGENT_TASKS_FAILED, failureLimit } = written;
  problems.rule('total', checkCounterName(total));
  problems.rule('failed', checkCounterName(failed));
  const numbers = analysisNumbers({
    ...(windowS !== undefined && { windowS }),
    ...(intervalS !== undefined && { intervalS }),
    ...(failureLimit !== undefined && { failureLimit }),
    ...(written.threshold !== undefined && { threshold: written.threshold / 100 }),
  });
  const rates = errorRates(numbers.threshold, {
    ...(written.healthyErrors !== undefined && { healthyRate: written.healthyErrors / 100 }),
    ...(written.badErrors !== undefined && { badRate: written.badErrors / 100 }),
  });
  const judged = problems.rule('', checkAnalysis(numbers, rates)) && sharePercent !== undefined;
  const trial = judged && rate !== undefined ? trialOf(numbers, rates, rate, sharePercent, failureLimit) : undefined;
  if (trial !== undefined) problems.rule('', checkPower(trial));
  else if (judged) {
    warnings.rule('', {
      rule: 'canary-power',
      problem: 'whether it can tell a bad version from a healthy one is unknown, because the rate of tasks is',
      fix: 'give the agent its baseRate',
    });
  }
  return {
    thresholdPercent: written.threshold ?? DEFAULTS.rollout.threshold,
    windowS: numbers.windowS,
    intervalS: numbers.intervalS,
    failureLimit: trial === undefined ? numbers.failureLimit : powerInput(trial).failureLimit,
    healthyPercent: written.healthyErrors ?? rates.healthyRate * 100,
    badPercent: written.badErrors ?? rates.badRate * 100,
    total,
    failed,
  };
}

function trialOf(
  { windowS, intervalS, threshold }: AnalysisNumbers,
  rates: ErrorRates,
  rate: number,
  sharePercent: number,
  failureLimit: number | undefined,
): CanaryTrial {
  return { rate, sharePercent, windowS, intervalS, threshold, ...rates, ...(failureLimit !== undefined && { failureLimit }) };
}
