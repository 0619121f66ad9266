// Generated from schema.ts by `npm run generate`; not edited.

import type { PodShare } from '../../kernel/percent';
import type { ConsumesSpec } from '../bus/spec';
import type { MetricsSpec, ProbesSpec, SecretFileSpec, TolerationSpec } from '../container/spec';
import type { TokenBudget } from '../llm/spec';
import type { ExternalHostSpec } from '../network/spec';
import type { PatchSpec } from '../objects/spec';
import type { ResourceClass } from '../resources/resource-class';
import type { PodResources, RequestsSpec } from '../resources/spec';
import type { RolloutSpec } from '../rollout/spec';
import type { ScalingSpec } from '../scaling/spec';
import type { Caller } from '../services/places';

/** What an agent may declare to need. `tools` are reached over the bus and open no connection of their own. */
export type Dependency = 'bus' | 'memory' | 'database' | 'llm-gateway' | 'tools';

/** One agent, as written. */
export interface AgentSpec {
  /** Image by registry, tag and digest. */
  readonly image: string;
  /** Program and its first arguments, in place of those of the image. @default - the image's */
  readonly command?: readonly string[];
  /** Further arguments, in place of those of the image. @default - the image's; none beside `command` */
  readonly args?: readonly string[];
  /** Environment variables, at most 128 KiB together. No credentials: name and value are checked. @default - PYTHONUNBUFFERED=1, and how tenants are told apart */
  readonly env?: Readonly<Record<string, string>>;
  /** User that it runs as; root is refused. From 1 to 2147483647. @default 10001 */
  readonly uid?: number;
  /** Group that it runs as, and that may read mounted files. From 0 to 2147483647. @default - the uid */
  readonly gid?: number;
  /** Port of requests and, unless they name another, of probes. A Service has the same. From 1 to 65535. @default 8080 */
  readonly port?: number;
  /** How it is asked whether it has started, is ready and lives. @default - /startz, /readyz and /livez of its port */
  readonly probes?: ProbesSpec;
  /** Where Prometheus reads; a PodMonitor is rendered. @default - /metrics of port 9090 */
  readonly metrics?: MetricsSpec;
  /** Folders that it may write to, by their path, with the size of each, e.g. `2Gi`; `/tmp` is one in any case, of 256Mi. They count as ephemeral storage, and end with the pod. @default - /tmp only */
  readonly writable?: Readonly<Record<string, string>>;
  /** Values of the secret store as files, by their name: `/var/run/secrets/agent/<agent>-secrets/<name>`. Needs `services.secretStore`. @default - none but its credentials */
  readonly secrets?: Readonly<Record<string, SecretFileSpec>>;
  /** Files by the name of their folder: `/etc/agent.d/<folder>/<file>`. No credentials. A change replaces the pods. @default - none */
  readonly configMaps?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Secrets of its namespace with which images are pulled. @default - the nodes' own */
  readonly pullSecrets?: readonly string[];
  /** Annotations of its service account, e.g. of a role that a cloud gives it. @default - none */
  readonly serviceAccountAnnotations?: Readonly<Record<string, string>>;
  /** RuntimeClass of its pods, e.g. of a sandbox for code that is not trusted; its overhead counts in the quota. @default - the nodes' own */
  readonly runtimeClass?: string;
  /** Labels that its nodes must have, beside those of its pool. @default - none */
  readonly nodeLabels?: Readonly<Record<string, string>>;
  /** Taints of nodes that its pods may run on all the same, beside that of its pool. @default - none */
  readonly tolerations?: readonly TolerationSpec[];
  /** Resource class. Not beside `resources`. @default 'small' */
  readonly size?: ResourceClass;
  /** Resources that no class has. Not beside `size`. */
  readonly resources?: PodResources;
  /** What its pods are promised on their nodes, where that is less than what `size` or `resources` let them use: nodes are counted by it, and scaling by CPU or memory. @default - all that they may use */
  readonly requests?: RequestsSpec;
  /** How long one task takes. */
  readonly task: TaskSpec;
  /** Requests or messages per second on an ordinary day. Above 0, at most 1000000. @default - unknown: nothing is derived from it */
  readonly baseRate?: number;
  /** A person waits for the answer: never scaled to zero, higher priority. @default false */
  readonly interactive?: boolean;
  /** Who calls it over HTTP; a Service is rendered. @default - no caller: no Service */
  readonly servesTo?: readonly Caller[];
  /** Queue it works on. @default - it consumes nothing */
  readonly consumes?: ConsumesSpec;
  /** Subjects it publishes to. @default - none */
  readonly publishes?: readonly string[];
  /** Platform services it reaches. @default - none: DNS only */
  readonly needs?: readonly Dependency[];
  /** Tokens that it may spend at the LLM gateway, at most what its tenant or pool has. @default - the tenant's or pool's alone bounds it */
  readonly budget?: TokenBudget;
  /** Other agents of its tenant that it calls over HTTP: the way is opened at both ends, and `calls` of its configuration file says where they are. @default - none */
  readonly calls?: readonly string[];
  /** Hosts outside the cluster that it reaches. @default - none */
  readonly hosts?: readonly ExternalHostSpec[];
  /** Fixed count. Not beside `scaling`. From 1 to 100000. @default 2 */
  readonly replicas?: number;
  /** Not beside `replicas`. */
  readonly scaling?: ScalingSpec;
  /** On SIGTERM it hands unfinished messages back. If not, the grace period must reach the ack wait. @default true */
  readonly naksOnSigterm?: boolean;
  /** Time from the signal to stop until a pod is killed. @default - preStop + p99 + margin */
  readonly terminationGracePeriod?: string;
  /** How a new version replaces the old one. @default - { kind: 'rolling' } */
  readonly rollout?: RolloutSpec;
  /** Pods that the drain of a node must leave, or a share of them, rounded up; refused if at any count it lets none go. At least 0, or 0% to 100%. @default - all but one */
  readonly minAvailable?: PodShare;
  /** Node pool it runs on. @default 'agents' */
  readonly nodePool?: string;
  /** Further settings, rendered into the agent's configuration file. No credentials. @default - none */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Kubernetes objects of your own, whole, that belong here: rendered, judged, counted in the quota, delivered and pruned like the others. No Secret. @default - none */
  readonly objects?: readonly Readonly<Record<string, unknown>>[];
  /** Changes of the objects that are rendered here. The result is judged, counted and delivered; a change of nothing is refused. @default - none */
  readonly patches?: readonly PatchSpec[];
}

/** Keys of AgentSpec that reach a plan as they are, each with its default. */
export interface AgentValues {
  /** Port of requests and, unless they name another, of probes. A Service has the same. */
  readonly port: number;
  /** Requests or messages per second on an ordinary day. */
  readonly baseRate: number | undefined;
  /** A person waits for the answer: never scaled to zero, higher priority. */
  readonly interactive: boolean;
  /** On SIGTERM it hands unfinished messages back. If not, the grace period must reach the ack wait. */
  readonly naksOnSigterm: boolean;
}

/** The same keys as they are brought, in a spec or in props. */
export interface AgentBrought {
  readonly port?: number | undefined;
  readonly baseRate?: number | undefined;
  readonly interactive?: boolean | undefined;
  readonly naksOnSigterm?: boolean | undefined;
}

/** Time one task takes, measured under load. */
export interface TaskSpec {
  /** Median, e.g. `'800ms'`. */
  readonly p50: string;
  /** 99th percentile; grace period and ack wait are derived from it. At least p50. */
  readonly p99: string;
  /** Mean; service rate = concurrency ÷ mean. @default - p50 */
  readonly mean?: string;
  /** Tasks one replica works on at a time. From 1 to 1000. @default 1 */
  readonly concurrency?: number;
}
