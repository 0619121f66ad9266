import { checkArguments, planProgram, type ProgramInput } from '../../../src/features/container/program';
import { Problems } from '../../../src/kernel/problems';

function planned(input: ProgramInput, kubernetes = '1.33') {
  const [problems, warnings] = [Problems.of('agent'), Problems.of('agent')];
  const plan = planProgram({ problems, warnings }, input, { kubernetes });
  const said = ({ list }: Problems): string[] => list.map(({ place, rule }) => `${place} ${rule}`);
  return { plan, found: said(problems), warned: said(warnings) };
}

test('without a word it is the program of the image, as a user of its own', () => {
  expect(planned({ ownEnv: { TENANT_ID_MODE: 'namespace' } })).toEqual({
    plan: { command: undefined, args: undefined, env: { TENANT_ID_MODE: 'namespace' }, uid: 10_001, gid: 10_001 },
    found: [],
    warned: [],
  });
});

describe('a user', () => {
  test('brings its group along', () => {
    expect(planned({ uid: 20_000 }).plan).toMatchObject({ uid: 20_000, gid: 20_000 });
    expect(planned({ uid: 20_000, gid: 30_000 }).plan).toMatchObject({ uid: 20_000, gid: 30_000 });
  });

  test.each([
    [1, []],
    [2_147_483_647, []],
    [-1, ['uid whole-number']],
    [2_147_483_648, ['uid whole-number']],
    [1.5, ['uid whole-number']],
  ])('%d', (uid, expected) => {
    expect(planned({ uid }).found).toEqual(expected);
  });

  test('fails as root, as the namespace would refuse it', () => {
    expect(planned({ uid: 0 })).toMatchObject({ plan: { uid: 10_001, gid: 10_001 }, found: ['uid run-as-root'], warned: [] });
  });

  test.each([
    [9999, ['uid low-uid']],
    [10_000, []],
  ])('%d, which a node may have as well, is warned of', (uid, expected) => {
    expect(planned({ uid }).warned).toEqual(expected);
    // nobody outside has its number then
    expect(planned({ uid, userNamespace: true }).warned).toEqual([]);
  });

  test('in the group of root is warned of', () => {
    expect(planned({ gid: 0 })).toMatchObject({ found: [], warned: ['gid root-group'] });
    expect(planned({ gid: -1 }).found).toEqual(['gid whole-number']);
  });

  test.each([
    [65_535, 65_535, []],
    [65_536, 1, ['uid user-namespace-id']],
    [65_535, 65_536, ['gid user-namespace-id']],
  ])('%d and group %d in a user namespace', (uid, gid, expected) => {
    expect(planned({ uid, gid, userNamespace: true }).found).toEqual(expected);
    expect(planned({ uid, gid }).found).toEqual([]);
  });
});

describe('names of variables', () => {
  // validation.IsEnvVarName and IsRelaxedEnvVarName of Kubernetes
  test.each([
    ['LOG_LEVEL', true, true],
    ['Logging.Level-1', true, true],
    ['-a', true, true],
    ['1A', false, true],
    ['a b', false, true],
    ['a/b:c', false, true],
    ['..a', false, true],
    ['.', false, true],
    ['', false, false],
    ['a=b', false, false],
    ['ä', false, false],
    ['a\tb', false, false],
  ])('%j: before 1.32 %s, since then %s', (name, before, since) => {
    expect([
      planned({ env: { [name]: 'x' } }, '1.31').found.length === 0,
      planned({ env: { [name]: 'x' } }, '1.32').found.length === 0,
    ]).toEqual([before, since]);
  });

  test.each(['PYTHONUNBUFFERED', 'TENANT_ID_MODE'])('fails for %s, which is set anyway', (name) => {
    expect(planned({ env: { [name]: 'x' }, ownEnv: { TENANT_ID_MODE: 'namespace' } }).found).toEqual([`env.${name} env-reserved`]);
  });

  test('fails for a credential', () => {
    expect(planned({ env: { API_TOKEN: 'abc' } }).found).toEqual(['env.API_TOKEN literal-secret']);
  });
});

describe('texts', () => {
  const most = 128 * 1024 - 1;

  test.each([
    ['variables', (size: number): ProgramInput => ({ env: { A: 'x'.repeat(size - 3) } }), 'env'],
    ['a command', (size: number): ProgramInput => ({ command: ['x'.repeat(size - 1)] }), 'command'],
    ['arguments', (size: number): ProgramInput => ({ args: ['x', 'x'.repeat(size - 3)] }), 'args'],
  ])('of %s have at most 131,071 bytes together', (_, input, place) => {
    expect(planned(input(most)).found).toEqual([]);
    expect(planned(input(most + 1)).found).toEqual([`${place} argument-size`]);
  });

  test('are counted in bytes, not characters', () => {
    expect(planned({ args: ['ä'.repeat(65_535)] }).found).toEqual([]);
    expect(planned({ args: ['ä'.repeat(65_536)] }).found).toEqual(['args argument-size']);
  });

  test.each<[string, ProgramInput, string]>([
    ['no program', { command: [] }, 'command arguments'],
    ['no name of a program', { command: ['', '-v'] }, 'command[0] arguments'],
    ['no argument', { args: [] }, 'args arguments'],
    ['a NUL character', { args: ['a', 'b\0c'] }, 'args[1] arguments'],
  ])('fail with %s', (_, input, expected) => {
    expect(planned(input).found).toEqual([expected]);
  });

  test.each([
    ['command', true, 'must name a program', `write ['/app/server'], or leave it out`],
    ['args', false, 'must have an argument', 'write one, or leave it out'],
  ] as const)('say of an empty %s what it lacks', (place, named, problem, fix) => {
    const problems = Problems.of('test');
    checkArguments(problems, place, [], named);
    expect(problems.list).toEqual([{ place, rule: 'arguments', problem, fix }]);
  });

  test('may be empty after the program', () => {
    expect(planned({ command: ['/app', ''], args: [''] })).toMatchObject({ plan: { command: ['/app', ''], args: [''] }, found: [] });
  });
});
