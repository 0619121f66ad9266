import { Chart } from 'cdk8s';
import type * as plus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { type CredentialsPlan, planCredentials, proofSettings } from '../../src/features/agent/credentials';
import { planAgentExternal } from '../../src/features/agent/external';
import type { Dependency } from '../../src/features/agent/spec';
import { Problems } from '../../src/kernel/problems';
import type { ExternalService } from '../external/external-service';
import { planOf } from '../kinds/planned';
import { StoredSecret } from '../secrets/stored-secret';
import { written } from '../kinds/door';

/** Properties for `AgentCredentials`. */
export interface AgentCredentialsProps {
  /** Name of the agent. */
  readonly agent: string;
  /** Tenant or pool: its bus account, its user of the memory and of the database. */
  readonly tenant: string;
  /** Small tenants of a pool, whose keys of the memory the agent works on as well. @default - none */
  readonly members?: string[];
  /** What the agent needs; `bus`, `memory` and `database` ask who it is. */
  readonly needs: Dependency[];
  /** Services among its needs that others run: their entries are read. @default - none */
  readonly external?: ExternalService[];
  /** ClusterSecretStore of External Secrets. */
  readonly secretStore: string;
  /** First part of the keys in the store. */
  readonly system: string;
  /** Second part of the keys in the store. */
  readonly environment: string;
  /** Third part of the keys in the store, and where the Secret is made. @default - the chart's */
  readonly namespace?: string;
  /** Namespace part of the key of the certificate authority. @default 'platform' */
  readonly platformNamespace?: string;
  /** Added to the object. @default - none */
  readonly labels?: { readonly [key: string]: string };
  /** Added to the object. @default - none */
  readonly annotations?: { readonly [key: string]: string };
}

/**
 * What an agent proves itself with: one Secret that External Secrets makes of the store, mounted as files, never as environment variables.
 *
 * Keys in the store of services that are rendered: `<system>/<environment>/<namespace>/bus-agent-<name>` (`seed`), `…/memory` and `…/database` (`password`), and
 * `<system>/<environment>/platform/ca` (`certificate`), the authority by which it knows each of the three.
 *
 * @example
 * const credentials = new AgentCredentials(chart, 'Credentials', {
 *   agent: 'search',
 *   tenant: 'acme',
 *   namespace: 'tenant-acme',
 *   needs: ['bus'],
 *   secretStore: 'platform',
 *   system: 'shop',
 *   environment: 'prod',
 * });
 * new AgentDeployment(chart, 'Search', {
 *   tenant: 'acme',
 *   image: `registry.example.com/agents/search:2.4.1@sha256:${'0'.repeat(64)}`,
 *   task: { p99: Duration.seconds(45) },
 *   needs: ['bus'],
 *   credentials,
 * });
 */
export class AgentCredentials extends Construct {
  /** The Secret that will be there. */
  public readonly secret: plus.ISecret;
  /** What the agent proves itself for. */
  public readonly needs: Dependency[];
  /** Name of the agent. */
  public readonly agent: string;
  /** Tenant or pool. */
  public readonly tenant: string;
  /** Where the agent's keys of the memory begin, its own first. */
  public readonly memoryPrefixes: string[];

  /** @throws InvalidInputError with every rule that does not hold. */
  constructor(scope: Construct, id: string, props: AgentCredentialsProps) {
    super(scope, id);
    props = written(this, 'AgentCredentialsProps', props);
    const plan = planOf<CredentialsPlan>(props) ?? this.planProps(props);
    const { labels, annotations } = plan;
    this.secret = new StoredSecret(this, 'Secret', {
      name: plan.secret,
      values: [...plan.values],
      secretStore: plan.secretStore,
      namespace: plan.namespace,
      ...(labels !== undefined && { labels }),
      ...(annotations !== undefined && { annotations }),
    }).secret;
    this.needs = [...plan.needs];
    this.agent = plan.agent;
    this.tenant = plan.tenant;
    this.memoryPrefixes = [...plan.memoryPrefixes];
  }

  /** What the agent's configuration file says of a service, given the folder the files are in; nothing without credentials for it. */
  public settingsOf(service: 'bus' | 'memory' | 'database', folder: string): { [key: string]: string | boolean | string[] } {
    return proofSettings(this, service, folder);
  }

  private planProps(props: AgentCredentialsProps): CredentialsPlan {
    const problems = Problems.of(this.node.path);
    const { agent, tenant, members, needs } = props;
    const namespace = props.namespace ?? Chart.of(this).namespace ?? '';
    const user = { needs, agent, tenant, namespace, members };
    const external = planAgentExternal(problems.at('external'), props.external ?? [], user);
    const plan = planCredentials(problems, { ...props, namespace, external });
    problems.throwIfAny();
    return plan;
  }
}
