import type { Violation } from '../../kernel/problems';
import { MAX_WINDOW_S as LONGEST_S, writtenThreshold } from './analysis';
import { binomialTails, type Chance, chanceOf } from './binomial';

/** Highest chance that an analysis stops a healthy version. */
export const MAX_FALSE_ABORT = 0.05;
/** Highest chance that an analysis promotes a bad version. */
export const MAX_MISS = 0.05;
/** Largest share of the traffic that is still a canary, in percent. */
const MAX_SHARE = 50;
const MINUTE_S = 60;
/** Watches that are proposed where the given one is too short, in seconds: 20 minutes to a day. */
const WINDOWS_S = [20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1440].map((minutes) => minutes * MINUTE_S);

/** What decides how well an analysis tells a bad version from a healthy one. */
export interface PowerInput {
  /** Requests one check looks at; only whole ones count, a part of a request is left out. */
  readonly requestsPerCheck: number;
  /** Checks of the analysis. */
  readonly checks: number;
  /** Failed checks that are let pass. */
  readonly failureLimit: number;
  /** Share of failures above which a check fails, of 1. */
  readonly threshold: number;
  /** Share of failures of a healthy version, of 1. */
  readonly healthyRate: number;
  /** Share of failures of a version that must be stopped, of 1. */
  readonly badRate: number;
}

/** The probabilities of both errors of an analysis. */
export interface CanaryPower {
  /** A healthy version is stopped. */
  readonly falseAbort: number;
  /** A bad version is promoted. */
  readonly miss: number;
}

/** An analysis as it is described, with the traffic that it sees. */
export interface CanaryTrial {
  /** Requests per second of the agent, all versions together. */
  readonly rate: number;
  /** What the canary gets of them, in percent; of a blue-green switch, 100. */
  readonly sharePercent: number;
  /** How long the canary is watched, in seconds. */
  readonly windowS: number;
  /** Time between two checks and range of each, in seconds. */
  readonly intervalS: number;
  /** Share of failures above which a check fails, of 1. */
  readonly threshold: number;
  /** Share of failures of a healthy version, of 1. */
  readonly healthyRate: number;
  /** Share of failures of a version that must be stopped, of 1. */
  readonly badRate: number;
  /** Failed checks that are let pass. @default - the fewest that stop a healthy version in at most 5 of 100 cases */
  readonly failureLimit?: number;
  /** Whether the window is looked at once, as alerts of queue workers do: then `intervalS` is the window, and no check can be let pass. @default false */
  readonly once?: boolean;
}

/**
 * The chances that an analysis errs, exactly: failures of a check are binomial, and so are failed checks.
 *
 * Assumes that requests fail independently of each other, and that each check sees the same number of them; a version that fails in bursts
 * is missed more often. A check fails where failures ÷ requests is above the threshold, as `healthyCondition` says, or without a request.
 */
export function canaryPower(input: PowerInput): CanaryPower {
  const { checks, failureLimit, healthyRate, badRate } = input;
  return {
    falseAbort: binomialTails(checks, checkFails(input, healthyRate), failureLimit).above,
    miss: binomialTails(checks, checkFails(input, badRate), failureLimit).atMost,
  };
}

/**
 * The chance that checks without a request stop a healthy version, where requests arrive independently of each other (Poisson) and not
 * evenly: at 3 a check on average, one check of 20 sees none, and a check without a request fails.
 */
export function silentAbort({
  requestsPerCheck,
  checks,
  failureLimit,
}: Pick<PowerInput, 'requestsPerCheck' | 'checks' | 'failureLimit'>): number {
  return binomialTails(checks, { of: Math.exp(-requestsPerCheck), not: -Math.expm1(-requestsPerCheck) }, failureLimit).above;
}

