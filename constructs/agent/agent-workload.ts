import { type ApiObject, type ApiObjectMetadataDefinition, Chart, Lazy, Size } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { checkFirstAutoscaler, checkCountIsFree } from '../../src/features/scaling/owner';
import { Problems } from '../../src/kernel/problems';
import { bytes, cpuMillis } from '../../src/kernel/quantity';
import { disruptionBudget, stuckDrain } from './agent-disruption';
import { rangesByPort } from '../network/external-host';
import { type AgentObjects, agentObjects } from './agent-objects';
import { type AgentPlan, planAgent, type PodForm } from './agent-plan';
import { agentPod, HTTP_PORT } from './agent-pod';
import { agentPolicy } from './agent-policy';
import type { AgentProps } from './agent-props';
import type { JetStreamConsumer } from '../bus/jet-stream-consumer';
import type { PodTemplate } from '../kinds/apps';
import type { ServiceSpec } from '../kinds/core';
import type { PodMonitorSpec } from '../kinds/monitoring';
import type { NetworkPolicySpec } from '../kinds/networking';
import type { IScaleTarget } from '../scaling/scale-target';
import { Target } from '../kinds/target';

/** One pod may be lost to a node or to its drain, and work goes on. */
const DEFAULT_REPLICAS = 2;

/** But for what it selects. */
const SERVICE: ServiceSpec = {
  type: 'ClusterIP',
  // the VPC CNI enforces policies only where both ports are the same: https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html
  ports: [{ name: 'http', port: HTTP_PORT, protocol: 'TCP', targetPort: HTTP_PORT }],
};

/** How a controller wants its pods' metrics to be read. */
interface MonitorDefaults {
  /** Labels of the pods that every series gets. */
  readonly podTargetLabels?: readonly string[];
  /** Where the agent says nothing. @default - Prometheus' own */
  readonly intervalS?: number;
}

/**
 * An agent but for its controller: what all strategies of rolling it out have in common, so that changing the strategy is changing the class.
 *
 * ServiceAccount without a token, configuration file, network policy, disruption budget and PodMonitor. They select the pods by one label, which
 * every version carries, so they hold for the version before and for the next alike.
 *
 * @example
 * const agent = new AgentDeployment(chart, 'Ranking', {
 *   image: `registry.example.com/agents/ranking:1.0.0@sha256:${'0'.repeat(64)}`,
 *   task: { p99: Duration.seconds(2) },
 *   servesTo: ['gateway'],
 * });
 * // takes any AgentWorkload
 * new WorkloadHpa(chart, 'RankingHpa', { target: agent, maxReplicas: 10, metrics: [ScalingMetric.cpu(70)] });
 */
export abstract class AgentWorkload extends Construct implements IScaleTarget, plus.IScalable, plus.IPodSelector, plus.INetworkPolicyPeer {
  /** The controller of the pods, for patches. */
  public abstract readonly apiObject: ApiObject;
  /** Name of the controller and of most objects beside it. */
  public readonly name: string;
  /** All labels of the pods. */
  public readonly podLabels: { [key: string]: string };
  /** The one label that selects the pods and nothing else. */
  public readonly selectorLabels: { [key: string]: string };
  /** Queue it works on, as scalers name it. */
  public readonly consumer?: JetStreamConsumer;
  /** Tasks one replica works on at a time. */
  public readonly concurrency: number;

  /** @internal What is wrong so far; subclasses add theirs and throw once. */
  protected readonly _problems: Problems;
  /** @internal */
  protected readonly _plan: AgentPlan;
  /** @internal */
  protected readonly _namespace: string | undefined;
  private readonly props: AgentProps;
  private readonly objects: AgentObjects;
  private autoscaled = false;

