/** How soon a person must look: now, or in working hours. */
export type Severity = 'critical' | 'warning';

/** Samples of one series a minute apart, as promtool writes them: `0+5x20`. https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/ */
export interface SyntheticSeries {
  readonly series: string;
  readonly values: string;
}

/** An alert with the proof that it fires and that it does not. */
export interface Alert {
  /** CamelCase. */
  readonly name: string;
  readonly expr: string;
  /** Seconds for which the condition must hold. */
  readonly forS: number;
  readonly severity: Severity;
  /** The agent it is about, if it is about one. */
  readonly agent?: string;
  /** Distinguishes it from another alert of the same name and agent. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The problem in one line. */
  readonly summary: string;
  /** What it means, and what to do first. */
  readonly description: string;
  /** What else it says, by annotation. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly proof: AlertProof;
}

/** Series after which it fires, and a healthy tenant's, after which it does not. */
export interface AlertProof {
  readonly fires: readonly SyntheticSeries[];
  readonly silent: readonly SyntheticSeries[];
  /** Minutes after which both are looked at. */
  readonly afterMin: number;
  /** Minutes after which it fires for the first time, where it does so for another reason than at the end. */
  readonly firstMin?: number;
  /** Labels that the expression itself has as it fires. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Its value as it fires, as `{{ $value }}` in the texts shows it. */
  readonly value?: string;
  /**
   * Where its sum includes the series of others: which alerts of the same name fire beside it, and which fire while it is silent. @default
   * - no other alert uses its series
   */
  readonly besides?: { readonly fires: readonly Alert[]; readonly silent: readonly Alert[] };
}

/** Labels as PromQL takes them, in the order given. */
export function matchers(labels: Readonly<Record<string, string>>): string {
  return `{${Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(', ')}}`;
}

/** A constant value for so many minutes. */
export function steady(value: number, minutes: number): string {
  return `${value}+0x${minutes}`;
}
