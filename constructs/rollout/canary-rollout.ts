import { type ApiObject, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { SCRAPE_INTERVAL_S } from '../../src/features/rollout/analysis';
import { canaryPercent, type CanaryPlan, checkCanaryCounts, failureLimitOf } from '../../src/features/rollout/plan';
import type { ReplicaBounds } from '../../src/features/rollout/share';
import { planCanary } from '../../src/features/rollout/strategies';
import { checkDnsLabel } from '../../src/kernel/names';
import { podShare } from '../../src/kernel/percent';
import type { PodForm } from '../agent/agent-input';
import { AgentWorkload } from '../agent/agent-workload';
import { boundsInTree } from '../scaling/scale-target';
import { httpRoute, routerInput } from './http-router';
import type { AnalysisTemplateSpec, CanaryStrategy, RolloutSpec } from './kinds';
import {
  analysisInput,
  analysisOfNewest,
  analysisTemplate,
  plannedRollout,
  planServing,
  ROLLOUT_PODS,
  ROLLOUTS_API,
  rolloutSpec,
  soleController,
  validationText,
  VERSION_LABEL,
} from './rollout-objects';
import type { CanaryRolloutProps } from './rollout-props';

/** Name under which the controller knows the plugin: https://rollouts-plugin-trafficrouter-gatewayapi.readthedocs.io/en/latest/installation/ */
const GATEWAY_PLUGIN = 'argoproj-labs/gatewayAPI';

/**
 * An agent that serves, whose next version first gets a part of the requests: an Argo Rollout and the AnalysisTemplate that judges it.
 *
 * One step: the weight, then the analysis of the new pods' own failures, then everything. A version that fails too often, or that cannot be
 * judged for lack of data, is taken back. Takes what `AgentDeployment` takes; everything else about the agent stays as it is, and its
 * configuration file travels with the pods, so that each version keeps its own. Needs Argo Rollouts 1.9 in the target and an agent with
 * metrics; queue workers are refused, because pods take messages whatever the weight.
 *
 * @example
 * Target.set(chart, { kubernetes: '1.33', argoRollouts: '1.9' });
 * new CanaryRollout(chart, 'Coordinator', {
 *   image: `registry.example.com/agents/coordinator:1.9.0@sha256:${'0'.repeat(64)}`,
 *   task: { p99: Duration.seconds(8), concurrency: 8 },
 *   servesTo: ['gateway'],
 *   metrics: {},
 *   replicas: 3,
 *   weight: 10,
 *   router: HttpRouter.gateway({ gateway: 'public', gatewayNamespace: 'gateway', hostnames: ['coordinator.example.com'] }),
 *   rate: 40,
 *   analysis: { threshold: 1, interval: Duration.minutes(5), window: Duration.minutes(15) },
 * });
 */
export class CanaryRollout extends AgentWorkload {
  /** The Rollout, for patches. */
  public readonly apiObject: ApiObject;
  /** Percent of the requests that a new version gets while it is watched. */
  public readonly weight: number;

  private readonly plan: CanaryPlan;

  /**
   * @throws InvalidInputError with every rule that does not hold. What depends on the autoscaler's bounds (`canary-share`, `canary-power`) is
   * checked when rendering.
   */
  public constructor(scope: Construct, id: string, props: CanaryRolloutProps) {
    super(scope, id, props);
    const { _problems: problems, name, _namespace: namespace = '' } = this;
    this.plan = plannedRollout(props, 'canary') ?? this.planProps(props);
    const { weight, router } = this.plan;
    this.weight = weight;
    if (router !== undefined) problems.rule('name', checkDnsLabel(this.canaryService));
    problems.throwIfAny();
    this.node.addValidation({
      validate: () => {
        const found = checkCanaryCounts(this.plan, this.counts);
        return [...(found === undefined ? [] : [found]), ...soleController(this)].map(validationText);
      },
    });

    this._addSurroundings();
    if (router === undefined) this._addService('Service', name);
    else {
      this._addVersionService('Service', name);
      this._addVersionService('CanaryService', this.canaryService);
      this._addObject(
        'Route',
        'gateway.networking.k8s.io/v1',
        'HTTPRoute',
        name,
        httpRoute(router, { stable: name, canary: this.canaryService, port: this._plan.port }),
      );
    }
    // asked when rendering: the share follows from the count, and the failures let pass from the share
    const template = Lazy.any({ produce: () => this.analysisTemplate(namespace) }) as AnalysisTemplateSpec;
    this._addObject('Analysis', ROLLOUTS_API, 'AnalysisTemplate', name, template);
    this.apiObject = this._addObject('Resource', ROLLOUTS_API, 'Rollout', name, this.rollout(namespace));
    this._addPodMonitor({ podTargetLabels: [VERSION_LABEL], intervalS: SCRAPE_INTERVAL_S });
  }

  /** @internal */
  protected override _propsType(): string {
    return 'CanaryRolloutProps';
  }

  /** @internal */
  protected override _podForm(): PodForm {
    return ROLLOUT_PODS;
  }

  private get canaryService(): string {
    return `${this.name}-canary`;
  }

  private get counts(): ReplicaBounds {
    const { replicas } = this;
    return replicas === undefined ? boundsInTree(this) : { min: replicas, max: replicas };
  }

  private planProps(props: CanaryRolloutProps): CanaryPlan {
    const { replicas, router, analysis = {} } = props;
    const { _problems: problems, _namespace: namespace } = this;
    const serving = { scope: this, problems, props, namespace, scrapeS: this._plan.metrics?.intervalS };
    const input = {
      weight: props.weight,
      maxSurge: podShare(props.maxSurge),
      router: router && routerInput(router),
      analysis: analysisInput(analysis),
      // a count that an autoscaler may own is not known before rendering
      counts: replicas !== undefined && replicas >= 1 ? { min: replicas, max: replicas } : undefined,
    };
    return planServing('canary', serving, (findings, context) => planCanary(findings, input, context));
  }

  private analysisTemplate(namespace: string): AnalysisTemplateSpec {
    const { analysis } = this.plan;
    return analysisTemplate(analysis, failureLimitOf(analysis, canaryPercent(this.plan, this.counts)), namespace);
  }

  private rollout(namespace: string): RolloutSpec {
    const { name } = this;
    const { weight, update, router } = this.plan;
    const routed: Partial<CanaryStrategy> = {
      stableService: name,
      canaryService: this.canaryService,
      trafficRouting: { plugins: { [GATEWAY_PLUGIN]: { httpRoute: name, namespace } } },
    };
    const canary: CanaryStrategy = {
      // the controller's own default takes a quarter away: https://argo-rollouts.readthedocs.io/en/stable/features/canary/#maxunavailable
      maxSurge: update.maxSurge,
      maxUnavailable: update.maxUnavailable,
      ...(router !== undefined && routed),
      steps: [{ setWeight: weight }, { analysis: analysisOfNewest(name) }],
    };
    return rolloutSpec({
      replicas: this._lazyReplicas,
      selectorLabels: this.selectorLabels,
      template: this._podTemplate(),
      progressDeadlineS: this._plan.progressDeadlineS,
      strategy: { canary },
    });
  }
}
