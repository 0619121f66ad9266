import { ApiObject, type ApiObjectMetadata, type ApiObjectMetadataDefinition, Chart, Lazy, Size } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { budgetLetsDrain } from '../src/core/capacity/disruption';
import { autoscalerIsFirst, countIsFree } from '../src/core/capacity/autoscaler-owner';
import { sha256 } from '../src/core/checksum';
import { APP_LABEL } from '../src/core/labels';
import { Problems } from '../src/core/problems';
import { bytes, cpuMillis } from '../src/core/quantity';
import { CONFIG_FILE } from './agent-config';
import { rangesByPort } from './agent-egress';
import { type AgentPlan, planAgent } from './agent-plan';
import { agentPod, HTTP_PORT } from './agent-pod';
import { agentPolicy } from './agent-policy';
import type { AgentDeploymentProps } from './agent-props';
import type { JetStreamConsumer } from './jet-stream-consumer';
import type { DeploymentSpec } from './kinds/apps';
import type { ServiceSpec } from './kinds/core';
import type { PodMonitorSpec } from './kinds/monitoring';
import type { NetworkPolicySpec } from './kinds/networking';
import type { PodDisruptionBudgetSpec } from './kinds/policy';
import { Target } from './target';

/** One pod may be lost to a node or to its drain, and work goes on. */
const DEFAULT_REPLICAS = 2;

/**
 * An agent and everything an operator would have added by hand: ServiceAccount without a token, configuration file, network
 * policy, disruption budget, Service, Deployment, PodMonitor.
 *
 * Usable alone in any chart. Everything else that selects the pods (a cdk8s-plus NetworkPolicy, a scaler) takes the agent itself.
 *
 * @example
 * new AgentDeployment(chart, 'ProductSearch', {
 *   image: `registry.example.com/agents/product-search:2.4.1@sha256:${'0'.repeat(64)}`,
 *   tenant: 'acme',
 *   resources: AgentResources.medium(),
 *   task: { p50: Duration.seconds(4), p99: Duration.seconds(45), concurrency: 4 },
 *   consumes: { stream: 'TASKS', subjects: ['tasks.product-search.>'] },
 *   needs: ['bus', 'llm-gateway'],
 *   hosts: [ExternalHost.ranges(['203.0.113.0/24'])],
 *   metrics: {},
 * });
 */
export class AgentDeployment extends Construct implements plus.IScalable, plus.IPodSelector, plus.INetworkPolicyPeer {
  /** The Deployment, for patches. */
  public readonly apiObject: ApiObject;
  /** Name of the Deployment and of most objects beside it. */
  public readonly name: string;
  /** All labels of the pods. */
  public readonly podLabels: { [key: string]: string };
  /** The one label that selects the pods and nothing else. */
  public readonly selectorLabels: { [key: string]: string };
  /** Queue it works on, as scalers name it. */
  public readonly consumer?: JetStreamConsumer;
  /** Tasks one replica works on at a time. */
  public readonly concurrency: number;

  private readonly props: AgentDeploymentProps;
  private readonly plan: AgentPlan;
  private readonly namespace: string | undefined;
  private autoscaled = false;

