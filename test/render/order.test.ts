import fc from 'fast-check';
import { inOrder } from '../../src/render/order';

const edge = (later: string, first: string): { later: string[]; first: string[] } => ({ later: later.split(' '), first: first.split(' ') });

test.each([
  ['a b c', [], 'a b c'],
  ['a b c', [edge('b', 'a')], 'a b c'],
  ['a b c', [edge('a', 'c')], 'c a b'],
  ['a b c d', [edge('a', 'd'), edge('d', 'c')], 'c d a b'],
  ['a b c d', [edge('a b', 'c d')], 'c d a b'],
  // a whole that depends on a part of itself
  ['a b c', [edge('a b c', 'b')], 'b a c'],
  ['a b c', [edge('a', 'c'), edge('a', 'c')], 'c a b'],
])('%s with %j is %s', (items, edges, expected) => {
  expect(inOrder(items.split(' '), edges)).toEqual({ items: expected.split(' '), cycle: [] });
});

test.each([
  ['a b', [edge('a', 'b'), edge('b', 'a')], 'a b a'],
  ['a b c d', [edge('b', 'c'), edge('c', 'd'), edge('d', 'b')], 'b c d b'],
])('fails on a cycle: %s with %j goes round %s', (items, edges, cycle) => {
  expect(inOrder(items.split(' '), edges)).toEqual({ items: [], cycle: cycle.split(' ') });
});

test('keeps every item once and every edge, for any edges that point back in some order', () => {
  fc.assert(
    fc.property(
      fc
        .integer({ min: 1, max: 12 })
        .chain((size) =>
          fc.tuple(
            fc.shuffledSubarray([...Array(size).keys()], { minLength: size }),
            fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 20 }),
          ),
        ),
      ([items, pairs]) => {
        // the number itself is an order that contradicts no edge, so there is no cycle
        const edges = pairs.filter(([a, b]) => a !== b).map(([a, b]) => ({ later: [Math.max(a, b)], first: [Math.min(a, b)] }));
        const { items: ordered, cycle } = inOrder(items, edges);
        expect(cycle).toEqual([]);
        expect([...ordered].sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b));
        for (const { later, first } of edges) expect(ordered.indexOf(first[0] ?? -1)).toBeLessThan(ordered.indexOf(later[0] ?? -1));
      },
    ),
  );
});

test('orders a chain of 100,000', () => {
  const items = [...Array(100_000).keys()];
  const edges = items.slice(1).map((item) => ({ later: [item - 1], first: [item] }));
  expect(inOrder(items, edges).items[0]).toBe(99_999);
});
