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
