import type { Duration } from 'cdk8s';
import type * as plus from 'cdk8s-plus-28';
import type { INetworkPeer, IPodVolume } from '../kinds/roles';
import type { Caller } from '../../src/features/services/places';
import type { Dependency } from '../../src/features/agent/spec';
import type { AgentCredentials } from './agent-credentials';
import type { ExternalService } from '../external/external-service';
import type { ExternalHost } from '../network/external-host';
import type { AgentResources } from '../resources/agent-resources';

/** Time one task takes, measured under load. */
export interface AgentTask {
  /** Median. @default - unknown: nothing is derived from it */
  readonly p50?: Duration;
  /** 99th percentile; grace period and ack wait are derived from it. At least p50. */
  readonly p99: Duration;
  /** Tasks one replica works on at a time, from 1 to 1000. The worker reads it from its configuration file. @default 1 */
  readonly concurrency?: number;
}

/** A durable pull consumer of JetStream. */
export interface AgentConsumes {
  /** NATS account. @default - the tenant; required without one */
  readonly account?: string;
  /** Stream, e.g. `TASKS`. */
  readonly stream: string;
  /** Durable consumer. @default - the agent's name */
  readonly consumer?: string;
  /** Subjects taken from the stream; where several tokens may follow, end in `>`. @default - all of the stream */
  readonly subjects?: string[];
  /** Time after which an unacknowledged message is delivered again; at least p99. @default - max(30 s, 1.5 × p99), rounded up to 5 s */
  readonly ackWait?: Duration;
  /** Messages delivered and not yet acknowledged that the consumer allows, at least 1; too few and replicas idle. @default - replicas × concurrency × 1.25, rounded up, if `replicas` is given; else left to the consumer */
  readonly maxAckPending?: number;
}

/** A question of the kubelet: over HTTP, unless a command is given. */
export interface AgentProbe {
  /** Path that is asked; any answer from 200 to 399 is a yes. Not beside `command`. @default - the path of all probes, else /startz, /readyz or /livez */
  readonly path?: string;
  /** Port that is asked, from 1 to 65535. Not beside `command`. @default - the agent's port */
  readonly port?: number;
  /** Program that is run in the container instead; exit code 0 is a yes. @default - it is asked over HTTP */
  readonly command?: string[];
  /** Time from the start of the container to the first question, in whole seconds. @default - at once */
  readonly initialDelay?: Duration;
  /** Time between two questions, in whole seconds, at most an hour. @default Duration.seconds(5), of `live` Duration.seconds(10) */
  readonly period?: Duration;
  /** Time for an answer, in whole seconds, at most an hour. @default Duration.seconds(2) */
  readonly timeout?: Duration;
  /** Failures in a row that are a no, from 1 to 3600. @default - 30 of `start`, 3 of `ready`, 6 of `live` */
  readonly failures?: number;
}

/** The question whether the program hangs, so that only a new start helps. */
export interface AgentLiveProbe extends AgentProbe {
  /** It is never asked: a program that hangs stays as it is. Beside nothing else. @default false */
  readonly off?: boolean;
}

/** How the kubelet asks the program how it is. */
export interface AgentProbes {
  /** One path for all three, e.g. `/healthz`. @default - /startz, /readyz and /livez */
  readonly path?: string;
  /** Whether it has started; nothing else is asked until then. All failures together may take an hour. @default - /startz every 5 s, for 150 s */
  readonly start?: AgentProbe;
  /** Whether requests may come. @default - /readyz every 5 s; out of service after 3 failures */
  readonly ready?: AgentProbe;
  /** Whether it hangs. @default - /livez every 10 s; started again after 6 failures */
  readonly live?: AgentLiveProbe;
}

/** Where Prometheus reads the agent's metrics. */
export interface AgentMetrics {
  /** From 1 to 65535; that of requests as well. @default 9090 */
  readonly port?: number;
  /** Starts with `/`. @default '/metrics' */
  readonly path?: string;
  /** @default - Prometheus' own */
  readonly interval?: Duration;
}

/** How a Deployment replaces its pods. Both are pods (`'1'`) or whole percent (`'25%'`); one of them must be above zero. */
export interface AgentRollingUpdate {
  /** Pods above the count; a share is rounded up. @default '25%' */
  readonly maxSurge?: string;
  /** Pods missing from the count; a share is rounded down. @default '0' */
  readonly maxUnavailable?: string;
}

/** A volume and where the agent finds it. */
export interface AgentVolume {
  /** Any volume of cdk8s-plus that the Pod Security Standard *restricted* admits. */
  readonly volume: IPodVolume;
  /** Absolute path, not `/` or `/tmp`. */
  readonly mountPath: string;
  /** @default false */
  readonly readOnly?: boolean;
}

