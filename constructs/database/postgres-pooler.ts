import { POOLER_PLACE, POSTGRES_CLUSTER, POSTGRES_POOLER } from '../../src/features/database/places';
import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { POOLER_ACCESS } from '../../src/features/database/access';
import { checkAdmitted, planPostgresPooler, type PostgresPoolerPlan } from '../../src/features/database/plan';
import { POOLER_SURGE } from '../../src/features/database/pooling';
import { APP_LABEL, labelKeys, MANAGED_BY, TOPOLOGY } from '../../src/kernel/labels';
import { Problems, type Violation } from '../../src/kernel/problems';
import { rangesByPort } from '../network/external-host';
import type { AgentResources } from '../resources/agent-resources';
import { CNPG_API, type PoolerSpec } from './kinds';
import type { PodMonitorSpec } from '../kinds/monitoring';
import { planOf } from '../kinds/planned';
import type { PodDisruptionBudgetSpec } from '../kinds/policy';
import type { OpenPolicySpec } from '../network/policy-rules';
import type { PostgresCluster } from './postgres-cluster';
import { poolerPolicy } from './postgres-traffic';
import { written } from '../kinds/door';
import { callersOf } from '../network/callers';

/** Statements that clients prepare, kept for each connection to the server: https://www.pgbouncer.org/config.html#max_prepared_statements */
const PREPARED_STATEMENTS = 100;

/** Properties for `PostgresPooler`. */
export interface PostgresPoolerProps {
  /** Cluster whose connections it pools. */
  readonly cluster: PostgresCluster;
  /** Tenants and pools with a database; each has a pool of its own in every pod. */
  readonly tenants: number;
  /** Connections that all agents open at their rollout peaks: Σ peak pods × connections of one pod. */
  readonly clients: number;
  /** PgBouncer by registry, tag and digest. @default - the one that the operator was built with */
  readonly image?: string;
  /** Pods, from 1 to 100. @default 2 */
  readonly instances?: number;
  /** Connections to the server that one pod opens for one tenant, so the transactions it runs at once; from 1 to 10000. @default 10 */
  readonly poolSize?: number;
  /** Clients that one pod holds; those beyond it are refused; from 1 to 1000000. @default 1000 */
  readonly maxClients?: number;
  /** Requests and limits of one pod. @default AgentResources.small() */
  readonly resources?: AgentResources;
  /** Node pool it must run on, which tolerates the pool's taint. @default - any node without a taint */
  readonly nodePool?: string;
  /** Domain of the labels `tenant` and `pool`. @default 'cdk8s-agents' */
  readonly labelDomain?: string;
}

/**
 * The only way to the database: PgBouncer, which lends a connection for one transaction. What lives longer than a transaction
 * (`SET`, `LISTEN`, advisory locks of a session, temporary tables) does not work through it.
 *
 * Each tenant has a pool of its own, so a tenant that fills its pool does not block the others.
 *
 * @throws InvalidInputError with every rule that does not hold.
 * @see https://cloudnative-pg.io/documentation/current/connection_pooling/
 * @example
 * const cluster = new PostgresCluster(chart, 'Postgres', {
 *   image: `registry.example.com/postgresql:17.6@sha256:${'0'.repeat(64)}`,
 *   resources: AgentResources.of({ cpu: '2', memory: '8Gi' }),
 *   disk: '50Gi',
 *   issuer: 'platform',
 *   apiServer: ExternalHost.ranges(['10.0.0.0/16']),
 * });
 * new PostgresPooler(chart, 'Pooler', { cluster, tenants: 3, clients: 120 });
 */
export class PostgresPooler extends Construct {
  /** The Pooler, for patches. */
  public readonly apiObject: ApiObject;
  /** Name of the Pooler and of its Service. */
  public readonly name: string = POSTGRES_POOLER;
  /** Cluster whose connections it pools. */
  public readonly cluster: PostgresCluster;
  /** Most connections of one tenant at the server, those of a rollout's pods included. */
  public readonly connectionsPerTenant: number;

  private readonly tenants: number;
  private readonly admitted: string[] = [];

