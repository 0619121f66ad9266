import { type Alert, type AlertProof, matchers } from '../observability/alert';
import { callerOf, CALLER_LABEL, MEMBER_LABEL } from './caller';
import { TOKEN_TYPE_LABEL, TOKENS_METRIC } from './metric';
import type { WindowLimit } from './tokens';

/** Percent of a token budget at which the alert fires. */
export const NEARLY_SPENT = 80;

/** Whole tokens from which on the alert fires. */
export function nearly(tokens: number): number {
  return Math.ceil((tokens * NEARLY_SPENT) / 100);
}

/** Which alert on a budget. */
export type TokenBudgetAlert = 'LlmBudgetNearlySpent' | 'LlmBudgetSpent';

/** A tenant, agent or member with a token budget, in its longest window. */
export interface Watched {
  /** `<tenant>` or `<tenant>/<agent or member>`. */
  readonly place: string;
  readonly who: string;
  readonly tenant: string;
  readonly namespace: string;
  readonly agent?: string;
  /** The callers whose tokens belong to an agent. */
  readonly caller?: string;
  readonly member?: string;
  /** Matchers of PromQL. */
  readonly selector: string;
  readonly limit: WindowLimit;
}

/** Minutes of each synthetic series: a multiple of every step in which windows are measured. */
const MINUTES = 15;

/** Tokens that are spent in that time: all in the first minute, or the same in each minute, for windows of a minute. */
interface Spend {
  readonly namespace: string;
  readonly caller: string;
  readonly member: string | undefined;
  readonly tokens: number;
  readonly eachMinute: boolean;
}

/** An alert on one token budget, which can also be made for the series of another. */
export type BudgetAlertOf = (watched: Watched, name: TokenBudgetAlert, proof: AlertProof) => Alert;

/** Fires at exactly its tokens and is silent at one less. Others that exceed their token budgets at that point are listed beside it. */
export function proofOf(watched: Watched, name: TokenBudgetAlert, all: readonly Watched[], alertOf: BudgetAlertOf): AlertProof {
  const { tokens } = watched.limit;
  const target = name === 'LlmBudgetSpent' ? tokens : nearly(tokens);
  const [fires, silent] = [spendOf(watched, target), spendOf(watched, target - 1)];
  const besides = (spend: Spend): Alert[] =>
    all
      .filter((other) => other !== watched && isAbout(other, spend) && isOver(other, name, spentBy(spend, other.limit)))
      .map((other) => alertOf(other, name, { afterMin: MINUTES, fires: [], silent: [], value: humanized(spentBy(spend, other.limit)) }));
  return {
    afterMin: MINUTES,
    fires: [series(fires)],
    silent: [series(silent)],
    value: humanized(target),
    besides: { fires: besides(fires), silent: besides(silent) },
  };
}

function spendOf(watched: Watched, tokens: number): Spend {
  // for a tenant: an agent without a token budget of its own
  const { namespace, caller = callerOf(namespace, 'any-other'), member, limit } = watched;
  return { namespace, caller, member, tokens, eachMinute: limit.window.key === 'perMinute' };
}

function series({ caller, member, tokens, eachMinute }: Spend): AlertProof['fires'][number] {
  const labels = { [CALLER_LABEL]: caller, ...(member !== undefined && { [MEMBER_LABEL]: member }), [TOKEN_TYPE_LABEL]: 'output' };
  return { series: `${TOKENS_METRIC}${matchers(labels)}`, values: eachMinute ? `0+${tokens}x${MINUTES}` : `0 ${tokens}+0x${MINUTES}` };
}

/** What an alert in that window measures at the end. */
function spentBy({ tokens, eachMinute }: Spend, { window }: WindowLimit): number {
  if (window.key === 'perMinute') return eachMinute ? tokens : 0;
  return eachMinute ? tokens * MINUTES : tokens;
}

function isAbout({ namespace, caller, member }: Watched, spend: Spend): boolean {
  if (namespace !== spend.namespace) return false;
  return (caller === undefined || caller === spend.caller) && (member === undefined || member === spend.member);
}

function isOver({ limit: { tokens } }: Watched, name: TokenBudgetAlert, spent: number): boolean {
  return name === 'LlmBudgetSpent' ? spent >= tokens : spent >= nearly(tokens) && spent < tokens;
}

/** As Prometheus' `humanize` prints whole numbers: four digits and a prefix. https://prometheus.io/docs/prometheus/latest/configuration/template_reference/#numbers */
function humanized(value: number): string {
  // fifteen times the largest token budget is 64 G
  const prefixes = ['', 'k', 'M', 'G'];
  let [rest, step] = [value, 0];
  while (rest >= 1000) [rest, step] = [rest / 1000, step + 1];
  return `${fourDigits(rest)}${prefixes[step] ?? ''}`;
}

/** As Go's `%.4g` prints a number below 1000: what lies exactly between two goes to the even one, where `toPrecision` takes the larger. */
function fourDigits(value: number): number {
  const unit = 10 ** (4 - String(Math.floor(value)).length);
  // only sixteenths can lie exactly between two numbers of four digits
  const between = Number.isInteger(value * 16) && !Number.isInteger(value * unit) && Number.isInteger(value * unit * 2);
  if (!between) return Number(value.toPrecision(4));
  const below = Math.floor(value * unit);
  return (below % 2 === 0 ? below : below + 1) / unit;
}