  /** @internal Plans and creates nothing yet: subclasses check their own part, throw, and then create. */
  protected constructor(scope: Construct, id: string, props: AgentProps) {
    super(scope, id);
    this._problems = Problems.of(this.node.path);
    const plan = planAgent(this._problems, id, props, Target.of(this), this._podForm());

    this.props = props;
    this._plan = plan;
    this.node.addValidation({ validate: () => stuckDrain(plan.minAvailable, this.replicas) });
    this.name = plan.name;
    this._namespace = props.namespace ?? Chart.of(this).namespace;
    this.concurrency = plan.concurrency;
    this.selectorLabels = plan.selectorLabels;
    const { labels = {}, annotations } = props;
    const { name, ownLabels, selectorLabels } = plan;
    this.objects = agentObjects(this, { name, namespace: this._namespace, labels, ownLabels, annotations, selectorLabels });
    this.podLabels = { ...Chart.of(this).labels, ...this.objects.labels(plan.name) };
    if (plan.queue !== undefined) {
      const { account, stream, consumer } = plan.queue;
      this.consumer = { account, stream, consumer };
    }
  }

  /** Metadata of the controller. */
  public get metadata(): ApiObjectMetadataDefinition {
    return this.apiObject.metadata;
  }

  /** Whether an autoscaler owns the count. cdk8s-plus lets everybody write it: `true` is `markHasAutoscaler`, `false` takes the count back. */
  public get hasAutoscaler(): boolean {
    return this.autoscaled;
  }

  public set hasAutoscaler(owned: boolean) {
    if (owned) this.markHasAutoscaler();
    else this.autoscaled = false;
  }

  /** Pods that a drain must leave, as it was given. */
  public get minAvailable(): string | undefined {
    return this.props.minAvailable;
  }

  /** Count that is rendered; `undefined` once an autoscaler owns it. */
  public get replicas(): number | undefined {
    return this.autoscaled ? undefined : (this.props.replicas ?? DEFAULT_REPLICAS);
  }

  /**
   * Hands the count to an autoscaler. Autoscalers call it themselves.
   *
   * @throws InvalidInputError the second time (`one-autoscaler`), or if `replicas` is given (`one-owner`).
   */
  public markHasAutoscaler(): void {
    const problems = Problems.of(this.node.path);
    problems.rule('', checkFirstAutoscaler(this.name, this.autoscaled));
    problems.rule('replicas', checkCountIsFree(this.name, this.props.replicas));
    problems.throwIfAny();
    this.autoscaled = true;
  }

  /** What cdk8s-plus autoscalers want to know. */
  public toScalingTarget(): plus.ScalingTarget {
    const { cpu, memory } = this._plan.resources;
    const [cores, size] = [plus.Cpu.millis(cpuMillis(cpu) ?? 0), Size.kibibytes((bytes(memory) ?? 0) / 1024)];
    return {
      apiVersion: this.apiObject.apiVersion,
      kind: this.apiObject.kind,
      name: this.name,
      containers: [
        new plus.Container({
          name: 'agent',
          image: this.props.image,
          resources: { cpu: { request: cores, limit: cores }, memory: { request: size, limit: size } },
        }),
      ],
      ...(this.props.replicas !== undefined && { replicas: this.props.replicas }),
    };
  }

  /** The pods by their workload label, in their namespace if it is known. */
  public toPodSelectorConfig(): plus.PodSelectorConfig {
    return this.objects.podSelector();
  }

  /** The pods as the other side of a policy. */
  public toNetworkPolicyPeerConfig(): plus.NetworkPolicyPeerConfig {
    return { podSelector: this.toPodSelectorConfig() };
  }

  /** The agent itself: it selects its pods. */
  public toPodSelector(): plus.IPodSelector | undefined {
    return this;
  }

  /** @internal What its controller makes of the pods; the constructor asks for it before a subclass has fields. */
  protected abstract _podForm(): PodForm;

  /** @internal */
  protected get _serves(): boolean {
    return this._plan.callers.length > 0 || (this.props.callers ?? []).length > 0;
  }

  /** @internal Count as it is rendered: asked when rendering, because an autoscaler may come later. */
  protected get _lazyReplicas(): number | undefined {
    return Lazy.any({ produce: () => this.replicas }) as number | undefined;
  }

  /** @internal One object of the agent's. */
  protected _addObject(id: string, apiVersion: string, kind: string, objectName: string, spec: object): ApiObject {
    return this.objects.add(id, apiVersion, kind, objectName, spec);
  }

