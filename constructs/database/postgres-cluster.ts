import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { SERVER_ACCESS, TEMPLATE_STATEMENTS } from '../../src/features/database/access';
import { databaseNames, POSTGRES_CLUSTER, POSTGRES_INSTANCES, POSTGRES_TLS_SECRET, RELOAD_LABEL } from '../../src/features/database/places';
import { type BackupPlan, planPostgresCluster, type PostgresClusterPlan } from '../../src/features/database/plan';
import { SMART_SHUTDOWN_S, STOP_S } from '../../src/features/database/server';
import { APP_LABEL, labelKeys, MANAGED_BY, TOPOLOGY } from '../../src/kernel/labels';
import { checkDnsLabel } from '../../src/kernel/names';
import { Problems } from '../../src/kernel/problems';
import { checkHosts, ExternalHost, rangesByPort } from '../network/external-host';
import type { AgentResources } from '../resources/agent-resources';
import { CERT_MANAGER_API, type CertificateSpec } from '../secrets/cert-manager-kinds';
import { type ClusterSpec, CNPG_API, type ScheduledBackupSpec } from './kinds';
import type { PodMonitorSpec } from '../kinds/monitoring';
import type { NetworkPolicySpec } from '../kinds/networking';
import { checkBackup } from '../../src/features/database/server';
import { planOf } from '../kinds/planned';
import { instancePolicy } from './postgres-traffic';
import { certificateSpec } from '../secrets/server-certificate';
import { warn } from '../kinds/warnings';
import { written } from '../kinds/door';
import { callersOf } from '../network/callers';

/** Successor of the operator's own object store support: https://cloudnative-pg.io/plugin-barman-cloud/ */
const BACKUP_PLUGIN = 'barman-cloud.cloudnative-pg.io';
/** Where backups and the write-ahead log go. */
export interface PostgresBackup {
  /** Name of an `ObjectStore` of the Barman Cloud plugin in the same namespace: bucket, credentials, and how long backups are kept (`retentionPolicy`). */
  readonly objectStore: string;
  /** When a base backup is made, five cron fields, in UTC; the log is archived all the time. @default '0 3 * * *' */
  readonly schedule?: string;
}

/** Properties for `PostgresCluster`. */
export interface PostgresClusterProps {
  /** PostgreSQL image of CloudNativePG by registry, tag and digest. */
  readonly image: string;
  /** Requests and limits of one instance. A quarter of the memory becomes `shared_buffers`. */
  readonly resources: AgentResources;
  /** Disk of one instance, e.g. `50Gi`. */
  readonly disk: string;
  /** Addresses of the Kubernetes API server, which the manager in every pod watches. */
  readonly apiServer: ExternalHost;
  /** ClusterIssuer of cert-manager that signs the certificate of instances and pooler; bus and store use the same. */
  readonly issuer: string;
  /** @default - the cluster's default */
  readonly storageClass?: string;
  /** 3 to 9, each in a zone of its own; 1 needs `acceptsOutage`. @default 3 */
  readonly instances?: number;
  /** Accepts one instance: its restart is an outage, and the loss of its disk loses the data since the last backup. @default false */
  readonly acceptsOutage?: boolean;
  /** Zones that nodes stand in; an instance without a zone of its own never starts; from 1 to 9. @default 3 */
  readonly zones?: number;
  /** Connections of one instance; each may use `workMem` and ten megabytes more; from 20 to 10000. @default 200 */
  readonly maxConnections?: number;
  /** Memory of one sort or hash. @default '4Mi' */
  readonly workMem?: string;
  /** Memory of a vacuum or an index build. @default '64Mi' */
  readonly maintenanceWorkMem?: string;
  /** Further settings of `postgresql.conf`. @default - none */
  readonly parameters?: { readonly [name: string]: string };
  /** @default - none, with a warning */
  readonly backup?: PostgresBackup;
  /** Addresses of the object store of backups. @default - none */
  readonly hosts?: ExternalHost[];
  /** Node pool it must run on, which tolerates the pool's taint. @default - any node without a taint */
  readonly nodePool?: string;
  /** Domain of the label `pool`. @default 'cdk8s-agents' */
  readonly labelDomain?: string;
}

/**
 * PostgreSQL by CloudNativePG: a primary, standbys in zones of their own of which one confirms every commit, and access rules by which a role
 * enters the database of its own name only, over TLS.
 *
 * cert-manager issues the certificate, and clients know its authority. The operator reloads a renewed certificate without disconnecting
 * clients.
 *
 * The operator makes the disruption budgets; a second one on the same pods would block every eviction.
 *
 * @throws InvalidInputError with every rule that does not hold.
 * @see https://cloudnative-pg.io/documentation/current/
 * @example
 * new PostgresCluster(chart, 'Postgres', {
 *   image: `registry.example.com/postgresql:17.6@sha256:${'0'.repeat(64)}`,
 *   resources: AgentResources.of({ cpu: '2', memory: '8Gi' }),
 *   disk: '50Gi',
 *   issuer: 'platform',
 *   apiServer: ExternalHost.ranges(['10.0.0.0/16']),
 *   backup: { objectStore: 'postgres-backups' },
 *   hosts: [ExternalHost.ranges(['203.0.113.0/24'])],
 * });
 */
export class PostgresCluster extends Construct {
  /** The Cluster, for patches. */
  public readonly apiObject: ApiObject;
  /** Name of the Cluster. */
  public readonly name: string = POSTGRES_CLUSTER;
  /** Connections of one instance. */
  public readonly maxConnections: number;
  /** Addresses of the API server, which the pooler watches too. */
  public readonly apiServer: ExternalHost;

