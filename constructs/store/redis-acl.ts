import { ApiObject, type ApiObjectMetadata, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { MemoryRole } from '../../src/features/store/memory-share';
import { MEMORY_OPERATORS, PROBE, RELOADER } from '../../src/features/store/acl';
import { exporterPasswordTemplate, templateKey } from '../../src/features/store/acl-template';
import { planStoreAcl, type StoreAclPlan } from '../../src/features/store/plan';
import { ACL_FILE, aclSecret, LOCAL_REDIS, memoryPlace, operatorsSecret } from '../../src/features/store/places';
import { checkReloadKeepsClients, isRedisVersion } from '../../src/features/store/versions';
import { APP_LABEL, MANAGED_BY } from '../../src/kernel/labels';
import { Problems } from '../../src/kernel/problems';
import type { NamedPlace } from '../../src/features/services/places';
import { externalSecretSpec } from '../secrets/external-secret-spec';
import { EXTERNAL_SECRETS_API, type ExternalSecretData, type ExternalSecretSpec } from '../secrets/external-secrets-kinds';
import { EXPORTER_PASSWORDS } from './redis-pod';
import { planOf } from '../kinds/planned';
import { warn } from '../kinds/warnings';
import { written } from '../kinds/door';

/** Property of a user's entry in the store that is its password. */
const MEMORY_PASSWORD = 'password';

/** One user of an instance and where its password is. */
export interface RedisAclUser {
  /** Name that clients log in with: the tenant's or the member's id. */
  readonly name: string;
  /** Beginnings of its keys and channels, each ending in `:`, e.g. `tenant:acme:`. */
  readonly prefixes: string[];
  /** Lua scripts, which some clients' locks need: data stays apart, but a script holds the one thread that all share. @default false */
  readonly scripting?: boolean;
  /** Users whose keys it holds as well: the members that a pool's agents work for. @default - none */
  readonly covers?: string[];
  /** Entry of the secret store with its `password`: 32 to 128 letters, digits, `_` and `-`. */
  readonly remoteKey: string;
}

/** Properties for `RedisAcl`. */
export interface RedisAclProps {
  /** The instance: each has a file of its own. */
  readonly role: MemoryRole;
  /** Tenant or pool whose own instance it is. @default - all tenants share it */
  readonly tenant?: string;
  /** Release of the server, e.g. `7.2`: a command that it does not know would keep it from starting. */
  readonly release: string;
  /** Tenants, pools and members; of an own instance that tenant, or that pool and its members. */
  readonly users: RedisAclUser[];
  /** Entry of the secret store with the passwords of those who run the instance: `exporter`, `probe`, `reloader`. */
  readonly operatorsRemoteKey: string;
  /** ClusterSecretStore that all of it is read from. */
  readonly secretStore: string;
  /** @default - the chart's, else `platform` */
  readonly namespace?: string;
  /** Added to every object. @default - none */
  readonly labels?: { readonly [key: string]: string };
  /** Added to every object. @default - none */
  readonly annotations?: { readonly [key: string]: string };
}

/**
 * Who may use a Redis instance: an ACL file made by External Secrets, with the hash of each password and nothing else of it.
 *
 * One user a tenant, with its keys and channels only; `default` is off. Refused: prefixes that overlap, glob characters, releases that are
 * not known. The server takes a changed file within a minute or two; before release 7.4 this disconnects every client, which gives a
 * warning. A second Secret holds the passwords of the probe, the reloader and the exporter, each with the one or few commands it needs.
 *
 * @example
 * new RedisAcl(chart, 'StateUsers', {
 *   role: 'state',
 *   release: '7.2',
 *   users: [{ name: 'acme', prefixes: ['tenant:acme:'], remoteKey: 'swarm/prod/tenant-acme/memory' }],
 *   operatorsRemoteKey: 'swarm/prod/platform/redis-state',
 *   secretStore: 'platform',
 * });
 */
export class RedisAcl extends Construct {
  /** The ExternalSecret of the ACL file, for patches. */
  public readonly apiObject: ApiObject;
  /** Name of the Secret with the ACL file. */
  public readonly secretName: string;

  private readonly plan: StoreAclPlan;
  private readonly place: NamedPlace;

  /**
   * @throws InvalidInputError with every rule that does not hold.
   */
  constructor(scope: Construct, id: string, props: RedisAclProps) {
    super(scope, id);
    props = written(this, 'RedisAclProps', props);
    const plan = planOf<StoreAclPlan>(props) ?? planOfProps(this.node.path, props);
    const { release, operatorsRemoteKey } = plan;
    this.plan = plan;
    this.place = memoryPlace(plan.role, plan.owner);
    this.secretName = aclSecret(this.place);
    const disturbance = isRedisVersion(release) ? checkReloadKeepsClients(release) : undefined;
    if (disturbance !== undefined) warn(this, `${disturbance.rule}: ${disturbance.problem}; ${disturbance.fix}`);

    const operators = MEMORY_OPERATORS.map(({ name, property }) => entry(name, operatorsRemoteKey, property));
    const users = plan.users.map(({ name, remoteKey }) => entry(name, remoteKey, MEMORY_PASSWORD));
    this.apiObject = this.externalSecret('Resource', this.secretName, [...operators, ...users], { [ACL_FILE]: plan.file });
    this.externalSecret('Operators', operatorsSecret(this.place), operators, {
      [PROBE.property]: `{{ .${templateKey(PROBE.name)} }}`,
      [RELOADER.property]: `{{ .${templateKey(RELOADER.name)} }}`,
      [EXPORTER_PASSWORDS]: exporterPasswordTemplate(LOCAL_REDIS),
    });
  }

  private externalSecret(id: string, name: string, data: ExternalSecretData[], files: Readonly<Record<string, string>>): ApiObject {
    const spec = externalSecretSpec(name, this.plan.secretStore, data);
    return new ApiObject(this, id, {
      apiVersion: EXTERNAL_SECRETS_API,
      kind: 'ExternalSecret',
      metadata: this.metadataOf(name),
      spec: {
        ...spec,
        target: { ...spec.target, template: { engineVersion: 'v2', mergePolicy: 'Replace', type: 'Opaque', data: files } },
      } satisfies ExternalSecretSpec,
    });
  }

  private metadataOf(name: string): ApiObjectMetadata {
    const { labels, annotations, namespace } = this.plan;
    const { service } = this.place;
    return {
      name,
      namespace: namespace ?? Chart.of(this).namespace ?? this.place.namespace,
      labels: { ...labels, [APP_LABEL.name]: service, [APP_LABEL.managedBy]: MANAGED_BY },
      ...(annotations !== undefined && { annotations: { ...annotations } }),
    };
  }
}

function planOfProps(path: string, { tenant, ...props }: RedisAclProps): StoreAclPlan {
  const problems = Problems.of(path);
  const plan = planStoreAcl(problems, { ...props, owner: tenant });
  problems.throwIfAny();
  return plan;
}

function entry(user: string, key: string, property: string): ExternalSecretData {
  return { secretKey: templateKey(user), remoteRef: { key, property } };
}
