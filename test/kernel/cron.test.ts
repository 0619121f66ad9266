import { checkCron, parseCron } from '../../src/kernel/cron';

test.each([
  ['0 0 * * 7', `there is no weekday '7'`],
  ['0 0 * * +FRI', `there is no weekday '+FRI'`],
  ['0 0 * * MON-SUN', `weekday 'MON-SUN' goes from 1 down to 0`],
  ['0 0 L * *', `there is no day 'L'`],
  ['0 0 1-2-3 * *', `day '1-2-3' is no range`],
  ['*/0 * * * *', `minute '*/0' has no step above 0`],
  ['*/2/3 * * * *', `minute '*/2/3' has two steps`],
  ['0 0 1,,2 * *', `there is no day ''`],
  ['0 24 * * *', `there is no hour '24'`],
  ['0 0 0 * *', `there is no day '0'`],
  ['0 0 1 13 *', `there is no month '13'`],
  ['JAN 0 1 1 *', `there is no minute 'JAN'`],
])('fails for the schedule %s, and names the field', (schedule, why) => {
  expect(checkCron(schedule)).toMatchObject({ rule: 'cron', problem: `is not a cron schedule: ${why}, got '${schedule}'` });
  expect(parseCron(schedule)).toBeUndefined();
});

test.each(['0 0\ufeff* * *', '0\u00a00 * * *', '0 0 * * *\n', ' 0 0 * * *', '0 0 * * * UTC', '0\n0 * * *'])(
  'fails for %j, whose fields are not five that blanks separate',
  (schedule) => {
    expect(checkCron(schedule)).toMatchObject({ rule: 'cron', fix: `write '45 7 27 11 *' and the zone beside it` });
  },
);

test.each(['0 0 ? * MON', '5/15 * * * *', '0\t0  * * *', '00 09 * jan-DEC Sun', '0 0 31 2 1', '0 0 29 2 *', '*/99 * * * *'])(
  '%s is a schedule of the cluster, odd as it looks',
  (schedule) => {
    expect(checkCron(schedule)).toBeUndefined();
  },
);

/** Days of each month, in a leap year. */
test.each([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].map((days, index) => [index + 1, days]))(
  'month %d has %d days',
  (month, days) => {
    expect(checkCron(`0 0 ${days} ${month} *`)).toBeUndefined();
    const after = checkCron(`0 0 ${days + 1} ${month} *`);
    expect(after?.problem).toMatch(days === 31 ? /^is not a cron schedule: there is no day '32'/ : /^never fires, got /);
    // a weekday is enough beside it, and so is one of several days
    expect([checkCron(`0 0 ${days} ${month} 1`), checkCron(`0 0 ${days},30 ${month} *`)]).toEqual([undefined, undefined]);
  },
);

test.each([
  ['60 * * * *', `the minute is 0 to 59, or '*'`],
  ['* 24 * * *', `the hour is 0 to 23, or '*'`],
  ['* * 32 * *', `the day is 1 to 31, or '*'`],
  ['* * * 13 *', `the month is 1 to 12 or JAN-DEC, or '*'`],
  ['* * * * 7', `the weekday is 0 to 6 or SUN-SAT, or '*'`],
])('fails for %s, and says what its field takes', (schedule, fix) => {
  expect(checkCron(schedule)?.fix).toBe(`${fix}; lists with ',', rising ranges with '-' and steps with '/' are taken, too`);
});

test.each<[string, readonly number[], readonly number[], readonly number[], readonly number[], boolean]>([
  ['0 0 1 1 0', [0], [1], [1], [0], false],
  ['*/20 5-7 1,31 FEB-apr *', [0, 20, 40], [1, 31], [2, 3, 4], [0, 1, 2, 3, 4, 5, 6], true],
  ['50/5 0 * 11/1 SAT', [50, 55], Array.from({ length: 31 }, (_, day) => day + 1), [11, 12], [6], true],
  ['59 0 ? DEC Mon-Wed', [59], Array.from({ length: 31 }, (_, day) => day + 1), [12], [1, 2, 3], true],
  // a star with a step is no star: either is enough
  ['10-20/4 0 */15 6 */3', [10, 14, 18], [1, 16, 31], [6], [0, 3, 6], false],
])('%s has these minutes, days, months and weekdays', (text, minutes, days, months, weekdays, bothDays) => {
  const schedule = parseCron(text);
  expect([...(schedule?.minutes ?? [])]).toEqual(minutes);
  expect([schedule?.days, schedule?.months, schedule?.weekdays].map((values) => [...(values ?? [])])).toEqual([days, months, weekdays]);
  expect(schedule?.bothDays).toBe(bothDays);
});

test('weekdays count from Sunday and months from January', () => {
  const names = (field: number, words: string): number[] =>
    words.split(' ').flatMap((word) => {
      const fields = ['0', '0', '*', '*', '*'];
      fields[field] = word;
      const schedule = parseCron(fields.join(' '));
      return [...((field === 3 ? schedule?.months : schedule?.weekdays) ?? [])];
    });
  expect(names(3, 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(names(4, 'SUN MON TUE WED THU FRI SAT')).toEqual([0, 1, 2, 3, 4, 5, 6]);
});
