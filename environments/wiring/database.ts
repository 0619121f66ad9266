import { PostgresCluster } from '../../constructs/database/postgres-cluster';
import { PostgresPooler, type PostgresPoolerProps } from '../../constructs/database/postgres-pooler';
import { PostgresTenant } from '../../constructs/database/postgres-tenant';
import { planned } from '../../constructs/kinds/planned';
import { POSTGRES_CLUSTER } from '../../src/features/database/places';
import type { ServiceWiring } from './service';

/** The servers and their pooler in one chart, and a chart for each tenant's database. */
export const DATABASE: ServiceWiring = {
  platform: (chart, { postgres: plan }) => {
    if (plan === undefined) return;
    const scope = chart(POSTGRES_CLUSTER);
    const cluster = new PostgresCluster(scope, 'Cluster', planned(plan.cluster));
    new PostgresPooler(scope, 'Pooler', planned<PostgresPoolerProps>(plan.pooler, { cluster }));
    for (const one of plan.tenants) new PostgresTenant(chart(`database-${one.tenant}`), 'Database', planned(one));
  },
};
