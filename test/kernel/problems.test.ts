import { below, describeProblem, type InvalidInputError, Problems, type Violation } from '../../src/kernel/problems';
import { read } from '../../src/kernel/read';
import { list, object, text } from '../../src/kernel/schema';

const WRONG: Violation = { rule: 'wrong', problem: 'is wrong', fix: 'right it' };
const OTHER: Violation = { rule: 'other', problem: 'is wrong in another way', fix: 'right it too' };
const found = ({ list }: Problems): string[] => list.map(({ place, rule }) => `${place} ${rule}`);

/** One problem list in which the value at `place` could not be read. */
function without(place: string): Problems {
  const problems = Problems.of('root');
  problems.unreadable(place, WRONG);
  return problems;
}

/** One in which nothing is written at `place`, beside a key that nobody knows. */
function unsureOf(place: string): Problems {
  const problems = Problems.of('root');
  problems.unsure(place);
  return problems;
}

describe('a place', () => {
  test.each([
    ['a', 'b', 'a.b'],
    ['', 'b', 'b'],
    ['a', 3, 'a[3]'],
    ['', 3, '[3]'],
    ['a', 'b.c', `a['b.c']`],
    ['a', 'b c', `a['b c']`],
    ['a', '', `a['']`],
    ['a[3]', 'b', 'a[3].b'],
  ])('below %s of %s is %s', (parent, key, wanted) => {
    expect(below(parent, key)).toBe(wanted);
    expect(found(without(wanted))).toEqual([`${wanted} wrong`]);
  });

  test('of a list one step down is what the list itself says of it', () => {
    const problems = Problems.of('root');
    expect(problems.at('a').at('[3]').at(below('', 'b.c')).rule('d', WRONG)).toBe(false);
    expect(problems.at('a[3]').at(`['b.c']`).rule('', OTHER)).toBe(false);
    expect(found(problems)).toEqual([`a[3]['b.c'].d wrong`, `a[3]['b.c'] other`]);
  });
});

describe('a rule', () => {
  test('that finds nothing holds, and what another finds is recorded once', () => {
    const problems = Problems.of('root');
    expect([problems.rule('a', undefined), problems.rule('b', WRONG)]).toEqual([true, false]);
    expect([problems.that(true, 'c', 'id', 'text', 'fix'), problems.that(false, 'd', 'id', 'text', 'fix')]).toEqual([true, false]);
    expect(found(problems)).toEqual(['b wrong', 'd id']);
  });

  test.each([
    ['at what could not be read', 'a.b', 'a.b'],
    ['below it', 'a.b', 'a.b.c.d'],
    ['at an entry of it', 'a.b', 'a.b[3]'],
    ['at a quoted key of it', 'a.b', `a.b['x.y']`],
    ['below an entry that could not be read', 'a[3]', 'a[3].b'],
    ['below a quoted key that could not be read', `a['x.y']`, `a['x.y'].z`],
    ['below a root that could not be read', '', 'a.b'],
  ])('%s says nothing, and is not known to hold', (_, unread, place) => {
    const problems = without(unread);
    expect([problems.rule(place, OTHER), problems.rule(place, undefined)]).toEqual([false, false]);
    expect(found(problems)).toEqual([`${unread} wrong`]);
    expect([problems.standsIn(place), problems.unread(place)]).toEqual([true, true]);
  });

  test.each([
    ['above what could not be read', 'a.b', 'a', true],
    ['at the root above it', 'a.b', '', true],
    ['at a list above an entry', 'a[3].b', 'a', true],
    ['above a quoted key', `a['x.y']`, 'a', true],
    ['beside it', 'a.b', 'a.c', false],
    ['at a longer key', 'a.b', 'a.bc', false],
    ['at another entry', 'a[3]', 'a[30]', false],
    ['at the key that a quoted one would be split into', `a['x.y']`, 'a.x', false],
  ])('%s speaks', (_, unread, place, touched) => {
    const problems = without(unread);
    expect([problems.rule(place, undefined), problems.rule(place, OTHER)]).toEqual([true, false]);
    expect(found(problems)).toEqual([`${unread} wrong`, `${place} other`]);
    expect([problems.standsIn(place), problems.unread(place)]).toEqual([false, touched]);
  });

  test('that could not be read twice is one problem', () => {
    const problems = without('a');
    problems.unreadable('a', OTHER);
    problems.unreadable('a.b', OTHER);
    expect(found(problems)).toEqual(['a wrong']);
  });
});

