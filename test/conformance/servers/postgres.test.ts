import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { type Postgres, startPostgres } from './postgres';

withComponents(['postgres'], 'postgres', () => {
  const folder = temporaryFolder('postgres-');
  let server: Postgres;

  beforeAll(async () => {
    server = await startPostgres(folder.path);
  });
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  test('starts, answers and keeps what it is told', () => {
    server.query('CREATE TABLE tasks (tenant text PRIMARY KEY, done int)');
    server.query(`INSERT INTO tasks VALUES ('acme', 3), ('globex', 4)`);
    expect(server.query('SELECT tenant, done FROM tasks ORDER BY tenant')).toBe('acme|3\nglobex|4');
  });

  test('fails a statement with the server’s own words', () => {
    expect(() => server.query('SELECT done FROM jobs')).toThrow('relation "jobs" does not exist');
  });
});
