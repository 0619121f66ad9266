import type { BusMapping } from '../../../src/features/bus/account';
import { afterMappings, checkMapping, destinationPattern } from '../../../src/features/bus/mapping';

const mapping = (source: string, ...targets: readonly (readonly [subject: string, weight: number])[]): BusMapping => ({
  source,
  targets: targets.map(([subject, weight]) => ({ subject, weight })),
});

describe('a subject goes', () => {
  test.each<[string, BusMapping, string[]]>([
    ['nowhere else if it is outside the source', mapping('tasks.b.>', ['work.>', 100]), ['tasks.a.x']],
    ['nowhere else if it is inside only in part', mapping('tasks.a.x.>', ['work.>', 100]), ['tasks.a.x']],
    ['to all of a target', mapping('tasks.a.x', ['work', 100]), ['work']],
    ['with what the last wildcard stood for', mapping('tasks.>', ['work.>', 100]), ['work.a.x']],
    ['with less of it behind more tokens of the source', mapping('tasks.a.>', ['work.>', 100]), ['work.x']],
    ['with each token that a star stood for, in the order of the target', mapping('tasks.*.*', ['work.$2.$1', 100]), ['work.x.a']],
    ['by the longer form of the same', mapping('tasks.*.*', ['work.{{wildcard(2)}}.{{wildcard(1)}}', 100]), ['work.x.a']],
    ['with stars counted from the first one on, wherever it is', mapping('*.a.*', ['$1.work.$2', 100]), ['tasks.work.x']],
    ['to the very word, where no star stands for it', mapping('tasks.*.*', ['work.$3', 100]), ['work.$3']],
    [
      'to the very word, where the sign is only a part of it',
      mapping('tasks.*.*', ['a$1.$1b.{{wildcard(1)}}c', 100]),
      ['a$1.$1b.{{wildcard(1)}}c'],
    ],
    ['to a target without its rest, where the source has none', mapping('tasks.*.*', ['work.>', 100]), ['work']],
    ['to every target with a share, in their order', mapping('tasks.>', ['b', 60], ['a', 40]), ['b', 'a']],
    ['to none without a share', mapping('tasks.>', ['b', 0], ['a', 100]), ['a']],
    ['and stays, if one per cent is left', mapping('tasks.>', ['b', 50], ['a', 49]), ['b', 'a', 'tasks.a.x']],
  ])('%s', (_, one, expected) => {
    expect(afterMappings(['tasks.a.x'], [one])).toEqual(expected);
  });

  test('by the first mapping that covers it, and once to where several go', () => {
    const mappings = [mapping('tasks.b.>', ['never', 100]), mapping('tasks.*.x', ['first', 100]), mapping('tasks.>', ['second', 100])];
    expect(afterMappings(['tasks.a.x', 'tasks.c.x', 'tasks.a.y', 'other'], mappings)).toEqual(['first', 'second', 'other']);
  });
});

test.each([
  ['work.$1.>', 'work.*.>'],
  ['{{wildcard(12)}}.$34.a', '*.*.a'],
  ['a$1.$1b.$.$x', 'a$1.$1b.$.$x'],
  ['x{{wildcard(1)}}.{{wildcard(1)}}x', 'x{{wildcard(1)}}.{{wildcard(1)}}x'],
])('%s may become any of %s', (target, expected) => {
  expect(destinationPattern(target)).toBe(expected);
});

describe('weights', () => {
  test.each([[[0]], [[100]], [[50, 50]], [[0, 0]]])('%j hold', (weights) => {
    expect(checkMapping(mapping('tasks.>', ...weights.map((weight) => ['a', weight] as const)), [])).toBeUndefined();
  });

  test.each<[number[], string]>([
    [[101], '101 = 101'],
    [[50, 51], '50 + 51 = 101'],
    [[-1], '-1 = -1'],
    [[-1, 100], '-1 + 100 = 99'],
    [[0.5, 10], '0.5 + 10 = 10.5'],
    [[], ' = 0'],
  ])('fail as %j', (weights, sum) => {
    expect(checkMapping(mapping('tasks.>', ...weights.map((weight) => ['a', weight] as const)), [])).toEqual({
      rule: 'bus-mapping',
      problem: `weights of 'tasks.>' are ${sum} %, at most 100 % in whole percents`,
      fix: 'lower one of them; what is left of 100 stays on the source',
    });
  });
});

test.each<[string, boolean]>([
  ['tasks.a.b', true], // inside
  ['tasks.a.>', true], // all of it
  ['tasks.b', true], // outside
  ['tasks.>', false],
  ['*.a.b', false],
])('a mapping of tasks.a.> leaves %s whole: %s', (published, holds) => {
  expect(checkMapping(mapping('tasks.a.>', ['work.>', 100]), ['other', published])).toEqual(
    holds
      ? undefined
      : {
          rule: 'bus-mapping',
          problem: `'${published}' is published and only partly inside the mapping of 'tasks.a.>', so its grants cannot be derived`,
          fix: 'publish the mapped part as a subject of its own, or widen the mapping',
        },
  );
});
