import type { ServiceStates } from '../external/state';
import { checkHostPort } from '../services/places';
import { checkPlainId } from '../../kernel/names';
import { serviceRate, type Throughput } from '../bus/queue';
import { checkRate } from '../rollout/analysis';
import { checkReference, type Findings, findingsAt, secondsOf } from '../../kernel/findings';
import { byText, sortedEntries } from '../../kernel/order';
import { below, type Problems } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import type { TargetVersions } from '../../kernel/versions';
import { planFixedScale, type QueueScalePlan, type ScalePlan, type ScalerEngine } from './plan';
import { type BacklogInput, planQueueScale } from './queue';
import { checkWindow, type PrescaleInput } from './prescale';
import { TRAFFIC_PROFILE } from './schema';
import type { ScaleOverride, ScaleSpec, ScalingSpec, TrafficProfileSpec } from './spec';

/** An agent, as far as its scale is concerned. */
interface Scaled {
  readonly replicas?: number;
  readonly scaling?: ScalingSpec;
  readonly baseRate?: number;
  readonly interactive?: boolean;
}

/** An environment, as far as scales are concerned. */
export interface ScaleContext {
  readonly target: TargetVersions;
  readonly scaler: ScalerEngine;
  /** How it has each of the shared services. */
  readonly states: ServiceStates;
  readonly spec: { readonly profiles?: Readonly<Record<string, TrafficProfileSpec>> };
  /** Of the environment itself. */
  readonly problems: Problems;
}

/** What an environment says about one agent's scale, and where. */
export interface Override {
  readonly spec: ScaleOverride;
  readonly findings: Findings;
}

/** What the scale of one agent is judged by. */
export interface ScaleInput {
  readonly agent: Scaled;
  readonly findings: Findings;
  readonly override: Override | undefined;
  /** `undefined` if the task's times could not be read. */
  readonly throughput: Throughput | undefined;
}

/** Who owns the count, and its bounds: as the agent says, or as the environment says instead. */
export function resolveScale(input: ScaleInput, context: ScaleContext): ScalePlan {
  const { agent, findings, override } = input;
  const { scaling } = agent;
  const unread = scaling === undefined && findings.problems.unread('scaling');
  if (scaling === undefined || unread) return fixedScale(input, unread);
  findings.problems.that(
    agent.replicas === undefined,
    'replicas',
    'one-owner',
    `scaling owns the count, got ${shown(agent.replicas)}`,
    'leave out replicas or scaling',
  );
  const own = { spec: scaling, findings: findingsAt(findings, 'scaling') };
  if (override === undefined) return queueScale(own.spec, own.findings, input, scaling, context);
  if (!isFixed(override.spec)) return queueScale(override.spec, override.findings, input, scaling, context);
  // Rule `scale-kind`: the environment may change the bounds of a count, not how the agent is scaled (our choice).
  override.findings.problems.rule('replicas', {
    rule: 'scale-kind',
    problem: 'is a fixed count, but the agent is scaled on its queue',
    fix: 'write min, max and onQueueDepth',
  });
  return queueScale(own.spec, own.findings, input, scaling, context);
}

/** Checks the loads that an environment names: rules `multiplier`, `cron`, `time-zone` and `prescale-window`. */
export function checkProfiles(profiles: Readonly<Record<string, TrafficProfileSpec>>, findings: Findings): void {
  const { above, max } = TRAFFIC_PROFILE.shape.multiplier.said;
  for (const [name, profile] of sortedEntries(profiles)) {
    const { problems } = findingsAt(findings, 'profiles', name);
    problems.rule('', checkPlainId(name));
    const { multiplier } = profile;
    // Rule `multiplier`: a profile of load is a multiple of the base rate, and zero or a very large one is a mistake (our choice).
    problems.that(
      multiplier > above && multiplier <= max,
      'multiplier',
      'multiplier',
      `must be above ${above} and at most ${max}, got ${multiplier}`,
      'write how many times the base rate is expected',
    );
    checkWindow(problems, profile);
  }
}

function isFixed(spec: ScaleOverride): spec is Extract<ScaleOverride, { readonly replicas: number }> {
  return 'replicas' in spec;
}

function fixedScale({ agent, findings, override }: ScaleInput, unread: boolean): ScalePlan {
  if (override !== undefined && isFixed(override.spec)) return planFixedScale(override.findings.problems, override.spec.replicas);
  if (!unread) {
    override?.findings.problems.rule('', {
      rule: 'scale-kind',
      problem: 'has bounds, but the agent has a fixed count',
      fix: 'write replicas, or give the agent scaling',
    });
  }
  return planFixedScale(findings.problems, agent.replicas);
}