/** Fewest failed checks to let pass, so that a healthy version is stopped with a chance of `alpha` at most; `undefined` if none does. */
export function leastFailureLimit(input: Omit<PowerInput, 'failureLimit'>, alpha: number = MAX_FALSE_ABORT): number | undefined {
  const fails = checkFails(input, input.healthyRate);
  const holds = (failureLimit: number) => binomialTails(input.checks, fails, failureLimit).above <= alpha;
  let [low, high] = [0, input.checks - 1];
  if (!holds(high)) return undefined;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The input of a trial. If no failure limit is given and none is low enough, all checks but one may fail. */
export function powerInput(trial: CanaryTrial): PowerInput {
  const { rate, sharePercent, windowS, intervalS, threshold, healthyRate, badRate } = trial;
  const checks = windowS / intervalS;
  // noise removed, so that 10 per second × 10 % × 60 s are 60 requests
  const requestsPerCheck = Math.round(((rate * sharePercent) / 100) * intervalS * 1e6) / 1e6;
  const input = { requestsPerCheck, checks, threshold, healthyRate, badRate };
  return { ...input, failureLimit: trial.failureLimit ?? leastFailureLimit(input) ?? checks - 1 };
}

/**
 * Rule `canary-power`: an analysis with too few requests stops healthy versions or promotes bad ones by chance (our choice). Both may
 * happen in at most 5 of 100 cases. Checks that may see no request ({@link silentAbort}) count as stopping the version.
 *
 * Names what would decide: larger checks in the same window, a longer window, more traffic. Asks for an analysis that holds
 * (`analysis-window`, `analysis-rates`) and a rate above zero.
 */
export function checkPower(trial: CanaryTrial): Violation | undefined {
  if (decides(trial)) return undefined;
  const input = powerInput(trial);
  const { falseAbort, miss } = canaryPower(input);
  const choices = whatDecides(trial);
  // mentioned only if it matters: a chance below one in ten thousand does not
  const silent = silentAbort(input) < 1e-4 ? '' : `, and by checks without a request with ${percent(silentAbort(input))}`;
  const requests = Math.floor(input.requestsPerCheck);
  const from = `${trial.rate}/s × ${percent(trial.sharePercent / 100)} × ${spanText(trial.intervalS)}`;
  const seen =
    trial.once === true
      ? `${requests} tasks (${from})`
      : `${requests} requests a check (${from}), ${input.checks} checks, failureLimit ${input.failureLimit}`;
  return {
    rule: 'canary-power',
    problem:
      `${seen}: a healthy version (${percent(input.healthyRate)} failures) is stopped with a chance of ` +
      `${percent(falseAbort)}${silent}, a bad one (${percent(input.badRate)}) is promoted with ${percent(miss)}; at most ${percent(MAX_FALSE_ABORT)} and ${percent(MAX_MISS)}`,
    fix:
      choices.length === 0
        ? `no watch of up to ${spanText(LONGEST_S)} decides at this rate: let the healthy and the bad share of failures differ more, or let a person promote`
        : choices.join(', or '),
  };
}

/** Whether both chances are low enough. */
function decides(trial: CanaryTrial): boolean {
  const input = powerInput(trial);
  const { falseAbort, miss } = canaryPower(input);
  return falseAbort + silentAbort(input) <= MAX_FALSE_ABORT && miss <= MAX_MISS;
}

/** The least changes that decide, one of each kind, each with the failure limit that goes with it. */
function whatDecides(trial: CanaryTrial): readonly string[] {
  const found = [
    withDecidingInterval(trial),
    firstOf(longerWindows(trial), (windowS) => withDecidingInterval({ ...trial, windowS })),
    firstOf(largerShares(trial), (sharePercent) => withDecidingInterval({ ...trial, sharePercent })),
  ];
  return found.flatMap((other) => (other === undefined ? [] : [proposal(trial, other)]));
}

function proposal(trial: CanaryTrial, other: CanaryTrial): string {
  const changes = [
    ...(other.windowS === trial.windowS ? [] : [`watch for ${spanText(other.windowS)}`]),
    ...(other.sharePercent === trial.sharePercent ? [] : [`give it ${other.sharePercent} % of the traffic`]),
    ...(other.intervalS === trial.intervalS || other.once === true ? [] : [`check every ${spanText(other.intervalS)}`]),
  ];
  if (other.once === true) return changes.join(' and ');
  return `${changes.length === 0 ? 'leave failureLimit out' : changes.join(' and ')} (failureLimit ${powerInput(other).failureLimit})`;
}

/** The trial with the shortest interval, its own or a longer one, that divides its window and decides. */
function withDecidingInterval(trial: CanaryTrial): CanaryTrial | undefined {
  const free = withoutLimit(trial);
  const least = trial.once === true ? trial.windowS : trial.intervalS;
  const intervals = Array.from({ length: Math.floor(trial.windowS / MINUTE_S) }, (_, index) => (index + 1) * MINUTE_S);
  return firstOf(
    [least, ...intervals.filter((intervalS) => intervalS > least)].filter((intervalS) => trial.windowS % intervalS === 0),
    (intervalS) => (decides({ ...free, intervalS }) ? { ...free, intervalS } : undefined),
  );
}

/** The same trial, with the failure limit left to its own numbers. */
function withoutLimit({ failureLimit: _given, ...free }: CanaryTrial): CanaryTrial {
  return free;
}

function longerWindows({ windowS }: CanaryTrial): readonly number[] {
  return WINDOWS_S.filter((longer) => longer > windowS);
}

/** Whole percent above the share, up to half of the traffic; a larger share is not a canary. */
function largerShares({ sharePercent }: CanaryTrial): readonly number[] {
  return Array.from({ length: MAX_SHARE }, (_, index) => index + 1).filter((share) => share > sharePercent);
}

function firstOf<From, To>(candidates: readonly From[], find: (candidate: From) => To | undefined): To | undefined {
  for (const candidate of candidates) {
    const found = find(candidate);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The chance that one check fails. */
function checkFails({ requestsPerCheck, threshold }: Pick<PowerInput, 'requestsPerCheck' | 'threshold'>, rate: number): Chance {
  const requests = Math.floor(requestsPerCheck);
  if (requests === 0) return chanceOf(1);
  const { atMost, above } = binomialTails(requests, chanceOf(rate), mostAllowed(requests, threshold));
  return { of: above, not: atMost };
}

/** Most failures with failures ÷ requests ≤ threshold, by the very comparison that is made. */
function mostAllowed(requests: number, rawThreshold: number): number {
  const threshold = writtenThreshold(rawThreshold);
  const near = Math.round(requests * threshold);
  return [near + 1, near, near - 1].find((failures) => failures / requests <= threshold) ?? near - 1;
}

/** At most three digits; never 0 % or 100 % for what is neither. */
function percent(share: number): string {
  if (share > 0 && share < 0.0001) return 'less than 0.01 %';
  if (share < 1 && share > 0.9999) return 'more than 99.99 %';
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** `1h30m`, `15m`, `45s`. */
function spanText(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'm'],
    [seconds % 60, 's'],
  ] as const;
  return parts.map(([count, unit]) => (count > 0 ? `${count}${unit}` : '')).join('');
}
