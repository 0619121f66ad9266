import type { NatsMetricPrefix } from '../bus/metrics';
import { maxAckPendingNeeded } from '../bus/queue';
import {
  checkNextSubject,
  checkQueueSwitch,
  isExclusive,
  nextReplicas,
  type QueueBlueGreenSwitch,
  type QueueCanarySwitch,
  type QueueSwitch,
} from '../bus/queue-versions';
import { type Findings, findingsAt } from '../../kernel/findings';
import { checkImageAllowed, checkImagePinned } from '../../kernel/images';
import { checkOneLine } from '../../kernel/texts';
import { checkDnsLabel, isDnsName, isDnsSubdomain } from '../../kernel/names';
import { checkPodShare, type PodShare } from '../../kernel/percent';
import { below, type Problems, type Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { checkFeature, type TargetVersions } from '../../kernel/versions';
import { type AnalysisInput, judged, ofOne, planAnalysis, type Traffic } from './judging';
import { blueGreenPeak, canaryPeak, checkRollingUpdate, DEFAULT_ROLLING_UPDATE, type RollingUpdate, rolloutPeak } from './peak';
import type { AnalysisPlan, BlueGreenPlan, CanaryPlan, QueueRolloutPlan, RollingPlan, RouterPlan, SettledRollout } from './plan';
import { REPLICAS } from '../resources/schema';
import { BLUE_GREEN, CANARY } from './schema';
import { checkCanaryShare, checkCanaryWeight, leastCanaryShare, type ReplicaBounds } from './share';

/** Most hostnames of one route: https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httproutespec */
const MAX_HOSTNAMES = 16;
/** Percent that a blue-green switch sends to the new version. */
export const ALL_REQUESTS = 100;
/** Percent of unfinished messages that were delivered before: more is a version that does not finish. */
const REDELIVERIES = 10;

/** The cluster that a rollout goes on in, and its traffic. */
export interface RolloutContext extends Traffic {
  readonly target: TargetVersions;
}

/** What both doors bring of how pods are replaced. */
export interface UpdateInput {
  readonly maxSurge?: PodShare | undefined;
  readonly maxUnavailable?: PodShare | undefined;
}

/** What both doors bring of a router. */
export interface RouterInput {
  readonly gateway: string;
  readonly namespace: string;
  /** What a door calls the namespace. */
  readonly namespaceAt: string;
  readonly hostnames?: readonly string[] | undefined;
}

/** What both doors bring of a canary. */
export interface CanaryInput {
  /** Percent of the requests. */
  readonly weight?: number | undefined;
  readonly maxSurge?: PodShare | undefined;
  readonly router?: RouterInput | undefined;
  readonly analysis?: AnalysisInput | undefined;
  /** Counts that the workload may have; `undefined`: not known before rendering. */
  readonly counts: ReplicaBounds | undefined;
}

/** What both doors bring of a blue-green switch. */
export interface BlueGreenInput {
  readonly manualPromotion?: boolean | undefined;
  readonly scaleDownDelayS?: number | undefined;
  readonly analysis?: AnalysisInput | undefined;
  readonly counts: ReplicaBounds | undefined;
}

/** What both doors bring of the comparison of two versions: one look at the whole window, by alerts. */
export type ComparisonInput = Omit<AnalysisInput, 'intervalS' | 'failureLimit'>;

/** What both doors bring of the second version of a queue worker. */
export interface QueueRolloutInput {
  readonly switch: QueueSwitch;
  readonly image?: string | undefined;
  /** Of the agent itself. */
  readonly ownImage: string;
  /** Registries that images may come from. @default - any */
  readonly registries?: readonly string[] | undefined;
  /** How the pods of either version are replaced. @default - a quarter more, and none fewer */
  readonly update?: UpdateInput | undefined;
  readonly subjects: readonly string[];
  /** Of the agent's own consumer. @default - what the largest count needs */
  readonly maxAckPending?: number | undefined;
  readonly concurrency: number;
  readonly counts: ReplicaBounds;
  readonly analysis?: ComparisonInput | undefined;
  /** Percent of unfinished messages that were delivered before. @default 10 */
  readonly redeliveries?: number | undefined;
  /** @default 'jetstream' */
  readonly natsMetricPrefix?: NatsMetricPrefix | undefined;
  /** @default 'warning' */
  readonly severity?: string | undefined;
}

/** What a door calls what it brings of a second version. */
export interface QueueRolloutPlaces {
  readonly image: string;
  readonly analysis: string;
  readonly update: string;
  readonly subject: (index: number) => string;
}

/** Pods that are replaced a few at a time, at most so many of them. */
export function planRolling(problems: Problems, input: UpdateInput, most: number): SettledRollout<RollingPlan> {
  const update = planUpdate(problems, input, '') ?? DEFAULT_ROLLING_UPDATE;
  return { rollout: { kind: 'rolling', update }, peakPods: rolloutPeak(most, update) };
}

/** How pods are replaced, complete; `undefined` if a problem was recorded: of both shares together `at` a place. */
function planUpdate(problems: Problems, input: UpdateInput, at: string): RollingUpdate | undefined {
  const { maxSurge = DEFAULT_ROLLING_UPDATE.maxSurge, maxUnavailable = DEFAULT_ROLLING_UPDATE.maxUnavailable } = input;
  const update = { maxSurge, maxUnavailable };
  const shares = Object.entries(update).map(
    ([key, share]) =>
      problems.rule(key, checkPodShare(share)) && (typeof share !== 'number' || problems.integer(key, share, 0, REPLICAS.max)),
  );
  return shares.every((holds) => holds) && problems.rule(at, checkRollingUpdate(update)) ? update : undefined;
}

/** A canary of an agent that serves. */
export function planCanary(at: Findings, input: CanaryInput, context: RolloutContext): SettledRollout<CanaryPlan> {
  const { problems } = at;
  problems.rule('', checkFeature(context.target, 'argo-rollouts'));
  const { weight = CANARY.shape.weight.said.default, maxSurge, counts } = input;
  const weightHolds = problems.rule('weight', checkCanaryWeight(weight));
  // no pod may ever be missing
  const planned = planUpdate(problems, { maxSurge, maxUnavailable: 0 }, 'maxSurge');
  const update = planned ?? DEFAULT_ROLLING_UPDATE;
  const router = input.router && planRouter(problems.at('router'), input.router);
  const analysisAt = findingsAt(at, 'analysis');
  const judging = planAnalysis(analysisAt, input.analysis ?? {}, context);
  const sharePercent = (): number | 'later' | undefined => {
    if (!weightHolds || planned === undefined) return undefined;
    if (router !== undefined) return weight;
    if (counts === undefined) return 'later';
    return problems.rule('weight', checkCanaryShare(weight, counts, update)) ? leastCanaryShare(weight, counts, update) : undefined;
  };
  return {
    rollout: { kind: 'canary', weight, update, router, analysis: judged(analysisAt, judging, sharePercent(), context) },
    peakPods: canaryPeak(counts?.max ?? 1, { routed: router !== undefined, maxSurge: planned?.maxSurge ?? 0 }),
  };
}

/** A blue-green switch of an agent that serves. */
export function planBlueGreen(at: Findings, input: BlueGreenInput, context: RolloutContext): SettledRollout<BlueGreenPlan> {
  const { problems } = at;
  problems.rule('', checkFeature(context.target, 'argo-rollouts'));
  const { manualPromotion = false, scaleDownDelayS, counts } = input;
  const analysisAt = findingsAt(at, 'analysis');
  const judging = planAnalysis(analysisAt, input.analysis ?? {}, context);
  const analysis = judged(analysisAt, judging, ALL_REQUESTS, context);
  if (judging.holds && scaleDownDelayS !== undefined) problems.rule('scaleDownDelay', checkDelay(scaleDownDelayS, analysis));
  return { rollout: { kind: 'blue-green', manualPromotion, scaleDownDelayS, analysis }, peakPods: blueGreenPeak(counts?.max ?? 1) };
}

/** The second version of a queue worker. */
export function planQueueRollout(
  at: Findings,
  input: QueueRolloutInput,
  context: RolloutContext,
  places: QueueRolloutPlaces,
): SettledRollout<QueueRolloutPlan> {
  const { problems } = at;
  const { switch: queueSwitch, counts, subjects, image = input.ownImage, redeliveries = REDELIVERIES, severity = 'warning' } = input;
  const update = planUpdate(problems.at(places.update), input.update ?? {}, '') ?? DEFAULT_ROLLING_UPDATE;
  const holds = problems.rule(switchPlace(queueSwitch), checkQueueSwitch(queueSwitch));
  if (isExclusive(queueSwitch)) problems.rule('exclusive', checkFeature(context.target, 'nats-consumer-pause'));
  subjects.forEach((subject, index) => problems.rule(places.subject(index), checkNextSubject(subject)));
  const pinned = input.image === undefined || problems.rule(places.image, checkImagePinned(image));
  if (pinned && input.image !== undefined && input.registries !== undefined)
    problems.rule(places.image, checkImageAllowed(image, input.registries));
  const analysisAt = findingsAt(at, places.analysis);
  const judging = planAnalysis(analysisAt, { ...input.analysis, intervalS: 'window', failureLimit: undefined }, context);
  const analysis = judged(analysisAt, judging, holds ? judgedShare(queueSwitch) : undefined, context);
  checkRedeliveries(analysisAt.problems, redeliveries);
  analysisAt.problems.rule('severity', checkOneLine(severity, `'warning'`));
  const most = counts.max;
  const nextMost = holds ? nextReplicas(most, queueSwitch) : most;
  return {
    rollout: {
      kind: 'queue',
      switch: queueSwitch,
      update,
      image,
      // as if it got everything, so that a changed weight replaces no pod
      maxAckPending: input.maxAckPending ?? maxAckPendingNeeded(most, input.concurrency),
      analysis,
      redeliveries: ofOne(redeliveries),
      natsMetricPrefix: input.natsMetricPrefix ?? 'jetstream',
      severity,
    },
    peakPods: rolloutPeak(most, update) + rolloutPeak(nextMost, update),
  };
}

/** The switch of a queue worker, with what was left out. */
export function canarySwitch(weight: number = CANARY.shape.weight.said.default): QueueCanarySwitch {
  return { kind: 'canary', weight };
}

/** The same for two complete versions. */
export function blueGreenSwitch(
  active: 'blue' | 'green' | 'none' = BLUE_GREEN.shape.active.said.default,
  exclusive: boolean = BLUE_GREEN.shape.exclusive.said.default,
): QueueBlueGreenSwitch {
  return { kind: 'blue-green', active, exclusive };
}

function switchPlace({ kind }: QueueSwitch): string {
  switch (kind) {
    case 'canary':
      return 'weight';
    case 'blue-green':
      return 'active';
  }
}

/** Percent that the analysis will see: nothing is decided at weight 0 of a canary, and green is judged once it gets everything. */
function judgedShare(queueSwitch: QueueSwitch): number | undefined {
  switch (queueSwitch.kind) {
    case 'canary':
      return queueSwitch.weight > 0 ? queueSwitch.weight : undefined;
    case 'blue-green':
      return ALL_REQUESTS;
  }
}

function checkRedeliveries(problems: Problems, percent: number): void {
  problems.that(
    percent > 0 && percent < 100,
    'redeliveries',
    'analysis-rates',
    `must be above 0 and below 100 %, got ${shown(percent)}`,
    `write ${REDELIVERIES}`,
  );
}

/**
 * Rule `scale-down-delay`: the analysis ends with the old pods, and without them there is nothing to switch back to.
 *
 * @see https://argo-rollouts.readthedocs.io/en/stable/features/bluegreen/#postpromotionanalysis
 */
function checkDelay(delayS: number, { windowS, intervalS }: AnalysisPlan): Violation | undefined {
  return Number.isInteger(delayS) && delayS >= windowS + intervalS
    ? undefined
    : {
        rule: 'scale-down-delay',
        problem: `the old pods would go ${delayS} s after the switch and end the analysis of ${windowS} s`,
        fix: `leave it out, or write ${windowS + intervalS} whole seconds or more`,
      };
}

/** A router, complete. */
function planRouter(problems: Problems, { gateway, namespace, namespaceAt, hostnames }: RouterInput): RouterPlan {
  // Rule `gateway-name`: a route whose Gateway cannot be found is never served. https://gateway-api.sigs.k8s.io/reference/spec/
  problems.that(
    isDnsSubdomain(gateway),
    'gateway',
    'gateway-name',
    `must be the name of a Gateway, got ${shown(gateway)}`,
    `write 'public'`,
  );
  problems.rule(namespaceAt, checkDnsLabel(namespace));
  if (hostnames === undefined) return { gateway, namespace, hostnames: [] };
  // Rule `hostnames`: the API server refuses a route with more than 16 host names, or with one twice.
  // https://gateway-api.sigs.k8s.io/reference/spec/
  problems.that(
    hostnames.length >= 1 && hostnames.length <= MAX_HOSTNAMES && new Set(hostnames).size === hostnames.length,
    'hostnames',
    'hostnames',
    `must be 1 to ${MAX_HOSTNAMES} different names, got ${hostnames.length}`,
    'name each once, or leave it out',
  );
  hostnames.forEach((hostname, index) => {
    problems.that(
      isDnsName(hostname.replace(/^\*\./, '')) && !/^[\d.]+$/.test(hostname),
      below('hostnames', index),
      'hostnames',
      `must be a DNS name, got ${shown(hostname)}`,
      `write 'coordinator.example.com'`,
    );
  });
  return { gateway, namespace, hostnames };
}
