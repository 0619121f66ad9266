import { ApiObject, type ApiObjectMetadata, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { sha256 } from '../../src/kernel/checksum';
import { APP_LABEL, labelKeys, MANAGED_BY } from '../../src/kernel/labels';
import type { MemoryRole } from '../../src/features/store/memory-share';
import { memoryPlace, memoryTlsSecret } from '../../src/features/store/places';
import { planStoreInstance, type StoreInstancePlan } from '../../src/features/store/plan';
import { redisConf } from '../../src/features/store/configuration';
import { Problems } from '../../src/kernel/problems';
import type { NamedPlace } from '../../src/features/services/places';
import { serviceNames } from '../../src/features/services/tls';
import type { AgentResources } from '../resources/agent-resources';
import type { StatefulSetSpec } from '../kinds/apps';
import { planOf } from '../kinds/planned';
import { CERT_MANAGER_API } from '../secrets/cert-manager-kinds';
import type { ServiceSpec } from '../kinds/core';
import type { PodMonitorSpec } from '../kinds/monitoring';
import type { PodDisruptionBudgetSpec } from '../kinds/policy';
import type { RedisPodSpec } from './kinds';
import { ACL_PATH, DATA_FOLDER, DATA_VOLUME, MEMORY_COMPONENT, REDIS_CONF, redisPod, redisScripts, TLS_PATHS } from './redis-pod';
import { redisPolicy } from './redis-traffic';
import { certificateSpec } from '../secrets/server-certificate';
import { written } from '../kinds/door';
import { callersOf } from '../network/callers';

/** What one tenant or member may hold in an instance. */
export interface RedisBudget {
  /** Who: the one with the largest share is named where all of them do not fit. */
  readonly name: string;
  /** Memory of its data, e.g. `64Mi`. Redis knows no limit per user: the sum is what is checked. */
  readonly memory: string;
}

/** Connections of one workload. */
export interface RedisClients {
  /** Most pods alive at once, a rollout included. */
  readonly peakPods: number;
  /** Connections one pod opens. */
  readonly pool: number;
}

/** Properties for `RedisInstance`. */
export interface RedisInstanceProps {
  /** `state` never evicts and is kept on disk; `cache` evicts what was used least lately and is not. */
  readonly role: MemoryRole;
  /** Tenant or pool that owns it: its id is part of every name, and only its namespace reaches it. @default - all tenants share it */
  readonly tenant?: string;
  /** redis-server built with TLS, with its shell and `redis-cli`, by registry, tag and digest. */
  readonly image: string;
  /** ClusterIssuer of cert-manager that signs the server's certificate; bus and database use the same. */
  readonly issuer: string;
  /** redis_exporter, by registry, tag and digest. */
  readonly exporterImage: string;
  /** Of the server; its data is at most 0.65 of the memory. @default AgentResources.memoryOptimized() */
  readonly resources?: AgentResources;
  /** Memory for data, e.g. `2Gi`. @default - the most that the memory of `resources` allows */
  readonly maxmemory?: string;
  /** Connections at once, 32 of them for the server itself. @default 4000 */
  readonly maxclients?: number;
  /** Memory shares of tenants and members. Refused if together they exceed the instance. @default - nothing is promised */
  readonly budgets?: RedisBudget[];
  /** Clients and their connections. Refused if they exceed `maxclients`. @default - not checked */
  readonly clients?: RedisClients[];
  /** Disk of a state instance, at least 3 × maxmemory, e.g. `20Gi`. @default - 3 × maxmemory; none for a cache */
  readonly disk?: string;
  /** @default - the cluster's default */
  readonly storageClass?: string;
  /** Domain of the tenant label. @default 'cdk8s-agents' */
  readonly labelDomain?: string;
  /** @default - the chart's, else `platform` */
  readonly namespace?: string;
  /** Added to every object. @default - none */
  readonly labels?: { readonly [key: string]: string };
  /** Added to every object. @default - none */
  readonly annotations?: { readonly [key: string]: string };
}

/**
 * One Redis server: the state or the cache that agents share, or those of one `tenant`. Its users are those of `RedisAcl` with the same
 * role and tenant.
 *
 * A single instance: when its node is drained or lost, it is started elsewhere and clients wait, half a minute to minutes for a large file.
 * No failover: a replica that takes over loses acknowledged writes, and what agents keep here they can wait for. A crash loses about a
 * second of writes of the state, and the whole cache. In one zone a volume can be mounted; if that zone is lost, so is the state instance
 * until the zone is back.
 *
 * It speaks TLS only. It loads a renewed certificate while it runs, for new connections, without disconnecting clients.
 *
 * Tenants reach it from namespaces with the tenant label, or only its own tenant does. Monitoring reaches the exporter. It has no egress.
 *
 * @example
 * new RedisInstance(chart, 'State', {
 *   role: 'state',
 *   image: `registry.example.com/platform/redis:7.2.4@sha256:${'0'.repeat(64)}`,
 *   exporterImage: `registry.example.com/platform/redis-exporter:1.74.0@sha256:${'0'.repeat(64)}`,
 *   issuer: 'platform',
 *   resources: AgentResources.of({ cpu: '1', memory: '4Gi' }),
 *   disk: '20Gi',
 *   budgets: [{ name: 'acme', memory: '1Gi' }],
 * });
 */
export class RedisInstance extends Construct {
  /** The StatefulSet, for patches. */
  public readonly apiObject: ApiObject;
  /** Name of the StatefulSet, of its Service and of most objects beside it. */
  public readonly name: string;
  /** The labels that select the pod and nothing else. */
  public readonly selectorLabels: { [key: string]: string };

  private readonly plan: StoreInstancePlan;
  private readonly place: NamedPlace;

  /**
   * @throws InvalidInputError with every rule that does not hold.
   */
  constructor(scope: Construct, id: string, props: RedisInstanceProps) {
    super(scope, id);
    props = written(this, 'RedisInstanceProps', props);
    const plan = planOf<StoreInstancePlan>(props) ?? planOfProps(this.node.path, props);
    this.plan = plan;
    this.place = memoryPlace(plan.role, plan.owner);
    const { port, service, podLabels } = this.place;
    this.name = service;
    this.selectorLabels = { ...podLabels };
    const keys = labelKeys(plan.labelDomain);
    const files = {
      [REDIS_CONF]: redisConf({
        role: plan.role,
        port,
        tls: TLS_PATHS,
        maxmemoryBytes: plan.maxmemoryBytes,
        maxclients: plan.maxclients,
        aclFile: ACL_PATH,
        dataFolder: DATA_FOLDER,
      }),
      ...redisScripts(port),
    };
    const configMapName = `${this.name}-config`;
    new ApiObject(this, 'ServiceAccount', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: this.metadataOf(this.name),
      automountServiceAccountToken: false,
    });
    new ApiObject(this, 'Config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: this.metadataOf(configMapName), data: files });
    const names = serviceNames({ service, namespace: this.metadataOf(service).namespace ?? '' });
    this.addObject('Certificate', CERT_MANAGER_API, certificateSpec(plan.issuer, names, memoryTlsSecret(this.place)));
    this.addObject('NetworkPolicy', 'networking.k8s.io/v1', redisPolicy(this.place, keys.tenant, plan.owner, callersOf(this)));
    this.addObject('PodDisruptionBudget', 'policy/v1', {
      // a drain may take the only pod, and the server starts on another node
      maxUnavailable: 1,
      selector: { matchLabels: this.selectorLabels },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    } satisfies PodDisruptionBudgetSpec);
    this.addObject('Service', 'v1', {
      type: 'ClusterIP',
      selector: this.selectorLabels,
      ports: [{ name: 'redis', port, protocol: 'TCP', targetPort: port }],
    } satisfies ServiceSpec);
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: this.metadataOf(this.name),
      spec: this.statefulSet(configMapName, { [keys.configChecksum]: sha256(files[REDIS_CONF]) }),
    });
    this.addObject('PodMonitor', 'monitoring.coreos.com/v1', {
      podMetricsEndpoints: [{ port: 'metrics', path: '/metrics' }],
      selector: { matchLabels: this.selectorLabels },
    } satisfies PodMonitorSpec);
  }

  private addObject(kind: string, apiVersion: string, spec: object): void {
    new ApiObject(this, kind, { apiVersion, kind, metadata: this.metadataOf(this.name), spec });
  }

  private labels(): Record<string, string> {
    return {
      ...this.plan.labels,
      ...this.selectorLabels,
      [APP_LABEL.component]: MEMORY_COMPONENT,
      [APP_LABEL.managedBy]: MANAGED_BY,
    };
  }

  private metadataOf(name: string): ApiObjectMetadata {
    const { annotations, namespace } = this.plan;
    return {
      name,
      namespace: namespace ?? Chart.of(this).namespace ?? this.place.namespace,
      labels: this.labels(),
      ...(annotations !== undefined && { annotations: { ...annotations } }),
    };
  }

  private statefulSet(configMapName: string, checksum: Record<string, string>): StatefulSetSpec<RedisPodSpec> {
    const { role, image, exporterImage, resources, annotations, disk } = this.plan;
    return {
      minReadySeconds: 5,
      ...(disk !== undefined && { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' } }),
      replicas: 1,
      revisionHistoryLimit: 3,
      selector: { matchLabels: this.selectorLabels },
      serviceName: this.name,
      template: {
        // the server reads its file once; the users it reads again
        metadata: { annotations: { ...annotations, ...checksum }, labels: { ...Chart.of(this).labels, ...this.labels() } },
        spec: redisPod({
          role,
          place: this.place,
          image,
          exporterImage,
          resources,
          configMapName,
          serviceAccountName: this.name,
        }),
      },
      updateStrategy: { type: 'RollingUpdate' },
      ...(disk !== undefined && {
        volumeClaimTemplates: [
          {
            metadata: { name: DATA_VOLUME },
            spec: {
              accessModes: ['ReadWriteOnce'],
              resources: { requests: { storage: disk.size } },
              ...(disk.storageClass !== undefined && { storageClassName: disk.storageClass }),
            },
          },
        ],
      }),
    };
  }
}

/** Props say the same as a spec, with names of their own for the owner and the memory shares. */
function planOfProps(path: string, { tenant, budgets, ...props }: RedisInstanceProps): StoreInstancePlan {
  const problems = Problems.of(path);
  const plan = planStoreInstance(problems, { ...props, owner: tenant, shares: budgets });
  problems.throwIfAny();
  return plan;
}
