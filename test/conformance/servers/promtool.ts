import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { locateOrFail } from '../harness/components';

/** What promtool says against the `spec` of a PrometheusRule, which is a rule file of Prometheus; `undefined` if it accepts it. */
export function rulesProblem(folder: string, spec: unknown): string | undefined {
  const file = join(folder, 'rules.yaml');
  writeFileSync(file, stringify(spec));
  const { status, stdout, stderr, error } = spawnSync(locateOrFail('promtool'), ['check', 'rules', file], { encoding: 'utf8' });
  if (error !== undefined) throw error;
  return status === 0 ? undefined : `${stdout}${stderr}`;
}

/** Series as promtool writes them: `0+10x60` starts at 0 and rises by 10, 60 times. */
export type InputSeries = Readonly<Record<string, string>>;

/** Alerts that are on after some time, as promtool wants them named. */
export interface ExpectedAlerts {
  readonly alertname: string;
  readonly eval_time: string;
  readonly exp_alerts: readonly { readonly exp_labels: object; readonly exp_annotations: object }[];
}

/** What promtool says against expectations of the rules over given series; `undefined` if they are met. */
export function alertsProblem(folder: string, spec: unknown, series: InputSeries, expected: readonly ExpectedAlerts[]): string | undefined {
  writeFileSync(join(folder, 'rules.yaml'), stringify(spec));
  const file = join(folder, 'tests.yaml');
  const input_series = Object.entries(series).map(([name, values]) => ({ series: name, values }));
  const tests = [{ interval: '30s', input_series, alert_rule_test: expected }];
  writeFileSync(file, stringify({ rule_files: ['rules.yaml'], evaluation_interval: '30s', tests }));
  const { status, stdout, stderr, error } = spawnSync(locateOrFail('promtool'), ['test', 'rules', file], { encoding: 'utf8' });
  if (error !== undefined) throw error;
  return status === 0 ? undefined : `${stdout}${stderr}`;
}
