import { runInNewContext } from 'node:vm';
import { sha256 } from '../../src/kernel/checksum';
import { frozenCopy } from '../../src/kernel/freeze';
import { canonical, isJsonObject, sameJson } from '../../src/kernel/json';
import { APP_LABEL, labelKeys, MANAGED_BY, NAMESPACE_NAME_LABEL, OWNER_LABEL, TOPOLOGY } from '../../src/kernel/labels';
import { byText, sortedEntries } from '../../src/kernel/order';
import { placeOf } from '../../src/kernel/path';
import { hasMembers, isName, isObject, isPlainNumber, isPlainObject, isWritten, ownText, ownValue } from '../../src/kernel/written';

class Made {
  public readonly own = 1;
  public method(): number {
    return this.own;
  }
}

const throwing = new Proxy(
  {},
  {
    getPrototypeOf: () => {
      throw new Error('no');
    },
    getOwnPropertyDescriptor: () => {
      throw new Error('no');
    },
  },
);
const getter = Object.defineProperty({}, 'a', { enumerable: true, get: () => 'text' });

test('a key is text that reaches no prototype', () => {
  const keys = ['a', '', '__proto__', 'constructor', 'prototype', 'proto', Symbol('a')];
  expect(keys.filter(isName)).toEqual(['a', '', 'proto']);
});

test('something is written where a key says more than undefined', () => {
  expect(
    [{ a: 1 }, { a: null }, getter, { a: undefined }, {}, Object.create({ a: 1 }) as object].map((value) => isWritten(value, 'a')),
  ).toEqual([...[true, true, true], ...[false, false, false]]);
});

test('a plain number in quotes', () => {
  const numbers = ['0', '7', '10', '-1', '1.50', '-0.5'];
  expect([...numbers, '', '01', '1.', '.5', '+1', '1e3', ' 1', '1 ', 'a', 7, null].filter(isPlainNumber)).toEqual(numbers);
});

test('an object literal of this realm or another is an object, and nothing else is', () => {
  const objects = [{}, Object.create(null) as unknown, runInNewContext('({ a: 1 })') as unknown];
  const others = [null, undefined, 1, 'a', [], runInNewContext('[]') as unknown, new Made(), new Map(), new Date(0), () => 1];
  expect([...objects, ...others].map(isObject)).toEqual([...objects.map(() => true), ...others.map(() => false)]);
  expect([...objects, ...others].map(isPlainObject)).toEqual([...objects.map(() => true), ...others.map(() => false)]);
  expect(isPlainObject(throwing)).toBe(false);
});

test('what stands under a key is read without asking a getter or a prototype', () => {
  expect([{ a: 1 }, { a: 'text' }, ['x'], getter, {}, new Made(), null, 'a', throwing].map((value) => ownValue(value, 'a'))).toEqual([
    ...[1, 'text', undefined, undefined, undefined, undefined, undefined, undefined, undefined],
  ]);
  expect([ownValue(['x'], '0'), ownValue('ab', 'length')]).toEqual(['x', undefined]);
  expect([{ a: 'text' }, { a: 1 }, {}].map((value) => ownText(value, 'a'))).toEqual(['text', undefined, undefined]);
});

test('members are those of an object or of its class, all of them', () => {
  expect([['own'], ['method'], ['own', 'method'], []].map((members) => hasMembers(new Made(), members))).toEqual([true, true, true, true]);
  expect([hasMembers(new Made(), ['own', 'other']), hasMembers(null, []), hasMembers('a', ['length'])]).toEqual([false, false, false]);
});

test('a copy is frozen at every level, and what is made by a class is handed over', () => {
  const [made, original] = [new Made(), { list: [{ a: 1 }], none: null, bare: Object.assign(Object.create(null), { b: 2 }) as object }];
  const copy = frozenCopy({ ...original, made });
  expect(copy).toEqual({ ...original, made });
  expect([copy, copy.list, copy.list[0], copy.bare].map(Object.isFrozen)).toEqual([true, true, true, true]);
  expect([copy.made === made, Object.isFrozen(made), Object.isFrozen(original.list)]).toEqual([true, false, false]);
});

describe('JSON', () => {
  test('an object of it is neither null nor a list', () => {
    expect([{}, null, [], 'a', 1, undefined].map(isJsonObject)).toEqual([true, false, false, false, false, false]);
  });

  test('is the same whatever the order of keys, but not of lists', () => {
    expect(canonical({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}');
    expect([sameJson({ a: 1, b: [2] }, { b: [2], a: 1 }), sameJson([1, 2], [2, 1]), sameJson({ a: 1 }, { a: '1' })]).toEqual([
      ...[true, false, false],
    ]);
  });
});

test('order is that of code units', () => {
  expect(['b', 'a', 'Z', 'é', '10', '9'].sort(byText)).toEqual(['10', '9', 'Z', 'a', 'b', 'é']);
  expect([byText('a', 'b'), byText('b', 'a'), byText('a', 'a')]).toEqual([-1, 1, 0]);
  expect(sortedEntries({ b: 1, B: 2, a: 3 })).toEqual([
    ['B', 2],
    ['a', 3],
    ['b', 1],
  ]);
});

test('a place is the keys from the root on', () => {
  const root = { parent: undefined, key: 'tenants' };
  expect([placeOf(undefined), placeOf(root), placeOf({ parent: { parent: root, key: 3 }, key: 'a.b' })]).toEqual([
    '',
    'tenants',
    `tenants[3]['a.b']`,
  ]);
});

/** FIPS 180-4, and RFC 3629 for what is no ASCII. */
test('a checksum is SHA-256 of the bytes', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

/** https://kubernetes.io/docs/reference/labels-annotations-taints/ and https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ */
test('labels are those that Kubernetes and its tools know, and ours below one domain', () => {
  expect(APP_LABEL).toEqual({
    name: 'app.kubernetes.io/name',
    instance: 'app.kubernetes.io/instance',
    version: 'app.kubernetes.io/version',
    component: 'app.kubernetes.io/component',
    partOf: 'app.kubernetes.io/part-of',
    managedBy: 'app.kubernetes.io/managed-by',
  });
  expect([NAMESPACE_NAME_LABEL, MANAGED_BY, OWNER_LABEL]).toEqual(['kubernetes.io/metadata.name', 'cdk8s-agents', 'owner']);
  expect(TOPOLOGY).toEqual({ zone: 'topology.kubernetes.io/zone', host: 'kubernetes.io/hostname' });
  expect(labelKeys('example.com')).toEqual({
    tenant: 'example.com/tenant',
    workload: 'example.com/workload',
    pool: 'example.com/pool',
    configChecksum: 'example.com/config-checksum',
    config: 'example.com/config',
  });
  expect(labelKeys().tenant).toBe('cdk8s-agents/tenant');
});
