import { clockChangesHit, firings, shortestPeriodS } from '../../src/kernel/cron-times';

const HOUR = 3600;
const DAY = 24 * HOUR;

test.each([
  ['* * * * *', 'UTC', 60],
  ['*/5 * * * *', 'America/New_York', 300],
  // at :56 and :00
  ['*/7 * * * *', 'UTC', 240],
  ['0 2 * * *', 'UTC', DAY],
  ['0 2 * * *', 'Asia/Tokyo', DAY],
  // the day on which clocks go forward has 23 hours, or 23 and a half
  ['0 2 * * *', 'America/New_York', DAY - HOUR],
  ['0 4 * * *', 'Australia/Lord_Howe', DAY - HOUR / 2],
  ['0 2 * * 1', 'Europe/Berlin', 7 * DAY - HOUR],
  ['0 2 1 * *', 'UTC', 28 * DAY],
  ['0 0 * * 1,2', 'UTC', DAY],
  ['30 1,4 * * *', 'America/New_York', 2 * HOUR],
  ['0,10 4 * * *', 'America/New_York', 600],
])('the shortest time between two runs of %s in %s is %i s', (cron, zone, wanted) => {
  expect(shortestPeriodS(cron, zone)).toBe(wanted);
});

test('the shortest time is that between two leap days, even if there are years between', () => {
  expect(shortestPeriodS('0 0 29 2 *', 'UTC')).toBe((3 * 365 + 366) * DAY);
});

test.each(['0 0 31 2 *', 'nonsense'])('there is no time between the runs of %s', (cron) => {
  expect(shortestPeriodS(cron, 'UTC')).toBeUndefined();
});

test.each([
  // the hour from 02:00 is skipped, that from 01:00 comes twice: https://www.nist.gov/pml/time-and-frequency-division/popular-links/daylight-saving-time-dst
  ['0 2 * * *', 'America/New_York', ['2024-03-10 skipped']],
  ['59 2 * * *', 'America/New_York', ['2024-03-10 skipped']],
  ['0 3 * * *', 'America/New_York', []],
  ['59 1 * * *', 'America/New_York', ['2024-11-03 repeated']],
  ['0 1 * * *', 'America/New_York', ['2024-11-03 repeated']],
  ['59 0 * * *', 'America/New_York', []],
  // in Berlin it is the same hour on both days
  ['0 2 * * *', 'Europe/Berlin', ['2024-03-31 skipped', '2024-10-27 repeated']],
  ['0 3 * * *', 'Europe/Berlin', []],
  // clocks change on Sundays
  ['0 2 * * 1', 'America/New_York', []],
  ['0 2 * * 0', 'America/New_York', ['2024-03-10 skipped']],
  ['*/15 * * * *', 'America/New_York', []],
  ['0 2 * * *', 'UTC', []],
  ['0 2 * * *', 'Asia/Tokyo', []],
])('%s in %s meets a change of clocks: %j', (cron, zone, wanted) => {
  expect(clockChangesHit(cron, zone).map(({ date, what }) => `${date} ${what}`)).toEqual(wanted);
});

test('what fires is looked for from the first second of 2024 on, or from when one says', () => {
  const first = Date.UTC(2024, 0, 1);
  expect(firings('0 0 1 1 *', 2)).toEqual([first, Date.UTC(2025, 0, 1)]);
  expect(firings('* * * * *', 2)).toEqual([first, first + 60_000]);
  // strictly after it
  expect(firings('* * * * *', 1, first)).toEqual([first + 60_000]);
  expect(firings('never', 1)).toEqual([]);
});
