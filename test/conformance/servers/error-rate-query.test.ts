import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { errorRateQuery } from '../../../src/features/rollout/analysis';
import { locateOrFail } from '../harness/components';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';

const SELECTOR = { namespace: 'acme', rollouts_pod_template_hash: 'canary' };
const QUERY = errorRateQuery({ total: 'tasks_total', failed: 'tasks_failed_total', selector: SELECTOR, rangeS: 60 });

/** A counter of a pod, scraped every 10 s, in promtool's notation; `_x9` is nine scrapes without it. */
interface Counter {
  readonly metric: 'tasks_total' | 'tasks_failed_total';
  readonly pod: string;
  readonly values: string;
  readonly namespace?: string;
  readonly version?: string;
}

const total = (values: string, pod = 'a', other: Partial<Counter> = {}): Counter => ({ metric: 'tasks_total', pod, values, ...other });
const failed = (values: string, pod = 'a', other: Partial<Counter> = {}): Counter => ({
  metric: 'tasks_failed_total',
  pod,
  values,
  ...other,
});

withComponents(['promtool'], 'the error rate of two minutes of scrapes', () => {
  const folder = temporaryFolder('error-rate-');

  afterAll(() => {
    folder.remove();
  });

  /** What promtool says if these are not all answers of an expression; `undefined` if they are. */
  function unlessAnswers(expr: string, counters: readonly Counter[], answers: readonly number[]): string | undefined {
    const file = join(folder.path, 'tests.yaml');
    const inputSeries = counters.map(
      ({ metric, pod, values, namespace = SELECTOR.namespace, version = SELECTOR.rollouts_pod_template_hash }) => ({
        series: `${metric}{namespace="${namespace}",pod="${pod}",rollouts_pod_template_hash="${version}"}`,
        values,
      }),
    );
    const test = {
      interval: '10s',
      input_series: inputSeries,
      promql_expr_test: [{ expr, eval_time: '2m', exp_samples: answers.map((value) => ({ value })) }],
    };
    writeFileSync(file, stringify({ evaluation_interval: '10s', tests: [test] }));
    const { status, stdout, stderr, error } = spawnSync(locateOrFail('promtool'), ['test', 'rules', file], { encoding: 'utf8' });
    if (error !== undefined) throw error;
    return status === 0 ? undefined : `${stdout}${stderr}`;
  }

  // rounded, because promtool compares nearly every digit
  const rounded = `round(${QUERY}, 0.001)`;

  test.each<[string, readonly Counter[], readonly number[]]>([
    ['is 0 where there never was a failure', [total('0+10x30')], [0]],
    ['is the share of failures', [total('0+100x30'), failed('0+1x30')], [0.01]],
    ['is that of all pods', [total('0+10x30'), total('0+30x30', 'b'), failed('0+1x30', 'b')], [0.025]],
    ['counts the first failures, which come with their series', [total('0+50x30'), failed('_x9 30x20')], [0.1]],
    ['counts what a young pod did before its second scrape', [total('_x8 50+10x30'), failed('_x8 25+5x30')], [0.5]],
    ['outlives a restart of the container', [total('0+10x9 0+10x20'), failed('0+1x9 0+1x20')], [0.1]],
    [
      'is not that of the old version or of another namespace',
      [
        total('0+10x30'),
        total('0+10x30', 's', { version: 'stable' }),
        failed('0+10x30', 's', { version: 'stable' }),
        failed('0+10x30', 'a', { namespace: 'beta' }),
      ],
      [0],
    ],
    ['has no answer where there are no tasks at all', [], []],
    ['has no answer where only failures are known', [failed('0+1x30')], []],
    ['has no answer where pods were not scraped', [total('1000+10x5 _x7'), failed('500+0x5 _x7')], []],
  ])('%s', (_case, counters, answers) => {
    expect(unlessAnswers(rounded, counters, answers)).toBeUndefined();
  });

  test('is no number where nothing was done', () => {
    // a number equals itself
    expect(unlessAnswers(`(${QUERY}) == bool (${QUERY})`, [total('5+0x30')], [0])).toBeUndefined();
    expect(unlessAnswers(`(${QUERY}) == bool (${QUERY})`, [total('0+1x30')], [1])).toBeUndefined();
  });

  test('fails for an answer that is not there', () => {
    expect(unlessAnswers(rounded, [total('0+10x30')], [0.5])).toContain('exp:');
  });
});
