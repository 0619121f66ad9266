import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseManifests } from '../../../src/judges/inventory/parse';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { rulesProblem } from './promtool';

const DIST = resolve(__dirname, '../../../dist');

/** Every PrometheusRule of every environment, with the file it stands in. */
function renderedRules(): { readonly file: string; readonly spec: unknown }[] {
  const files = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  return files.sort().flatMap((file) =>
    parseManifests(readFileSync(resolve(DIST, file), 'utf8'), file)
      .map(({ document }) => document as { readonly kind?: string; readonly spec?: unknown })
      .filter(({ kind }) => kind === 'PrometheusRule')
      .map(({ spec }) => ({ file, spec })),
  );
}

const groupsWith = (expr: string) => ({ groups: [{ name: 'agents', rules: [{ record: 'agent:backlog:sum', expr }] }] });

withComponents(['promtool'], 'promtool', () => {
  const folder = temporaryFolder('promtool-');
  const rules = renderedRules();

  afterAll(() => {
    folder.remove();
  });

  test(`accepts every rendered PrometheusRule, of which there are ${rules.length}`, () => {
    const refused = rules.flatMap(({ file, spec }) => {
      const problem = rulesProblem(folder.path, spec);
      return problem === undefined ? [] : [`${file}: ${problem}`];
    });
    expect(refused).toEqual([]);
  });

  test('accepts a rule whose expression is PromQL', () => {
    expect(rulesProblem(folder.path, groupsWith('sum by (account) (jetstream_consumer_num_pending)'))).toBeUndefined();
  });

  test('fails a rule whose expression is not', () => {
    expect(rulesProblem(folder.path, groupsWith('sum by (account (jetstream_consumer_num_pending)'))).toContain('parse error');
  });
});
