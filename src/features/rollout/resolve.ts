import type { NatsMetricPrefix } from '../bus/metrics';
import type { QueueSwitch } from '../bus/queue-versions';
import { type Findings, findingsAt, secondsOf } from '../../kernel/findings';
import type { Problems } from '../../kernel/problems';
import type { TargetVersions } from '../../kernel/versions';
import type { AnalysisInput } from './judging';
import type { SettledRollout } from './plan';
import { checkPrometheus } from './prometheus';
import type { ReplicaBounds } from './share';
import type { AnalysisSpec, BlueGreenSpec, CanarySpec, RolloutSpec } from './spec';
import { blueGreenSwitch, canarySwitch, planBlueGreen, planCanary, planQueueRollout, planRolling, type RolloutContext } from './strategies';
import { type Shifted, shiftedTraffic } from './traffic';

/** An agent, as far as its rollout is concerned. */
interface Rolled {
  readonly image: string;
  readonly rollout?: RolloutSpec;
  readonly baseRate?: number;
  readonly servesTo?: readonly string[];
  /** Whether other agents call it. */
  readonly isCalled?: boolean;
  readonly consumes?: object;
}

/** An environment, as far as rollouts are concerned. */
export interface RolloutFrame {
  readonly target: TargetVersions;
  /** Address of the Prometheus that analyses ask. */
  readonly prometheus: string;
  readonly natsMetricPrefix: NatsMetricPrefix;
  /** Registries that images may come from; `undefined` where they could not be read. */
  readonly registries: readonly string[] | undefined;
}

/** What a rollout is judged by. */
export interface RolloutInput {
  readonly agent: Rolled;
  /** Its consumer, complete. */
  readonly consumes: { readonly subjects: readonly string[]; readonly maxAckPending: number } | undefined;
  /** Fewest and most replicas. */
  readonly counts: ReplicaBounds;
}

/** What means something only for one of the two ways, and to whom. */
const SERVING_KEYS: readonly string[] = ['maxSurge', 'router', 'manualPromotion'];
/** Of an analysis: alerts look at the whole window at once. */
const SERVING_ANALYSIS_KEYS: readonly string[] = ['interval', 'failureLimit'];
const QUEUE_KEYS: readonly string[] = ['image', 'active', 'exclusive'];

/** How a new version replaces the old one, complete: a Rollout where requests are served, a second version where a queue is worked on. */
export function resolveRollout(input: RolloutInput, frame: RolloutFrame, findings: Findings): SettledRollout {
  const { rollout } = input.agent;
  const count = input.counts.max;
  const rolling = planRolling(findings.problems, {}, count);
  if (rollout?.kind === undefined) return rolling;
  const at = findingsAt(findings, 'rollout');
  switch (rollout.kind) {
    case 'rolling':
      return planRolling(at.problems, rollout, count);
    case 'canary':
    case 'blue-green': {
      const { servesTo = [], isCalled = false, consumes } = input.agent;
      if (findings.problems.anyUnread('servesTo', 'consumes')) return rolling;
      const gets = { serves: servesTo.length > 0 || isCalled, consumes: consumes !== undefined };
      const traffic = shiftedTraffic(at.problems, 'kind', rollout.kind, gets);
      if (traffic === undefined) return rolling;
      checkKeys(rollout, traffic, at);
      switch (traffic) {
        case 'messages':
          // without a consumer a problem was recorded
          return input.consumes === undefined ? rolling : resolveQueue(rollout, input, input.consumes, frame, at);
        case 'requests':
          return resolveServing(rollout, input, frame, at);
      }
    }
  }
}

/** Rule `rollout-key`: an option that does not belong to this kind of rollout would have no effect (our choice). */
function checkKeys(rollout: CanarySpec | BlueGreenSpec, traffic: Shifted, { problems }: Findings): void {
  const refuse = (at: Problems, value: object, meaningless: readonly string[]): void => {
    for (const key of meaningless.filter((name) => Object.hasOwn(value, name))) {
      at.rule(key, {
        rule: 'rollout-key',
        problem:
          traffic === 'messages' ? 'is for agents that serve, and this one works on a queue' : 'is for queue workers, and this one serves',
        fix: key === 'image' ? 'leave it out, and change the image of the agent' : 'leave it out',
      });
    }
  };
  switch (traffic) {
    case 'messages':
      refuse(problems, rollout, SERVING_KEYS);
      refuse(problems.at('analysis'), rollout.analysis ?? {}, SERVING_ANALYSIS_KEYS);
      return;
    case 'requests':
      refuse(problems, rollout, QUEUE_KEYS);
  }
}

/** A second version of an agent that serves. */
function resolveServing(
  spec: CanarySpec | BlueGreenSpec,
  { agent, counts }: RolloutInput,
  frame: RolloutFrame,
  at: Findings,
): SettledRollout {
  const analysis = analysisOf(spec.analysis, frame, at);
  const context = contextOf(agent, frame);
  switch (spec.kind) {
    case 'canary': {
      const router = spec.router && { ...spec.router, namespaceAt: 'namespace' };
      return planCanary(at, { weight: spec.weight, maxSurge: spec.maxSurge, router, analysis, counts }, context);
    }
    case 'blue-green':
      return planBlueGreen(at, { manualPromotion: spec.manualPromotion, analysis, counts }, context);
  }
}

/** A second version of a queue worker. */
function resolveQueue(
  spec: CanarySpec | BlueGreenSpec,
  { agent, counts }: RolloutInput,
  { subjects, maxAckPending }: NonNullable<RolloutInput['consumes']>,
  frame: RolloutFrame,
  at: Findings,
): SettledRollout {
  const input = {
    switch: switchOf(spec),
    image: spec.image,
    ownImage: agent.image,
    registries: frame.registries,
    subjects,
    maxAckPending,
    concurrency: 1,
    counts,
    analysis: analysisOf(spec.analysis, frame, at),
    natsMetricPrefix: frame.natsMetricPrefix,
  };
  return planQueueRollout(at, input, contextOf(agent, frame), { image: 'image', analysis: 'analysis', update: '', subject: () => '' });
}

function switchOf(spec: CanarySpec | BlueGreenSpec): QueueSwitch {
  switch (spec.kind) {
    case 'canary':
      return canarySwitch(spec.weight);
    case 'blue-green':
      return blueGreenSwitch(spec.active, spec.exclusive);
  }
}

function contextOf({ baseRate }: Rolled, { target }: RolloutFrame): RolloutContext {
  return { target, rate: baseRate, rateAt: 'baseRate' };
}

/** An analysis in numbers; times that cannot be read are left out. */
function analysisOf(spec: AnalysisSpec | undefined, { prometheus }: RolloutFrame, at: Findings): AnalysisInput {
  const { window, interval, ...numbers } = spec ?? {};
  const { problems } = findingsAt(at, 'analysis');
  // an address that is none was reported where it is written
  return {
    ...numbers,
    ...(checkPrometheus(prometheus) === undefined && { prometheus }),
    windowS: secondsOf(problems, 'window', window),
    intervalS: secondsOf(problems, 'interval', interval),
  };
}
