import { connectionsOpened } from '../../../src/features/database/connections';
import { OPERATOR_CONNECTIONS, RESERVED_CONNECTIONS, serverConnections } from '../../../src/features/database/pooling';
import { InvalidInputError } from '../../../src/kernel/problems';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { type DatabaseConnection, login } from './database-client';
import { type DatabaseNumbers, passwordOf, renderDatabase, startDatabase } from './database-server';
import type { Postgres } from './postgres';

/** A prefix of another, one with a hyphen, and ids that PostgreSQL uses itself. */
const TENANTS = ['acme', 'acme-eu', 'globex', 'app', 'postgres', 'public'];
const POOLING = { instances: 2, poolSize: 2 };
/** As few as the rule lets pass. */
const SAFE: DatabaseNumbers = {
  tenants: TENANTS,
  maxConnections: connectionsOpened(serverConnections(TENANTS.length, POOLING)) + RESERVED_CONNECTIONS,
  poolerInstances: POOLING.instances,
  poolSize: POOLING.poolSize,
};

withComponents(['postgres'], 'the rendered database', () => {
  const folder = temporaryFolder('database-');
  const rendered = renderDatabase(SAFE);
  const roles = rendered.roles.map(({ name }) => name);
  const others = [...roles, 'postgres', 'template1'];
  let server: Postgres;

  beforeAll(async () => {
    server = await startDatabase(folder.path, rendered);
  });
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  const enter = (user: string, database: string, tls = true): Promise<DatabaseConnection> =>
    login({ port: server.port, user, password: passwordOf(user), database, tls });
  /** `let in`, or the words by which it was refused. */
  const tried = async (user: string, database: string, tls = true): Promise<string> => {
    try {
      await (await enter(user, database, tls)).close();
      return 'let in';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };

  test('lets every tenant into its own database over TLS, and with its own password only', async () => {
    for (const role of roles) expect([role, await tried(role, role)]).toEqual([role, 'let in']);
    const [user = ''] = roles;
    await expect(login({ port: server.port, user, password: 'wrong', database: user })).rejects.toThrow('password authentication failed');
  });

  test('lets no tenant into any other database, by a rule and not for its password', async () => {
    const pairs = roles.flatMap((user) => others.filter((database) => database !== user).map((database) => [user, database] as const));
    expect(pairs).toHaveLength(roles.length * (others.length - 1));
    for (const [user, database] of pairs)
      expect([user, database, await tried(user, database)]).toEqual([user, database, rejects(user, database)]);
  });

  test('lets nobody in without TLS', async () => {
    for (const role of roles) expect(await tried(role, role, false)).toBe(rejects(role, role, 'no encryption'));
  });

  test('leaves PUBLIC no CONNECT and no TEMPORARY in a tenant’s database, and the exporter its CONNECT', () => {
    const granted = (role: string, privilege: string): string[] =>
      roles.filter((database) => server.query(`SELECT has_database_privilege('${role}', '${database}', '${privilege}')`) === 't');
    expect(granted('public', 'CONNECT')).toEqual([]);
    expect(granted('public', 'TEMPORARY')).toEqual([]);
    expect(granted('pg_monitor', 'CONNECT')).toEqual(roles);
    for (const role of roles) expect(granted(role, 'CONNECT')).toEqual([role]);
  });

  test('closes databases by the template alone: one without a schema stays open to PUBLIC until its first', () => {
    const open = (): string => server.query(`SELECT has_database_privilege('public', 'later', 'CONNECT')`);
    server.query('CREATE DATABASE later');
    expect(open()).toBe('t');
    server.query('CREATE SCHEMA later', 'later');
    expect(open()).toBe('f');
    server.query('DROP DATABASE later');
  });

  test('lets an owner that opens its database to PUBLIC let nobody in', async () => {
    const [own = '', other = ''] = roles;
    server.query(`SET ROLE "${own}"; GRANT CONNECT ON DATABASE "${own}" TO PUBLIC`, own);
    expect(server.query(`SELECT has_database_privilege('${other}', '${own}', 'CONNECT')`)).toBe('t');
    expect(await tried(other, own)).toBe(rejects(other, own));
    server.query(`REVOKE CONNECT ON DATABASE "${own}" FROM PUBLIC`);
  });

  test('gives a tenant its own schema and no way to take the guard away', () => {
    const [own = ''] = roles;
    const as = (sql: string): string => server.query(`SET ROLE "${own}"; ${sql}`, own);
    expect(as('CREATE TABLE tasks (id int); SELECT schemaname FROM pg_tables WHERE tablename = $$tasks$$')).toContain(own);
    expect(() => as('DROP EVENT TRIGGER close_database')).toThrow('must be owner of event trigger close_database');
    expect(() => as('DROP SCHEMA platform CASCADE')).toThrow('must be owner of schema platform');
    expect(() => as(`ALTER ROLE "${own}" CONNECTION LIMIT 1000`)).toThrow('permission denied');
    expect(() => as('CREATE ROLE more')).toThrow('permission denied to create role');
  });

  test('opens every connection that rule A26 counts; one more of a tenant is refused, and the operator still gets in', async () => {
    const open: DatabaseConnection[] = [];
    try {
      for (const { name, connectionLimit } of rendered.roles) {
        for (let count = 0; count < connectionLimit; count++) open.push(await enter(name, name));
        expect(await tried(name, name)).toBe(`too many connections for role "${name}"`);
      }
      expect(open).toHaveLength(TENANTS.length * (POOLING.instances + 1) * POOLING.poolSize);
      expect(server.query('SELECT current_user')).toBe('postgres');
    } finally {
      await Promise.all(open.map((connection) => connection.close()));
    }
  });

  test('is refused with one connection less, because then the last of them would not get in', async () => {
    const less = { ...SAFE, maxConnections: SAFE.maxConnections - 1 };
    expect(() => renderDatabase(less)).toThrow(InvalidInputError);
    expect(() => renderDatabase(less)).toThrow(`but max_connections is ${less.maxConnections}`);

    // at the server: a role without a limit takes all that tenants, pooler and exporter may have, and not one of the superusers'
    server.query(`CREATE ROLE everybody LOGIN PASSWORD '${passwordOf('everybody')}'`);
    server.query('CREATE DATABASE everybody OWNER everybody');
    const open: DatabaseConnection[] = [];
    const counted = connectionsOpened(serverConnections(TENANTS.length, POOLING)) + OPERATOR_CONNECTIONS;
    try {
      for (let count = 0; count < counted; count++) open.push(await enter('everybody', 'everybody'));
      expect(await tried('everybody', 'everybody')).toMatch(/^remaining connection slots are reserved for/);
      expect(server.query('SELECT 1')).toBe('1');
    } finally {
      await Promise.all(open.map((connection) => connection.close()));
    }
  });
});

/** What the line `reject` says. */
function rejects(user: string, database: string, encryption = 'SSL encryption'): string {
  return `pg_hba.conf rejects connection for host "127.0.0.1", user "${user}", database "${database}", ${encryption}`;
}
