import { CREDENTIAL_FILES } from '../secrets/keys';
import { address, PLATFORM_SERVICES } from '../services/places';
import type { SharedService } from '../services/service';
import { databaseName } from './places';

/** The database, as its agents see it: the pooler before it. */
export const DATABASE_SERVICE = {
  need: 'database',
  places: () => [PLATFORM_SERVICES.postgresPooler],
  config: { key: 'database', addresses: () => ({ address: address(PLATFORM_SERVICES.postgresPooler) }) },
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
} as const satisfies SharedService;
