import { readFileSync } from 'node:fs';
import { CASES, printCase, problemsOf } from './problems/print';
import { PROBLEMS } from './render';

/** What each case is said to be wrong with, by its heading. */
const EXPECTED = readFileSync(PROBLEMS, 'utf8').split(/\n\n(?=## )/);

/** Everything that is wrong is said as before: place, rule, text and fix, all at once and in the same order. Written anew by `npm run corpus`. */
test.each(CASES.map((one, index) => ({ name: one.name, one, index })))('$name', ({ one, index }) => {
  expect(problemsOf(one)).not.toEqual([]);
  expect(printCase(one)).toBe(EXPECTED[index]?.trimEnd());
});

test('no case is expected that nobody tries', () => {
  expect(EXPECTED).toHaveLength(CASES.length);
});
