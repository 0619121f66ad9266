import { type Findings, findingsAt } from '../../kernel/findings';
import type { HostPlan } from '../network/plan';
import { resolveHosts } from '../network/resolve';
import { EXTERNAL_HOST } from '../network/schema';
import { writtenResources } from '../resources/resolve';
import { StoreEntries } from '../secrets/keys';
import { agentsOf, type NeedyAgent, podsThatNeed } from '../services/clients';
import type { ServicesWorld } from '../services/row';
import { type DatabasePlan, planDatabase } from './plan';
import { POSTGRES } from './schema';
import { checkBackup } from './server';
import type { PostgresSpec } from './spec';

/** A tenant or a pool, as far as the database knows it. */
export interface DatabaseTenant {
  readonly tenant: {
    readonly id: string;
    readonly namespace: string;
    readonly agents: readonly NeedyAgent[];
    readonly batch: readonly NeedyAgent[];
  };
}

/** What the database reads of its environment. */
export interface DatabaseWorld extends ServicesWorld {
  readonly tenants: readonly DatabaseTenant[];
}

/** Completes and checks the database, which follows from all tenants. */
export function resolveDatabase(postgres: PostgresSpec, world: DatabaseWorld, findings: Findings): DatabasePlan {
  const { system, name: environment, labelDomain, judged, registries, secretStore, certificateIssuer } = world;
  const { problems } = findings;
  const entries = new StoreEntries({ system, environment });
  const { said } = POSTGRES.shape.connectionsPerPod;
  const { connectionsPerPod = said.default, backup, apiServer } = postgres;
  const counts = problems.integer('connectionsPerPod', connectionsPerPod, said.min, said.max);
  const [host] = resolveHosts([apiServer], findings, 'apiServer');
  if (!problems.unread('backup')) findings.warnings.rule('', checkBackup(backup));
  const hosts = backup === undefined ? [] : resolveHosts(backup.hosts, findingsAt(findings, 'backup'));
  const counted = judged ? world.tenants.map(({ tenant }) => tenant) : [];
  return planDatabase(
    problems,
    {
      cluster: {
        ...postgres,
        resources: writtenResources(postgres, POSTGRES.shape.size.said.default, problems),
        apiServer: host ?? NOWHERE,
        hosts,
        issuer: certificateIssuer,
        labelDomain,
      },
      pooler: postgres.pooler ?? {},
      clients: judged && counts ? podsThatNeed('database', counted.flatMap(agentsOf)) * connectionsPerPod : undefined,
      tenants: counted
        .filter((home) => agentsOf(home).some(({ needs }) => needs.includes('database')))
        .map(({ id, namespace }) => ({ tenant: id, secretStore, remoteKey: entries.database(namespace).key })),
    },
    registries,
  );
}

const NOWHERE: HostPlan = { name: undefined, cidrs: [], port: EXTERNAL_HOST.shape.port.said.default };
