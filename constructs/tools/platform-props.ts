import { secondsOf } from '../kinds/seconds';
import type { Duration } from 'cdk8s';
import type * as plus from 'cdk8s-plus-28';
import type { Dependency } from '../../src/features/agent/spec';
import { DIRECTORY } from '../../src/features/table/table';
import { planPlatformWorkload, type PlatformWorkloadPlan } from '../../src/features/tools/plan';
import { checkLabelDomain, kebab } from '../../src/kernel/names';
import type { Problems } from '../../src/kernel/problems';
import type { TargetVersions } from '../../src/kernel/versions';
import { metricsInput } from '../agent/agent-input';
import type { ExternalHost } from '../network/external-host';
import type { AgentMetrics } from '../agent/agent-props';
import { type AgentResources, checkResources } from '../resources/agent-resources';

/** Properties for `PlatformDeployment`. */
export interface PlatformDeploymentProps {
  /** Image by registry, tag and digest. */
  readonly image: string;
  /** Longest that a request takes; the grace period follows from it. */
  readonly longestRequest: Duration;
  /** Name of the Service and of all else, as the table of services has it. @default - the construct id in kebab-case */
  readonly name?: string;
  /** Pods of tenants may call it on port 8080. Otherwise it has no callers and no Service, and works over the bus. @default false */
  readonly servesTenants?: boolean;
  /** Platform services it reaches. `'tools'` is refused: it is what a tool gateway offers. @default - none: DNS only */
  readonly needs?: Dependency[];
  /** Account and user on the bus, from which its inbox follows; required with `'bus'`. @default - none */
  readonly busUser?: PlatformBusUser;
  /** Hosts outside the cluster that it reaches. @default - none */
  readonly hosts?: ExternalHost[];
  /** Requests and limits of one pod. @default AgentResources.medium() */
  readonly resources?: AgentResources;
  /** Pods, at least 2: one may be lost to a node or to its drain. @default 2 */
  readonly replicas?: number;
  /** Metrics to scrape; a PodMonitor is rendered. @default - none */
  readonly metrics?: AgentMetrics;
  /** Settings, JSON, written into `/etc/platform/service.json`. No credentials. @default - where the needed services are */
  readonly config?: { readonly [key: string]: unknown };
  /** Environment variables. No credentials: name and value are checked. @default - PYTHONUNBUFFERED=1 only */
  readonly env?: { readonly [name: string]: string };
  /** Mounted as files at `/var/run/secrets/platform/<name>`; never environment variables. @default - none */
  readonly secrets?: plus.ISecret[];
  /** Node pool it must run on, which tolerates the pool's taint. @default - any node without a taint */
  readonly nodePool?: string;
  /** Domain of the labels `tenant` and `pool`. @default 'cdk8s-agents' */
  readonly labelDomain?: string;
}

/** A user of the bus. */
export interface PlatformBusUser {
  /** Account, e.g. `PLATFORM`. */
  readonly account: string;
  /** User in it, e.g. `tool-gateway`. */
  readonly user: string;
  /**
   * Secret with its files, `bus-seed` and `ca.crt`: mounted, and named in the configuration file. @default - the way it authenticates is
   * not known here
   */
  readonly secret?: plus.ISecret;
}

/** Name of the configuration file. */
export const PLATFORM_CONFIG_FILE = 'service.json';

/** The plan of props. What an environment says once is checked here. */
export function planPlatformProps(
  problems: Problems,
  id: string,
  { resources, labelDomain, longestRequest, metrics, secrets, busUser, ...props }: PlatformDeploymentProps,
  target: TargetVersions,
): PlatformWorkloadPlan {
  problems.rule('labelDomain', checkLabelDomain(labelDomain));
  if (resources !== undefined) checkResources(problems.at('resources'), resources);
  const input = {
    ...props,
    name: props.name ?? kebab(id),
    resources,
    longestRequestS: secondsOf(longestRequest),
    metrics: metrics && metricsInput(metrics),
    secrets: secrets?.map(({ name }) => name),
    busUser: busUser && { account: busUser.account, user: busUser.user, secret: busUser.secret?.name },
  };
  return planPlatformWorkload(problems, input, { target, labelDomain, registries: undefined, services: DIRECTORY });
}