  public constructor(scope: Construct, id: string, props: PostgresClusterProps) {
    super(scope, id);
    props = written(this, 'PostgresClusterProps', props);
    const planned = planOf<PostgresClusterPlan>(props);
    const plan = planned ?? planOfProps(this.node.path, props);
    const { apiServer, backup } = plan;
    this.maxConnections = plan.maxConnections;
    this.apiServer = ExternalHost.ranges([...apiServer.cidrs], apiServer.port);

    const outside = rangesByPort([apiServer, ...plan.hosts]);
    this.add('Certificate', CERT_MANAGER_API, 'Certificate', {
      ...certificateSpec(plan.issuer, databaseNames(), POSTGRES_TLS_SECRET),
      secretTemplate: { labels: RELOAD_LABEL },
    } satisfies CertificateSpec);
    this.add(
      'NetworkPolicy',
      'networking.k8s.io/v1',
      'NetworkPolicy',
      instancePolicy(callersOf(this), outside) satisfies NetworkPolicySpec,
    );
    this.apiObject = this.add('Resource', CNPG_API, 'Cluster', clusterSpec(plan, Chart.of(this).labels));
    this.add('PodMonitor', 'monitoring.coreos.com/v1', 'PodMonitor', {
      podMetricsEndpoints: [{ port: 'metrics', path: '/metrics' }],
      selector: { matchLabels: POSTGRES_INSTANCES.podLabels },
    } satisfies PodMonitorSpec);
    // of an environment it was said when that was planned
    const lost = planned === undefined ? checkBackup(backup) : undefined;
    if (lost !== undefined) warn(this, lost.problem);
    if (backup !== undefined) this.add('ScheduledBackup', CNPG_API, 'ScheduledBackup', backupSpec(backup));
  }

  private add(id: string, apiVersion: string, kind: string, spec: object): ApiObject {
    const labels = { [APP_LABEL.name]: this.name, [APP_LABEL.managedBy]: MANAGED_BY };
    return new ApiObject(this, id, {
      apiVersion,
      kind,
      metadata: { name: this.name, namespace: POSTGRES_INSTANCES.namespace, labels },
      spec,
    });
  }
}

function planOfProps(path: string, props: PostgresClusterProps): PostgresClusterPlan {
  const problems = Problems.of(path);
  const plan = planPostgresCluster(problems, props);
  problems.rule('issuer', checkDnsLabel(props.issuer));
  checkHosts(problems.at('apiServer'), [props.apiServer]);
  checkHosts(problems.at('hosts'), props.hosts ?? []);
  problems.throwIfAny();
  return plan;
}

function clusterSpec(plan: PostgresClusterPlan, labels: Readonly<Record<string, string>>): ClusterSpec {
  const { instances, resources, disk, nodePool, backup } = plan;
  const sized = { cpu: resources.cpu, memory: resources.memory, 'ephemeral-storage': resources.ephemeralStorage };
  const pool = labelKeys(plan.labelDomain).pool;
  return {
    affinity: {
      enablePodAntiAffinity: true,
      podAntiAffinityType: 'required',
      topologyKey: TOPOLOGY.zone,
      ...(nodePool !== undefined && {
        nodeSelector: { [pool]: nodePool },
        tolerations: [{ key: pool, operator: 'Equal', value: nodePool, effect: 'NoSchedule' }],
      }),
    },
    bootstrap: { initdb: { dataChecksums: true, encoding: 'UTF8', postInitTemplateSQL: TEMPLATE_STATEMENTS } },
    // clients know it by the authority of all services, and the pooler shows it too; certificates among instances stay the operator's
    certificates: { serverCASecret: POSTGRES_TLS_SECRET, serverTLSSecret: POSTGRES_TLS_SECRET },
    // the disruption budget of a single primary would block every drain
    enablePDB: instances > 1,
    enableSuperuserAccess: false,
    imageName: plan.image,
    imagePullPolicy: 'Always',
    inheritedMetadata: { labels },
    instances,
    ...(backup !== undefined && {
      plugins: [{ name: BACKUP_PLUGIN, isWALArchiver: true, parameters: { barmanObjectName: backup.objectStore } }],
    }),
    postgresql: {
      parameters: plan.parameters,
      pg_hba: SERVER_ACCESS,
      // a commit is on two disks before it is confirmed, and no instance without it is promoted
      ...(instances > 1 && { synchronous: { method: 'any', number: 1, failoverQuorum: true } }),
    },
    primaryUpdateMethod: instances > 1 ? 'switchover' : 'restart',
    primaryUpdateStrategy: 'unsupervised',
    priorityClassName: 'platform-critical',
    resources: { limits: sized, requests: sized },
    seccompProfile: { type: 'RuntimeDefault' },
    smartShutdownTimeout: SMART_SHUTDOWN_S,
    stopDelay: STOP_S,
    storage: { size: disk.size, ...(disk.storageClass !== undefined && { storageClass: disk.storageClass }) },
  };
}

function backupSpec({ schedule }: BackupPlan): ScheduledBackupSpec {
  return {
    backupOwnerReference: 'cluster',
    cluster: { name: POSTGRES_CLUSTER },
    immediate: true,
    method: 'plugin',
    pluginConfiguration: { name: BACKUP_PLUGIN },
    schedule: `0 ${schedule}`,
    target: 'prefer-standby',
  };
}
