import { clockChangesHit } from '../../src/kernel/cron-times';
import { checkTimeZone } from '../../src/kernel/time-zone';

test.each([
  'UTC',
  'GMT',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Calcutta',
  'Etc/GMT+5',
  'US/Eastern',
  'Japan',
  'America/Argentina/La_Rioja',
])('the time zone %s is accepted', (name) => {
  expect(checkTimeZone(name)).toBeUndefined();
});

test.each([
  ['AMERICA/NEW_YORK', 'must be an IANA time zone, spelt as in its database', `write 'America/New_York'`],
  ['america/new york', 'must be an IANA time zone, spelt as in its database', `write 'America/New_York'`],
  ['utc', 'must be an IANA time zone, spelt as in its database', `write 'UTC'`],
  [' UTC', 'must be an IANA time zone, spelt as in its database', `write 'UTC'`],
  [
    'EST',
    'must be the IANA time zone of a place, not an abbreviation that its releases read differently',
    `write 'America/New_York' or 'UTC'`,
  ],
  ['Local', 'must be an IANA time zone', `write 'America/New_York' or 'UTC'`],
  ['', 'must be an IANA time zone', `write 'America/New_York' or 'UTC'`],
  ['+02:00', 'must be an IANA time zone', `write 'America/New_York' or 'UTC'`],
  ['Europe/', 'must be an IANA time zone', `write 'America/New_York' or 'UTC'`],
  ['constructor', 'must be an IANA time zone', `write 'America/New_York' or 'UTC'`],
])('fails for the time zone %j, and says what to write', (name, problem, fix) => {
  expect(checkTimeZone(name)).toEqual({ rule: 'time-zone', problem: `${problem}, got '${name}'`, fix });
});

test('a zone that is younger than this Node changes no clocks', () => {
  expect(clockChangesHit('0 2 * * *', 'Antarctica/Not_Yet')).toEqual([]);
});
