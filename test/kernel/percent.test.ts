import { checkPodShare, percentOf, podShare } from '../../src/kernel/percent';

test.each([
  ['0%', 0],
  ['1%', 1],
  ['99%', 99],
  ['100%', 100],
  ['101%', undefined],
  ['01%', undefined],
  ['%', undefined],
  ['25', undefined],
  ['25 %', undefined],
  [' 25%', undefined],
  ['25%x', undefined],
  ['25%%', undefined],
  ['-1%', undefined],
  ['2.5%', undefined],
])('%s is %s percent', (text, percent) => {
  expect(percentOf(text)).toBe(percent);
});

/** As an API server takes minAvailable and maxSurge. */
test.each([
  [0, true],
  [1, true],
  ['0%', true],
  ['100%', true],
  [-0, false],
  [-1, false],
  [1.5, false],
  [NaN, false],
  ['1', false],
  ['101%', false],
  ['half', false],
])('a share of %s is taken: %s', (share, taken) => {
  expect(checkPodShare(share) === undefined).toBe(taken);
});

test('text of a property is a count if it is one', () => {
  expect(['1', '010', '25%', 'half', '', undefined].map(podShare)).toEqual([1, 10, '25%', 'half', '', undefined]);
});