/** What one pod is promised, where that is less than what it may use. */
export interface AgentRequests {
  /** CPU quantity, e.g. `100m`. @default - what it may use */
  readonly cpu?: string;
  /** Memory quantity, e.g. `256Mi`; a pod that uses more than that is killed first where its node runs out. @default - what it may use */
  readonly memory?: string;
  /** Ephemeral storage quantity, e.g. `1Gi`. @default - what it may use */
  readonly ephemeralStorage?: string;
}

/** A taint of nodes that pods may run on all the same. */
export interface AgentToleration {
  /** Key of the taint. */
  readonly key: string;
  /** Value of the taint. @default - any */
  readonly value?: string;
  /** What the taint does. @default - any */
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/** Pods of an agent in their namespace, and the port of its requests. */
export interface AgentAddress {
  /** Name of the agent, and of its Service. */
  readonly name: string;
  /** Empty where it is not known. */
  readonly namespace: string;
  /** Labels that select the pods. */
  readonly podLabels: { readonly [key: string]: string };
  /** Port of requests. */
  readonly port: number;
}

/** An agent that others may call: an `AgentDeployment`, `CanaryRollout` or `BlueGreenRollout`. */
export interface ICallableAgent {
  /** Where it is called. */
  callAddress(): AgentAddress;
  /** Lets the pods of another agent in, and has a Service from then on. Whoever calls does it by itself. */
  admitCaller(caller: AgentAddress): void;
}

/** What every agent is made of, whether it stays or ends with its work. */
export interface AgentBasis {
  /** Image by registry, tag and digest: `registry.example.com/agents/search:2.4.1@sha256:…`. */
  readonly image: string;
  /** Time one task takes. */
  readonly task: AgentTask;

  /** Name of the objects; a DNS label. @default - the construct id in kebab-case */
  readonly name?: string;
  /** @default - the chart's */
  readonly namespace?: string;
  /** Whose agent it is: a label on everything, a prefix of the workload label, the NATS account. @default - none */
  readonly tenant?: string;
  /** Domain of the labels `tenant`, `workload` and `pool`. @default 'cdk8s-agents' */
  readonly labelDomain?: string;
  /** Labels added to every object and to the pods, beside those of the chart. @default - none */
  readonly labels?: { readonly [key: string]: string };
  /** Annotations added to every object and to the pods. @default - none */
  readonly annotations?: { readonly [key: string]: string };

  /** What one pod asks for and may use. @default AgentResources.small() */
  readonly resources?: AgentResources;
  /** What one pod is promised, where that is less than what it may use: nodes are counted by it, and scaling by CPU or memory. @default - all that it may use */
  readonly requests?: AgentRequests;
  /** Subjects it publishes to. Needs `'bus'`. @default - none */
  readonly publishes?: string[];
  /** Platform services it reaches; `'tools'` are reached over `'bus'`. @default - none: DNS only */
  readonly needs?: Dependency[];
  /** Its tenant has a Redis of its own: it reaches that one, and not the shared one. Needs `tenant` and `'memory'`. @default false */
  readonly ownMemory?: boolean;
  /**
   * The bus tells it whether its token budget is spent: `bus.budget` of its configuration file names the subject. Needs `'bus'` and
   * `'llm-gateway'`, `budgets` of its bus user, and a publisher that logs in as `budget-publisher` of the platform's account.
   *
   * The message is the one word `spent` or `open`, repeated every 60 s, under that very subject; anything else is no state. After `spent` the agent takes nothing more from its queue and hands
   * back what it holds unfinished; it goes on after `open`, or once it has heard nothing for `staleAfterSeconds`. It must not count on being
   * told: the gateway answers 429 all the same, and that alone is enforced.
   *
   * @default false
   */
  readonly budgetNotice?: boolean;
  /**
   * Other agents that it calls over HTTP: the way is opened at both ends, their Services are rendered, and `calls` of its configuration file says
   * where they are.
   *
   * @default - none
   */
  readonly calls?: ICallableAgent[];
  /** Services among its needs that others run. @default - none: all stand where this library renders them */
  readonly external?: ExternalService[];
  /** Hosts outside the cluster that it reaches. @default - none */
  readonly hosts?: ExternalHost[];

