import { type Findings, findingsAt } from '../../kernel/findings';
import type { HostPlan } from '../network/plan';
import { resolveHosts } from '../network/resolve';
import { EXTERNAL_HOST } from '../network/schema';
import { writtenResources } from '../resources/resolve';
import { secretKey } from '../secrets/keys';
import { agentsOf, type AllowedRegistries, type NeedyAgent, podsThatNeed } from '../services/parts';
import { type DatabasePlan, planDatabase } from './plan';
import { POSTGRES } from './schema';
import type { PostgresSpec } from './spec';

/** A tenant or a pool, as far as the database knows it. */
export interface DatabaseHome {
  readonly id: string;
  readonly namespace: string;
  readonly agents: readonly NeedyAgent[];
  readonly batch: readonly NeedyAgent[];
}

/** The shared services, as far as the database knows them. */
export interface DatabaseServices {
  readonly postgres: PostgresSpec;
  readonly secretStore: string;
  readonly certificateIssuer: string;
}

/** What an environment says of its database besides. */
export interface DatabaseContext extends AllowedRegistries {
  readonly system: string;
  readonly name: string;
  readonly labelDomain: string;
  /** Whether nothing is wrong with tenants and their names, so that their sums mean something. */
  readonly judged: boolean;
  /** What decides about addresses. */
  readonly filter: Parameters<typeof resolveHosts>[1];
}

/** Completes and checks the database, which follows from all tenants. */
export function resolveDatabase(
  { postgres, secretStore, certificateIssuer }: DatabaseServices,
  homes: readonly DatabaseHome[],
  { system, name, labelDomain, judged, filter, registries }: DatabaseContext,
  root: Findings,
): DatabasePlan {
  const findings = findingsAt(root, 'postgres');
  const { problems } = findings;
  const { said } = POSTGRES.shape.connectionsPerPod;
  const { connectionsPerPod = said.default, backup, apiServer } = postgres;
  const counts = problems.integer('connectionsPerPod', connectionsPerPod, said.min, said.max);
  const [host] = resolveHosts([apiServer], filter, findings, 'apiServer');
  const hosts = backup === undefined ? [] : resolveHosts(backup.hosts, filter, findingsAt(findings, 'backup'));
  const counted = judged ? homes : [];
  return planDatabase(
    problems,
    {
      cluster: {
        ...postgres,
        resources: writtenResources(postgres, 'medium', problems),
        apiServer: host ?? NOWHERE,
        hosts,
        issuer: certificateIssuer,
        labelDomain,
      },
      clients: judged && counts ? podsThatNeed('database', counted.flatMap(agentsOf)) * connectionsPerPod : undefined,
      tenants: counted
        .filter((home) => agentsOf(home).some(({ needs }) => needs.includes('database')))
        .map(({ id, namespace }) => ({ tenant: id, secretStore, remoteKey: secretKey(system, name, namespace, 'database') })),
    },
    registries,
  );
}

const NOWHERE: HostPlan = { name: undefined, cidrs: [], port: EXTERNAL_HOST.shape.port.said.default };
