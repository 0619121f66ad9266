import fc from 'fast-check';
import type { EnvironmentSpec } from '../../src/resolve/spec';
import { resolve } from '../../src/resolve/resolve';
import { joinDataFiles, parseDataFile } from '../../src/resolve/data-file';
import { changed, problemsOf, valid } from './fixture';

/** Every dotted path of a value, lists included. */
function pathsOf(value: unknown, prefix = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [`${prefix}${key}`, ...pathsOf(item, `${prefix}${key}.`)]);
}

/** The value with keys and the entries of sets in another order; `random` decides. */
function shuffled(value: unknown, random: () => number): unknown {
  const mix = <T>(items: readonly T[]): T[] =>
    items
      .map((item) => ({ item, rank: random() }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ item }) => item);
  if (Array.isArray(value)) return mix(value.map((item) => shuffled(item, random)));
  if (typeof value !== 'object' || value === null) return value;
  // EKS tries instance types in the order written, so that order means something
  return Object.fromEntries(
    mix(Object.entries(value)).map(([key, item]) => [key, key === 'instanceTypes' ? item : shuffled(item, random)]),
  );
}

/** An environment of `count` small tenants and nodes enough for them. */
function tenants(count: number): EnvironmentSpec {
  const small = valid().tenants[1];
  const many = Array.from({ length: count }, (_, index) => ({ ...small, id: `t${index}` }));
  return changed({ tenants: many, nodePools: { agents: { instanceTypes: ['m7i.4xlarge'], min: 1, max: 450 } }, overcommit: 10 });
}

describe('resolve', () => {
  test('does not depend on the order of the input', () => {
    const expected = JSON.stringify(resolve(valid()));
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (numbers) => {
        const spec = shuffled(valid(), () => Number(numbers.next().value)) as EnvironmentSpec;
        expect(JSON.stringify(resolve(spec))).toBe(expected);
      }),
      { numRuns: 50 },
    );
  });

  test('refuses or resolves whatever stands anywhere, and throws nothing else', () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.anything({ withBigInt: true, withDate: true, withMap: true, withSparseArray: true, withNullPrototype: true }),
      fc.func(fc.anything()),
    );
    fc.assert(
      fc.property(fc.constantFrom(...pathsOf(valid())), anything, (path, value) => {
        expect(Array.isArray(problemsOf(changed({ [path]: value })))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('reads any text as a data file without throwing', () => {
    const yamlish = fc
      .array(
        fc.constantFrom(
          'a',
          ': ',
          '- ',
          '\n',
          '  ',
          '[',
          ']',
          '{',
          '}',
          '&x ',
          '*x',
          '!!str ',
          '"',
          '|\n',
          '? ',
          ',',
          '---',
          '#',
          '\t',
          '%',
        ),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(yamlish, fc.string({ unit: 'binary' })), (text) => {
        const { value, problems } = parseDataFile(text, 'f');
        expect(value === undefined || problems.length === 0).toBe(true);
        const { spec, sources } = joinDataFiles(valid(), [{ file: 'f', text }]);
        expect(problemsOf(spec, sources).length).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });

  test('grows with the number of tenants, not with its square', () => {
    // time of this process: what else the machine does is not counted
    const timeOf = (count: number): number => {
      const spec = tenants(count);
      const times = [1, 2, 3, 4, 5].map(() => {
        const start = process.cpuUsage();
        expect(resolve(spec).tenants).toHaveLength(count + 1);
        return process.cpuUsage(start).user;
      });
      return Math.min(...times);
    };
    timeOf(100);
    expect(timeOf(1600) / timeOf(400)).toBeLessThan(8);
  });
});
