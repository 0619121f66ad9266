import { accepted } from '../controllers/swarm';
import { type Condition, isReady, type Pod } from '../controllers/workloads';
import type { CleanUp } from '../harness/clean-up';
import { type Cluster, type ClusterOptions, startCluster } from '../harness/control-plane';
import type { KubeClient, KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';
import type { Running } from '../harness/process';
import { type PrometheusStandIn, startPrometheus } from '../harness/prometheus';
import type { ComponentName } from '../harness/require';
import { ROLLOUTS_CRDS, startRollouts } from '../harness/rollouts';
import { nodeObject } from './objects';
import { AGENT, IMAGES, namespaceOf, renderedAgent, renderedCluster, type ServedAgent, type Version } from './served-agent';

export const ROLLOUT_COMPONENTS: readonly ComponentName[] = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kwok',
  'crds',
  'rollouts-controller',
];

/** Besides Argo's own: PodMonitors are rendered beside the agents. */
export const MONITORING_CRDS = 'prometheus-operator-v0.93.0';

const API = 'argoproj.io/v1alpha1';

/** A version of ten pods comes in steps of a surge, each with its own time to be available. */
export const VERSION_MS = 120_000;

/** How long a person takes to act on what the controller says. */
const PERSON_MS = 2000;

const asAPerson = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PERSON_MS));

/** A Rollout as the cluster has it. */
export interface Rollout extends KubeObject {
  readonly metadata: KubeObject['metadata'] & { readonly generation: number };
  readonly spec: { readonly replicas: number };
  readonly status: {
    readonly phase?: string;
    readonly message?: string;
    readonly abort?: boolean;
    readonly observedGeneration?: string;
    readonly currentPodHash?: string;
    readonly stableRS?: string;
    readonly currentStepIndex?: number;
    readonly replicas?: number;
    readonly HPAReplicas?: number;
    readonly updatedReplicas?: number;
    readonly blueGreen?: { readonly activeSelector?: string; readonly previewSelector?: string };
    readonly conditions?: readonly Condition[];
  };
}

/** What judged a version. */
export interface AnalysisRun extends KubeObject {
  readonly status?: {
    readonly phase?: string;
    readonly message?: string;
    readonly metricResults?: readonly {
      readonly error?: number;
      readonly consecutiveError?: number;
      readonly failed?: number;
      readonly successful?: number;
      readonly measurements?: readonly { readonly phase: string; readonly value?: string; readonly message?: string }[];
    }[];
  };
}

/** A pod with what tells its version. */
interface VersionPod extends Pod {
  readonly metadata: Pod['metadata'] & { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: Pod['spec'] & { readonly containers: readonly { readonly image: string }[] };
}

/** How many pods there are of each version, those on their way out left out. */
export type Versions = Readonly<Record<Version, number>>;

/** What is other than usual about the analysis of a version. */
export interface Judge {
  /** @default - that of the stand-in */
  readonly address?: string;
  /** Checks, a second apart: how long a canary lasts. @default 3 */
  readonly checks?: number;
}

/** A cluster with Argo Rollouts in it, a Prometheus beside it, and room for every pod. */
export class RolloutCluster {
  public static async start(cleanUp: CleanUp, options: ClusterOptions = {}): Promise<RolloutCluster> {
    const cluster = cleanUp.add(await startCluster({ controllers: true, crds: [ROLLOUTS_CRDS, MONITORING_CRDS], ...options }));
    const prometheus = cleanUp.add(await startPrometheus());
    for (const name of ['node-a', 'node-b', 'node-c']) accepted(await cluster.client.create(agentNode(name)));
    return new RolloutCluster(cluster, prometheus, cleanUp.add(await startRollouts(cluster)));
  }

  private constructor(
    public readonly cluster: Cluster,
    public readonly prometheus: PrometheusStandIn,
    /** Argo Rollouts itself. */
    public readonly controller: Running,
  ) {}

  public get client(): KubeClient {
    return this.cluster.client;
  }

  /**
   * Applies a version to a Rollout that exists, as `kubectl apply --server-side` does, and no sooner than a person could.
   *
   * The controller puts its own answer to each status that it writes into its cache; a change that came within those milliseconds is
   * overwritten there, and seen only with the next change or resync.
   */
  public async apply(agent: ServedAgent, version: Version, judge: Judge = {}): Promise<void> {
    await asAPerson();
    await this.create(agent, version, judge);
  }

  /** Applies all that is rendered for the agent. */
  private async create(agent: ServedAgent, version: Version, { address = this.prometheus.address, checks }: Judge = {}): Promise<void> {
    for (const object of [...renderedCluster(agent), ...renderedAgent(agent, version, address, checks)]) {
      accepted(await this.client.apply(object));
      if (object.kind === 'ResourceQuota') await this.untilCounted(object);
    }
  }

