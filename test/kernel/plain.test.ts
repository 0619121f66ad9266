import { ID } from '../../src/kernel/formats';
import { plainOf } from '../../src/kernel/plain';
import { Problems } from '../../src/kernel/problems';
import { choice, flag, object, text, whole } from '../../src/kernel/schema';

const SCHEMA = object('Thing', '', {
  name: text('', { plain: true, otherwise: 'none', format: ID }),
  color: choice('', ['red', 'blue'], { plain: true, default: 'red' }),
  count: whole('', { plain: true, default: 2, min: 1, max: 9 }),
  quiet: flag('', { plain: true, default: false }),
  derived: text('', { otherwise: 'left to the plan' }),
});

type Input = Parameters<typeof plainOf<typeof SCHEMA>>[1];

const read = (written: Input) => {
  const problems = Problems.of('thing');
  const plain = plainOf(SCHEMA, written, problems);
  return { plain, found: problems.list.map(({ place, rule }) => `${place}: ${rule}`) };
};

test('plain keys come with their defaults, and no other key does', () => {
  expect(read({})).toEqual({ plain: { name: undefined, color: 'red', count: 2, quiet: false }, found: [] });
});

test('what is written is taken', () => {
  const written = { name: 'a-b', color: 'blue', count: 9, quiet: true } as const;
  expect(read(written)).toEqual({ plain: written, found: [] });
});

test.each([
  [{ name: 'A b' }, ['name: id']],
  [{ name: '' }, ['name: id']],
  [{ count: 0 }, ['count: whole-number']],
  [{ count: 10 }, ['count: whole-number']],
  [{ count: 1.5 }, ['count: whole-number']],
  [{ color: 'green' as 'red' }, ['color: unknown-value']],
  [{ name: '-', count: 10 }, ['name: id', 'count: whole-number']],
])('fails %j by what the schema says of the key', (written, expected) => {
  expect(read(written).found).toEqual(expected);
});
