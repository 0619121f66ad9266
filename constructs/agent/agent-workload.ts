import { type ApiObject, type ApiObjectMetadataDefinition, Chart, Lazy } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { type AgentLabels, labelsOf } from '../../src/features/agent/identity';
import type { AgentPlan } from '../../src/features/agent/plan';
import type { SettledRollout } from '../../src/features/rollout/plan';
import { planRolling } from '../../src/features/rollout/strategies';
import { AGENT } from '../../src/features/agent/schema';
import { largestCount, type ScalePlan } from '../../src/features/scaling/plan';
import { checkFirstAutoscaler, checkCountIsFree } from '../../src/features/scaling/owner';
import { Problems } from '../../src/kernel/problems';
import type { JetStreamConsumer } from '../bus/jet-stream-consumer';
import type { PodTemplate } from '../kinds/apps';
import type { ServiceSpec } from '../kinds/core';
import { planOf } from '../kinds/planned';
import type { INetworkPeer, IPodSelection, PeerSelection, PodSelection, ScaledWorkload } from '../kinds/roles';
import { Target } from '../kinds/target';
import { warnOf } from '../kinds/warnings';
import type { IScaleTarget } from '../scaling/scale-target';
import { disruptionBudget, stuckDrain } from './agent-disruption';
import { planAgentProps, type PodForm } from './agent-input';
import { agentMounts, type AgentMounts, configMapName } from './agent-mounts';
import { type AgentObjects, agentObjects, type MonitorDefaults, podMonitorSpec, serviceSpec } from './agent-objects';
import { agentPod, metricsPortName, plusContainer } from './agent-pod';
import { callerPolicy, policyOf } from './agent-policy';
import type { AgentAddress, AgentProps, ICallableAgent } from './agent-props';
import { written } from '../kinds/door';
import { callersOf } from '../network/callers';

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
export abstract class AgentWorkload extends Construct implements ICallableAgent, IScaleTarget, IPodSelection, INetworkPeer {
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
  private readonly callers: readonly INetworkPeer[];
  private readonly callees: readonly ICallableAgent[];
  private readonly agentLabels: AgentLabels;
  private readonly mounts: AgentMounts;
  private readonly objects: AgentObjects;
  private autoscaled = false;

