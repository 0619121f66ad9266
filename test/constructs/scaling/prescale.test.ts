import type { Prescale } from '../../../constructs/scaling/prescale';
import { QueueBacklog } from '../../../constructs/scaling/queue-backlog';
import { QueueDepthHpa } from '../../../constructs/scaling/queue-depth-hpa';
import { problemsOf, workload } from './scaling-fixture';

const SALE: Prescale = { name: 'flash-sale', start: '45 7 27 11 *', end: '30 8 27 11 *', timeZone: 'America/New_York', replicas: 20 };

function failing(...prescale: Prescale[]) {
  const { chart, target } = workload();
  const queue = { account: 'acme', stream: 'TASKS', consumer: 'product-search' };
  return problemsOf(
    () => new QueueDepthHpa(chart, 'Scale', { target, queue, backlog: QueueBacklog.perReplica(50), maxReplicas: 20, prescale }),
  );
}

test.each<[string, Partial<Prescale>, string[]]>([
  ['as many replicas as there may be', {}, []],
  ['one more', { replicas: 21 }, ['replicas: prescale-max: is 21, but max is 20']],
  ['one replica', { replicas: 1 }, []],
  ['no replica', { replicas: 0 }, ['replicas: whole-number: must be a whole number from 1 to 100000, got 0']],
  ['a day that does not exist', { start: '0 0 31 2 *' }, [`start: cron: never fires, got '0 0 31 2 *'`]],
  [
    'six fields',
    { end: '0 0 8 27 11 *' },
    [`end: cron: must have five fields (minute hour day month weekday) and no zone, got '0 0 8 27 11 *'`],
  ],
  ['an empty window', { end: '45  7 27 11 *' }, [`end: prescale-window: is the start, '45 7 27 11 *': the window is empty`]],
  [
    'an empty window, spaced in the start',
    { start: '45  7 27 11 *', end: '45 7 27 11 *' },
    [`end: prescale-window: is the start, '45  7 27 11 *': the window is empty`],
  ],
  ['an offset for a zone', { timeZone: '-05:00' }, [`timeZone: time-zone: must be an IANA time zone, got '-05:00'`]],
  ['a name of two words', { name: 'flash sale' }, [`name: dns-label: must be a DNS label of at most 63 characters, got 'flash sale'`]],
])('%s', (_case, overrides, expected) => {
  expect(failing({ ...SALE, ...overrides })).toEqual(expected.map((text) => `prescale[0].${text}`));
});

test('fails on two windows of one name, at the second', () => {
  expect(failing(SALE, { ...SALE, name: 'holiday' }, SALE)).toEqual([`prescale[2].name: unique-prescale: 'flash-sale' is named twice`]);
});

test('fails on every window at once', () => {
  expect(failing({ ...SALE, replicas: 0 }, { ...SALE, name: 'holiday', timeZone: 'Mars/Base' })).toEqual([
    `prescale[1].timeZone: time-zone: must be an IANA time zone, got 'Mars/Base'`,
    'prescale[0].replicas: whole-number: must be a whole number from 1 to 100000, got 0',
  ]);
});
