import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { sha256 } from '../../src/kernel/checksum';
import { DEFAULT_ROLLING_UPDATE } from '../../src/features/rollout/peak';
import { APP_LABEL, labelKeys } from '../../src/kernel/labels';
import { planProbes } from '../../src/features/container/probes';
import { PROGRAM, SERVED } from '../../src/features/container/schema';
import { planMounts } from '../../src/features/agent/mounts';
import { Problems } from '../../src/kernel/problems';
import { PLATFORM_NAMESPACE } from '../../src/features/services/places';
import { PLATFORM_FOLDERS, type PlatformWorkloadPlan } from '../../src/features/tools/plan';
import { type AgentMounts, mountsOf } from '../agent/agent-mounts';
import { rangesByPort } from '../network/external-host';
import { serviceSpec } from '../agent/agent-objects';
import { agentPod, metricsPortName } from '../agent/agent-pod';
import { agentPolicy } from '../agent/agent-policy';
import type { DeploymentSpec } from '../kinds/apps';
import type { ServiceSpec } from '../kinds/core';
import type { PodMonitorSpec } from '../kinds/monitoring';
import type { PodDisruptionBudgetSpec } from '../kinds/policy';
import { planOf } from '../kinds/planned';
import { PLATFORM_CONFIG_FILE, planPlatformProps, type PlatformDeploymentProps } from './platform-props';
import { type OpenPolicySpec, tcp, tenantNamespaces } from '../network/policy-rules';
import { Target } from '../kinds/target';
import { written } from '../kinds/door';
import { callersOf } from '../network/callers';

/** What every image of the platform serves, and as whom it runs. */
const PORT = SERVED.port.said.default;
const USER = PROGRAM.uid.said.default;

/**
 * A stateless service of the platform namespace: the same pod as an agent's, above all tenants in priority, that serves every tenant, or
 * has no callers.
 *
 * @example
 * new PlatformDeployment(chart, 'ToolGateway', {
 *   image: `registry.example.com/platform/tool-gateway:1.4.0@sha256:${'0'.repeat(64)}`,
 *   longestRequest: Duration.seconds(30),
 *   needs: ['bus'],
 *   busUser: { account: 'PLATFORM', user: 'tool-gateway' },
 *   hosts: [ExternalHost.ranges(['203.0.113.0/24'])],
 *   metrics: {},
 * });
 */
export class PlatformDeployment extends Construct {
  /** The Deployment, for patches. */
  public readonly apiObject: ApiObject;
  /** Name of the Service and of the objects beside it. */
  public readonly name: string;
  /** The one label that selects the pods in their namespace. */
  public readonly selectorLabels: { [key: string]: string };

  private readonly plan: PlatformWorkloadPlan;

  /**
   * @throws InvalidInputError with every rule that does not hold.
   */
  public constructor(scope: Construct, id: string, props: PlatformDeploymentProps) {
    super(scope, id);
    props = written(this, 'PlatformDeploymentProps', props);
    const problems = Problems.of(this.node.path);
    const plan = planOf<PlatformWorkloadPlan>(props) ?? planPlatformProps(problems, id, props, Target.of(this));
    const configMap = `${plan.name}-config`;
    const mounts = planMounts(problems, { secrets: plan.secrets }, PLATFORM_FOLDERS);
    problems.throwIfAny();
    this.plan = plan;
    this.name = plan.name;
    this.selectorLabels = { [APP_LABEL.name]: plan.name };

    const selector = { matchLabels: this.selectorLabels };
    new ApiObject(this, 'ServiceAccount', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: this.metadata(),
      automountServiceAccountToken: false,
    });
    new ApiObject(this, 'Config', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: this.metadata(configMap),
      data: { [PLATFORM_CONFIG_FILE]: plan.configFile },
    });
    this.add('NetworkPolicy', 'networking.k8s.io/v1', 'NetworkPolicy', this.policy());
    this.add('Pdb', 'policy/v1', 'PodDisruptionBudget', {
      maxUnavailable: 1,
      selector,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    } satisfies PodDisruptionBudgetSpec);
    if (plan.servesTenants) {
      this.add('Service', 'v1', 'Service', { ...serviceSpec(PORT), selector: this.selectorLabels } satisfies ServiceSpec);
    }
    this.apiObject = this.add('Resource', 'apps/v1', 'Deployment', this.deployment(mountsOf(mounts, { configMap: { name: configMap } })));
    if (plan.metrics !== undefined) {
      const { path, port, intervalS } = plan.metrics;
      this.add('PodMonitor', 'monitoring.coreos.com/v1', 'PodMonitor', {
        podMetricsEndpoints: [{ port: metricsPortName(PORT, port), path, ...(intervalS !== undefined && { interval: `${intervalS}s` }) }],
        selector,
      } satisfies PodMonitorSpec);
    }
  }

  private metadata(name = this.name): { name: string; namespace: string; labels: Record<string, string> } {
    return { name, namespace: PLATFORM_NAMESPACE, labels: { ...this.plan.ownLabels, [APP_LABEL.instance]: name } };
  }

  private add(id: string, apiVersion: string, kind: string, spec: object): ApiObject {
    return new ApiObject(this, id, { apiVersion, kind, metadata: this.metadata(), spec });
  }

  private policy(): OpenPolicySpec {
    const { needs, hosts, metrics, labelDomain, servesTenants } = this.plan;
    const policy = agentPolicy({
      selectorLabels: this.selectorLabels,
      needs,
      hosts: rangesByPort(hosts),
      callers: [],
      callerPods: callersOf(this),
      httpPort: PORT,
      metricsPort: metrics?.port,
    });
    const { tenant } = labelKeys(labelDomain);
    const tenants = servesTenants ? [{ from: [tenantNamespaces(tenant)], ports: tcp(PORT) }] : [];
    const ingress = [...(policy.ingress ?? []), ...tenants];
    return { ...policy, ...(ingress.length > 0 && { ingress }) };
  }

  private deployment(mounts: AgentMounts): DeploymentSpec {
    const { plan, selectorLabels } = this;
    const keys = labelKeys(plan.labelDomain);
    return {
      minReadySeconds: 5,
      progressDeadlineSeconds: 600,
      replicas: plan.replicas,
      revisionHistoryLimit: 3,
      selector: { matchLabels: selectorLabels },
      strategy: { type: 'RollingUpdate', rollingUpdate: DEFAULT_ROLLING_UPDATE },
      template: {
        // a changed file changes the template, so that the pods are replaced
        metadata: {
          annotations: { [keys.configChecksum]: sha256(plan.configFile) },
          labels: { ...Chart.of(this).labels, ...this.metadata().labels },
        },
        spec: agentPod({
          containerName: plan.name,
          image: plan.image,
          resources: plan.resources,
          selectorLabels,
          serviceAccountName: plan.name,
          graceS: plan.graceS,
          port: PORT,
          probes: planProbes(Problems.of(this.node.path), {}, PORT),
          metricsPort: plan.metrics?.port,
          command: undefined,
          args: undefined,
          env: plan.env,
          uid: USER,
          gid: USER,
          mounts,
          priorityClassName: 'platform-critical',
          pool: plan.nodePool === undefined ? undefined : { key: keys.pool, value: plan.nodePool, tainted: true },
          userNamespace: false,
          pullSecrets: [],
          runtimeClass: undefined,
          nodeLabels: {},
          tolerations: [],
        }),
      },
    };
  }
}
