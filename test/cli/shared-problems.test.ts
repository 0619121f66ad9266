import { shareProblems } from '../../src/cli/shared-problems';
import { InvalidInputError, type Problem } from '../../src/kernel/problems';
import { failing, part, Sandbox } from './sandbox';

const slip: Problem = {
  place: 'pools.shared.agents.search.task.p99',
  rule: 'duration',
  problem: `must be a duration, got '5 s'`,
  fix: `write '5s'`,
  source: { file: 'tenants/swarm/shared.yaml', line: 12 },
};
const other: Problem = { place: 'scale.acme', rule: 'scale-kind', problem: 'is a fixed count', fix: 'write min and max' };

describe('problems of several parts', () => {
  test('are one where place, source, rule, text and fix are equal, with the parts sorted', () => {
    expect(
      shareProblems([
        { path: 'swarm/staging', problems: [slip] },
        { path: 'swarm/dev', problems: [slip] },
      ]),
    ).toEqual([{ paths: ['swarm/dev', 'swarm/staging'], problems: [slip] }]);
  });

  test.each<[string, Problem]>([
    ['place', { ...slip, place: 'pools.shared.agents.chat.task.p99' }],
    ['rule', { ...slip, rule: 'quantity' }],
    ['text', { ...slip, problem: `must be a duration, got '6 s'` }],
    ['fix', { ...slip, fix: `write '6s'` }],
    ['file', { ...slip, source: { file: 'tenants/swarm/other.yaml', line: 12 } }],
    ['line', { ...slip, source: { file: 'tenants/swarm/shared.yaml', line: 13 } }],
    ['no source', { place: slip.place, rule: slip.rule, problem: slip.problem, fix: slip.fix }],
  ])('stay apart where they differ in %s', (_what, problem) => {
    expect(
      shareProblems([
        { path: 'a/b', problems: [slip] },
        { path: 'a/c', problems: [problem] },
      ]),
    ).toEqual([
      { paths: ['a/b'], problems: [slip] },
      { paths: ['a/c'], problems: [problem] },
    ]);
  });

  test('keep their order, those of the same parts together, and one that is there twice stays twice', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((place) => ({ ...slip, place })) as [Problem, Problem, Problem];
    expect(
      shareProblems([
        { path: 'x/1', problems: [a, b, c, c] },
        { path: 'x/2', problems: [c, a, c] },
        { path: 'x/3', problems: [] },
      ]),
    ).toEqual([
      { paths: ['x/1', 'x/2'], problems: [a, c, c] },
      { paths: ['x/1'], problems: [b] },
    ]);
  });
});

describe('a run', () => {
  let box: Sandbox;
  beforeEach(() => {
    box = new Sandbox();
  });
  afterEach(() => {
    box.remove();
  });

  test('fails with a slip in a shared file once, and with what one environment has alone beside it', async () => {
    const fails = (path: string, ...problems: Problem[]) => failing(path, new InvalidInputError(path, problems));
    expect(await box.synth([fails('swarm/dev', slip), fails('swarm/staging', slip), fails('swarm/prod', other, slip)])).toBe(1);
    expect(box.printed).toBe(`swarm/dev, swarm/prod, swarm/staging: 1 problem, nothing written

pools.shared.agents.search.task.p99   tenants/swarm/shared.yaml:12
  duration: must be a duration, got '5 s'
  fix: write '5s'
swarm/prod: 1 problem, nothing written

scale.acme
  scale-kind: is a fixed count
  fix: write min and max`);
    expect(box.top).toEqual([]);
  });

  test('fails with problems first, and says any other failure of a part by its own name', async () => {
    const fails = (path: string) => failing(path, new InvalidInputError(path, [other]));
    await box.synth([failing('swarm/dev', new TypeError('x is not a function')), fails('swarm/staging'), fails('swarm/prod')]);
    const [problems = '', unexpected = ''] = box.lines;
    expect(problems.split('\n')[0]).toBe('swarm/prod, swarm/staging: 1 problem, nothing written');
    expect(unexpected.split('\n')[0]).toBe('swarm/dev: unexpected error, nothing written');
    expect(box.lines).toHaveLength(2);
  });

  test('warns once of what several environments have', async () => {
    const warned = (path: string, ...warnings: Problem[]) => ({ ...part(path, { 'manifests/a.yaml': 'a' }), warnings: () => warnings });
    expect(await box.synth([warned('swarm/dev', slip), warned('swarm/prod', slip, other)])).toBe(0);
    expect(box.lines.filter((line) => line.startsWith('warning')).map((line) => line.split('\n')[0])).toEqual([
      'warning  swarm/dev, swarm/prod  pools.shared.agents.search.task.p99   tenants/swarm/shared.yaml:12',
      'warning  swarm/prod  scale.acme',
    ]);
  });
});