  /** @internal What the pods run with: identity, configuration, policies and disruption budget. */
  protected _addSurroundings(): void {
    this.objects.serviceAccount(this.props.serviceAccount);
    if (!this._plan.form.carriesConfig) this.objects.config(this._plan.configMapName, this._plan.configFile);
    this.addPolicies();
    this._addObject('Pdb', 'policy/v1', 'PodDisruptionBudget', this.name, disruptionBudget(this.selectorLabels, this._plan.minAvailable));
  }

  /** @internal A Service of all the agent's pods. */
  protected _addService(id: string, objectName: string): void {
    this._addObject(id, 'v1', 'Service', objectName, { ...SERVICE, selector: this.selectorLabels } satisfies ServiceSpec);
  }

  /**
   * @internal A Service of one version, whose selector the controller writes.
   *
   * None is rendered: a selector is applied as a whole, so with server-side apply ours would take the controller's place each time, and the
   * controller takes an active Service without its label for the first one ever: it switches at once, past preview, person and analysis.
   *
   * @see https://github.com/kubernetes/kubernetes/blob/v1.36.0/staging/src/k8s.io/api/core/v1/types.go (ServiceSpec.Selector, mapType=atomic)
   */
  protected _addVersionService(id: string, objectName: string): void {
    this._addObject(id, 'v1', 'Service', objectName, SERVICE);
  }

  /** @internal The PodMonitor, if it has metrics. */
  protected _addPodMonitor(more: MonitorDefaults = {}): void {
    const { metrics } = this._plan;
    if (metrics === undefined) return;
    const { podTargetLabels } = more;
    const intervalS = metrics.intervalS ?? more.intervalS;
    this._addObject('PodMonitor', 'monitoring.coreos.com/v1', 'PodMonitor', this.name, {
      podMetricsEndpoints: [{ port: 'metrics', path: metrics.path, ...(intervalS !== undefined && { interval: `${intervalS}s` }) }],
      ...(podTargetLabels !== undefined && { podTargetLabels }),
      selector: { matchLabels: this.selectorLabels },
    } satisfies PodMonitorSpec);
  }

  /** @internal The pods, whatever controls them. */
  protected _podTemplate(): PodTemplate {
    const { props, _plan: plan } = this;
    const { nodePool } = props;
    return {
      metadata: { annotations: { ...props.annotations, ...plan.podAnnotations }, labels: this.podLabels },
      spec: agentPod({
        image: props.image,
        resources: plan.resources,
        selectorLabels: plan.selectorLabels,
        hashLabel: plan.form.hashLabel,
        serviceAccountName: props.serviceAccount?.name ?? this.name,
        graceS: plan.graceS,
        metricsPort: plan.metrics?.port,
        env: props.env ?? {},
        mounts: plan.mounts,
        priorityClassName: props.priorityClassName,
        pool: nodePool === undefined ? undefined : { key: plan.keys.pool, value: nodePool, tainted: props.nodePoolTainted ?? true },
        userNamespace: props.userNamespace ?? false,
      }),
    };
  }

  private addPolicies(): void {
    const { selectorLabels, memoryOwner, callers, metrics } = this._plan;
    this._addObject(
      'NetworkPolicy',
      'networking.k8s.io/v1',
      'NetworkPolicy',
      this.name,
      agentPolicy({
        selectorLabels,
        needs: this.props.needs ?? [],
        memoryOwner,
        hosts: rangesByPort(this.props.hosts ?? []),
        callers,
        httpPort: HTTP_PORT,
        metricsPort: metrics?.port,
      }) satisfies NetworkPolicySpec,
    );
    const peers = this.props.callers ?? [];
    if (peers.length === 0) return;
    // peers of cdk8s-plus speak to its own policy only; policies add up, so a second one is the same as more rules
    new plus.NetworkPolicy(this, 'Callers', {
      metadata: this.objects.metadata(`${this.name}-callers`),
      selector: this,
      ingress: { rules: peers.map((peer) => ({ peer, ports: [plus.NetworkPolicyPort.tcp(HTTP_PORT)] })) },
    });
  }
}
