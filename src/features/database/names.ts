/**
 * Prefix of every tenant's role and database, so that no tenant id can name one of PostgreSQL's or CloudNativePG's own (`postgres`, `app`,
 * `public`, `streaming_replica`).
 */
const PREFIX = 'tenant_';

/**
 * Role of a tenant and, of the same name, its database and its schema: `acme-eu` → `tenant_acme_eu`.
 *
 * The names are the same because the access rules rest on it (`sameuser`). Ids hold no `_`, so that no two give one name; an id has at most
 * 30 characters, an identifier 63. Written with `_`, it needs no quotes in SQL.
 *
 * @see https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
 */
export function databaseName(tenant: string): string {
  return `${PREFIX}${tenant.replaceAll('-', '_')}`;
}
