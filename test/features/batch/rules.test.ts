import {
  allAttemptsS,
  attemptS,
  batchGraceS,
  checkClockChanges,
  checkDeadline,
  deadlineNeededS,
  checkBearableLoss,
  checkNobodyWaits,
  checkOverlap,
  checkStartingDeadline,
  startingDeadlineNeededS,
} from '../../../src/features/batch/rules';

const NIGHTLY = { taskP99S: 3600, tasks: 1, concurrency: 1, retries: 2 };

test.each([
  [1, 1, 3600],
  [3, 1, 10_800],
  [3, 2, 7200],
  [4, 2, 7200],
  [1, 8, 3600],
])('%i tasks, %i at a time, take %i s at p99', (tasks, concurrency, wanted) => {
  expect(attemptS({ ...NIGHTLY, tasks, concurrency })).toBe(wanted);
});

test('all attempts have their time: a node starts for each, and the waits before retries double', () => {
  expect(allAttemptsS({ ...NIGHTLY, retries: 0 })).toBe(300 + 3600);
  expect(allAttemptsS(NIGHTLY)).toBe(3 * 3900 + 10 + 20);
  // 10, 20, 40, 80, 160, 320 and then ten minutes at most
  expect(allAttemptsS({ ...NIGHTLY, taskP99S: 1, retries: 8 })).toBe(9 * 301 + 630 + 600 + 600);
});

test.each([
  [undefined, 3600],
  [86_400, 3600],
  [4 * 3600, 3600],
  [3600, 900],
  [60, 15],
  [20, 10],
])('with %p s between two runs, one may start %i s late', (periodS, wanted) => {
  expect(startingDeadlineNeededS(periodS)).toBe(wanted);
});

test.each([
  [10, 60],
  [59, 60],
  [3600, undefined],
])('a run may start %i s late where the next is due after %p s', (startingS, periodS) => {
  expect(checkStartingDeadline(startingS, periodS)).toBeUndefined();
});

test.each([
  [9, 60, 'the controller looks every 10 s, so a run that may be 9 s late may never start'],
  [60, 60, 'a run may start 60 s late, but the next is due after 60 s'],
  [61, 60, 'a run may start 61 s late, but the next is due after 60 s'],
])('fails to start %i s late where the next is due after %i s', (startingS, periodS, problem) => {
  expect(checkStartingDeadline(startingS, periodS)).toMatchObject({ rule: 'starting-deadline', problem });
});

test('the deadline that is derived leaves time for all attempts, but a late run ends before the next', () => {
  expect(deadlineNeededS(NIGHTLY, 86_400, 3600)).toBe(11_730);
  expect(deadlineNeededS(NIGHTLY, 12_000, 1000)).toBe(11_000);
  expect(deadlineNeededS(NIGHTLY, undefined, 0)).toBe(11_730);
});

test.each([
  [3600, 86_400],
  [86_399, 86_400],
  [100_000, undefined],
])('a deadline of %i s holds where the next run is due after %p s', (deadlineS, periodS) => {
  expect(checkDeadline(deadlineS, NIGHTLY, periodS)).toBeUndefined();
});

test.each([
  [3599, 86_400, 'a job works 3600 s at p99, but is ended after 3599 s'],
  [86_400, 86_400, 'a run may take 86400 s, but the next is due after 86400 s'],
  [86_401, 86_400, 'a run may take 86401 s, but the next is due after 86400 s'],
])('fails with a deadline of %i s where the next run is due after %i s', (deadlineS, periodS, problem) => {
  expect(checkDeadline(deadlineS, NIGHTLY, periodS)).toMatchObject({ rule: 'batch-deadline', problem });
});

test.each([
  [1, 6],
  [104.5, 110],
  [105, 110],
  [106, 110],
  [3600, 110],
])('a task of %d s has a grace period of %i s', (p99S, wanted) => {
  expect(batchGraceS(p99S)).toBe(wanted);
});

test('a task that the grace period holds is not lost, a longer one is', () => {
  expect(checkBearableLoss(110, 105)).toBeUndefined();
  expect(checkBearableLoss(110, 106)).toMatchObject({
    rule: 'batch-resumable',
    problem: 'task p99 106 s + margin 5 s = 111 s, but a node that goes leaves 110 s: the task begins again',
  });
});

test('fails where a person waits', () => {
  expect(checkNobodyWaits(false)).toBeUndefined();
  expect(checkNobodyWaits(true)?.rule).toBe('batch-interactive');
});

test('fails with Allow, in any spelling', () => {
  expect(['forbid', 'replace', 'Allow', 'allow', ''].filter((overlap) => checkOverlap(overlap) !== undefined)).toEqual([
    'Allow',
    'allow',
    '',
  ]);
});

test('a time that does not exist once a year is warned of, with the day and the zone', () => {
  expect(checkClockChanges('0 2 * * *', 'America/New_York')).toEqual([
    {
      rule: 'cron-clock-change',
      problem: `'0 2 * * *' names a time that does not exist in America/New_York where clocks go forward (2024-03-10 for one): that run is left out`,
      fix: 'choose an hour before or after the change, or accept it',
    },
  ]);
  expect(checkClockChanges('30 3 * * *', 'America/New_York')).toEqual([]);
});
