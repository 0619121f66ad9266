import { z } from 'zod';
import { Problems } from '../../src/kernel/problems';
import { read } from '../../src/kernel/read';
import {
  choice,
  either,
  flag,
  kind,
  list,
  number,
  object,
  record,
  settings,
  share,
  tagged,
  text,
  thing,
  whole,
} from '../../src/kernel/schema';
import { kindOf, needed, saidOf, standIn } from '../../src/kernel/stand-in';
import { readStruct, type StructTables } from '../../src/kernel/structs';

/** What is read under one key, and every problem as `place rule: problem; fix`. */
function reading(written: unknown, field: z.ZodType): { value: unknown; found: string[] } {
  const problems = Problems.of('root');
  const { key } = read<z.ZodObject<{ key: z.ZodType }>>({ key: written }, object('', '', { key: field }), problems);
  return { value: key, found: problems.list.map(({ place, rule, problem, fix }) => `${place} ${rule}: ${problem}; ${fix}`) };
}
const wrong = (wanted: string, got: string, fix: string): string => `key wrong-type: must be ${wanted}, got ${got}; ${fix}`;

describe('a value of another shape is refused in words of its own, and a stand-in takes its place', () => {
  test.each<[string, z.ZodType, unknown, unknown, string]>([
    ['text', text(), true, '', wrong('text', 'true', 'write text')],
    ['text', text(), 7, '', wrong('text', '7', `write it in quotes: '7'`)],
    ['whole Unicode', text(), 'a\ud800', '', wrong('well-formed Unicode', `'a\\ud800'`, 'remove the half character')],
    ['a number', number(), 'seven', 0, wrong('a number', `'seven'`, 'write a plain number')],
    ['a number in quotes', whole(), '7', 0, wrong('a number', `'7'`, 'write it without quotes')],
    ['NaN', number(), NaN, 0, wrong('a number', 'NaN', 'write a plain number')],
    ['Infinity', number(), Infinity, 0, wrong('a number', 'Infinity', 'write a plain number')],
    ['minus zero', number(), -0, 0, wrong('a number', '-0', 'write a plain number')],
    ['a flag', flag(), 'true', false, wrong('true or false', `'true'`, 'write true or false, without quotes')],
    ['a word', choice('', ['a', 'b']), 1, 'a', wrong(`one of 'a', 'b'`, '1', `write one of 'a', 'b'`)],
    ['a share', share(), true, '', wrong('a number or a percentage', 'true', `write 1 or '25%'`)],
    ['a list', list('', text()), {}, [], wrong('a list', 'an object', 'write a list')],
    ['a record', record('', text()), [], {}, wrong('an object', 'a list of 0', 'write keys and values')],
    ['settings', settings(), 'a', {}, wrong('an object', `'a'`, 'write keys and values')],
    [
      'an object',
      object('', '', { name: text(), maybe: text('', { optional: true }) }),
      7,
      { name: '' },
      wrong('an object', '7', 'write keys and values'),
    ],
    [
      'a tagged object',
      tagged('', '', [object('', '', { kind: kind('one') })]),
      7,
      { kind: 'one' },
      wrong('an object', '7', 'write keys and values'),
    ],
  ])('%s: %#', (_, field, written, stand, problem) => {
    expect(reading(written, field)).toEqual({ value: stand, found: [problem] });
  });

  test('a word that is not known is told what is, or what it is near to', () => {
    expect(reading('c', choice('', ['red', 'blue'])).found).toEqual([
      `key unknown-value: must be one of 'red', 'blue', got 'c'; known: blue, red`,
    ]);
    expect(reading('rad', choice('', ['red', 'blue'])).found).toEqual([
      `key unknown-value: must be one of 'red', 'blue', got 'rad'; did you mean 'red'?`,
    ]);
  });

  test('what throws when it is looked at is no plain value', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(reading(proxy, record('', text())).found).toEqual([
      'key wrong-type: must be a plain value, got what throws when it is read; write the value itself',
    ]);
  });

  test('a schema that nobody can read is an error of the program', () => {
    expect(() => read({}, z.date(), Problems.of('root'))).toThrow('no value of date can be read');
  });
});

