import { Problems } from '../../src/kernel/problems';
import { nearest } from '../../src/kernel/suggest';

const LARGEST = 2_147_483_647;

test.each([1, LARGEST - 1, LARGEST])('a count of %d fits the field', (count) => {
  expect(Problems.of('').integer('replicas', count, 1)).toBe(true);
});

test.each([0, LARGEST + 1, 3e9, 5e9, 1e21, NaN, Infinity, -Infinity, -0, 1.5, '1e3' as unknown as number])(
  'fails for a count of %p',
  (count) => {
    const problems = Problems.of('');
    expect(problems.integer('replicas', count, 1)).toBe(false);
    expect(problems.list).toMatchObject([{ place: 'replicas', rule: 'whole-number' }]);
  },
);

test.each([
  ['disk', ['task', 'image'], undefined],
  ['taks', ['task'], 'task'],
  ['dusk', ['task'], undefined],
  ['tas', ['task'], 'task'],
  ['scalling', ['scaling'], 'scaling'],
  ['iamge', ['image'], 'image'],
])('%s among %j means %s', (word, known, wanted) => {
  expect(nearest(word, known)).toBe(wanted);
});
