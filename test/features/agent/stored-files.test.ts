import { planConfigMaps, planStoredFiles } from '../../../src/features/agent/files';
import { Problems } from '../../../src/kernel/problems';

const lines = ({ list }: Problems): string[] => list.map(({ place, rule }) => `${place}: ${rule}`);

describe('files', () => {
  const OWNER = {
    agent: 'api',
    system: 'docs',
    environment: 'prod',
    namespace: 'tenant-acme',
    secretStore: 'store',
    labels: { a: 'b' },
    annotations: { c: 'd' },
  };
  const stored = (written: Parameters<typeof planStoredFiles>[2], owner: object = {}): [unknown, string[]] => {
    const problems = Problems.of('test');
    return [planStoredFiles(problems, { ...OWNER, ...owner }, written), lines(problems)];
  };
  const maps = (written?: Parameters<typeof planConfigMaps>[2]): [unknown, string[]] => {
    const problems = Problems.of('test');
    return [planConfigMaps(problems, 'api', written), lines(problems)];
  };

  test('of the store are one Secret, sorted', () => {
    expect(stored({ b: { key: 'x', property: 'p' }, a: { key: 'docs/prod/tenant-acme/y', property: 'q' } })).toEqual([
      {
        name: 'api-secrets',
        namespace: 'tenant-acme',
        labels: { a: 'b' },
        annotations: { c: 'd' },
        secretStore: 'store',
        values: [
          { file: 'a', key: 'docs/prod/tenant-acme/y', property: 'q' },
          { file: 'b', key: 'x', property: 'p' },
        ],
      },
      [],
    ]);
    expect([stored(undefined), stored({}, { secretStore: undefined })]).toEqual([
      [undefined, []],
      [undefined, []],
    ]);
    expect(stored({ a: { key: 'x', property: 'p' } }, { secretStore: undefined })).toEqual([undefined, [': secret-store']]);
  });

  test.each([
    ['docs/prod/tenant-acme/a', []],
    ['docs/prod/tenant-birch/a', ['f.key: secret-of-others']],
    ['docs/prod/tenant-birch/a/b', ['f.key: secret-of-others']],
    // three words name no namespace
    ['docs/prod/tenant-birch', []],
    ['docs/dev/tenant-birch/a', []],
    ['other/prod/tenant-birch/a', []],
    ['/a', ['f.key: secret-key']],
  ])('of the store by the entry %s', (key, said) => {
    expect(stored({ f: { key, property: 'p' } })[1]).toEqual(said);
  });

  test.each([
    ['a', true],
    ['-._aZ9', true],
    ['a'.repeat(253), true],
    ['.a', true],
    ['.', false],
    ['..', false],
    ['..a', false],
    ['', false],
    ['a b', false],
    ['a ', false],
    [' a', false],
    ['a'.repeat(254), false],
  ])('by the name %j: %p', (name, holds) => {
    const said = holds ? [] : ['file-name'];
    expect(stored({ [name]: { key: 'x', property: 'p' } })[1].map((line) => line.split(': ').at(-1))).toEqual(said);
    expect(maps({ [name]: {} })[1].map((line) => line.split(': ').at(-1))).toEqual(said);
    expect(maps({ f: { [name]: '' } })[1].map((line) => line.split(': ').at(-1))).toEqual(said);
  });

  test('that are rendered are a ConfigMap for each folder, sorted', () => {
    expect(maps()).toEqual([[], []]);
    expect(maps({ b: { y: '2', x: '1' }, a: {} })).toEqual([
      [
        { name: 'api-a', folder: 'a', data: {} },
        { name: 'api-b', folder: 'b', data: { x: '1', y: '2' } },
      ],
      [],
    ]);
  });

  const x = (length: number): string => 'x'.repeat(length);
  test.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
    ['as much as it holds, with the name', { ab: x(2 ** 20 - 2) }, []],
    ['a byte more', { ab: x(2 ** 20 - 1) }, ['a: config-size']],
    ['as much in two files', { a: x(2 ** 19 - 1), b: x(2 ** 19 - 1) }, []],
    ['a byte more in two files', { a: x(2 ** 19 - 1), b: x(2 ** 19) }, ['a: config-size']],
    ['as much in letters of two bytes', { ab: 'é'.repeat(2 ** 19 - 1) }, []],
    ['more in letters of two bytes', { ab: 'é'.repeat(2 ** 19) }, ['a: config-size']],
  ])('in a ConfigMap: %s', (_, files, said) => {
    expect(maps({ a: files })[1]).toEqual(said);
  });
});