  /**
   * @throws InvalidInputError with every rule that does not hold.
   */
  public constructor(scope: Construct, id: string, props: AgentDeploymentProps) {
    super(scope, id);
    const problems = Problems.of(this.node.path);
    const plan = planAgent(problems, id, props, Target.of(this));
    problems.throwIfAny();

    this.props = props;
    this.plan = plan;
    this.node.addValidation({ validate: () => this.stuckDrain() });
    this.name = plan.name;
    this.namespace = props.namespace ?? Chart.of(this).namespace;
    this.concurrency = plan.concurrency;
    this.selectorLabels = plan.selectorLabels;
    this.podLabels = { ...Chart.of(this).labels, ...this.labels(plan.name) };
    if (plan.queue !== undefined) {
      const { account, stream, consumer } = plan.queue;
      this.consumer = { account, stream, consumer };
    }

    const serviceAccountName = this.addServiceAccount();
    this.addConfig();
    this.addPolicies();
    this.addObject('Pdb', 'policy/v1', 'PodDisruptionBudget', plan.name, {
      ...(plan.minAvailable === undefined ? { maxUnavailable: 1 } : { minAvailable: plan.minAvailable }),
      selector: { matchLabels: plan.selectorLabels },
      // pods that never became ready would block a drain for ever: https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    } satisfies PodDisruptionBudgetSpec);
    if (this.serves) this.addService();
    this.apiObject = this.addObject('Resource', 'apps/v1', 'Deployment', plan.name, this.deployment(serviceAccountName));
    if (plan.metrics !== undefined) this.addPodMonitor(plan.metrics);
  }

  /** Metadata of the Deployment. */
  public get metadata(): ApiObjectMetadataDefinition {
    return this.apiObject.metadata;
  }

  /** Whether an autoscaler owns the count. */
  public get hasAutoscaler(): boolean {
    return this.autoscaled;
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
    problems.rule('', autoscalerIsFirst(this.name, this.autoscaled));
    problems.rule('replicas', countIsFree(this.name, this.props.replicas));
    problems.throwIfAny();
    this.autoscaled = true;
  }

  /** What cdk8s-plus autoscalers want to know. */
  public toScalingTarget(): plus.ScalingTarget {
    const { cpu, memory } = this.plan.resources;
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
    return {
      labelSelector: plus.LabelSelector.of({ labels: this.selectorLabels }),
      ...(this.namespace !== undefined && { namespaces: { names: [this.namespace] } }),
    };
  }

  /** The pods as the other side of a policy. */
  public toNetworkPolicyPeerConfig(): plus.NetworkPolicyPeerConfig {
    return { podSelector: this.toPodSelectorConfig() };
  }

  /** The agent itself: it selects its pods. */
  public toPodSelector(): plus.IPodSelector | undefined {
    return this;
  }

  private get serves(): boolean {
    return this.plan.callers.length > 0 || (this.props.callers ?? []).length > 0;
  }

  /** Rule `pdb-progress` for the count that nobody wrote: whether an autoscaler owns it is known at the end. */
  private stuckDrain(): string[] {
    const { replicas } = this;
    const { minAvailable } = this.plan;
    if (replicas === undefined || minAvailable === undefined) return [];
    const violation = budgetLetsDrain({ minAvailable }, { min: replicas, max: replicas });
    return violation === undefined ? [] : [`minAvailable: ${violation.rule}: ${violation.problem}; ${violation.fix}`];
  }

  private labels(objectName: string): { [key: string]: string } {
    return { ...this.props.labels, ...this.plan.ownLabels, [APP_LABEL.instance]: objectName };
  }

  private metadataOf(objectName: string): ApiObjectMetadata {
    const { annotations } = this.props;
    return {
      name: objectName,
      labels: this.labels(objectName),
      ...(annotations !== undefined && { annotations: { ...annotations } }),
      ...(this.namespace !== undefined && { namespace: this.namespace }),
    };
  }

  private addObject(id: string, apiVersion: string, kind: string, objectName: string, spec: object): ApiObject {
    return new ApiObject(this, id, { apiVersion, kind, metadata: this.metadataOf(objectName), spec });
  }

  private addServiceAccount(): string {
    const { serviceAccount } = this.props;
    if (serviceAccount !== undefined) return serviceAccount.name;
    const metadata = this.metadataOf(this.name);
    new ApiObject(this, 'ServiceAccount', { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false });
    return this.name;
  }

  private addConfig(): void {
    const { configMapName, configFile } = this.plan;
    new ApiObject(this, 'Config', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: this.metadataOf(configMapName),
      data: { [CONFIG_FILE]: configFile },
    });
  }

  private addPolicies(): void {
    const { selectorLabels, memoryOwner, callers, metrics } = this.plan;
    this.addObject(
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
      metadata: this.metadataOf(`${this.name}-callers`),
      selector: this,
      ingress: { rules: peers.map((peer) => ({ peer, ports: [plus.NetworkPolicyPort.tcp(HTTP_PORT)] })) },
    });
  }

  private addService(): void {
    this.addObject('Service', 'v1', 'Service', this.name, {
      type: 'ClusterIP',
      selector: this.selectorLabels,
      // the VPC CNI enforces policies only where both ports are the same: https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html
      ports: [{ name: 'http', port: HTTP_PORT, protocol: 'TCP', targetPort: HTTP_PORT }],
    } satisfies ServiceSpec);
  }

  private addPodMonitor({ path, intervalS }: NonNullable<AgentPlan['metrics']>): void {
    this.addObject('PodMonitor', 'monitoring.coreos.com/v1', 'PodMonitor', this.name, {
      podMetricsEndpoints: [{ port: 'metrics', path, ...(intervalS !== undefined && { interval: `${intervalS}s` }) }],
      selector: { matchLabels: this.selectorLabels },
    } satisfies PodMonitorSpec);
  }

  private deployment(serviceAccountName: string): DeploymentSpec {
    const { props, plan } = this;
    const { nodePool } = props;
    return {
      minReadySeconds: 5,
      progressDeadlineSeconds: 600,
      // asked when rendering: an autoscaler may come later
      replicas: Lazy.any({ produce: () => this.replicas }) as number | undefined,
      revisionHistoryLimit: 3,
      selector: { matchLabels: plan.selectorLabels },
      strategy: { type: 'RollingUpdate', rollingUpdate: plan.rollingUpdate },
      template: {
        // a changed file changes the template, so that the pods are replaced
        metadata: { annotations: { ...props.annotations, [plan.keys.configChecksum]: sha256(plan.configFile) }, labels: this.podLabels },
        spec: agentPod({
          image: props.image,
          resources: plan.resources,
          selectorLabels: plan.selectorLabels,
          serviceAccountName,
          graceS: plan.graceS,
          metricsPort: plan.metrics?.port,
          env: props.env ?? {},
          mounts: plan.mounts,
          priorityClassName: props.priorityClassName,
          pool: nodePool === undefined ? undefined : { key: plan.keys.pool, value: nodePool, tainted: props.nodePoolTainted ?? true },
          userNamespace: props.userNamespace ?? false,
        }),
      },
    };
  }
}