describe('length', () => {
  const a = (length: number): string => 'a'.repeat(length);
  const many = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
  const keys = (count: number) => Object.fromEntries(many(count).map((index) => [`k${index}`, 'x']));

  test.each<[string, z.ZodType, unknown, unknown, string]>([
    ['a text', text(), a(1024), a(1025), 'at most 1024 characters, got 1025; shorten it'],
    ['a text with a limit', text('', { most: 3 }), a(3), a(4), 'at most 3 characters, got 4; shorten it'],
    ['a list', list('', number()), many(1000), many(1001), 'at most 1000 entries, got 1001; split it'],
    ['a list with a limit', list('', number(), { most: 2 }), many(2), many(3), 'at most 2 entries, got 3; split it'],
    ['a record', record('', text()), keys(1000), keys(1001), 'at most 1000 entries, got 1001; split it'],
    ['a record with a limit', record('', text(), { most: 2 }), keys(2), keys(3), 'at most 2 entries, got 3; split it'],
  ])('of %s has an end', (_, field, most, more, problem) => {
    expect(reading(most, field)).toEqual({ value: most, found: [] });
    expect(reading(more, field).found).toEqual([`key too-large: must have ${problem}`]);
  });

  test('of settings has one in text, depth and number', () => {
    const deep = (levels: number): unknown => many(levels).reduce<unknown>((inner) => ({ a: inner }), 1);
    expect(reading({ a: a(65_536) }, settings()).found).toEqual([]);
    expect(reading({ a: a(65_537) }, settings()).found).toEqual([
      'key.a too-large: must have at most 65536 characters, got 65537; shorten it',
    ]);
    expect(reading({ a: 'abc' }, settings('', { most: 2 })).found).toEqual([
      'key.a too-large: must have at most 2 characters, got 3; shorten it',
    ]);
    expect(reading(deep(8), settings()).found).toEqual([]);
    expect(reading(deep(9), settings()).found).toEqual([
      'key.a.a.a.a.a.a.a.a too-large: must have at most 8 levels deep; flatten the settings',
    ]);
    expect(reading([[]], settings()).found).toHaveLength(1);
    expect(reading(deep(2), settings('', { deep: 2 })).found).toEqual([]);
    expect(reading(deep(3), settings('', { deep: 2 })).found).toEqual([
      'key.a.a too-large: must have at most 2 levels deep; flatten the settings',
    ]);
    // the object and its list are values, too
    expect(reading({ a: many(9_998) }, settings()).found).toEqual([]);
    expect(reading({ a: many(9_999) }, settings()).found).toEqual([
      'key.a[9998] too-large: must have at most 10000 values in all; shorten the settings',
    ]);
    expect(reading({ a: many(9_999), b: [1, 2] }, settings()).found).toHaveLength(1);
  });

  test('of settings is counted anew for each', () => {
    const both = object('', '', { one: settings(), two: settings() });
    const problems = Problems.of('root');
    read({ one: { a: many(9_000) }, two: { a: many(9_000) } }, both, problems);
    expect(problems.list).toEqual([]);
  });
});

describe('settings', () => {
  test('are what JSON can say, with keys sorted', () => {
    const { value, found } = reading({ b: [1, null, { d: false, c: 'x' }], a: {} }, settings());
    expect([JSON.stringify(value), found]).toEqual(['{"a":{},"b":[1,null,{"c":"x","d":false}]}', []]);
  });

  test('lose what JSON cannot say, each with a problem', () => {
    const { value, found } = reading({ a: [1, undefined, 2], b: () => 1, '': 1, 'x\n': 2, c: NaN }, settings());
    const json = 'use text, numbers, true, false, null, lists and objects';
    expect(value).toEqual({ a: [1, 2] });
    expect(found).toEqual([
      `key.a[1] wrong-type: must be what JSON can say, got undefined; ${json}`,
      `key.b wrong-type: must be what JSON can say, got a function; ${json}`,
      `key[''] wrong-type: must have a key of printable characters, at least one; rename it`,
      `key['x\\u000a'] wrong-type: must have a key of printable characters, at least one; rename it`,
      'key.c wrong-type: must be a number, got NaN; write a plain number',
    ]);
  });
});

test('a list keeps entries that are objects, and loses others that are wrong', () => {
  expect(reading([1, 'a', , 'b'], list('', text()))).toEqual({
    // prettier-ignore
    value: ['a', 'b'],
    found: [
      `key[0] wrong-type: must be text, got 1; write it in quotes: '1'`,
      'key[2] wrong-type: must be a value, got undefined; fill the gap in the list',
    ],
  });
  expect(reading([1, { n: 2 }], list('', object('', '', { n: number() }))).value).toEqual([{ n: 0 }, { n: 2 }]);
});

