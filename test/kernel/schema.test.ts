import { apart, type AnyKey, duration, nested, number, object, percent, text, whole } from '../../src/kernel/schema';

const ROOM = object('Room', 'A room.', { name: text() });

test('a default is a value: `undefined` would leave out a key that the reader asks for', () => {
  // @ts-expect-error -- `undefined` is no default
  expect(text('', { default: undefined }).def.type).toBe('string');
  // @ts-expect-error -- nor is it one of a number
  expect(number('', { default: undefined }).def.type).toBe('number');
  // @ts-expect-error -- nor of a builder with a format
  expect(duration('', { default: undefined }).def.type).toBe('string');
  // @ts-expect-error -- nor can it be said in words that nothing is said
  expect(whole('', { otherwise: undefined }).def.type).toBe('number');
});

test.each<[string, AnyKey, string]>([
  ['nothing said of its absence', text(), 'string'],
  ['a default', text('', { default: '' }), 'optional'],
  ['a default of zero', whole('', { default: 0 }), 'optional'],
  ['words for its absence', text('', { otherwise: 'none' }), 'optional'],
  ['nothing that applies without it', text('', { optional: true }), 'optional'],
  ['a percentage', percent('', { min: 0, max: 99, default: '10%' }), 'optional'],
])('a key with %s', (_, key, type) => {
  expect(key.def.type).toBe(type);
});

test('what is described elsewhere keeps its name, how it is told apart and where it is read', () => {
  const read = apart(ROOM);
  expect([nested('', ROOM).named, nested('', read).apart]).toEqual([ROOM.named, ROOM]);
  // what is said under one key is not said under another
  expect(nested('here', ROOM).said).toEqual({ doc: 'here' });
  expect('said' in ROOM).toBe(false);
});
