import * as fc from 'fast-check';
import { subjectCovers, subjectsIntersect, widest } from '../../../src/features/bus/subject-algebra';

test.each([
  ['a.>', 'a', false], // the last wildcard stands for one token or more
  ['a.>', 'a.b', true],
  ['a.*', 'a.b.c', false],
  ['a.*.c', '*.b.>', true],
  ['a.*.c', '*.b', false],
  ['tasks.acme.>', 'tasks.acme2.>', false],
  ['>', '$JS.API.STREAM.PURGE.TASKS', true],
  ['$JS.API.STREAM.*.TASKS', '$JS.API.STREAM.PURGE.*', true],
  ['*', 'a', true],
  ['*', 'a.b', false],
])('whether %s and %s have a subject in common: %s', (a, b, expected) => {
  expect([subjectsIntersect(a, b), subjectsIntersect(b, a)]).toEqual([expected, expected]);
});

test.each([
  ['a.>', 'a.b.c', true],
  ['a.>', 'a.>', true],
  ['a.>', 'a', false],
  ['a.*', 'a.>', false],
  ['a.*', 'a.*', true],
  ['a.b', 'a.*', false],
  ['>', '*.b', true],
])('whether %s covers all of %s: %s', (outer, inner, expected) => {
  expect(subjectCovers(outer, inner)).toBe(expected);
});

describe('against every subject of three tokens over two words', () => {
  const words = ['a', 'b'];
  const subjects = [
    ...words,
    ...words.flatMap((x) => words.map((y) => `${x}.${y}`)),
    ...words.flatMap((x) => words.flatMap((y) => words.map((z) => `${x}.${y}.${z}`))),
  ];
  const pattern = fc
    .tuple(fc.array(fc.constantFrom('a', 'b', '*'), { minLength: 1, maxLength: 2 }), fc.boolean())
    .map(([tokens, open]) => [...tokens, ...(open ? ['>'] : [])].join('.'));
  /** Independent of the algebra: the pattern as a regular expression. */
  const matches = (text: string, subject: string): boolean =>
    new RegExp(
      `^${text
        .replaceAll('.', String.raw`\.`)
        .replaceAll('*', '[^.]+')
        .replaceAll('>', '.+')}$`,
    ).test(subject);

  test('intersection and cover are those of the subjects that match', () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const [ofA, ofB] = [subjects.filter((subject) => matches(a, subject)), subjects.filter((subject) => matches(b, subject))];
        const common = ofA.some((subject) => ofB.includes(subject));
        const covered = ofB.every((subject) => ofA.includes(subject));
        return subjectsIntersect(a, b) === common && (!subjectCovers(a, b) || covered);
      }),
      { seed: 5 },
    );
  });
});

test('patterns that another one covers are left out', () => {
  expect(widest(['tasks.a.>', 'tasks.a.b', 'tasks.b', 'tasks.b'])).toEqual(['tasks.a.>', 'tasks.b']);
});
