import { type ApiObject, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { DEFAULT_ROLLING_UPDATE, type RollingUpdate, checkRollingUpdate } from '../../src/features/rollout/peak';
import { SCRAPE_INTERVAL_S } from '../../src/features/rollout/analysis';
import { checkCanaryShare, checkCanaryWeight, leastCanaryShare, type ReplicaBounds } from '../../src/features/rollout/share';
import { checkDnsLabel } from '../../src/kernel/names';
import { podShare } from '../../src/kernel/percent';
import type { PodForm } from '../agent/agent-input';
import { AgentWorkload } from '../agent/agent-workload';
import { checkRouter, httpRoute, type HttpRouter } from './http-router';
import type { AnalysisTemplateSpec, CanaryStrategy, RolloutSpec } from './kinds';
import {
  analysisDecides,
  analysisOfNewest,
  type AnalysisPlan,
  analysisTemplate,
  planAnalysis,
  POWER_UNKNOWN,
  VERSION_LABEL,
} from './rollout-analysis';
import { checkRollout, type Found, ROLLOUT_PODS, rolloutSpec, ROLLOUTS_API, soleController, validationText } from './rollout-plan';
import type { CanaryRolloutProps } from './rollout-props';
import { boundsInTree } from '../scaling/scale-target';
import { Target } from '../kinds/target';
import { warn } from '../kinds/warnings';

/** Percent of the traffic that the new version gets first. */
const DEFAULT_WEIGHT = 10;
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

  private readonly router: HttpRouter | undefined;
  private readonly update: RollingUpdate;
  private readonly analysis: AnalysisPlan | undefined;

  /**
   * @throws InvalidInputError with every rule that does not hold. What depends on the autoscaler's bounds (`canary-share`, `canary-power`) is
   * checked when rendering.
   */
  public constructor(scope: Construct, id: string, props: CanaryRolloutProps) {
    super(scope, id, props);
    this.weight = props.weight ?? DEFAULT_WEIGHT;
    this.router = props.router;
    this.update = { maxSurge: podShare(props.maxSurge) ?? DEFAULT_ROLLING_UPDATE.maxSurge, maxUnavailable: 0 };
    const { _problems: problems, name, _plan: plan, _namespace: namespace = '' } = this;
    checkRollout(problems, props, plan, Target.of(this), this._namespace);
    const weightHolds = problems.rule('weight', checkCanaryWeight(this.weight));
    const surgeHolds = problems.rule('maxSurge', checkRollingUpdate(this.update));
    if (props.router !== undefined) {
      checkRouter(problems.at('router'), props.router);
      problems.rule('name', checkDnsLabel(this.canaryService));
    }
    this.analysis = planAnalysis(problems, props.analysis ?? {}, props.rate, plan.metrics?.intervalS);
    // a count that an autoscaler may own is not known before rendering
    const shareIsKnown = props.router !== undefined || (props.replicas !== undefined && props.replicas >= 1);
    if (weightHolds && surgeHolds && shareIsKnown) this.found().forEach(({ place, violation }) => problems.rule(place, violation));
    problems.throwIfAny();
    if (props.rate === undefined) warn(this, POWER_UNKNOWN);
    this.node.addValidation({ validate: () => [...this.found(), ...soleController(this)].map(validationText) });

    this._addSurroundings();
    if (this.router === undefined) this._addService('Service', name);
    else {
      this._addVersionService('Service', name);
      this._addVersionService('CanaryService', this.canaryService);
      this._addObject('Route', 'gateway.networking.k8s.io/v1', 'HTTPRoute', name, httpRoute(this.router, name, this.canaryService));
    }
    // asked when rendering: the share follows from the count, and the failures let pass from the share
    const template = Lazy.any({ produce: () => this.analysisTemplate(namespace) }) as AnalysisTemplateSpec;
    this._addObject('Analysis', ROLLOUTS_API, 'AnalysisTemplate', name, template);
    this.apiObject = this._addObject('Resource', ROLLOUTS_API, 'Rollout', name, this.rollout(namespace));
    this._addPodMonitor({ podTargetLabels: [VERSION_LABEL], intervalS: SCRAPE_INTERVAL_S });
  }

  /** @internal */
  protected override _podForm(): PodForm {
    return ROLLOUT_PODS;
  }

  private get canaryService(): string {
    return `${this.name}-canary`;
  }

  /** The least share of the requests that the new version gets at any count, in percent. */
  private get sharePercent(): number {
    return this.router === undefined ? leastCanaryShare(this.weight, this.counts, this.update) : this.weight;
  }

  private get counts(): ReplicaBounds {
    const { replicas } = this;
    return replicas === undefined ? boundsInTree(this) : { min: replicas, max: replicas };
  }

  /** Warnings about what the count and its share of traffic cannot give. */
  private found(): Found[] {
    const share = this.router === undefined ? checkCanaryShare(this.weight, this.counts, this.update) : undefined;
    if (share !== undefined) return [{ place: 'weight', violation: share }];
    const power = this.analysis === undefined ? undefined : analysisDecides(this.analysis, this.sharePercent);
    return power === undefined ? [] : [{ place: 'analysis', violation: power }];
  }

  private analysisTemplate(namespace: string): AnalysisTemplateSpec | undefined {
    return this.analysis === undefined ? undefined : analysisTemplate(this.analysis, this.sharePercent, namespace);
  }

  private rollout(namespace: string): RolloutSpec {
    const { name, weight, update, router } = this;
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
      strategy: { canary },
    });
  }
}
