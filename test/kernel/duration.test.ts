import { checkDuration, checkWholeSeconds, durationS } from '../../src/kernel/duration';
import { secondsOf, wholeSecondsOf } from '../../src/kernel/findings';
import { Problems } from '../../src/kernel/problems';

test.each([
  ['1h', 3600],
  ['1m', 60],
  ['1s', 1],
  ['1ms', 0.001],
  ['1h1m1s1ms', 3661.001],
  ['1h30m', 5400],
  ['1h1s', 3601],
  ['1m5ms', 60.005],
  ['0h5s', 5],
  ['1.5h', 5400],
  ['0.5m', 30],
  ['0.125s', 0.125],
  ['999999s', 999_999],
  ['999999999ms', 999_999.999],
  ['8784h', 31_622_400],
])('%s are %d seconds', (text, seconds) => {
  expect(durationS(text)).toBe(seconds);
  expect(checkDuration(text)).toBeUndefined();
});

test.each([
  ...[
    '',
    '0s',
    '0h0m',
    '5',
    's',
    '5 s',
    ' 5s',
    '5s ',
    '5S',
    '-5s',
    '5d',
    '1s1m',
    '1m1h',
    '1ms1s',
    '5s5s',
    '1..5s',
    '1.s',
    '.5s',
    '1.2345s',
  ],
  ...['1234567s', '1.5ms', '1234567890ms', '8784h1ms', '8785h', 's5'],
  5 as unknown as string,
])('fails for %j, which is no duration', (text) => {
  expect(checkDuration(text)?.rule).toBe('duration');
});

test.each([
  [1, 10, undefined],
  [9, 10, undefined],
  [10, 10, undefined],
  [11, 10, `write '10s'`],
  [10.5, 10, `write '10s'`],
  [1.2, 10, `write '2s'`],
  [0.2, 10, `write '1s'`],
  [0, 10, `write '1s'`],
  [-3, 10, `write '1s'`],
])('%d s of at most %d are told %s', (seconds, most, fix) => {
  expect(checkWholeSeconds(seconds, most)?.fix).toBe(fix);
});

describe('seconds that are asked for', () => {
  const asked = (value: string | undefined, maxS: number) => {
    const problems = Problems.of('root');
    const found = [secondsOf(problems, 'any', value), wholeSecondsOf(problems, 'whole', value, maxS)];
    return { found, problems: problems.list.map(({ place, rule }) => `${place} ${rule}`) };
  };

  test.each<[string | undefined, readonly (number | undefined)[], readonly string[]]>([
    [undefined, [undefined, undefined], []],
    ['30s', [30, 30], []],
    ['31s', [31, undefined], ['whole whole-seconds']],
    ['1500ms', [1.5, undefined], ['whole whole-seconds']],
    ['soon', [undefined, undefined], ['any duration', 'whole duration']],
  ])('of %s are %j, with %j', (value, found, problems) => {
    expect(asked(value, 30)).toEqual({ found, problems });
  });
});