  /** @internal Plans and creates nothing yet: subclasses check their own part, throw, and then create. */
  protected constructor(scope: Construct, id: string, props: AgentProps) {
    super(scope, id);
    props = written(this, this._propsType(), props);
    this._problems = Problems.of(this.node.path);
    const warnings = Problems.of(this.node.path);
    const plan =
      planOf<AgentPlan>(props) ??
      planAgentProps({ problems: this._problems, warnings }, id, props, Target.of(this), {
        form: this._podForm(),
        rollout: (scale) => this._settleRollout(props, scale),
      });
    warnOf(this, warnings);
    const labels = labelsOf(plan);

    this._plan = plan;
    this.callers = props.callers ?? [];
    this.callees = props.calls ?? [];
    this.agentLabels = labels;
    this.mounts = agentMounts(plan, props.volumes, this._podForm().carriesConfig);
    this.node.addValidation({ validate: () => stuckDrain(plan.minAvailable, this.replicas) });
    this.name = plan.name;
    this._namespace = plan.namespace ?? Chart.of(this).namespace;
    this.concurrency = plan.concurrency;
    this.selectorLabels = labels.selector;
    this.objects = agentObjects(this, {
      name: plan.name,
      namespace: this._namespace,
      labels: plan.labels,
      ownLabels: labels.own,
      annotations: plan.annotations,
      selectorLabels: labels.selector,
    });
    this.podLabels = { ...Chart.of(this).labels, ...this.objects.labels(plan.name) };
    if (plan.consumes !== undefined) {
      const { account, stream, consumer } = plan.consumes;
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
    const { minAvailable } = this._plan;
    return minAvailable === undefined ? undefined : String(minAvailable);
  }

  /** Count that is rendered; `undefined` once an autoscaler owns it. */
  public get replicas(): number | undefined {
    return this.autoscaled ? undefined : (this.ownCount ?? AGENT.shape.replicas.said.default);
  }

  /**
   * Hands the count to an autoscaler. Autoscalers call it themselves.
   *
   * @throws InvalidInputError the second time (`one-autoscaler`), or if `replicas` is given (`one-owner`).
   */
  public markHasAutoscaler(): void {
    const problems = Problems.of(this.node.path);
    problems.rule('', checkFirstAutoscaler(this.name, this.autoscaled));
    problems.rule('replicas', checkCountIsFree(this.name, this.ownCount));
    problems.throwIfAny();
    this.autoscaled = true;
  }

  /** What cdk8s-plus autoscalers want to know. */
  public toScalingTarget(): ScaledWorkload {
    return {
      apiVersion: this.apiObject.apiVersion,
      kind: this.apiObject.kind,
      name: this.name,
      containers: [plusContainer(this._plan)],
      ...(this.ownCount !== undefined && { replicas: this.ownCount }),
    };
  }

  /** The pods by their workload label, in their namespace if it is known. */
  public toPodSelectorConfig(): PodSelection {
    return this.objects.podSelector();
  }

  /** The pods as the other side of a policy. */
  public toNetworkPolicyPeerConfig(): PeerSelection {
    return { podSelector: this.toPodSelectorConfig() };
  }

  /** The agent itself: it selects its pods. */
  public toPodSelector(): IPodSelection | undefined {
    return this;
  }

  /** @internal Name of its props; the constructor asks for it before a subclass has fields. */
  protected abstract _propsType(): string;
  /** @internal What its controller makes of the pods; the constructor asks for it before a subclass has fields. */
  protected abstract _podForm(): PodForm;

  /** @internal How a new version replaces the old one; the constructor asks for it before a subclass has fields. */
  protected _settleRollout(_props: AgentProps, scale: ScalePlan): SettledRollout {
    return planRolling(this._problems, {}, largestCount(scale));
  }

  /** @internal */
  protected get _serves(): boolean {
    return this._plan.servesTo.length > 0 || this._plan.calledBy.length > 0 || this.callers.length > 0;
  }

  /** @internal Count as it is rendered: asked when rendering, because an autoscaler may come later. */
  protected get _lazyReplicas(): number | undefined {
    return Lazy.any({ produce: () => this.replicas }) as number | undefined;
  }

  /** Where other agents call it. */
  public callAddress(): AgentAddress {
    return { name: this.name, namespace: this._namespace ?? '', podLabels: this.selectorLabels, port: this._plan.port };
  }

  /** Lets the pods of another agent in, and has a Service from then on. Whoever calls does it by itself. */
  public admitCaller(caller: AgentAddress): void {
    if (this.node.tryFindChild('Service') === undefined) this._addService('Service', this.name);
    const policy = callerPolicy(this.selectorLabels, caller, this._plan.port);
    this._addObject(`From-${caller.name}`, 'networking.k8s.io/v1', 'NetworkPolicy', `${this.name}-from-${caller.name}`, policy);
  }

  /** @internal One object of the agent's. */
  protected _addObject(id: string, apiVersion: string, kind: string, objectName: string, spec: object): ApiObject {
    return this.objects.add(id, apiVersion, kind, objectName, spec);
  }

  /** @internal What the pods run with: identity, configuration, policies and disruption budget. */
  protected _addSurroundings(): void {
    const { serviceAccountName, serviceAccountAnnotations, configMaps } = this._plan;
    this.objects.serviceAccount(serviceAccountName, serviceAccountAnnotations);
    this.objects.configMaps(configMaps);
    if (!this._podForm().carriesConfig) this.objects.config(configMapName(this._plan), this._plan.configFile);
    this.addPolicies();
    for (const callee of this.callees) callee.admitCaller(this.callAddress());
    this._addObject('Pdb', 'policy/v1', 'PodDisruptionBudget', this.name, disruptionBudget(this.selectorLabels, this._plan.minAvailable));
  }

  /** @internal A Service of all the agent's pods. */
  protected _addService(id: string, objectName: string): void {
    this._addObject(id, 'v1', 'Service', objectName, {
      ...serviceSpec(this._plan.port),
      selector: this.selectorLabels,
    } satisfies ServiceSpec);
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
    this._addObject(id, 'v1', 'Service', objectName, serviceSpec(this._plan.port));
  }

  /** @internal The PodMonitor, if it has metrics. */
  protected _addPodMonitor(more: MonitorDefaults = {}): void {
    const { metrics } = this._plan;
    if (metrics === undefined) return;
    const port = metricsPortName(this._plan.port, metrics.port);
    const spec = podMonitorSpec(metrics, port, this.selectorLabels, more);
    this._addObject('PodMonitor', 'monitoring.coreos.com/v1', 'PodMonitor', this.name, spec);
  }

  /** @internal The pods, whatever controls them. */
  protected _podTemplate(): PodTemplate {
    const { _plan: plan, agentLabels, mounts } = this;
    return {
      metadata: { annotations: { ...plan.annotations, ...plan.podAnnotations }, labels: this.podLabels },
      spec: agentPod({
        ...plan,
        selectorLabels: agentLabels.selector,
        hashLabel: this._podForm().hashLabel,
        serviceAccountName: plan.serviceAccountName ?? this.name,
        metricsPort: plan.metrics?.port,
        mounts,
        pool: plan.nodePool && { key: agentLabels.keys.pool, value: plan.nodePool.name, tainted: plan.nodePool.tainted },
      }),
    };
  }

  /** The count that is written. */
  private get ownCount(): number | undefined {
    const { scale, countIsFree } = this._plan;
    switch (scale.kind) {
      case 'fixed':
        return countIsFree ? undefined : scale.replicas;
      case 'queue':
        return undefined;
    }
  }

  private addPolicies(): void {
    this._addObject(
      'NetworkPolicy',
      'networking.k8s.io/v1',
      'NetworkPolicy',
      this.name,
      policyOf(this._plan, this.selectorLabels, callersOf(this)),
    );
    if (this.callers.length === 0) return;
    // peers of cdk8s-plus speak to its own policy only; policies add up, so a second one is the same as more rules
    new plus.NetworkPolicy(this, 'Callers', {
      metadata: this.objects.metadata(`${this.name}-callers`),
      selector: this,
      ingress: { rules: this.callers.map((peer) => ({ peer, ports: [plus.NetworkPolicyPort.tcp(this._plan.port)] })) },
    });
  }
}
