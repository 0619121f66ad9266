import type { EnvironmentSpec } from '../../../environments/index';
import { InvalidInputError } from '../../../src/kernel/problems';
import { leavesOf } from '../leaves';
import * as bases from './keys-bases';
import { SEEN, type Shown, UNSEEN } from './keys-table';
import { partsOf, renderAll, valueAt, withValue } from './render-all';
import { isPlaceOf, specKeys } from './spec-keys';

/** Every key of the data reaches what is rendered: with another value, another value stands in a named field of a named object. */

const rendered = new Map<EnvironmentSpec, readonly ReadonlyMap<string, string>[]>();

function baseOf(base: EnvironmentSpec): readonly ReadonlyMap<string, string>[] {
  const known = rendered.get(base) ?? [...partsOf(base)];
  rendered.set(base, known);
  return known;
}

/** What stands in a field of an object, `undefined` if there is no such object or field. */
function fieldOf(parts: Iterable<ReadonlyMap<string, string>>, object: string, field: string): unknown {
  const [kind = '', title = ''] = object.split(' ');
  const name = title.slice(title.indexOf('/') + 1);
  const isFile = title === '';
  for (const [file, text] of filesIn(parts)) {
    if (isFile ? file !== object : !file.endsWith('.yaml')) continue;
    for (const document of isFile ? [text] : text.split(/^---$/m)) {
      if (!isFile && !(document.includes(`\nkind: ${kind}\n`) && document.includes(`\n  name: ${name}\n`))) continue;
      const found = leavesOf({ [file]: document }, 'none of these').get(`${object} ${field}`);
      if (found !== undefined) return JSON.parse(found);
    }
  }
  return undefined;
}

function* filesIn(parts: Iterable<ReadonlyMap<string, string>>): Generator<readonly [string, string]> {
  for (const files of parts) yield* files;
}

const shows = (found: unknown, shown: Shown): boolean =>
  typeof shown === 'object' ? typeof found === 'string' && found.includes(shown.has) : found === shown;

function problemsOf(act: () => unknown): string[] {
  try {
    act();
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems.map(({ place, rule }) => `${place} ${rule}`);
    throw error;
  }
}

describe('every key of the specs', () => {
  const keys = specKeys();
  const held = (key: string): boolean =>
    [...SEEN.map(({ base, at, values: [, other] }) => ({ base, at, other })), ...UNSEEN.map((row) => ({ ...row, other: undefined }))].some(
      ({ base, at, other }) =>
        isPlaceOf(key, at, (place) => valueAt(base, place)) || isPlaceOf(key, at, (place) => (place === at ? other : valueAt(base, place))),
    );

  test('there are hundreds', () => {
    expect(keys.length).toBeGreaterThan(280);
    expect(keys).toEqual(expect.arrayContaining(['system', 'tenants[].agents.*.rollout(canary).weight', 'services.nats.users.*.*']));
  });

  test('has a row that says where it is seen, or why it is not', () => {
    expect(keys.filter((key) => !held(key))).toEqual([]);
  });

  test('is a key: no row is about one that there is not', () => {
    const places = [
      ...SEEN.map(({ base, at, values }) => ({ base, at, other: values[1] })),
      ...UNSEEN.map((row) => ({ ...row, other: undefined })),
    ];
    const unknown = places.filter(
      ({ base, at, other }) =>
        !keys.some(
          (key) =>
            isPlaceOf(key, at, (place) => valueAt(base, place)) ||
            isPlaceOf(key, at, (place) => (place === at ? other : valueAt(base, place))),
        ),
    );
    expect(unknown.map(({ at }) => at)).toEqual([]);
  });
});

describe('is seen', () => {
  test.each(SEEN.map((row) => ({ ...row, title: `${row.base.name}: ${row.at} in ${row.object} ${row.field}` })))(
    '$title',
    ({ base, at, values: [value, other], object, field, shown: [before, after] }) => {
      expect(valueAt(base, at)).toEqual(value);
      const found = [baseOf(base), partsOf(withValue(base, at, other))].map((parts) => fieldOf(parts, object, field));
      expect({ found, shown: [shows(found[0], before), shows(found[1], after)] }).toEqual({ found, shown: [true, true] });
      // neither would pass for the other
      expect([shows(found[0], after), shows(found[1], before)]).toEqual([false, false]);
    },
  );
});

describe('is not seen', () => {
  test.each(UNSEEN.map((row) => ({ ...row, title: `${row.at}: ${row.reason}` })))('$title', ({ base, at, refuses, problem }) => {
    const found = problemsOf(() => renderAll(withValue(base, at, refuses)));
    if (problem === undefined) expect(found).toEqual([]);
    else expect(found).toContain(problem);
  });
});

test('another label domain is everywhere: in batch agents, stores, the gateway’s policies, and nothing of ours is left behind', () => {
  const { SERVICES } = bases;
  const leaves = (spec: EnvironmentSpec) => leavesOf(Object.fromEntries(renderAll(spec)), 'none of these');
  // checksums are of texts that have the labels in them
  const plain = (text: string): string => text.replaceAll('cdk8s-agents/', 'x.example.com/');
  const [own, other] = [leaves(SERVICES), leaves(withValue(SERVICES, 'labelDomain', 'x.example.com'))];
  const expected = new Map([...own].filter(([place]) => !place.includes('checksum')).map(([place, value]) => [plain(place), plain(value)]));
  expect(new Map([...other].filter(([place]) => !place.includes('checksum')))).toEqual(expected);
  for (const kind of ['NetworkPolicy platform/llm-gateway', 'CronJob tenant-acme/report', 'StatefulSet platform/redis-state-acme'])
    expect([...other].some(([place, value]) => place.startsWith(kind) && `${place} ${value}`.includes('x.example.com/'))).toBe(true);
});