describe('a key that is absent beside an unknown one', () => {
  test.each([
    ['itself', 'a.b', true],
    ['below it', 'a.b.c', true],
    ['above it', 'a', true],
    ['at the root', '', true],
    ['beside it', 'a.c', false],
  ])('%s', (_, place, touched) => {
    const problems = unsureOf('a.b');
    // nothing stands there: what a rule finds of its default is said
    expect([problems.unread(place), problems.standsIn(place)]).toEqual([touched, false]);
    expect([problems.rule(place, undefined), problems.rule(place, OTHER)]).toEqual([true, false]);
    expect(found(problems)).toEqual([`${place} other`]);
  });

  test('is no problem by itself', () => {
    const problems = unsureOf('a');
    expect(problems.list).toEqual([]);
    expect(() => {
      problems.throwIfAny();
    }).not.toThrow();
  });

  test('is one of several that are asked for', () => {
    const problems = unsureOf('a.b').at('a');
    expect([problems.anyUnread('c', 'b'), problems.anyUnread('c', 'd'), problems.anyUnread()]).toEqual([true, false, false]);
  });
});

test('what could not be read is known one step down, one step up, and where positions are found', () => {
  const problems = Problems.of('root');
  const inner = problems.at('a').at('[3]');
  inner.unreadable('b', WRONG);
  const located = problems.locatedBy(() => ({ file: 'f.yaml', line: 7 }));
  expect([problems.unread('a[3].b'), inner.standsIn('b'), inner.at('b').standsIn(), problems.at('a').unread()]).toEqual(
    Array(4).fill(true),
  );
  expect([problems.at('a').standsIn(), located.standsIn('a[3].b'), located.standsIn('a[4]')]).toEqual([false, true, false]);
  located.rule('a[3].b.c', OTHER);
  located.rule('a[4]', OTHER);
  expect(problems.list).toEqual([
    { place: 'a[3].b', ...WRONG },
    { place: 'a[4]', ...OTHER, source: { file: 'f.yaml', line: 7 } },
  ]);
});

test.each([
  ['a fraction', 1.5],
  ['too small', -1],
  ['too large', 6],
  ['not a number', NaN],
  ['minus zero', -0],
])('a count that is %s is refused, and a stand-in is not judged', (_, value) => {
  const problems = without('b');
  expect([problems.integer('a', value, 0, 5), problems.integer('b', value, 1, 5), problems.integer('c', 5, 1, 5)]).toEqual([
    false,
    false,
    true,
  ]);
  expect(found(problems)).toEqual(['b wrong', 'a whole-number']);
});

test.each([
  [2 ** 31 - 1, undefined],
  [2 ** 31, 'must be a whole number from 1 to 2147483647, got 2147483648'],
  [Infinity, 'must be a whole number from 1 to 2147483647, got Infinity'],
  [0, 'must be a whole number >= 1, got 0'],
  [NaN, 'must be a whole number >= 1, got NaN'],
])('a count without a bound of its own that is %p is told the bound that it breaks', (value, problem) => {
  const problems = Problems.of('root');
  problems.integer('a', value, 1);
  expect(problems.list[0]?.problem).toBe(problem);
});

test.each([
  ['a.b', undefined, 'a.b\n  wrong: is wrong\n  fix: right it'],
  ['a.b', { file: 'f.yaml', line: 7 }, 'a.b   f.yaml:7\n  wrong: is wrong\n  fix: right it'],
  ['', undefined, '  wrong: is wrong\n  fix: right it'],
  ['', { file: 'f.yaml', line: 7 }, 'f.yaml:7\n  wrong: is wrong\n  fix: right it'],
])('a problem at %p is written without an empty line', (place, source, text) => {
  expect(describeProblem({ place, ...WRONG, ...(source !== undefined && { source }) })).toBe(text);
});

describe('a list that lost entries while it was read', () => {
  const SCHEMA = object('', '', { words: list('', text()) });

  test('has problems of the others where they were written', () => {
    const problems = Problems.of('x');
    const { words } = read({ words: [5, 'good', 'bad', 6, 'worse'] }, SCHEMA, problems);
    expect(words).toEqual(['good', 'bad', 'worse']);
    words.forEach((word, index) => problems.that(word === 'good', `words[${index}]`, 'good', word, 'write good'));
    expect(problems.list.map(({ place, problem }) => `${place} ${problem}`)).toEqual([
      'words[0] must be text, got 5',
      'words[3] must be text, got 6',
      'words[2] bad',
      'words[4] worse',
    ]);
    expect([0, 1, 2].map((index) => problems.standsIn(`words[${index}]`))).toEqual([false, false, false]);
  });

  test('reads no getter, which could answer differently each time', () => {
    const problems = Problems.of('x');
    const words: string[] = [];
    Object.defineProperty(words, 0, { get: () => 'word', enumerable: true });
    expect(read({ words }, SCHEMA, problems)).toEqual({ words: [] });
    expect(problems.list.map(({ place, rule }) => `${place} ${rule}`)).toEqual(['words[0] wrong-type']);
  });
});

test('an error keeps the problems that it was thrown with', () => {
  const problems = Problems.of('x');
  problems.that(false, 'a', 'rule', 'problem', 'fix');
  let thrown: unknown;
  try {
    problems.throwIfAny();
  } catch (error) {
    thrown = error;
  }
  problems.that(false, 'b', 'rule', 'problem', 'fix');
  expect((thrown as InvalidInputError).problems).toHaveLength(1);
});
