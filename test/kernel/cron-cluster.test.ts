/* eslint jest/no-standalone-expect: ['error', { additionalTestBlockFunctions: ['withGo'] }] */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkCron } from '../../src/kernel/cron';
import { firings } from '../../src/kernel/cron-times';
import { checkTimeZone, isTimeZone } from '../../src/kernel/time-zone';
import { TIME_ZONES, ZONE_ABBREVIATIONS } from '../../src/kernel/zone-names';

/** What robfig/cron, built from `robfig/main.go`, says of the same texts. */
interface Answer {
  readonly kubernetes: readonly boolean[];
  readonly keda: readonly boolean[];
  readonly runs: readonly (readonly number[])[];
  readonly zones: readonly boolean[];
  readonly names: readonly string[];
}

/** Expressions that are compared. */
const COUNT = 20_000;

/** Numbers that look random and are the same in every run: https://en.wikipedia.org/wiki/Lehmer_random_number_generator */
class Dice {
  private state = 20_240_101;

  public below(count: number): number {
    this.state = (this.state * 48_271) % 2_147_483_647;
    return this.state % count;
  }

  public one<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

const WORDS = [
  ...['SUN', 'mon', 'Tue', 'WED', 'thu', 'FRI', 'sat', 'JAN', 'feb', 'Mar', 'DEC', 'SUNDAY', 'MO', 'Sept'],
  ...[
    'L',
    'W',
    '#',
    '5L',
    '15W',
    '3#2',
    '?',
    '*',
    '**',
    '',
    '@',
    '=',
    'TZ',
    '0x5',
    '1e1',
    '1.5',
    '٣',
    '５',
    '+FRI',
    '+5',
    '-1',
    '007',
    '00',
  ],
];
const NUMBERS = [0, 1, 2, 5, 6, 7, 8, 11, 12, 13, 23, 24, 28, 29, 30, 31, 32, 58, 59, 60, 61, 99, 2 ** 31, 2 ** 53];
const SEPARATORS = ['  ', '\t', '\n', '\r\n', '\u00a0', '\ufeff', '\u2003', '\u0085', '\u200b', ','];
const WHOLE = [
  ...['', ' ', '@daily', '@every 1h', '@reboot', 'TZ=UTC 0 0 * * *', 'CRON_TZ=Asia/Tokyo 0 0 * * *', '0 0 * * * UTC', '0 0 * * TZ'],
  ...[
    '0 0 * * 7',
    '0 0 * * MON-SUN',
    '0 0 * * +FRI',
    '0 0\ufeff* * *',
    ' 0 0 * * *',
    '0 0 * * *\n',
    '0 0 0 * * *',
    '0 0 * *',
    '0 0 31 2 *',
  ],
  ...['0 0 1 JAN-DEC *', '0 0 * * SUN-SAT', '0 0 */1 * 1', '0 0 ? * 1', '0 0 *,5 * 1', '5/15 * * * *', '0-59/1 * * * *', '0 0 29 2 *'],
  ...[
    '0 0 1,, * *',
    '0 0 ,1 * *',
    ', * * * *',
    '0 0 *-5 * *',
    '0 0 1-2-3 * *',
    '0 0 1/2/3 * *',
    '*/0 * * * *',
    '*/99 * * * *',
    '-1 * * * *',
  ],
];

/** One value of a field, mostly a right one. */
function value(dice: Dice, min: number, max: number): string {
  const kind = dice.below(60);
  if (kind === 0) return dice.one(WORDS);
  if (kind === 1) return String(dice.one(NUMBERS));
  return String(min + dice.below(max - min + 1));
}

function part(dice: Dice, min: number, max: number): string {
  const range = dice.one([
    () => '*',
    () => value(dice, min, max),
    () => `${value(dice, min, max)}-${value(dice, min, max)}`,
    () => value(dice, min, max),
  ])();
  return dice.below(4) === 0 ? `${range}/${dice.below(8) === 0 ? dice.one([0, 'MON', '', '-1', '+2', '1/2']) : 1 + dice.below(30)}` : range;
}

function expression(dice: Dice): string {
  const ranges = [
    [0, 59],
    [0, 23],
    [1, 31],
    [1, 12],
    [0, 6],
  ] as const;
  const fields = ranges.map(([min, max]) => {
    if (dice.below(3) === 0) return '*';
    return Array.from({ length: 1 + dice.below(2) }, () => part(dice, min, max)).join(',');
  });
  const odd = dice.below(20);
  if (odd === 0) fields.push(part(dice, 0, 59));
  if (odd === 1) fields.pop();
  return fields.reduce((text, field) => `${text}${dice.below(60) === 0 ? dice.one(SEPARATORS) : ' '}${field}`);
}

const dice = new Dice();
const EXPRESSIONS = [...WHOLE, ...Array.from({ length: COUNT }, () => expression(dice))];
const ACCEPTED = EXPRESSIONS.filter((text) => checkCron(text) === undefined);

/** What each accepted schedule is asked for: five runs, from a moment of its own. */
const RUNS = [...new Set(ACCEPTED)].map((schedule, index) => ({
  schedule,
  after: Date.UTC(2024, 0, 1) / 1000 - 1 + (index % 1461) * 86_400 + (index % 3) * 7777,
  count: 5,
}));

/** What is tried as a zone: the names themselves, their spellings, and what is none. */
const ZONES = [...TIME_ZONES, ...ZONE_ABBREVIATIONS].flatMap((name) => [
  ...[name, name.toUpperCase(), name.toLowerCase(), ` ${name}`, `${name} `, `${name}/`, name.replaceAll('_', ' ')],
]);
ZONES.push('', 'Local', 'local', 'LOCAL', 'UTC+1', '+02:00', 'UTC/', '/UTC', '../UTC', 'Europe//Berlin', 'Mars/Olympus', 'Europe');

/** The program in Go, built; `undefined` where there is no Go, or its module is not to be had. */
function built(folder: string): string | undefined {
  const program = join(folder, 'robfig');
  const { status } = spawnSync('go', ['build', '-o', program, '.'], { cwd: join(__dirname, 'robfig'), timeout: 120_000 });
  return status === 0 ? program : undefined;
}

const folder = mkdtempSync(join(tmpdir(), 'robfig-'));
const program = built(folder);
const withGo = program === undefined ? test.skip : test;
let told: Answer | undefined;

/** Answers of the program, asked once. */
function answer(): Answer {
  told ??= JSON.parse(
    execFileSync(program ?? '', {
      input: JSON.stringify({ schedules: EXPRESSIONS, runs: RUNS, zones: ZONES }),
      maxBuffer: 2 ** 28,
    }).toString(),
  ) as Answer;
  return told;
}

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('thousands of schedules are compared, many of them right', () => {
  expect(EXPRESSIONS.length).toBeGreaterThan(10_000);
  expect(ACCEPTED.length).toBeGreaterThan(1000);
  expect(EXPRESSIONS.length - ACCEPTED.length).toBeGreaterThan(1000);
});

withGo('what is accepted here is accepted by Kubernetes and by KEDA', () => {
  const { kubernetes, keda } = answer();
  expect(kubernetes).toHaveLength(EXPRESSIONS.length);
  const worse = EXPRESSIONS.filter((text, index) => checkCron(text) === undefined && !(kubernetes[index] === true && keda[index] === true));
  expect(worse).toEqual([]);
});

withGo('what both accept and is refused here never fires, or is one of the few forms that only a typing mistake brings', () => {
  const { kubernetes, keda } = answer();
  const refused = EXPRESSIONS.filter((text, index) => kubernetes[index] === true && keda[index] === true && checkCron(text) !== undefined);
  const typo = (text: string): boolean =>
    /[^ \t!-~]|[\r\n\v\f]/.test(text) || text.trim() !== text || /\+\d|(^|[\s,])[*?]-|(^|[\s,]),|,([\s,]|$)|^,|\d{10}/.test(text);
  const others = refused.filter((text) => !typo(text) && checkCron(text)?.problem.startsWith('never fires') !== true);
  expect(others).toEqual([]);
  expect(refused.length).toBeGreaterThan(0);
});

withGo('a schedule fires when it fires in the cluster, five times in a row', () => {
  const { runs } = answer();
  const differ = RUNS.filter(({ schedule, after, count }, index) => {
    const ours = firings(schedule, count, after * 1000).map((ms) => ms / 1000);
    const theirs = runs[index] ?? [];
    // the library gives up after five years
    return theirs.some((at, run) => at !== ours[run]);
  });
  expect(differ).toEqual([]);
  expect(runs.flat().length).toBeGreaterThan(1000);
});

withGo('time zones are those of the database, letter by letter', () => {
  const { zones, names } = answer();
  expect([...TIME_ZONES, ...ZONE_ABBREVIATIONS].sort()).toEqual([...names].sort());
  expect(ZONES.filter((name, index) => isTimeZone(name) !== zones[index])).toEqual([]);
  expect(ZONES.filter((name, index) => checkTimeZone(name) === undefined && zones[index] !== true)).toEqual([]);
});
