// Generated from schema.ts by `npm run generate`; not edited.

import type { Dependency, TaskSpec } from '../agent/spec';
import type { ConsumesSpec } from '../bus/spec';
import type { SecretFileSpec, TolerationSpec } from '../container/spec';
import type { TokenBudget } from '../llm/spec';
import type { ExternalHostSpec } from '../network/spec';
import type { PatchSpec } from '../objects/spec';
import type { ResourceClass } from '../resources/resource-class';
import type { PodResources, RequestsSpec } from '../resources/spec';

/** One agent that starts when there is work and ends with it, as written. It has exactly one of `schedule` and `consumes`. */
export interface BatchAgentSpec {
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
  /** Five-field cron, e.g. `0 2 * * *`; refused if it never fires. */
  readonly schedule?: string;
  /** IANA time zone of the schedule. @default 'UTC' */
  readonly timeZone?: string;
  /** What happens to a run that is due while the one before goes on: it is left out, or ends that one. @default 'forbid' */
  readonly overlap?: 'forbid' | 'replace';
  /** How late a scheduled run may still start: at least 10 s, less than the time to the next. @default - an hour, at most a quarter of that time */
  readonly startingDeadline?: string;
  /** Queue it works on; needs KEDA. */
  readonly consumes?: ConsumesSpec;
  /** Jobs at once, at most; required beside `consumes`. From 1 to 1000. */
  readonly maxRunning?: number;
  /** Messages that one job takes before it ends; beside `consumes`. From 1 to 1000000. @default 1 */
  readonly perJob?: number;
  /** On SIGTERM it hands unfinished messages back. If not, the grace period must reach the ack wait. @default true */
  readonly naksOnSigterm?: boolean;
  /** A person waits for the answer: refused, because a pod would have to start first. @default false */
  readonly interactive?: boolean;
  /** Further attempts after one that failed; a pod that lost its node is no failure. From 0 to 10. @default - 2 on a schedule; 0 on a queue, which delivers again */
  readonly retries?: number;
  /** Time after which a job is ended: at least p99, less than the time to the next run. @default - time for all attempts, and before the next run */
  readonly deadline?: string;
  /** It keeps what is done and goes on from there. If not, a task longer than the grace period is warned of. @default false */
  readonly resumable?: boolean;
  /** Time from the signal to stop until a pod is killed. @default - p99 + margin, at most what a spot node leaves: 110 s */
  readonly terminationGracePeriod?: string;
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
  /** Node pool it runs on. @default 'batch' */
  readonly nodePool?: string;
  /** Further settings, rendered into the agent's configuration file. No credentials. @default - none */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Kubernetes objects of your own, whole, that belong here: rendered, judged, counted in the quota, delivered and pruned like the others. No Secret. @default - none */
  readonly objects?: readonly Readonly<Record<string, unknown>>[];
  /** Changes of the objects that are rendered here. The result is judged, counted and delivered; a change of nothing is refused. @default - none */
  readonly patches?: readonly PatchSpec[];
}

/** Keys of BatchAgentSpec that reach a plan as they are, each with its default. */
export interface BatchAgentValues {
  /** It keeps what is done and goes on from there. If not, a task longer than the grace period is warned of. */
  readonly resumable: boolean;
}

/** The same keys as they are brought, in a spec or in props. */
export interface BatchAgentBrought {
  readonly resumable?: boolean | undefined;
}