  public constructor(scope: Construct, id: string, props: PostgresPoolerProps) {
    super(scope, id);
    props = written(this, 'PostgresPoolerProps', props);
    const plan = planOf<PostgresPoolerPlan>(props) ?? planOfProps(this.node.path, props);
    this.cluster = props.cluster;
    this.tenants = plan.tenants;
    this.connectionsPerTenant = plan.connectionsPerTenant;

    const selector = { matchLabels: POOLER_PLACE.podLabels };
    const keys = labelKeys(plan.labelDomain);
    const outside = rangesByPort([plan.apiServer]);
    this.add(
      'NetworkPolicy',
      'networking.k8s.io/v1',
      'NetworkPolicy',
      poolerPolicy(keys.tenant, callersOf(this), outside) satisfies OpenPolicySpec,
    );
    this.add('Pdb', 'policy/v1', 'PodDisruptionBudget', {
      maxUnavailable: 1,
      selector,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    } satisfies PodDisruptionBudgetSpec);
    this.apiObject = this.add('Resource', CNPG_API, 'Pooler', poolerSpec(plan, keys.pool, Chart.of(this).labels));
    this.add('PodMonitor', 'monitoring.coreos.com/v1', 'PodMonitor', {
      podMetricsEndpoints: [{ port: 'metrics', path: '/metrics' }],
      selector,
    } satisfies PodMonitorSpec);
  }

  /** Counts a tenant's database in, and says what is wrong with it; called by `PostgresTenant`. */
  public admit(tenant: string): Violation[] {
    const violations = checkAdmitted(tenant, this.admitted, this.tenants);
    this.admitted.push(tenant);
    return violations;
  }

  private add(id: string, apiVersion: string, kind: string, spec: object): ApiObject {
    const labels = { [APP_LABEL.name]: this.name, [APP_LABEL.managedBy]: MANAGED_BY };
    return new ApiObject(this, id, {
      apiVersion,
      kind,
      metadata: { name: this.name, namespace: POOLER_PLACE.namespace, labels },
      spec,
    });
  }
}

function planOfProps(path: string, { cluster, ...props }: PostgresPoolerProps): PostgresPoolerPlan {
  const problems = Problems.of(path);
  const plan = planPostgresPooler(problems, props, cluster);
  problems.throwIfAny();
  return plan;
}

function poolerSpec(
  { image, nodePool, instances, poolSize, maxClients, resources }: PostgresPoolerPlan,
  pool: string,
  labels: Readonly<Record<string, string>>,
): PoolerSpec {
  const sized = { cpu: resources.cpu, memory: resources.memory, 'ephemeral-storage': resources.ephemeralStorage };
  const labelSelector = { matchLabels: POOLER_PLACE.podLabels };
  return {
    cluster: { name: POSTGRES_CLUSTER },
    deploymentStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: POOLER_SURGE, maxUnavailable: 0 } },
    instances,
    pgbouncer: {
      ...(image !== undefined && { image }),
      parameters: {
        client_tls_sslmode: 'require',
        default_pool_size: String(poolSize),
        max_client_conn: String(maxClients),
        max_prepared_statements: String(PREPARED_STATEMENTS),
      },
      pg_hba: POOLER_ACCESS,
      poolMode: 'transaction',
    },
    template: {
      metadata: { labels },
      spec: {
        affinity: {
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              { podAffinityTerm: { labelSelector, topologyKey: TOPOLOGY.host }, weight: 100 },
            ],
          },
        },
        containers: [{ name: 'pgbouncer', resources: { limits: sized, requests: sized } }],
        ...(nodePool !== undefined && {
          nodeSelector: { [pool]: nodePool },
          tolerations: [{ key: pool, operator: 'Equal', value: nodePool, effect: 'NoSchedule' }],
        }),
        priorityClassName: 'platform-critical',
        topologySpreadConstraints: [
          {
            labelSelector,
            matchLabelKeys: ['pod-template-hash'],
            maxSkew: 1,
            topologyKey: TOPOLOGY.zone,
            whenUnsatisfiable: 'ScheduleAnyway',
          },
        ],
      },
    },
    type: 'rw',
  };
}
