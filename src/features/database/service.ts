import { POOLER_PLACE, databaseName } from './places';
import { CREDENTIAL_FILES } from '../secrets/keys';
import { delivered, equal, NO_STATUS, ready, same } from '../services/delivered';
import { address } from '../services/places';
import { nested } from '../../kernel/schema';
import type { ServiceRow } from '../services/row';
import { CLOUDNATIVE_PG_PODS } from './operators';
import type { DatabasePlan } from './plan';
import { type DatabaseWorld, resolveDatabase } from './resolve';
import { POSTGRES_SERVICE } from './schema';
import type { PostgresServiceSpec, PostgresSpec } from './spec';

/** The database, as its agents see it: the pooler before it. */
export const DATABASE_SERVICE: ServiceRow<'database', 'postgres', PostgresSpec, DatabaseWorld, DatabasePlan, unknown, PostgresServiceSpec> =
  {
    need: 'database',
    written: { key: 'postgres', field: nested('The database.', POSTGRES_SERVICE, { otherwise: 'none: no agent has a database' }) },
    certified: true,
    external: {
      port: POOLER_PLACE.port,
      addresses: (where) => ({ address: where }),
      // https://www.postgresql.org/docs/current/libpq-ssl.html
      tls: (tls) => ({ sslmode: tls ? 'verify-full' : 'disable' }),
      keepsConnections: true,
    },
    resolve: resolveDatabase,
    // kinds of CloudNativePG
    kinds: [
      delivered('postgresql.cnpg.io', 'Cluster', 'clusters', ready(false), { holdsData: true }),
      delivered('postgresql.cnpg.io', 'Database', 'databases', equal('applied', true), { holdsData: true }),
      delivered('postgresql.cnpg.io', 'DatabaseRole', 'databaseroles', equal('applied', true), { holdsData: true }),
      delivered('postgresql.cnpg.io', 'Pooler', 'poolers', same('instances')),
      delivered('postgresql.cnpg.io', 'ScheduledBackup', 'scheduledbackups', NO_STATUS),
    ],
    operated: CLOUDNATIVE_PG_PODS,
    places: () => [POOLER_PLACE],
    config: { key: 'database', addresses: () => ({ address: address(POOLER_PLACE) }) },
    proof: {
      entry: () => ({ file: CREDENTIAL_FILES.database, what: 'database', property: 'password' }),
      settings: ({ tenant }, folder) => ({
        user: databaseName(tenant),
        database: databaseName(tenant),
        passwordFile: `${folder}/${CREDENTIAL_FILES.database}`,
        // the name that is dialled is one of the certificate's: https://www.postgresql.org/docs/current/libpq-ssl.html
        sslmode: 'verify-full',
        authorityFile: `${folder}/${CREDENTIAL_FILES.authority}`,
      }),
    },
  };
