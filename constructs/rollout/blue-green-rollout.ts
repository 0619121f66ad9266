import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { checkDnsLabel } from '../../src/kernel/names';
import type { Problems } from '../../src/kernel/problems';
import { SCRAPE_INTERVAL_S } from '../../src/features/rollout/analysis';
import type { PodForm } from '../agent/agent-input';
import { AgentWorkload } from '../agent/agent-workload';
import {
  analysisDecides,
  analysisOfNewest,
  type AnalysisPlan,
  analysisTemplate,
  planAnalysis,
  POWER_UNKNOWN,
  VERSION_LABEL,
} from './rollout-analysis';
import { checkRollout, ROLLOUT_PODS, rolloutSpec, ROLLOUTS_API, soleController, validationText } from './rollout-plan';
import type { BlueGreenRolloutProps } from './rollout-props';
import { Target } from '../kinds/target';
import { warn } from '../kinds/warnings';

/** The new version gets every request. */
const ALL = 100;

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
    const { _problems: problems, name, _plan: plan, _namespace: namespace = '' } = this;
    const previewService = `${name}-preview`;
    checkRollout(problems, props, plan, Target.of(this), this._namespace);
    problems.rule('name', checkDnsLabel(previewService));
    const analysis = planAnalysis(problems, props.analysis ?? {}, props.rate, plan.metrics?.intervalS);
    if (analysis !== undefined) problems.rule('analysis', analysisDecides(analysis, ALL));
    const scaleDownDelayS = props.scaleDownDelay?.toSeconds({ integral: false });
    if (analysis !== undefined && scaleDownDelayS !== undefined) checkDelay(problems, scaleDownDelayS, analysis);
    problems.throwIfAny();
    if (props.rate === undefined) warn(this, POWER_UNKNOWN);
    this.node.addValidation({ validate: () => soleController(this).map(validationText) });

    this._addSurroundings();
    this._addVersionService('Service', name);
    this._addVersionService('PreviewService', previewService);
    if (analysis !== undefined)
      this._addObject('Analysis', ROLLOUTS_API, 'AnalysisTemplate', name, analysisTemplate(analysis, ALL, namespace));
    const spec = rolloutSpec({
      replicas: this._lazyReplicas,
      selectorLabels: this.selectorLabels,
      template: this._podTemplate(),
      strategy: {
        blueGreen: {
          activeService: name,
          previewService,
          autoPromotionEnabled: props.manualPromotion !== true,
          postPromotionAnalysis: analysisOfNewest(name),
          ...(scaleDownDelayS !== undefined && { scaleDownDelaySeconds: scaleDownDelayS }),
        },
      },
    });
    this.apiObject = this._addObject('Resource', ROLLOUTS_API, 'Rollout', name, spec);
    this._addPodMonitor({ podTargetLabels: [VERSION_LABEL], intervalS: SCRAPE_INTERVAL_S });
  }

  /** @internal */
  protected override _podForm(): PodForm {
    return ROLLOUT_PODS;
  }
}

/**
 * Rule `scale-down-delay`: the analysis ends with the old pods, and without them there is nothing to switch back to.
 *
 * @see https://argo-rollouts.readthedocs.io/en/stable/features/bluegreen/#postpromotionanalysis
 */
function checkDelay(problems: Problems, delayS: number, { numbers: { windowS, intervalS } }: AnalysisPlan): void {
  problems.that(
    Number.isInteger(delayS) && delayS >= windowS + intervalS,
    'scaleDownDelay',
    'scale-down-delay',
    `the old pods would go ${delayS} s after the switch and end the analysis of ${windowS} s`,
    `leave it out, or write ${windowS + intervalS} whole seconds or more`,
  );
}
