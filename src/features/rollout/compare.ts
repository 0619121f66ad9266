import { CONSUMER_LABELS, type NatsMetricPrefix } from '../bus/metrics';
import { sortedEntries } from '../../kernel/order';
import type { ErrorRates } from './analysis';
import { MAX_FALSE_ABORT, MAX_MISS } from './power';
import { requestsNeeded } from './sample-size';

/** How many times worse than the version before the next one must be, since a fault that both have is not its own. */
export const WORSE = 2;
/**
 * Messages that were delivered before and are unfinished at one time: one message that no version can process does not make a bad version.
 */
export const LEAST_REDELIVERED = 5;
/** Chance that a healthy version has had nothing to do by now, below which its silence is a fault. */
const SILENT_BY_CHANCE = 0.001;

/** Where one version's series are found. */
export interface VersionSeries {
  /** Of the pods. */
  readonly namespace: string;
  /** Name of the workload and of its PodMonitor. */
  readonly workload: string;
  /** Its consumer. */
  readonly account: string;
  readonly stream: string;
  readonly consumer: string;
}

/** Two versions of one queue worker, and what of the next one is too bad. */
export interface VersionComparison {
  readonly stable: VersionSeries;
  readonly next: VersionSeries;
  /** Percent of new messages that the next version gets, above 0. */
  readonly weight: number;
  /** Counter of all tasks. */
  readonly total: string;
  /** Counter of failed tasks; its series may be absent until the first failure. */
  readonly failed: string;
  /** Time that is looked at, in seconds. */
  readonly windowS: number;
  /** Share of failed tasks, of 1, above which the next version is too bad. */
  readonly threshold: number;
  /** What a healthy version and one that must be stopped fail of. */
  readonly rates: ErrorRates;
  /** Share of unfinished messages, of 1, that were delivered before, above which the next version is too bad. */
  readonly redeliveries: number;
  readonly natsMetricPrefix: NatsMetricPrefix;
}

/** Tasks of the next version after which its share of failures says something: as many as tell a healthy version from a bad one. */
export function leastTasks({ healthyRate, badRate }: ErrorRates): number {
  return requestsNeeded(healthyRate, badRate, MAX_FALSE_ABORT, 1 - MAX_MISS);
}

/** Tasks of the version before after which the next one cannot have had none by chance: (1 − weight)^n is below 1 in 1000. */
export function tasksUntilHeard(weight: number): number {
  return Math.ceil(Math.log(SILENT_BY_CHANCE) / Math.log1p(-weight / 100) - 1e-9);
}

/**
 * True where the next version fails too often, and more than twice as often as the version before, after enough tasks.
 *
 * `unless` and not `and`: where the version before has no tasks, it excuses nothing.
 */
export function errorsQuery(comparison: VersionComparison): string {
  const { stable, next, threshold, rates } = comparison;
  const share = errorRate(next, comparison);
  return [
    `${share} > ${threshold}`,
    `unless ${share} <= ${WORSE} * (${errorRate(stable, comparison)})`,
    `and ${tasks(next, comparison)} >= ${leastTasks(rates)}`,
  ].join('\n');
}

/** True where too large a share of the next version's unfinished messages was delivered before, and more than twice that of the version before. */
export function redeliveriesQuery(comparison: VersionComparison): string {
  const { stable, next, redeliveries } = comparison;
  const share = redelivered(next, comparison);
  const most = `max(max_over_time(${series('num_redelivered', next, comparison)}[${comparison.windowS}s]))`;
  return [
    `${share} > ${redeliveries}`,
    `unless ${share} <= ${WORSE} * (${redelivered(stable, comparison)})`,
    `and ${most} >= ${LEAST_REDELIVERED}`,
  ].join('\n');
}

/** True where the next version finishes no task though the version before does, or though messages wait for it all the time. */
export function noDataQuery(comparison: VersionComparison): string {
  const { stable, next, weight, windowS } = comparison;
  const waiting = `max(min_over_time(${series('num_pending', next, comparison)}[${windowS}s])) > 0`;
  // at 100 % the version before has nothing to report
  const others = weight < 100 ? `${tasks(stable, comparison)} >= ${tasksUntilHeard(weight)} or ${waiting}` : waiting;
  return `(${others})\nunless ${tasks(next, comparison)} > 0`;
}

/** Labels that Prometheus Operator gives the series of a PodMonitor's pods. */
function selectorOf({ namespace, workload }: VersionSeries): Readonly<Record<string, string>> {
  return { job: `${namespace}/${workload}`, namespace };
}

/**
 * Failed share of a version's tasks. No failure series means no failure; without tasks it is empty or `NaN`, which compares as false.
 *
 * Unlike `errorRateQuery` it lets the first failure of a series go that did not begin at 0: over a window with enough tasks that is one a
 * pod at most, and people have to read this.
 */
function errorRate(version: VersionSeries, { total, failed, windowS }: VersionComparison): string {
  const perSecond = (metric: string): string => `sum(rate(${metric}{${matchers(selectorOf(version))}}[${windowS}s]))`;
  return `(${perSecond(failed)} or vector(0)) / ${perSecond(total)}`;
}

function tasks(version: VersionSeries, { total, windowS }: VersionComparison): string {
  return `sum(increase(${total}{${matchers(selectorOf(version))}}[${windowS}s]))`;
}

/** Share of unfinished messages that were delivered before, over the window and weighted by how many there were. */
function redelivered(version: VersionSeries, comparison: VersionComparison): string {
  const over = (name: string): string => `sum(sum_over_time(${series(name, version, comparison)}[${comparison.windowS}s]))`;
  return `${over('num_redelivered')} / ${over('num_ack_pending')}`;
}

/** Of the consumer's leader only: followers' numbers are stale. https://github.com/nats-io/prometheus-nats-exporter/blob/main/collector/jsz.go */
function series(name: string, { account, stream, consumer }: VersionSeries, { natsMetricPrefix }: VersionComparison): string {
  const labels = { [CONSUMER_LABELS.account]: account, [CONSUMER_LABELS.stream]: stream, [CONSUMER_LABELS.consumer]: consumer };
  return `${natsMetricPrefix}_consumer_${name}{${matchers({ ...labels, is_consumer_leader: 'true' })}}`;
}

/** Names and ids of ours hold nothing that would have to be escaped. */
function matchers(labels: Readonly<Record<string, string>>): string {
  return sortedEntries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',');
}