  /** Further settings, JSON, written into `/etc/agent/agent.json`. No credentials. @default - none */
  readonly config?: { readonly [key: string]: unknown };
  /** Program and its first arguments, in place of those of the image. @default - the image's */
  readonly command?: string[];
  /** Further arguments, in place of those of the image. @default - the image's; none beside `command` */
  readonly args?: string[];
  /**
   * Environment variables, at most 128 KiB together. Names are as the API server takes them: letters, digits, `_`, `-` and `.`, and from
   * Kubernetes 1.32 any printable ASCII but `=`. No credentials: name and value are checked.
   *
   * @default - PYTHONUNBUFFERED=1 only
   */
  readonly env?: { readonly [name: string]: string };
  /** User that it runs as, from 1 to 2147483647; root is refused, and one below 10000 warned of. @default 10001 */
  readonly uid?: number;
  /** Group that it runs as, and that may read mounted files; that of root, 0, is warned of. @default - the uid */
  readonly gid?: number;
  /** Mounted read-only at `/etc/agent.d/<name>`. @default - none */
  readonly configMaps?: plus.IConfigMap[];
  /** Mounted as files at `/var/run/secrets/agent/<name>`, readable by the agent's group; never environment variables. @default - none */
  readonly secrets?: plus.ISecret[];
  /** What it proves itself with to the bus, the memory and the database; mounted, and named in its configuration file. @default - none */
  readonly credentials?: AgentCredentials;
  /** @default - one of its own, without a token */
  readonly serviceAccount?: plus.IServiceAccount;
  /** Annotations of that account, e.g. of a role that a cloud gives it. Not beside `serviceAccount`. @default - none */
  readonly serviceAccountAnnotations?: { readonly [key: string]: string };
  /** Secrets of its namespace with which images are pulled. @default - the nodes' own */
  readonly pullSecrets?: string[];
  /** State of its own. Needs `stateful: true`; `hostPath` is always refused. @default - none but `/tmp` */
  readonly volumes?: AgentVolume[];
  /**
   * Folders that it may write to, by their path, with the size of each, e.g. `{ '/var/cache': '2Gi' }`; `/tmp` is one in any case, of 256Mi. They
   * count as ephemeral storage, and end with the pod.
   *
   * @default - /tmp only
   */
  readonly writable?: { readonly [path: string]: string };
  /** It keeps state between tasks on a volume, which ties replicas to it. @default false */
  readonly stateful?: boolean;

  /** @default - the cluster's default */
  readonly priorityClassName?: string;
  /** Node pool it must run on. @default - any node */
  readonly nodePool?: string;
  /** The pool's nodes carry a taint of the same key and value. @default true */
  readonly nodePoolTainted?: boolean;
  /** Labels that its nodes must have, beside that of its pool. @default - none */
  readonly nodeLabels?: { readonly [key: string]: string };
  /** Taints of nodes that its pods may run on all the same, beside that of its pool. @default - none */
  readonly tolerations?: AgentToleration[];
  /** RuntimeClass of its pods, e.g. of a sandbox for code that is not trusted; its overhead counts in the quota. @default - the nodes' own */
  readonly runtimeClass?: string;
  /** Root inside the pod is nobody outside (`hostUsers: false`); Kubernetes 1.33 and later. @default false */
  readonly userNamespace?: boolean;
}

/** An agent that stays, however its versions follow each other. */
export interface AgentProps extends AgentBasis {
  /** Agent as which it stands in its configuration file and before bus, memory and database; a second version is the same agent. @default - its name */
  readonly identity?: string;
  /** Fixed count, at least 1. Leave it out where an autoscaler is attached: a count has one owner. @default 2 */
  readonly replicas?: number;
  /** Pods that the drain of a node must leave, `'2'`, or a share of them rounded up, `'50%'`; refused if at any count it lets none go. @default - all but one */
  readonly minAvailable?: string;
  /** Time from the signal to the kill, in whole seconds: at least preStop + p99 + margin. @default - exactly that */
  readonly terminationGracePeriod?: Duration;
  /** On SIGTERM the worker hands unfinished messages back. If not, the grace period must reach the ack wait. @default true */
  readonly naksOnSigterm?: boolean;
  /** Queue it works on. Needs `'bus'`. @default - none */
  readonly consumes?: AgentConsumes;
  /** Platform pods that call it over HTTP; a Service is rendered if this or `callers` names any. @default - none */
  readonly servesTo?: Caller[];
  /** Any other caller, as cdk8s-plus knows it; they are admitted by a second policy, `<name>-callers`. @default - none */
  readonly callers?: INetworkPeer[];
  /** Port of requests and, unless they name another, of probes, from 1 to 65535. A Service has the same. @default 8080 */
  readonly port?: number;
  /** How it is asked whether it has started, is ready and lives. @default - /startz, /readyz and /livez of its port */
  readonly probes?: AgentProbes;
  /** Metrics to scrape; a PodMonitor is rendered. @default - none */
  readonly metrics?: AgentMetrics;
}

/** An agent whose pods a Deployment replaces bit by bit. */
export interface AgentDeploymentProps extends AgentProps {
  /** @default - a quarter more, nothing missing */
  readonly rollingUpdate?: AgentRollingUpdate;
}
