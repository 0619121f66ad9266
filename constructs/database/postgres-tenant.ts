import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { planTenantDatabase, type TenantDatabasePlan } from '../../src/features/database/plan';
import { POSTGRES_CLUSTER, POSTGRES_INSTANCES, RELOAD_LABEL } from '../../src/features/database/places';
import { APP_LABEL, labelKeys, MANAGED_BY } from '../../src/kernel/labels';
import { Problems } from '../../src/kernel/problems';
import { planOf } from '../kinds/planned';
import { CNPG_API, type DatabaseRoleSpec, type DatabaseSpec } from './kinds';
import { externalSecretSpec } from '../secrets/external-secret-spec';
import { EXTERNAL_SECRETS_API, type ExternalSecretSpec } from '../secrets/external-secrets-kinds';
import type { PostgresPooler } from './postgres-pooler';
import { written } from '../kinds/door';

/** Property of the remote secret that holds the password. */
const PASSWORD_PROPERTY = 'password';

/** Properties for `PostgresTenant`. */
export interface PostgresTenantProps {
  /** The pooler that leads to the database; its number of tenants includes this one. */
  readonly pooler: PostgresPooler;
  /** Tenant or pool whose database it is. */
  readonly tenant: string;
  /** ClusterSecretStore of External Secrets. */
  readonly secretStore: string;
  /** Key in the store, `<system>/<environment>/<namespace>/<what>`, whose property `password` is the role's. */
  readonly remoteKey: string;
  /** Domain of the label `tenant`. @default 'cdk8s-agents' */
  readonly labelDomain?: string;
}

/** A Secret of the type that the operator wants, with its label. */
interface PasswordSecretSpec extends Omit<ExternalSecretSpec, 'target'> {
  readonly target: Omit<ExternalSecretSpec['target'], 'template'> & {
    readonly template: {
      readonly engineVersion: 'v2';
      readonly mergePolicy: 'Replace';
      readonly type: 'kubernetes.io/basic-auth';
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly data: { readonly username: string; readonly password: string };
    };
  };
}

/**
 * A tenant's role and database, both of one name, and a schema of that name, which is first in the search path.
 *
 * The role may open as many connections as the pooler's pods for it, and enters no other database. Both remain when their objects are
 * deleted: an operator deletes a tenant's data by hand.
 *
 * @throws InvalidInputError with every rule that does not hold.
 * @example
 * const cluster = new PostgresCluster(chart, 'Postgres', {
 *   image: `registry.example.com/postgresql:17.6@sha256:${'0'.repeat(64)}`,
 *   resources: AgentResources.of({ cpu: '2', memory: '8Gi' }),
 *   disk: '50Gi',
 *   issuer: 'platform',
 *   apiServer: ExternalHost.ranges(['10.0.0.0/16']),
 * });
 * const pooler = new PostgresPooler(chart, 'Pooler', { cluster, tenants: 1, clients: 40 });
 * new PostgresTenant(chart, 'Acme', { pooler, tenant: 'acme', secretStore: 'vault', remoteKey: 'swarm/prod/tenant-acme/database' });
 */
export class PostgresTenant extends Construct {
  /** The Database, for patches. */
  public readonly apiObject: ApiObject;
  /** Role, database and schema, as clients name them. */
  public readonly databaseName: string;

  private readonly tenant: string;
  private readonly labels: Record<string, string>;

  public constructor(scope: Construct, id: string, props: PostgresTenantProps) {
    super(scope, id);
    props = written(this, 'PostgresTenantProps', props);
    const plan = planOf<TenantDatabasePlan>(props) ?? planOfProps(this.node.path, props);
    const { tenant, secretStore, remoteKey, labelDomain } = plan;
    this.tenant = tenant;
    this.labels = { [APP_LABEL.managedBy]: MANAGED_BY, [labelKeys(labelDomain).tenant]: tenant };
    this.databaseName = plan.databaseName;
    const passwordSecret = { name: `tenant-${tenant}-database` };
    const cluster = { name: POSTGRES_CLUSTER };
    const password = externalSecretSpec(passwordSecret.name, secretStore, [
      { secretKey: PASSWORD_PROPERTY, remoteRef: { key: remoteKey, property: PASSWORD_PROPERTY } },
    ]);
    this.add('Password', EXTERNAL_SECRETS_API, 'ExternalSecret', {
      ...password,
      target: {
        ...password.target,
        template: {
          engineVersion: 'v2',
          mergePolicy: 'Replace',
          type: 'kubernetes.io/basic-auth',
          metadata: { labels: { ...this.labels, ...RELOAD_LABEL } },
          data: { username: this.databaseName, password: `{{ .${PASSWORD_PROPERTY} }}` },
        },
      },
    } satisfies PasswordSecretSpec);
    this.add('Role', CNPG_API, 'DatabaseRole', {
      cluster,
      comment: `role of ${tenant}`,
      connectionLimit: plan.connectionLimit,
      databaseRoleReclaimPolicy: 'retain',
      login: true,
      name: this.databaseName,
      passwordSecret,
    } satisfies DatabaseRoleSpec);
    this.apiObject = this.add('Resource', CNPG_API, 'Database', {
      cluster,
      databaseReclaimPolicy: 'retain',
      name: this.databaseName,
      owner: this.databaseName,
      // made by the operator as superuser: the event trigger of the template then closes the database
      schemas: [{ name: this.databaseName, owner: this.databaseName }],
    } satisfies DatabaseSpec);
  }

  private add(id: string, apiVersion: string, kind: string, spec: object): ApiObject {
    const metadata = {
      name: kind === 'ExternalSecret' ? `tenant-${this.tenant}-database` : `tenant-${this.tenant}`,
      namespace: POSTGRES_INSTANCES.namespace,
      labels: this.labels,
    };
    return new ApiObject(this, id, { apiVersion, kind, metadata, spec });
  }
}

function planOfProps(path: string, { pooler, ...props }: PostgresTenantProps): TenantDatabasePlan {
  const problems = Problems.of(path);
  const plan = planTenantDatabase(problems, props, pooler.connectionsPerTenant);
  pooler.admit(props.tenant).forEach((violation) => problems.rule('tenant', violation));
  problems.throwIfAny();
  return plan;
}
