import { drainedBacklog, checkDrain } from './drain';
import { checkStableBacklog, replicasFor, serviceRate, type Throughput } from '../bus/queue';
import { byText } from '../../kernel/order';
import { shown } from '../../kernel/shown';
import { checkFeature, checkVersion } from '../../kernel/versions';
import type { AgentSpec } from '../agent/spec';
import type { PrescaleSpec, ScaleSpec, ScaleOverride } from './spec';
import { DEFAULTS, LIMITS } from '../../kernel/defaults';
import { type Findings, findingsAt, checkReference, secondsOf, wholeSecondsOf } from '../../kernel/findings';
import type { PrescalePlan, ScalePlan } from './plan';
import { below } from '../../kernel/problems';
import type { Frame } from '../../resolve/frame';

/** What an environment says about one agent's scale, and where. */
export interface Override {
  readonly spec: ScaleOverride;
  readonly findings: Findings;
}

/** What the scale of one agent is judged by. */
export interface ScaleInput {
  readonly agent: AgentSpec;
  readonly findings: Findings;
  readonly override: Override | undefined;
  /** `undefined` if the task's times could not be read. */
  readonly throughput: Throughput | undefined;
}

/** Who owns the count, and its bounds: as the agent says, or as the environment says instead. */
export function resolveScale(input: ScaleInput, frame: Frame): ScalePlan {
  const { agent, findings, override } = input;
  const { scaling } = agent;
  const unread = scaling === undefined && findings.problems.unread('scaling');
  // Rule `unique-prescale`: a profile that is named twice would open its window twice (our choice).
  if (scaling === undefined || unread) return fixedScale(input, unread);
  findings.problems.that(
    agent.replicas === undefined,
    'replicas',
    'one-owner',
    `scaling owns the count, got ${shown(agent.replicas)}`,
    'leave out replicas or scaling',
  );
  if (override !== undefined && isFixed(override.spec)) {
    // Rule `scale-kind`: the environment may change the bounds of a count, not how the agent is scaled (our choice).
    override.findings.problems.rule('replicas', {
      rule: 'scale-kind',
      problem: 'is a fixed count, but the agent is scaled on its queue',
      fix: 'write min, max and onQueueDepth',
    });
    return queueScale(scaling, findingsAt(findings, 'scaling'), input, frame);
  }
  return override === undefined
    ? queueScale(scaling, findingsAt(findings, 'scaling'), input, frame)
    : queueScale(override.spec as ScaleSpec, override.findings, input, frame);
}

function isFixed(spec: ScaleOverride): spec is Extract<ScaleOverride, { readonly replicas: number }> {
  return 'replicas' in spec;
}

function fixedScale({ agent, findings, override }: ScaleInput, unread: boolean): ScalePlan {
  const { min, max } = LIMITS.replicas;
  if (override !== undefined && isFixed(override.spec)) {
    const { replicas } = override.spec;
    override.findings.problems.integer('replicas', replicas, min, max);
    return { kind: 'fixed', replicas };
  }
  if (!unread) {
    override?.findings.problems.rule('', {
      rule: 'scale-kind',
      problem: 'has bounds, but the agent has a fixed count',
      fix: 'write replicas, or give the agent scaling',
    });
  }
  const { replicas = DEFAULTS.agent.replicas } = agent;
  const ok = findings.problems.integer('replicas', replicas, min, max);
  return { kind: 'fixed', replicas: ok ? replicas : min };
}

function queueScale(bounds: ScaleSpec, here: Findings, input: ScaleInput, frame: Frame): ScalePlan {
  const { min, max } = resolveBounds(bounds, here, input, frame);
  const backlogPerReplica = resolveBacklog(bounds, here, input, frame, max);
  return {
    kind: 'queue',
    min,
    max: max ?? LIMITS.replicas.min,
    backlogPerReplica,
    scaleDownWindowS: wholeSecondsOf(here.problems, 'scaleDownWindow', bounds.scaleDownWindow, LIMITS.scaleDownWindowS),
    prescale: resolvePrescale(input, frame, max),
  };
}

/** `max` is `undefined` unless it may be compared with. */
function resolveBounds(
  bounds: ScaleSpec,
  { problems }: Findings,
  { agent }: ScaleInput,
  frame: Frame,
): { min: number; max: number | undefined } {
  const { min, max } = bounds;
  const minHolds = problems.integer('min', min, 0, LIMITS.replicas.max);
  const maxHolds = problems.integer('max', max, minHolds ? Math.max(LIMITS.replicas.min, min) : LIMITS.replicas.min, LIMITS.replicas.max);
  if (min === 0 && !problems.standsIn('min')) {
    const target = frame.resolved.target;
    const byPerson = problems.that(
      agent.interactive !== true,
      'min',
      'scale-to-zero',
      'is 0, but a person waits for the answer (interactive)',
      'keep at least 1 replica',
    );
    if (byPerson && frame.resolved.scaler === 'prometheus-adapter' && checkVersion('kubernetes', target.kubernetes) === undefined) {
      const missing = checkFeature(target, 'hpa-scale-to-zero');
      if (missing !== undefined) problems.rule('min', { ...missing, rule: 'scale-to-zero' });
    }
  }
  return { min, max: maxHolds ? max : undefined };
}

