import { secondsOf } from '../kinds/seconds';
import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { SCRAPE_INTERVAL_S } from '../../src/features/rollout/analysis';
import { type BlueGreenPlan, failureLimitOf } from '../../src/features/rollout/plan';
import { ALL_REQUESTS, planBlueGreen } from '../../src/features/rollout/strategies';
import { checkDnsLabel } from '../../src/kernel/names';
import type { PodForm } from '../agent/agent-input';
import { AgentWorkload } from '../agent/agent-workload';
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
import type { BlueGreenRolloutProps } from './rollout-props';

/**
 * An agent that serves, in two versions that both run in full while the Service is switched from one to the other: an Argo Rollout.
 *
 * Service `<name>` has the active version, `<name>-preview` the newest one; the controller writes their selectors, and before that they
 * have no endpoints. The new version is promoted as soon as all its pods are ready, or by a person. A preview gets no calls, so its
 * failures are judged after the switch, and it is switched back if there are too many or no data. Until then the old pods stay. Takes what
 * `AgentDeployment` takes; its configuration file travels with the pods, so that each version keeps its own. Needs Argo Rollouts 1.9 in the
 * target, an agent with metrics, and room for twice the pods; queue workers are refused, because a preview would take messages.
 *
 * @example
 * Target.set(chart, { kubernetes: '1.33', argoRollouts: '1.9' });
 * new BlueGreenRollout(chart, 'Coordinator', {
 *   image: `registry.example.com/agents/coordinator:1.9.0@sha256:${'0'.repeat(64)}`,
 *   task: { p99: Duration.seconds(8), concurrency: 8 },
 *   servesTo: ['gateway'],
 *   metrics: {},
 *   replicas: 3,
 *   rate: 40,
 * });
 */
export class BlueGreenRollout extends AgentWorkload {
  /** The Rollout, for patches. */
  public readonly apiObject: ApiObject;

  /**
   * @throws InvalidInputError with every rule that does not hold.
   */
  public constructor(scope: Construct, id: string, props: BlueGreenRolloutProps) {
    super(scope, id, props);
    const { _problems: problems, name, _namespace: namespace = '' } = this;
    const previewService = `${name}-preview`;
    const plan = plannedRollout(props, 'blue-green') ?? this.planProps(props);
    problems.rule('name', checkDnsLabel(previewService));
    problems.throwIfAny();
    this.node.addValidation({ validate: () => soleController(this).map(validationText) });

    this._addSurroundings();
    this._addVersionService('Service', name);
    this._addVersionService('PreviewService', previewService);
    const { analysis, scaleDownDelayS } = plan;
    const template = analysisTemplate(analysis, failureLimitOf(analysis, ALL_REQUESTS), namespace);
    this._addObject('Analysis', ROLLOUTS_API, 'AnalysisTemplate', name, template);
    const spec = rolloutSpec({
      replicas: this._lazyReplicas,
      selectorLabels: this.selectorLabels,
      template: this._podTemplate(),
      progressDeadlineS: this._plan.progressDeadlineS,
      strategy: {
        blueGreen: {
          activeService: name,
          previewService,
          autoPromotionEnabled: !plan.manualPromotion,
          postPromotionAnalysis: analysisOfNewest(name),
          ...(scaleDownDelayS !== undefined && { scaleDownDelaySeconds: scaleDownDelayS }),
        },
      },
    });
    this.apiObject = this._addObject('Resource', ROLLOUTS_API, 'Rollout', name, spec);
    this._addPodMonitor({ podTargetLabels: [VERSION_LABEL], intervalS: SCRAPE_INTERVAL_S });
  }

  /** @internal */
  protected override _propsType(): string {
    return 'BlueGreenRolloutProps';
  }

  /** @internal */
  protected override _podForm(): PodForm {
    return ROLLOUT_PODS;
  }

  private planProps(props: BlueGreenRolloutProps): BlueGreenPlan {
    const { _problems: problems, _namespace: namespace } = this;
    const serving = { scope: this, problems, props, namespace, scrapeS: this._plan.metrics?.intervalS };
    const input = {
      manualPromotion: props.manualPromotion,
      scaleDownDelayS: secondsOf(props.scaleDownDelay),
      analysis: analysisInput(props.analysis ?? {}),
      counts: undefined,
    };
    return planServing('blue-green', serving, (findings, context) => planBlueGreen(findings, input, context));
  }
}
