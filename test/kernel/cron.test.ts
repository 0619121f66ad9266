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