/** Rule `one-target`: a backlog for each replica and a time to empty the queue are two targets for one count (our choice). */
function resolveBacklog(
  bounds: ScaleSpec,
  { problems, warnings }: Findings,
  input: ScaleInput,
  frame: Frame,
  max: number | undefined,
): number {
  const { onQueueDepth, drainedWithin } = bounds;
  const lost = problems.anyUnread('onQueueDepth', 'drainedWithin');
  if (!lost && (onQueueDepth === undefined) === (drainedWithin === undefined)) {
    const got = onQueueDepth === undefined ? 'neither' : 'both';
    problems.rule('', {
      rule: 'one-target',
      problem: `must have exactly one of onQueueDepth and drainedWithin, got ${got}`,
      fix: 'write onQueueDepth: 8, or the longest time a backlog may take',
    });
    return 1;
  }
  if (onQueueDepth !== undefined) {
    const ok = problems.integer('onQueueDepth', onQueueDepth, LIMITS.backlog.min, LIMITS.backlog.max);
    if (ok && input.throughput !== undefined) warnings.rule('onQueueDepth', checkStableBacklog(onQueueDepth, input.throughput.concurrency));
    return ok ? onQueueDepth : 1;
  }
  const withinS = secondsOf(problems, 'drainedWithin', drainedWithin);
  return withinS === undefined || input.throughput === undefined
    ? 1
    : backlogWithin(withinS, input.throughput, { problems, warnings }, input, frame, max);
}

/** A backlog per replica of at most μ·W is drained within W, if max carries the largest load that is expected. */
function backlogWithin(
  withinS: number,
  throughput: Throughput,
  { problems, warnings }: Findings,
  { agent }: ScaleInput,
  frame: Frame,
  max: number | undefined,
): number {
  const rule = 'drain-objective';
  const { concurrency } = throughput;
  const drain = { messagesPerSecond: serviceRate(throughput), withinS, concurrency };
  if (!problems.rule('drainedWithin', checkDrain(drain))) return 1;
  if (max !== undefined && isRate(agent.baseRate)) {
    const multiplier = Math.max(
      1,
      ...(agent.scaling?.prescale ?? []).map(({ profile }) => frame.spec.profiles?.[profile]?.multiplier ?? 1),
    );
    const needed = replicasFor(agent.baseRate * multiplier, throughput);
    // Rule `prescale-max`: the count cannot rise above max, so the window would not reach the replicas that were asked for (our choice).
    problems.that(
      needed <= max,
      'drainedWithin',
      rule,
      `${agent.baseRate}/s × ${multiplier} needs ${needed} replicas, but max is ${max}: the backlog would never drain`,
      `raise max to at least ${needed}`,
    );
  }
  const backlog = drainedBacklog(drain);
  // one task at a time has no stable whole backlog: allowed, and warned of
  warnings.rule('drainedWithin', checkStableBacklog(backlog, concurrency));
  return backlog;
}

function resolvePrescale(input: ScaleInput, frame: Frame, max: number | undefined): PrescalePlan[] {
  const { agent, findings } = input;
  const entries = agent.scaling?.prescale ?? [];
  if (entries.length > 0) {
    findings.problems.that(
      frame.resolved.scaler === 'keda' || frame.problems.unread('target'),
      'scaling.prescale',
      'prescale-engine',
      `needs KEDA's cron trigger, but the scaler is '${frame.resolved.scaler}'`,
      `install KEDA, or raise min for the time of the load`,
    );
  }
  return entries
    .flatMap((entry, index) => {
      const here = findingsAt(findingsAt(findings, 'scaling'), 'prescale', index);
      const first = entries.findIndex(({ profile }) => profile === entry.profile) === index;
      if (!here.problems.that(first, 'profile', 'unique-prescale', `${shown(entry.profile)} is named twice`, 'name each profile once'))
        return [];
      return prescaleFor(entry, here, input, frame, max);
    })
    .sort((a, b) => byText(a.profile, b.profile));
}

function prescaleFor(
  { profile, replicas }: PrescaleSpec,
  { problems }: Findings,
  { agent, findings, throughput }: ScaleInput,
  frame: Frame,
  max: number | undefined,
): PrescalePlan[] {
  const profiles = frame.spec.profiles ?? {};
  if (replicas !== undefined && problems.integer('replicas', replicas, LIMITS.replicas.min, LIMITS.replicas.max) && max !== undefined) {
    problems.that(
      replicas <= max,
      'replicas',
      'prescale-max',
      `is ${replicas}, but max is ${max}`,
      `raise max to ${replicas}, or leave replicas out`,
    );
  }
  if (problems.standsIn('profile')) return [];
  if (!Object.hasOwn(profiles, profile)) {
    if (!frame.problems.unread(below('profiles', profile)))
      problems.rule('profile', checkReference('profile', profile, Object.keys(profiles)));
    return [];
  }
  const { multiplier, start = '', end = '', timeZone = '' } = profiles[profile] ?? {};
  // Rule `prescale-rate`: without a base rate the replicas for the expected load cannot be derived (our choice).
  const rateKnown =
    replicas !== undefined ||
    findings.problems.unread('baseRate') ||
    problems.that(
      agent.baseRate !== undefined,
      'replicas',
      'prescale-rate',
      `cannot be derived without a baseRate`,
      `write the agent's baseRate, or replicas`,
    );
  const derived =
    rateKnown && throughput !== undefined && multiplier !== undefined && isRate(agent.baseRate)
      ? replicasFor(agent.baseRate * multiplier, throughput)
      : 1;
  return [{ profile, start, end, timeZone, replicas: replicas ?? Math.min(max ?? derived, derived) }];
}

function isRate(rate: number | undefined): rate is number {
  return rate !== undefined && rate > LIMITS.rate.above && rate <= LIMITS.rate.max;
}
