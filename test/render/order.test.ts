import fc from 'fast-check';
import { inOrder } from '../../src/render/order';

const edge = (later: string, first: string): { later: string[]; first: string[] } => ({ later: [...later], first: [...first] });

test.each([
  ['abc', [], 'abc'],
  ['abc', [edge('b', 'a')], 'abc'],
  ['abc', [edge('a', 'c')], 'cab'],
  ['abcd', [edge('a', 'd'), edge('d', 'c')], 'cdab'],
  ['abcd', [edge('ab', 'cd')], 'cdab'],
  // a whole that depends on a part of itself
  ['abc', [edge('abc', 'b')], 'bac'],
  ['abc', [edge('a', 'c'), edge('a', 'c')], 'cab'],
])('%s with %j is %s', (items, edges, expected) => {
  expect(inOrder([...items], edges)).toEqual({ items: [...expected], cycle: [] });
});

test.each([
  ['ab', [edge('a', 'b'), edge('b', 'a')], 'aba'],
  ['abcd', [edge('b', 'c'), edge('c', 'd'), edge('d', 'b')], 'bcdb'],
])('fails on a cycle: %s with %j goes round %s', (items, edges, cycle) => {
  expect(inOrder([...items], edges)).toEqual({ items: [], cycle: [...cycle] });
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