  /** Version one of all agents at once, until all are healthy. */
  public async install(agents: readonly ServedAgent[]): Promise<void> {
    for (const agent of agents) await this.create(agent, 'one');
    for (const agent of agents) await this.untilPhase(agent, 'Healthy');
  }

  public async rollout(agent: ServedAgent): Promise<Rollout> {
    return accepted(await this.client.get(rolloutOf(agent))) as Rollout;
  }

  /** The Rollout once a phase is reached that was found for its newest generation. */
  public async untilPhase(agent: ServedAgent, phase: string): Promise<Rollout> {
    return this.untilRollout(agent, phase, ({ status }) => status.phase === phase);
  }

  public async untilRollout(agent: ServedAgent, what: string, holds: (rollout: Rollout) => boolean): Promise<Rollout> {
    return until(
      `${agent.tenant} to be ${what}`,
      async () => {
        const rollout = await this.rollout(agent);
        if (rollout.status.observedGeneration === String(rollout.metadata.generation) && holds(rollout)) return rollout;
        throw new Error(JSON.stringify(rollout.status));
      },
      VERSION_MS,
    );
  }

  /** Pods of an agent that are not on their way out. */
  public async pods(agent: ServedAgent): Promise<VersionPod[]> {
    const found = (await this.client.list('v1', 'Pod', namespaceOf(agent))) as VersionPod[];
    return found.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  }

  public async versions(agent: ServedAgent): Promise<Versions> {
    const found = await this.pods(agent);
    return { one: found.filter(isOf('one')).length, two: found.filter(isOf('two')).length };
  }

  public async ready(agent: ServedAgent): Promise<Versions> {
    const found = (await this.pods(agent)).filter(isReady);
    return { one: found.filter(isOf('one')).length, two: found.filter(isOf('two')).length };
  }

  /** The only analysis that there was of an agent. */
  public async analysisRun(agent: ServedAgent): Promise<AnalysisRun> {
    const [only, ...others] = (await this.client.list(API, 'AnalysisRun', namespaceOf(agent))) as AnalysisRun[];
    if (only === undefined || others.length > 0) throw new Error(`${others.length + (only === undefined ? 0 : 1)} AnalysisRuns`);
    return only;
  }

  /** What a Service of the agent selects. */
  public async selected(agent: ServedAgent, service = AGENT): Promise<Readonly<Record<string, string>>> {
    const object = { apiVersion: 'v1', kind: 'Service', metadata: { name: service, namespace: namespaceOf(agent) } };
    return (accepted(await this.client.get(object))['spec'] as { readonly selector?: Readonly<Record<string, string>> }).selector ?? {};
  }

  /**
   * As `kubectl argo rollouts promote` does: it writes the status.
   *
   * No sooner than a person could, for the reason at `apply`.
   */
  public async promote(agent: ServedAgent): Promise<void> {
    await this.untilPhase(agent, 'Paused');
    await this.says(agent, { pauseConditions: null });
  }

  /** As `kubectl argo rollouts abort` does. */
  public async abort(agent: ServedAgent): Promise<void> {
    await this.says(agent, { abort: true });
  }

  /** As `kubectl argo rollouts retry rollout` does. */
  public async retry(agent: ServedAgent): Promise<void> {
    await this.says(agent, { abort: false });
  }

  private async says(agent: ServedAgent, status: object): Promise<void> {
    await asAPerson();
    const path = `${await this.client.pathOf(rolloutOf(agent))}/status`;
    accepted(await this.client.request('PATCH', path, { status }, { contentType: 'application/merge-patch+json' }));
  }

  /** Until a controller has counted, admission refuses whatever the quota speaks of. */
  private async untilCounted(quota: KubeObject): Promise<void> {
    await until(`quota ${quota.metadata.name} to be counted`, async () => {
      const { status } = (await this.client.get(quota)).body as { readonly status?: { readonly hard?: unknown } };
      return status?.hard === undefined ? undefined : true;
    });
  }
}

export function rolloutOf(agent: ServedAgent): KubeObject {
  return { apiVersion: API, kind: 'Rollout', metadata: { name: AGENT, namespace: namespaceOf(agent) } };
}

/** Of pods of a version. */
export function isOf(version: Version): (pod: VersionPod) => boolean {
  return ({ spec }) => spec.containers.some(({ image }) => image === IMAGES[version]);
}

/** A condition of a Rollout that holds. */
export function conditionOf({ status }: Rollout, type: string): Condition | undefined {
  return (status.conditions ?? []).find((condition) => condition.type === type && condition.status === 'True');
}

function agentNode(name: string): KubeObject {
  const node = nodeObject(name);
  return { ...node, metadata: { ...node.metadata, labels: { 'cdk8s-agents/pool': 'agents', 'kubernetes.io/hostname': name } } };
}
