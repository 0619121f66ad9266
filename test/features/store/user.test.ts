import fc from 'fast-check';
import {
  checkMemoryPrefix,
  checkMemoryUserName,
  memoryUserProblems,
  poolMemoryUsers,
  checkPrefixesApart,
  tenantMemoryUser,
} from '../../../src/features/store/user';

const user = (name: string, ...prefixes: string[]) => ({ name, prefixes, scripting: false, covers: [] });

describe('a prefix', () => {
  test.each(['tenant:acme:', 'a:', 'tenant:a.b_c-d:x:', `${'a'.repeat(127)}:`])('%s holds', (prefix) => {
    expect(checkMemoryPrefix(prefix)).toBeUndefined();
  });

  test.each([
    ['without the delimiter', 'tenant:acme'],
    ['with a glob', 'tenant:*:'],
    ['with a class', 'tenant:[a]:'],
    ['with a question mark', 'tenant:acm?:'],
    ['with an escape', 'tenant:\\*:'],
    ['with a space, which begins another rule', 'tenant:a: allkeys ~:'],
    ['with a line break, which begins another user', 'a:\nuser b on nopass ~:'],
    ['with an empty word', 'tenant::'],
    ['of the delimiter alone', ':'],
    ['of nothing', ''],
    ['one character too long', `${'a'.repeat(128)}:`],
  ])('fails %s', (_, prefix) => {
    expect(checkMemoryPrefix(prefix)?.rule).toBe('memory-prefix');
  });

  test('fails with what was written and why', () => {
    expect(checkMemoryPrefix('tenant:acme')).toEqual({
      rule: 'memory-prefix',
      problem: `must be 1 to 128 characters: words of letters, digits, '.', '_' and '-', each followed by ':', got 'tenant:acme'`,
      fix: `write 'tenant:acme:'; without the last ':' it would also open 'tenant:acme2'`,
    });
  });
});

describe('users of one instance', () => {
  test('of tenants and a pool hold together', () => {
    const users = [tenantMemoryUser('acme'), tenantMemoryUser('acme2'), ...poolMemoryUsers('shared-tenants', ['cedar', 'birch'])];
    expect(memoryUserProblems(users)).toEqual([]);
    expect(users.map(({ name, prefixes, covers }) => [name, prefixes, covers])).toEqual([
      ['acme', ['tenant:acme:'], []],
      ['acme2', ['tenant:acme2:'], []],
      ['shared-tenants', ['tenant:shared-tenants:', 'tenant:birch:', 'tenant:cedar:'], ['birch', 'cedar']],
      ['birch', ['tenant:birch:'], []],
      ['cedar', ['tenant:cedar:'], []],
    ]);
  });

  test.each([
    ['the same prefix', 'tenant:a:', 'tenant:a:'],
    ['a prefix inside another', 'tenant:', 'tenant:a:'],
    ['the other way round', 'tenant:a:b:', 'tenant:a:'],
  ])('fail with %s', (_, a, b) => {
    const problems = memoryUserProblems([user('one', a), user('other', b)]);
    expect(problems.map(({ place, violation }) => `${place} ${violation.rule}`)).toEqual(['1.prefixes prefix-overlap']);
  });

  test('fail with both names and both prefixes', () => {
    expect(checkPrefixesApart(user('one', 'tenant:'), user('other', 'tenant:a:'))?.problem).toBe(
      `'tenant:' of 'one' and 'tenant:a:' of 'other' overlap: the holder of the shorter one reads and writes the keys of both`,
    );
  });

  test('named alike are one user, whose prefixes may begin each other', () => {
    // that the name is there twice is another rule's affair
    expect(checkPrefixesApart(user('one', 'a:'), user('one', 'a:b:'))).toBeUndefined();
    expect(
      memoryUserProblems([user('one', 'a:'), user('one', 'a:b:')]).map(({ place, violation }) => `${place} ${violation.rule}`),
    ).toEqual(['1.name memory-user']);
  });

  test('hold where either works for the other, whichever is named first', () => {
    const [pool, member] = [{ ...user('pool', 'tenant:'), covers: ['a'] }, user('a', 'tenant:a:')];
    expect([checkPrefixesApart(pool, member), checkPrefixesApart(member, pool)]).toEqual([undefined, undefined]);
    const stranger = user('b', 'tenant:b:');
    expect([checkPrefixesApart(pool, stranger)?.rule, checkPrefixesApart(stranger, pool)?.rule]).toEqual([
      'prefix-overlap',
      'prefix-overlap',
    ]);
  });

  test('fail where a third one covers neither', () => {
    const covering = { ...user('pool', 'tenant:'), covers: ['a'] };
    const rules = memoryUserProblems([covering, user('a', 'tenant:a:'), user('b', 'tenant:b:')]);
    expect(rules.map(({ place, violation }) => `${place} ${violation.rule}`)).toEqual(['2.prefixes prefix-overlap']);
  });

  test('fail all at once: names, duplicates, no prefix', () => {
    const users = [user('Acme', 'a:'), user('b', 'b:'), user('b'), user('default', 'd:'), user('a b', 'e*:')];
    expect(memoryUserProblems(users).map(({ place, violation }) => `${place} ${violation.rule}`)).toEqual([
      '0.name memory-user',
      '2.name memory-user',
      '2.prefixes memory-prefix',
      '3.name memory-user',
      '4.name memory-user',
      '4.prefixes.0 memory-prefix',
    ]);
  });

  test('are apart exactly if no key could be of both', () => {
    const word = fc.constantFrom('a', 'b', 'ab');
    const prefix = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => `${words.join(':')}:`);
    // every key that the words can make, up to one word longer than the longest prefix
    const words = ['a', 'b', 'ab'];
    const keys = [1, 2, 3, 4].reduce<string[][]>(
      (all) => [...all, (all.at(-1) ?? []).flatMap((start) => words.map((next) => `${start}${next}:`))],
      [['']],
    );
    fc.assert(
      fc.property(prefix, prefix, (a, b) => {
        const shared = keys.flat().some((key) => key.startsWith(a) && key.startsWith(b));
        expect(checkPrefixesApart(user('one', a), user('other', b)) === undefined).toBe(!shared);
      }),
    );
  });
});

test.each([
  ['a', true],
  ['a'.repeat(63), true],
  ['a'.repeat(64), false],
  ['a-', false],
  ['-a', false],
  ['platform.probe', false],
  ['a_b', false],
  ['default', false],
])('the name %s: %s', (name, holds) => {
  expect(checkMemoryUserName(name) === undefined).toBe(holds);
});
