import { checkAckPending, checkStableBacklog, replicasFor, type Throughput } from '../bus/queue';
import { BUS_MONITORING_ENDPOINT } from '../bus/places';
import type { Findings } from '../../kernel/findings';
import { below, type Problems, type Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { checkFeature, checkVersion, type TargetVersions } from '../../kernel/versions';
import { type BehaviorInput, type BehaviorPlan, checkStabilizationWindow, planBehavior } from './behavior';
import { checkDrain, type Drain, drainedBacklog } from './drain';
import { planBounds, type QueueScalePlan, type ScalerEngine } from './plan';
import { planPrescale, type PrescaleInput } from './prescale';
import { REPLICAS } from '../resources/schema';
import { checkHostPort } from '../services/places';
import { SCALE } from './schema';

/** How much unfinished work a replica may hold: a number, or a time to empty the queue in. */
export type BacklogInput =
  { readonly kind: 'messages'; readonly messages: number; readonly concurrency?: undefined } | ({ readonly kind: 'drained' } & Drain);

/** What both doors bring for a count that follows a queue. */
export interface QueueScaleInput {
  /** @default 1 */
  readonly min?: number | undefined;
  readonly max: number;
  /** `undefined` where it could not be read, which was reported. */
  readonly backlog: BacklogInput | undefined;
  /** A person waits for the answer. @default false */
  readonly interactive?: boolean | undefined;
  /** @default 'keda' */
  readonly engine?: ScalerEngine | undefined;
  /** Kind of what is scaled. @default 'Deployment' */
  readonly kind?: string | undefined;
  readonly behavior?: BehaviorInput | undefined;
  /** Seconds before replicas are removed, where that is all that is said of the behavior. */
  readonly scaleDownWindowS?: number | undefined;
  readonly prescale?: readonly PrescaleInput[] | undefined;
  readonly monitoringEndpoint?: string | undefined;
  /** @default - the minimum, at least 1 */
  readonly fallbackReplicas?: number | undefined;
  readonly cooldownS?: number | undefined;
  /** `max_ack_pending` of the consumer. @default - not checked here */
  readonly maxAckPending?: number | undefined;
  /** Tasks one replica works on at a time. @default - not checked here */
  readonly concurrency?: number | undefined;
  /** How fast one replica works. @default - not known */
  readonly throughput?: Throughput | undefined;
  /** The largest load that is expected: messages per second of an ordinary day, and how many times that. @default - not known */
  readonly largestLoad?: { readonly rate: number; readonly times: number } | undefined;
}

/** What a door calls the things that it brings. */
export interface ScalePlaces {
  readonly min: string;
  readonly max: string;
  readonly backlog: string;
  /** Of a window: its name. */
  readonly prescaleName: string;
}

/** Where problems of a scale are recorded: of its bounds, and of its windows, which an environment does not override. */
export interface ScaleFindings extends Findings {
  readonly prescale: Problems;
}

/**
 * A count that follows a queue, complete. Where a problem was recorded the smallest harmless value stands in.
 *
 * @param target `undefined` where it could not be read
 */
export function planQueueScale(
  at: ScaleFindings,
  input: QueueScaleInput,
  target: TargetVersions | undefined,
  places: ScalePlaces,
): QueueScalePlan {
  const { problems } = at;
  const { engine = 'keda', scaleDownWindowS, monitoringEndpoint = BUS_MONITORING_ENDPOINT } = input;
  const { min, max } = planBounds(problems, input, places);
  if (min === 0) checkZero(problems, input, engine, target, places.min);
  const backlogPerReplica = planBacklog(at, input, max, places);
  if (scaleDownWindowS !== undefined) problems.rule('scaleDownWindow', checkStabilizationWindow(scaleDownWindowS));
  const behavior =
    input.behavior === undefined ? behaviorOf(scaleDownWindowS) : planBehavior(problems.at('behavior'), input.behavior, target);
  checkEngine(at, input, engine, target !== undefined, places.min);
  const { throughput } = input;
  const prescale = planPrescale(at.prescale, input.prescale ?? [], { max, throughput, nameAt: places.prescaleName, maxAt: places.max });
  checkKeda(problems, input, { min, max }, places.min);
  if (engine === 'keda' && target?.keda !== undefined && checkVersion('keda', target.keda) === undefined)
    checkKedaRelease(at, input, target, { nameAt: places.prescaleName, min, minAt: places.min });
  checkInFlight(problems, input, max);
  return {
    kind: 'queue',
    min,
    max: max ?? REPLICAS.min,
    backlogPerReplica,
    engine,
    behavior,
    prescale,
    monitoringEndpoint,
    fallbackReplicas: input.fallbackReplicas ?? Math.max(1, min),
    metricType:
      engine === 'keda' && target?.keda !== undefined && checkFeature(target, 'keda-metric-type') !== undefined
        ? 'AverageValue'
        : undefined,
    cooldownS: input.cooldownS,
  };
}

/**
 * Rule `scale-to-zero`: with no pod a metric of pods has no value, so the workload never comes back; and a person would wait for a pod to
 * start. Then `target-version`: without KEDA a count of zero needs a newer Kubernetes.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
 */
function checkZero(
  problems: Problems,
  { interactive = false }: QueueScaleInput,
  engine: ScalerEngine,
  target: TargetVersions | undefined,
  place: string,
): void {
  const byPerson = problems.that(
    !interactive,
    place,
    'scale-to-zero',
    'is 0, but a person waits for the answer (interactive)',
    'keep at least 1 replica',
  );
  if (!byPerson || target === undefined || checkVersion('kubernetes', target.kubernetes) !== undefined) return;
  switch (engine) {
    case 'keda':
      return;
    case 'prometheus-adapter':
      problems.rule(place, checkFeature(target, 'hpa-scale-to-zero'));
  }
}

/** Unfinished messages that one replica may hold; 1 where a problem was recorded. */
function planBacklog(
  { problems, warnings }: Findings,
  input: QueueScaleInput,
  max: number | undefined,
  { backlog: place, max: maxPlace }: ScalePlaces,
): number {
  const { backlog } = input;
  if (backlog === undefined) return 1;
  const concurrency = input.concurrency ?? backlog.concurrency ?? input.throughput?.concurrency;
  switch (backlog.kind) {
    case 'messages': {
      const { min, max: most } = SCALE.shape.onQueueDepth.said;
      if (!problems.integer(place, backlog.messages, min, most)) return 1;
      if (concurrency !== undefined) warnings.rule(place, checkStableBacklog(backlog.messages, concurrency));
      return backlog.messages;
    }
    case 'drained': {
      if (!problems.rule(place, checkDrain(backlog))) return 1;
      problems.rule(place, checkLargestLoad(input, max, maxPlace));
      const messages = drainedBacklog(backlog);
      // one task at a time has no stable whole backlog: allowed, and warned of
      if (concurrency !== undefined) warnings.rule(place, checkStableBacklog(messages, concurrency));
      return messages;
    }
  }
}

/** Checks `drain-objective`: a backlog per replica of at most μ·W is drained within W only if max carries the largest load that is expected. */
function checkLargestLoad({ largestLoad, throughput }: QueueScaleInput, max: number | undefined, maxPlace: string): Violation | undefined {
  if (largestLoad === undefined || throughput === undefined || max === undefined) return undefined;
  const { rate, times } = largestLoad;
  const needed = replicasFor(rate * times, throughput);
  return needed <= max
    ? undefined
    : {
        rule: 'drain-objective',
        problem: `${rate}/s × ${times} needs ${needed} replicas, but max is ${max}: the backlog would never drain`,
        fix: `raise ${maxPlace} to at least ${needed}`,
      };
}

/** What a HorizontalPodAutoscaler has no field for is refused, not dropped. */
function checkEngine(
  { problems, prescale }: ScaleFindings,
  input: QueueScaleInput,
  engine: ScalerEngine,
  known: boolean,
  minPlace: string,
): void {
  switch (engine) {
    case 'keda':
      return;
    case 'prometheus-adapter': {
      // Rule `prescale-engine`: only KEDA has a schedule, and a second autoscaler for it would work against the first.
      // https://keda.sh/docs/latest/scalers/cron/
      prescale.that(
        !known || (input.prescale ?? []).length === 0,
        '',
        'prescale-engine',
        `needs KEDA's cron trigger, but the scaler is '${engine}'`,
        `install KEDA, or raise ${minPlace} for the time of the load`,
      );
      for (const key of ['monitoringEndpoint', 'fallbackReplicas', 'cooldownPeriod'] as const) {
        const value = key === 'cooldownPeriod' ? input.cooldownS : input[key];
        // Rule `keda-only`: a HorizontalPodAutoscaler has no such field, so the value would be dropped silently.
        // https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/
        problems.that(
          value === undefined,
          key,
          'keda-only',
          'a HorizontalPodAutoscaler has nothing like it',
          `use the engine 'keda', or leave it out`,
        );
      }
    }
  }
}

/** What KEDA is told beside the queue: rules `host-port`, `whole-number` and `cooldown-to-zero`. */
function checkKeda(
  problems: Problems,
  { engine = 'keda', monitoringEndpoint, fallbackReplicas, cooldownS }: QueueScaleInput,
  { min, max }: { readonly min: number; readonly max: number | undefined },
  minPlace: string,
): void {
  if (engine !== 'keda') return;
  if (monitoringEndpoint !== undefined) problems.rule('monitoringEndpoint', checkHostPort(monitoringEndpoint));
  if (fallbackReplicas !== undefined) problems.integer('fallbackReplicas', fallbackReplicas, 1, max);
  if (cooldownS === undefined) return;
  problems.integer('cooldownPeriod', cooldownS, 0);
  // Rule `cooldown-to-zero`: KEDA waits for the cooldown only before it goes to zero, so elsewhere the value would have no effect.
  // https://keda.sh/docs/latest/reference/scaledobject-spec/#cooldownperiod
  problems.that(
    min === 0,
    'cooldownPeriod',
    'cooldown-to-zero',
    `is only waited for before zero, and ${minPlace} is ${shown(min)}`,
    `state behavior.scaleDown.stabilizationWindow instead, or ${minPlace} 0`,
  );
}

/** Checks `target-version`: what an older KEDA does wrongly, drops, or does not do. */
function checkKedaRelease(
  at: ScaleFindings,
  { kind = 'Deployment', prescale = [], behavior }: QueueScaleInput,
  target: TargetVersions,
  { min, minAt, nameAt }: { readonly min: number; readonly minAt: string; readonly nameAt: string },
): void {
  const { problems } = at;
  if (min === 0) problems.rule(minAt, checkFeature(target, 'keda-fallback-at-zero'));
  if (kind !== 'Deployment' && kind !== 'StatefulSet') problems.rule('target', checkFeature(target, 'keda-rollout-fallback'));
  for (const direction of ['scaleUp', 'scaleDown'] as const) {
    if (behavior?.[direction]?.tolerance !== undefined)
      problems.rule(below(below('behavior', direction), 'tolerance'), checkFeature(target, 'keda-tolerance'));
  }
  prescale.forEach(({ start, end }, index) => {
    if (`${start}${end}`.includes(',')) at.prescale.rule(below(below('', index), nameAt), checkFeature(target, 'keda-cron-list'));
  });
}

/** Messages in flight at the largest count: rules `whole-number` and `max-ack-pending`. */
function checkInFlight(problems: Problems, { maxAckPending, concurrency, backlog }: QueueScaleInput, max: number | undefined): void {
  const tasks = concurrency ?? backlog?.concurrency;
  const known = concurrency === undefined ? tasks !== undefined && tasks >= 1 : problems.integer('concurrency', concurrency, 1);
  const given = maxAckPending !== undefined && problems.integer('maxAckPending', maxAckPending, 1);
  if (known && given && tasks !== undefined && max !== undefined)
    problems.rule('maxAckPending', checkAckPending(maxAckPending, max, tasks));
}

/** A behavior that only says how long the count must be too large before it falls. */
function behaviorOf(scaleDownWindowS: number | undefined): BehaviorPlan | undefined {
  if (scaleDownWindowS === undefined) return undefined;
  return {
    scaleUp: undefined,
    scaleDown: { windowS: scaleDownWindowS, policies: undefined, selectPolicy: undefined, tolerance: undefined },
  };
}
