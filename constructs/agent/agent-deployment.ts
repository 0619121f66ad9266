import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { DEFAULT_ROLLING_UPDATE, type RollingUpdate } from '../../src/features/rollout/peak';
import type { SettledRollout, RolloutPlan } from '../../src/features/rollout/plan';
import { planRolling, type UpdateInput } from '../../src/features/rollout/strategies';
import { largestCount, type ScalePlan } from '../../src/features/scaling/plan';
import { podShare } from '../../src/kernel/percent';
import type { AgentDeploymentProps } from './agent-props';
import { DEPLOYMENT_PODS, type PodForm } from './agent-input';
import { AgentWorkload } from './agent-workload';
import type { DeploymentSpec } from '../kinds/apps';

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
export class AgentDeployment extends AgentWorkload {
  /** The Deployment, for patches. */
  public readonly apiObject: ApiObject;

  /**
   * @throws InvalidInputError with every rule that does not hold.
   */
  public constructor(scope: Construct, id: string, props: AgentDeploymentProps) {
    super(scope, id, props);
    this._problems.throwIfAny();
    const rollingUpdate = updateOf(this._plan.rollout);

    this._addSurroundings();
    if (this._serves) this._addService('Service', this.name);
    this.apiObject = this._addObject('Resource', 'apps/v1', 'Deployment', this.name, {
      minReadySeconds: 5,
      progressDeadlineSeconds: this._plan.progressDeadlineS,
      replicas: this._lazyReplicas,
      revisionHistoryLimit: 3,
      selector: { matchLabels: this.selectorLabels },
      strategy: { type: 'RollingUpdate', rollingUpdate },
      template: this._podTemplate(),
    } satisfies DeploymentSpec);
    this._addPodMonitor();
  }

  /** @internal */
  protected override _settleRollout(props: AgentDeploymentProps, scale: ScalePlan): SettledRollout {
    return planRolling(this._problems.at('rollingUpdate'), updateInput(props), largestCount(scale));
  }

  /** @internal */
  protected override _propsType(): string {
    return 'AgentDeploymentProps';
  }

  /** @internal */
  protected override _podForm(): PodForm {
    return DEPLOYMENT_PODS;
  }
}

/** How props say that pods are replaced. */
export function updateInput({ rollingUpdate }: AgentDeploymentProps): UpdateInput {
  return { maxSurge: podShare(rollingUpdate?.maxSurge), maxUnavailable: podShare(rollingUpdate?.maxUnavailable) };
}

/** How a Deployment replaces its pods; of the other ways none is its own. */
function updateOf(rollout: RolloutPlan): RollingUpdate {
  switch (rollout.kind) {
    case 'rolling':
    case 'queue':
      return rollout.update;
    case 'canary':
    case 'blue-green':
      return DEFAULT_ROLLING_UPDATE;
  }
}
