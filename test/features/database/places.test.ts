import { databaseName } from '../../../src/features/database/places';
import { checkId, MAX_ID } from '../../../src/kernel/names';

test.each([
  ['acme', 'tenant_acme'],
  ['acme-eu', 'tenant_acme_eu'],
  ['a-b-c', 'tenant_a_b_c'],
])('names the role and the database of %s %s', (tenant, name) => {
  expect(databaseName(tenant)).toBe(name);
});

test.each(['postgres', 'app', 'public', 'template1', 'streaming-replica', 'none'])(
  'gives a tenant called %s a name that PostgreSQL and the operator do not use',
  (tenant) => {
    expect(checkId(tenant)).toBeUndefined();
    expect(databaseName(tenant)).toMatch(/^tenant_/);
  },
);

test('is an identifier without quotes for the longest id, and never the same for two', () => {
  const longest = `a${'b-'.repeat(14)}c`;
  expect(longest).toHaveLength(MAX_ID);
  expect(databaseName(longest)).toMatch(/^[a-z_][a-z0-9_]{0,62}$/);
  const ids = ['a-b', 'a', 'ab', 'a-b-c', 'a-bc', 'ab-c'];
  expect(new Set(ids.map(databaseName)).size).toBe(ids.length);
});
