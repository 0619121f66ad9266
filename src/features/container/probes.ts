import { checkWholeSeconds, durationS } from '../../kernel/duration';
import type { Problems, Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { checkArguments } from './program';
import { LIVE_PROBE, READY_PROBE, START_PROBE } from './schema';

/** Longest time of one probe; whoever waits longer waits for nothing. */
export const LONGEST_S = 3600;
/** What a rollout waits for a new pod beside its start: a place on a node, its image, and being ready. */
const BEFORE_START_S = 450;

/** Where each is asked unless something else is said. */
const PATHS = { start: '/startz', ready: '/readyz', live: '/livez' } as const;
const SCHEMAS = { start: START_PROBE, ready: READY_PROBE, live: LIVE_PROBE } as const;
type ProbeName = keyof typeof PATHS;

/** What is asked. */
export type ProbeQuestion =
  { readonly kind: 'http'; readonly path: string; readonly port: number } | { readonly kind: 'exec'; readonly command: readonly string[] };

/** One probe, complete. */
export interface ProbePlan {
  readonly question: ProbeQuestion;
  /** 0: at once. */
  readonly initialDelayS: number;
  readonly periodS: number;
  readonly timeoutS: number;
  readonly failures: number;
}

/** All probes of a program. */
export interface ProbesPlan {
  readonly start: ProbePlan;
  readonly ready: ProbePlan;
  /** `undefined`: it is turned off. */
  readonly live: ProbePlan | undefined;
}

/** One probe, as it is said. */
export interface ProbeInput {
  readonly path?: string | undefined;
  readonly port?: number | undefined;
  readonly command?: readonly string[] | undefined;
  readonly initialDelayS?: number | undefined;
  readonly periodS?: number | undefined;
  readonly timeoutS?: number | undefined;
  readonly failures?: number | undefined;
  readonly off?: boolean | undefined;
}

/** All probes, as they are said. */
export interface ProbesInput {
  readonly path?: string | undefined;
  readonly start?: ProbeInput | undefined;
  readonly ready?: ProbeInput | undefined;
  readonly live?: ProbeInput | undefined;
}

/** Completes and checks the probes of a program that listens on `port`. */
export function planProbes(problems: Problems, { path, start, ready, live }: ProbesInput, port: number): ProbesPlan {
  if (path !== undefined) problems.rule('path', checkProbePath(path));
  const planned = (name: ProbeName, input: ProbeInput = {}): ProbePlan => planProbe(problems.at(name), name, input, { path, port });
  const plan = { start: planned('start', start), ready: planned('ready', ready) };
  if (live?.off !== true) return { ...plan, live: planned('live', live) };
  const more = Object.entries(live).filter(([key, value]) => key !== 'off' && value !== undefined);
  // Rule `one-probe`: two answers to one question contradict each other (our choice).
  problems.that(more.length === 0, 'live', 'one-probe', 'is off, and says what is asked as well', 'leave out off, or all the rest');
  return { ...plan, live: undefined };
}

/** Longest time that a program may take to start: after it, it is started again. */
export function longestStartS({ start: { initialDelayS, periodS, failures } }: ProbesPlan): number {
  return initialDelayS + periodS * failures;
}

/**
 * What a rollout waits for a pod that does not become ready: ten minutes, and longer for a program that may start longer.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds
 */
export function progressDeadlineS(probes: ProbesPlan): number {
  return Math.max(600, longestStartS(probes) + BEFORE_START_S);
}

/**
 * Rule `probe-path`: the kubelet asks for a path and a query, and a server answers anything else with an error.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3986#section-3.3
 */
export function checkProbePath(path: string): Violation | undefined {
  const ok = /^\/(?:[\w.~!$&'()*+,;=:@/-]|%[\dA-Fa-f]{2})*(?:\?(?:[\w.~!$&'()*+,;=:@/?-]|%[\dA-Fa-f]{2})*)?$/.test(path);
  return ok ? undefined : { rule: 'probe-path', problem: `must be a path, got ${shown(path)}`, fix: `write '/healthz'` };
}

/** What probes have in common: the path of all, and the port of the program. */
interface Common {
  readonly path: string | undefined;
  readonly port: number;
}

function planProbe(at: Problems, name: ProbeName, input: ProbeInput, common: Common): ProbePlan {
  const { shape } = SCHEMAS[name];
  const length = (key: 'initialDelay' | 'period' | 'timeout', written: number | undefined, otherwise: string | undefined): number => {
    const fallback = otherwise === undefined ? 0 : (durationS(otherwise) ?? 0);
    if (written === undefined) return fallback;
    return at.rule(key, checkWholeSeconds(written, LONGEST_S)) ? written : fallback;
  };
  const { default: usual, min, max } = shape.failures.said;
  const failures = input.failures ?? usual;
  const plan = {
    question: planQuestion(at, input, { ...common, path: common.path ?? PATHS[name] }),
    initialDelayS: length('initialDelay', input.initialDelayS, undefined),
    periodS: length('period', input.periodS, shape.period.said.default),
    timeoutS: length('timeout', input.timeoutS, shape.timeout.said.default),
    failures: at.integer('failures', failures, min, max) ? failures : usual,
  };
  if (name === 'start') {
    const longestS = plan.initialDelayS + plan.periodS * plan.failures;
    // Rule `start-time`: a rollout waits for a new pod as long as it may take to start, and a bad version would be noticed only then (our choice).
    at.that(
      longestS <= LONGEST_S,
      '',
      'start-time',
      `lets a start take ${longestS} s, more than ${LONGEST_S} s`,
      'write fewer failures, or a shorter period',
    );
  }
  return plan;
}

function planQuestion(
  at: Problems,
  { path, port, command }: ProbeInput,
  common: { readonly path: string; readonly port: number },
): ProbeQuestion {
  if (command === undefined) {
    if (path !== undefined) at.rule('path', checkProbePath(path));
    const { min, max } = READY_PROBE.shape.port.said;
    if (port !== undefined) at.integer('port', port, min, max);
    return { kind: 'http', path: path ?? common.path, port: port ?? common.port };
  }
  at.that(
    path === undefined && port === undefined,
    'command',
    'one-probe',
    'stands beside a path or a port that is asked',
    'leave out command, or path and port',
  );
  checkArguments(at, 'command', command, true);
  return { kind: 'exec', command };
}
