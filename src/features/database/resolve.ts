import { checkCron } from '../../kernel/cron';
import type { ExternalHostSpec } from '../network/spec';
import { agentsOf } from '../../resolve/agents-of';
import { DEFAULTS, LIMITS } from '../../kernel/defaults';
import { type Findings, findingsAt } from '../../kernel/findings';
import type { Frame } from '../../resolve/frame';
import { resolveHosts } from '../network/resolve';
import { resolveResources } from '../resources/resolve';
import type { Settled } from '../tenancy/resolve';
import type { HostPlan } from '../network/plan';
import type { BackupPlan, DatabasePlan } from './plan';
import { checkName, imagesOf, podsThatNeed } from '../services/parts';
import { planDisk } from '../storage/disk';
import type { PostgresSpec } from './spec';

/** Completes and checks the database, which follows from all tenants. */
export function resolvePostgres(spec: PostgresSpec, settled: readonly Settled[], frame: Frame, findings: Findings): DatabasePlan {
  const { problems } = findings;
  const {
    instances = DEFAULTS.postgres.instances,
    maxConnections = DEFAULTS.postgres.maxConnections,
    connectionsPerPod = DEFAULTS.postgres.connectionsPerPod,
  } = spec;
  problems.integer('instances', instances, 1, LIMITS.instances.max);
  problems.integer('maxConnections', maxConnections, LIMITS.connections.min, LIMITS.connections.max);
  problems.integer('connectionsPerPod', connectionsPerPod, 1, LIMITS.connections.max);
  planDisk(problems, spec);
  const tenants = settled.map(({ tenant }) => tenant);
  return {
    ...imagesOf(spec, ['image'], frame, findings),
    instances,
    disk: spec.disk,
    storageClass: spec.storageClass,
    maxConnections,
    resources: resolveResources(spec, 'medium', findings),
    tenants: tenants.filter((tenant) => agentsOf(tenant).some(({ needs }) => needs.includes('database'))).map(({ id }) => id),
    clients: podsThatNeed('database', tenants.flatMap(agentsOf)) * connectionsPerPod,
    apiServer: resolveApiServer(spec.apiServer, frame, findings),
    backup: resolveBackup(spec, frame, findings),
  };
}

function resolveApiServer(spec: ExternalHostSpec, frame: Frame, findings: Findings): HostPlan {
  const [host = { name: undefined, cidrs: [], port: DEFAULTS.agent.hostPort }] = resolveHosts([spec], frame, findings, 'apiServer');
  return host;
}

function resolveBackup({ backup }: PostgresSpec, frame: Frame, findings: Findings): BackupPlan | undefined {
  if (backup === undefined) return undefined;
  const at = findingsAt(findings, 'backup');
  const { objectStore, schedule = DEFAULTS.postgres.backupSchedule, hosts } = backup;
  checkName('objectStore', objectStore, at);
  at.problems.rule('schedule', checkCron(schedule));
  return { objectStore, schedule, hosts: resolveHosts(hosts, frame, at) };
}
