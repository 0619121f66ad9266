/** Password check that sends no password: https://www.postgresql.org/docs/current/auth-password.html */
const METHOD = 'scram-sha-256';

/**
 * Lines of `pg_hba.conf` that CloudNativePG puts before its last line, which lets every user with a password into every database.
 *
 * The first line that matches decides: over TLS a role enters the database of its own name. All others stop at the second line, and the
 * operator's last line is never reached. Its fixed lines for replication, the pooler's own role and the socket come before these.
 *
 * @see https://www.postgresql.org/docs/current/auth-pg-hba-conf.html
 * @see https://github.com/cloudnative-pg/cloudnative-pg/blob/main/pkg/postgres/configuration.go
 */
export const SERVER_ACCESS: readonly string[] = [`hostssl sameuser all all ${METHOD}`, 'host all all all reject'];

/**
 * The same for the pooler, which reads a dialect of its own: it refuses before it opens a connection to the server.
 *
 * @see https://www.pgbouncer.org/config.html#hba-file-format
 */
export const POOLER_ACCESS: readonly string[] = ['0.0.0.0/0', '::/0'].flatMap((all) => [
  `hostssl sameuser all ${all} ${METHOD}`,
  `host all all ${all} reject`,
]);

/** Schema of what the platform puts into every database. */
const OWN_SCHEMA = 'platform';

/**
 * Statements for `template1`, from which every database is copied: the first schema made in a new database takes CONNECT and TEMPORARY
 * from PUBLIC, and leaves CONNECT to `pg_monitor`, by which the operator's exporter reads.
 *
 * CREATE DATABASE copies no grants, and no field of a `Database` of CloudNativePG 1.30 revokes one; but it copies event triggers, and the
 * operator creates the tenant's schema there as superuser. It contains no `$`, which tools that replace variables in manifests would
 * remove.
 *
 * @see https://www.postgresql.org/docs/current/event-triggers.html
 * @see https://cloudnative-pg.io/documentation/current/monitoring/
 */
export const TEMPLATE_STATEMENTS: readonly string[] = [
  `CREATE SCHEMA ${OWN_SCHEMA}`,
  `CREATE FUNCTION ${OWN_SCHEMA}.close_database() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS '
BEGIN
  IF has_database_privilege(''public'', current_database(), ''CONNECT'') THEN
    EXECUTE format(''REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC'', current_database());
    EXECUTE format(''GRANT CONNECT ON DATABASE %I TO pg_monitor'', current_database());
  END IF;
END'`,
  `CREATE EVENT TRIGGER close_database ON ddl_command_end WHEN TAG IN ('CREATE SCHEMA') EXECUTE FUNCTION ${OWN_SCHEMA}.close_database()`,
];
