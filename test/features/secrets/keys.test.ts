import { checkSecretKey, StoreEntries } from '../../../src/features/secrets/keys';

test('an entry names system, environment, namespace and what it is', () => {
  const entries = new StoreEntries({ system: 'shop', environment: 'prod' });
  expect(entries.database('tenant-acme').key).toBe('shop/prod/tenant-acme/database');
  expect(entries.memory('tenant-acme').key).toBe('shop/prod/tenant-acme/memory');
  expect(entries.memoryOfMember('tenant-small', 'birch')).toBe('shop/prod/tenant-small/memory-member-birch');
  expect(entries.memoryOperators('redis-state')).toBe('shop/prod/platform/redis-state');
  expect(entries.platformBusUser('acme-provisioner').key).toBe('shop/prod/platform/bus-acme-provisioner');
});

test.each(['a', 'shop/prod/platform/ca', 'Team_1/kv-2/ca.crt', '_/-', '0'])('%s is a key of the store', (key) => {
  expect(checkSecretKey(key)).toBeUndefined();
});

test.each(['', '/', '/a', 'a/', 'a//b', 'a/../b', '..', '.a', 'a b', 'a\n', 'ä', 'a\\b', '${a}', '{{ .a }}'])(
  '%j fails: it is none',
  (key) => {
    expect(checkSecretKey(key)?.rule).toBe('secret-key');
  },
);

test('what looks like a credential is not repeated', () => {
  expect(checkSecretKey(`ghp_${'x'.repeat(36)} `)?.problem).not.toContain('ghp_');
});
