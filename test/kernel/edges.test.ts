import { firings } from '../../src/kernel/cron-times';
import { checkReference } from '../../src/kernel/findings';
import { percentage } from '../../src/kernel/formats';
import { podsOf } from '../../src/kernel/percent';
import { describeProblems, InvalidInputError, Problems } from '../../src/kernel/problems';
import { read } from '../../src/kernel/read';
import { plainOf } from '../../src/kernel/plain';
import { choice, list, object, text } from '../../src/kernel/schema';

test.each(['1%', '2%', '98%', '99%'])('%s is from 1 to 99 percent', (share) => {
  expect(percentage(1, 99, '10%').fix(share)).toBeUndefined();
});

test.each(['0%', '100%', '1', '', '1.5%'])('%j is not, and an example is written', (share) => {
  expect(percentage(1, 99, '10%').fix(share)).toBe(`write '10%'`);
});

test('runs are looked for through 28 years, in which every date has come on every day of the week', () => {
  const years = firings('0 0 1 1 *', 100).map((run) => new Date(run).getUTCFullYear());
  expect([years.length, years[0], years.at(-1)]).toEqual([29, 2024, 2052]);
  // as if each of them were a leap year
  expect(firings('0 0 * * *', 20_000)).toHaveLength(28 * 366);
});

describe('a name that is not there', () => {
  test('is compared by its first 64 characters', () => {
    const fix = (known: number): string => checkReference('tenant', 'a'.repeat(70), ['a'.repeat(known)]).fix;
    // a third of 64 may be wrong
    expect([fix(43), fix(42)]).toEqual([`did you mean '${'a'.repeat(43)}'?`, `known: ${'a'.repeat(42)}`]);
  });

  test('is compared with 200 others at most', () => {
    const known = (count: number): string[] => Array.from({ length: count }, (_, index) => `n${index}`);
    expect(checkReference('tenant', 'n1999', known(200)).fix).toBe(`did you mean 'n199'?`);
    expect(checkReference('tenant', 'n1999', known(201)).fix).toBe('write one of the 201 that there are');
    expect(checkReference('tenant', 'acne', ['acme'])).toMatchObject({ rule: 'unknown-reference', problem: `there is no tenant 'acne'` });
  });
});

test.each([
  [3, 10, 3, 3],
  ['0%', 10, 0, 0],
  ['25%', 4, 1, 1],
  ['25%', 5, 2, 1],
  ['100%', 7, 7, 7],
  ['1%', 1, 1, 0],
  ['half', 4, NaN, NaN],
])('%s of %d pods are %d rounded up and %d rounded down', (share, replicas, up, down) => {
  expect([podsOf(share, replicas, 'up'), podsOf(share, replicas, 'down')]).toEqual([up, down]);
});

test('what is no object at all is read as one that says nothing', () => {
  const problems = Problems.of('root');
  expect(read(7, object('', '', { words: list('', text()) }), problems)).toEqual({ words: [] });
  expect(problems.list.map(({ place, rule }) => [place, rule])).toEqual([['', 'wrong-type']]);
});

describe('an error', () => {
  const one = { place: 'a.b', rule: 'id', problem: 'is wrong', fix: 'right it' };
  const said = 'a.b\n  id: is wrong\n  fix: right it';

  test('counts its problems, and says each with an empty line before it', () => {
    expect(describeProblems('shop/prod', [])).toBe('shop/prod: 0 problems');
    expect(describeProblems('shop/prod', [one])).toBe(`shop/prod: 1 problem\n\n${said}`);
    expect(describeProblems('shop/prod', [one, one], ' in all')).toBe(`shop/prod: 2 problems in all\n\n${said}\n\n${said}`);
    expect(describeProblems('a\nb', [])).toBe('a\\u000ab: 0 problems');
  });

  test('has a name, the root and the problems', () => {
    const error = new InvalidInputError('shop/prod', [one]);
    expect([error.name, error.root, error.problems, error.message]).toEqual([
      'InvalidInputError',
      'shop/prod',
      [one],
      `shop/prod: 1 problem\n\n${said}`,
    ]);
  });
});

describe('a whole number with bounds', () => {
  const told = (value: number, min: number, max?: number): string[] => {
    const problems = Problems.of('root');
    problems.integer('a', value, min, max);
    return problems.list.map(({ rule, problem, fix }) => `${rule}: ${problem}; ${fix}`);
  };

  test('is told the bounds that it has', () => {
    expect([told(1, 1, 5), told(5, 1, 5)]).toEqual([[], []]);
    expect(told(6, 1, 5)).toEqual(['whole-number: must be a whole number from 1 to 5, got 6; write a whole number from 1 to 5']);
    expect(told(0, 1)).toEqual(['whole-number: must be a whole number >= 1, got 0; write a whole number >= 1']);
  });
});

describe('what is suggested for a long word', () => {
  const long = 'a'.repeat(70);
  // of its first 64 characters a third may be wrong
  const near = [`did you mean '${'a'.repeat(43)}'?`, `known: ${'a'.repeat(42)}`];
  const fixes = (said: (known: string, problems: Problems) => void): (string | undefined)[] =>
    [43, 42].map((length) => {
      const problems = Problems.of('root');
      said('a'.repeat(length), problems);
      return problems.list[0]?.fix;
    });

  test('in data, in props and for a key is what its beginning is near to', () => {
    expect(fixes((known, problems) => read({ key: long }, object('', '', { key: choice('', [known]) }), problems))).toEqual(near);
    expect(fixes((known, problems) => read({ [long]: '' }, object('', '', { [known]: text('', { optional: true }) }), problems))).toEqual(
      near,
    );
    expect(
      fixes((known, problems) => {
        plainOf(object('', '', { key: choice('', [known], { plain: true, default: known }) }), { key: long }, problems);
      }),
    ).toEqual(near);
  });
});

test('where positions are found stays known where nothing else finds them', () => {
  const problems = Problems.of('root', () => ({ file: 'f.yaml', line: 7 }));
  problems.locatedBy(undefined).that(false, 'a', 'id', 'is wrong', 'right it');
  expect(problems.list[0]?.source).toEqual({ file: 'f.yaml', line: 7 });
});