/** A count that follows the queue; `bounds` are the agent's own or those of the environment, the windows are always the agent's. */
function queueScale(
  bounds: ScaleSpec,
  here: Findings,
  input: ScaleInput,
  scaling: ScalingSpec,
  { target, scaler, states, spec, problems }: ScaleContext,
): QueueScalePlan {
  const { agent, throughput } = input;
  const windows = input.findings.problems.at('scaling').at('prescale');
  const profiles = spec.profiles ?? {};
  const rate = agent.baseRate !== undefined && checkRate(agent.baseRate) === undefined ? agent.baseRate : undefined;
  const times = Math.max(1, ...(scaling.prescale ?? []).map(({ profile }) => profiles[profile]?.multiplier ?? 1));
  const backlog = backlogOf(bounds, here, throughput);
  const scale = planQueueScale(
    { ...here, prescale: windows },
    {
      min: bounds.min,
      max: bounds.max,
      backlog,
      interactive: agent.interactive,
      engine: scaler,
      ...(scaler === 'keda' && { monitoringEndpoint: monitoringOf(states, here.problems) }),
      scaleDownWindowS: secondsOf(here.problems, 'scaleDownWindow', bounds.scaleDownWindow),
      prescale: prescaleOf(input, scaling, profiles, problems),
      throughput,
      largestLoad: rate === undefined ? undefined : { rate, times },
    },
    problems.unread('target') ? undefined : target,
    { min: 'min', max: 'max', backlog: bounds.onQueueDepth === undefined ? 'drainedWithin' : 'onQueueDepth', prescaleName: 'profile' },
  );
  return { ...scale, prescale: [...scale.prescale].sort((a, b) => byText(a.name, b.name)) };
}

/** Rule `one-target`: a backlog for each replica and a time to empty the queue are two targets for one count (our choice). */
function backlogOf(
  { onQueueDepth, drainedWithin }: ScaleSpec,
  { problems }: Findings,
  throughput: Throughput | undefined,
): BacklogInput | undefined {
  const lost = problems.anyUnread('onQueueDepth', 'drainedWithin');
  if (!lost && (onQueueDepth === undefined) === (drainedWithin === undefined)) {
    const got = onQueueDepth === undefined ? 'neither' : 'both';
    problems.rule('', {
      rule: 'one-target',
      problem: `must have exactly one of onQueueDepth and drainedWithin, got ${got}`,
      fix: 'write onQueueDepth: 8, or the longest time a backlog may take',
    });
    return undefined;
  }
  if (onQueueDepth !== undefined) return { kind: 'messages', messages: onQueueDepth };
  const withinS = secondsOf(problems, 'drainedWithin', drainedWithin);
  return withinS === undefined || throughput === undefined
    ? undefined
    : { kind: 'drained', messagesPerSecond: serviceRate(throughput), withinS, concurrency: throughput.concurrency };
}

/** The windows of the profiles that the agent names. */
function prescaleOf(
  { agent, findings }: ScaleInput,
  { prescale = [] }: ScalingSpec,
  profiles: Readonly<Record<string, TrafficProfileSpec>>,
  environment: Problems,
): PrescaleInput[] {
  return prescale.map(({ profile, replicas }, index): PrescaleInput => {
    const { problems } = findingsAt(findingsAt(findings, 'scaling'), 'prescale', index);
    const known = Object.hasOwn(profiles, profile) ? profiles[profile] : undefined;
    const lost = problems.standsIn('profile') || environment.unread(below('profiles', profile));
    if (known === undefined && !lost) problems.rule('profile', checkReference('profile', profile, Object.keys(profiles)));
    const { multiplier, start = '', end = '', timeZone = '' } = known ?? {};
    return { name: profile, start, end, timeZone, replicas, load: loadOf(agent.baseRate, multiplier, findings.problems) };
  });
}

/** Messages per second in a window; `undefined` only where the agent says nothing of its rate. */
function loadOf(baseRate: number | undefined, multiplier: number | undefined, problems: Problems): number | 'lost' | undefined {
  if (multiplier === undefined || problems.unread('baseRate')) return 'lost';
  return baseRate === undefined ? undefined : baseRate * multiplier;
}

/**
 * Where KEDA reads the consumers of a bus that others run; `undefined` of any other bus.
 *
 * Rule `bus-monitoring`: KEDA reads how many messages wait from the servers themselves, so it must know where they say it.
 *
 * @see https://keda.sh/docs/latest/scalers/nats-jetstream/
 */
export function monitoringOf(states: ServiceStates, problems: Problems): string | undefined {
  const bus = states.get('bus');
  if (bus?.kind !== 'external') return undefined;
  problems.that(
    bus.plan.monitoring !== undefined,
    '',
    'bus-monitoring',
    'KEDA reads how many messages wait from the servers of the bus, and others run it',
    `write services.nats.external.monitoring: 'nats.example.com:8222', or a fixed count`,
  );
  // a text that is no host and port was reported where it is written
  return bus.plan.monitoring === undefined || checkHostPort(bus.plan.monitoring) === undefined ? bus.plan.monitoring : undefined;
}
