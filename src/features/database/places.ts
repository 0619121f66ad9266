import { type NamedPlace, PLATFORM_NAMESPACE, type ServicePlace } from '../services/places';
import { serviceNames } from '../services/tls';

/** Name of the CloudNativePG cluster; its Services are `postgres-rw`, `-ro` and `-r`. */
export const POSTGRES_CLUSTER = 'postgres';

/** Name of the pooler and of its Service. */
export const POSTGRES_POOLER = 'postgres-pooler';

/**
 * Where agents find the database: the pooler before it.
 *
 * CloudNativePG labels its own pods: https://cloudnative-pg.io/documentation/current/labels_annotations/
 */
export const POOLER_PLACE: NamedPlace = {
  namespace: PLATFORM_NAMESPACE,
  podLabels: { 'cnpg.io/poolerName': POSTGRES_POOLER },
  port: 5432,
  service: POSTGRES_POOLER,
};

/**
 * Instances and the jobs that make them; without the component, the labels are those of the pooler's pods as well.
 *
 * @see https://cloudnative-pg.io/documentation/current/labels_annotations/#predefined-labels
 */
export const POSTGRES_INSTANCES: ServicePlace = {
  namespace: PLATFORM_NAMESPACE,
  podLabels: { 'cnpg.io/cluster': POSTGRES_CLUSTER, 'app.kubernetes.io/component': 'database' },
  port: 5432,
  service: `${POSTGRES_CLUSTER}-rw`,
};

/** Status of an instance, read by the operator, and by a primary that asks whether it is cut off: https://cloudnative-pg.io/documentation/current/security/#exposed-ports */
export const STATUS_PORT = 8000;
/** Metrics of an instance. */
export const INSTANCE_METRICS_PORT = 9187;
/** Metrics of a pod of the pooler. */
export const POOLER_METRICS_PORT = 9127;

/** Secret of the certificate that instances and the pooler show; with the authority's beside it. */
export const POSTGRES_TLS_SECRET = `${POSTGRES_CLUSTER}-tls`;

/**
 * A changed object with this label is read again by the operator, a renewed certificate too.
 *
 * @see https://cloudnative-pg.io/documentation/current/labels_annotations/#predefined-labels
 */
export const RELOAD_LABEL: Readonly<Record<string, string>> = { 'cnpg.io/reload': 'true' };

/** Names that the certificate stands for: the pooler, which shows it to clients, and the Services of the instances. */
export function databaseNames(): string[] {
  return [POSTGRES_POOLER, ...['rw', 'ro', 'r'].map((kind) => `${POSTGRES_CLUSTER}-${kind}`)].flatMap((service) =>
    serviceNames({ service, namespace: PLATFORM_NAMESPACE }),
  );
}

/**
 * Prefix of every tenant's role and database, so that no tenant id can name one of PostgreSQL's or CloudNativePG's own (`postgres`, `app`,
 * `public`, `streaming_replica`).
 */
const TENANT_PREFIX = 'tenant_';

/**
 * Role of a tenant and, of the same name, its database and its schema: `acme-eu` → `tenant_acme_eu`.
 *
 * The names are the same because the access rules rest on it (`sameuser`). Ids hold no `_`, so that no two give one name; an id has at most
 * 30 characters, an identifier 63. Written with `_`, it needs no quotes in SQL.
 *
 * @see https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
 */
export function databaseName(tenant: string): string {
  return `${TENANT_PREFIX}${tenant.replaceAll('-', '_')}`;
}