test('a key that is required is asked for, and one that may be left out is left out', () => {
  const field = object('', '', { a: text(), b: text('', { optional: true }), c: text('', { optional: true }) });
  expect(reading({ b: undefined, c: 7 }, field)).toEqual({
    value: { a: '' },
    found: [`key.a missing-key: is required; write 'a'`, `key.c wrong-type: must be text, got 7; write it in quotes: '7'`],
  });
});

describe('a thing', () => {
  const taken = { members: 1, of: 2 };
  test('is taken as it is, and refused without its members', () => {
    expect(reading(taken, thing('Host', ['members', 'of'], [])).value).toBe(taken);
    expect(reading({ members: 1 }, thing('Host', ['members', 'of'], [])).found).toEqual([wrong('a Host', 'an object', 'hand over a Host')]);
    expect(reading(7, thing('Host', ['of'], ['named', 'ranges'])).found).toEqual([
      wrong('a Host', '7', 'write one of Host.named(…), Host.ranges(…)'),
    ]);
  });

  test('of any kind is taken where nothing is asked of it', () => {
    expect(reading(7, z.custom())).toEqual({ value: 7, found: [] });
  });
});

test('a stand-in is the smallest value of its shape', () => {
  const one = object('', '', { kind: kind('one'), n: number() });
  const fields = [text(), number(), flag(), choice('', ['a', 'b']), kind('k'), list('', text()), record('', text()), settings(), share()];
  expect(fields.map(standIn)).toEqual(['', 0, false, 'a', 'k', [], {}, {}, '']);
  expect([standIn(one), standIn(tagged('', '', [one])), standIn(z.custom())]).toEqual([
    { kind: 'one', n: 0 },
    { kind: 'one', n: 0 },
    undefined,
  ]);
  expect(standIn(either('', '', 'a', object('', '', { a: text() }), object('', '', { b: text() })))).toEqual({ a: '' });
  expect([standIn(text('', { optional: true })), needed(text('', { optional: true })).def.type]).toEqual(['', 'string']);
  expect([kindOf(one), kindOf(object('', '', {})), saidOf(z.string())]).toEqual(['one', '', { doc: '' }]);
});

describe('a struct that is written in a program', () => {
  const tables: StructTables = {
    structs: {
      Props: "name text; count? number; on? flag; size? 'small','large'; list? [text]; map? {number}; inner? Inner; host? Host; any? any",
      Inner: 'share share; json? json; deep? [{Leaf}]',
      Leaf: 'share share',
    },
    things: { Host: { members: ['cidrs'], makers: ['ranges'] } },
  };
  const said = (value: unknown): { read: unknown; found: string[] } => {
    const problems = Problems.of('root');
    const copy = readStruct(value, 'Props', tables, problems);
    return { read: copy, found: problems.list.map(({ place, rule, fix }) => `${place} ${rule}; ${fix}`) };
  };

  test('is copied, with keys that may be left out', () => {
    const whole = {
      name: 'a'.repeat(2_000_000),
      count: NaN,
      on: false,
      size: 'large',
      list: ['a'],
      map: { a: 1 },
      inner: { share: '25%', json: { a: [1] }, deep: [{ x: { share: 1 } }] },
      host: { cidrs: [] },
      any: Symbol.iterator,
    };
    expect(said(whole)).toEqual({ read: whole, found: [] });
    expect(said({ name: '' })).toEqual({ read: { name: '' }, found: [] });
  });

  test('has a problem for everything that is not as the table says', () => {
    const inner = { deep: [{ x: {} }] };
    expect(said({ count: '7', on: 1, size: 'medium', list: [1], map: { a: 'b' }, inner, host: {}, nmae: '' }).found).toEqual([
      `nmae unknown-key; did you mean 'name'?`,
      `name missing-key; write 'name'`,
      'count wrong-type; write it without quotes',
      'on wrong-type; write true or false, without quotes',
      'size unknown-value; known: large, small',
      `list[0] wrong-type; write it in quotes: '1'`,
      'map.a wrong-type; write a plain number',
      `inner.share missing-key; write 'share'`,
      `inner.deep[0].x.share missing-key; write 'share'`,
      'host wrong-type; write one of Host.ranges(…)',
    ]);
    expect(said({ name: 'a'.repeat(2_000_001) }).found).toEqual(['name too-large; shorten it']);
  });
});
