import { checkDatabaseImage, checkParameter, serverMemory, serverParameters } from '../../../src/features/database/server';

const MI = 2 ** 20;
const SIZES = { memoryBytes: 4096 * MI, maxConnections: 150, workMemBytes: 4 * MI, maintenanceWorkMemBytes: 64 * MI };

test('derives the settings from the memory limit, in units that PostgreSQL knows', () => {
  expect(serverParameters(SIZES)).toEqual({
    effective_cache_size: '2048MB',
    maintenance_work_mem: '64MB',
    max_connections: '150',
    password_encryption: 'scram-sha-256',
    shared_buffers: '1024MB',
    work_mem: '4MB',
  });
});

test('counts the same buffers as it renders, rounded down to whole MB', () => {
  const odd = { ...SIZES, memoryBytes: 1001 * MI };
  expect(serverParameters(odd)['shared_buffers']).toBe('250MB');
  expect(serverMemory(odd).sharedBuffersBytes).toBe(250 * MI);
});

const DERIVED = serverParameters(SIZES);

test.each([
  ['log_min_duration_statement', '500ms'],
  ['pg_stat_statements.track', 'all'],
])('takes the setting %s', (name, value) => {
  expect(checkParameter(name, value, DERIVED)).toBeUndefined();
});

test.each(['max_connections', 'shared_buffers', 'password_encryption', 'superuser_reserved_connections', 'autovacuum_max_workers'])(
  'fails %s, which is derived or counted with',
  (name) => {
    expect(checkParameter(name, '1', DERIVED)).toMatchObject({
      rule: 'database-parameter',
      problem: `'${name}' is derived, or a number that capacity rules count with`,
    });
  },
);

test.each([
  ['Log', 'a'],
  ['log min', 'a'],
  ['log_level', ''],
])('fails %s = %s, which is no setting', (name, value) => {
  expect(checkParameter(name, value, DERIVED)?.problem).toBe(`'${name}': '${value}' is no setting`);
});

const image = (tag: string): string => `registry.example.com/postgresql:${tag}@sha256:${'a'.repeat(64)}`;

test.each(['14', '14.19', '17.6', '17.6-202509151215-minimal-trixie', '18.0-beta1', '100'])('takes the tag %s', (tag) => {
  expect(checkDatabaseImage(image(tag))).toBeUndefined();
});

test.each(['13.22', '9', 'v17', '17x', 'release-17', '_17'])(
  'fails the tag %s, from which the operator reads no release that it knows',
  (tag) => {
    expect(checkDatabaseImage(image(tag))).toMatchObject({
      rule: 'database-image',
      problem: `the tag must begin with a release of PostgreSQL, 14 or later, got '${tag}'`,
    });
  },
);
