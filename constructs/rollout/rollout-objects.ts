import { secondsOf } from '../kinds/seconds';
import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { checkRate, errorRateQuery, healthyCondition } from '../../src/features/rollout/analysis';
import type { AgentPlan } from '../../src/features/agent/plan';
import type { AnalysisInput } from '../../src/features/rollout/judging';
import type { AnalysisPlan, Found, RolloutPlan, SettledRollout } from '../../src/features/rollout/plan';
import type { RolloutContext } from '../../src/features/rollout/strategies';
import { type ChartTraffic, checkSecondVersion, type SecondVersion } from '../../src/features/rollout/traffic';
import type { Findings } from '../../src/kernel/findings';
import { Problems } from '../../src/kernel/problems';
import type { PodForm } from '../agent/agent-input';
import type { AgentProps } from '../agent/agent-props';
import type { AgentWorkload } from '../agent/agent-workload';
import type { PodTemplate } from '../kinds/apps';
import { planOf } from '../kinds/planned';
import { Target } from '../kinds/target';
import { warnOf } from '../kinds/warnings';
import type { AnalysisOfRollout, AnalysisTemplateSpec, RolloutSpec } from './kinds';
import type { RolloutAnalysisProps } from './rollout-props';

/** Label of the pods by which the controller tells versions apart: https://argo-rollouts.readthedocs.io/en/stable/features/analysis/ */
export const VERSION_LABEL = 'rollouts-pod-template-hash';
const CANARY_HASH = 'canary-hash';

/** The pods of a Rollout. */
export const ROLLOUT_PODS: PodForm = { hashLabel: VERSION_LABEL, carriesConfig: true };

/** API of Rollout and AnalysisTemplate. */
export const ROLLOUTS_API = 'argoproj.io/v1alpha1';

/** The rollout of the agent that props stand for. */
export function plannedRollout<Kind extends RolloutPlan['kind']>(
  props: AgentProps,
  kind: Kind,
): Extract<RolloutPlan, { readonly kind: Kind }> | undefined {
  const rollout = planOf<AgentPlan>(props)?.rollout;
  return rollout?.kind === kind ? (rollout as Extract<RolloutPlan, { readonly kind: Kind }>) : undefined;
}

/** What props say of an analysis, in seconds. */
export function analysisInput({ window, interval, ...numbers }: RolloutAnalysisProps): AnalysisInput {
  return { ...numbers, windowS: secondsOf(window), intervalS: secondsOf(interval) };
}

/** What props say of who reaches the agent. */
export function trafficOf({ consumes, servesTo = [], callers = [], metrics }: AgentProps, namespace: string | undefined): ChartTraffic {
  return {
    consumes: consumes !== undefined,
    calledAt: servesTo.length > 0 ? 'servesTo' : callers.length > 0 ? 'callers' : undefined,
    subjects: consumes?.subjects,
    metrics: metrics !== undefined,
    namespace,
  };
}

/** An agent that serves, as far as the plan of its rollout asks. */
export interface Serving {
  readonly scope: Construct;
  readonly problems: Problems;
  readonly props: AgentProps & { readonly rate?: number };
  readonly namespace: string | undefined;
  /** How often its metrics are read. */
  readonly scrapeS: number | undefined;
}

/** The rollout that props describe: judges the agent and its rate, and warns at its node. */
export function planServing<Plan extends RolloutPlan>(
  kind: SecondVersion,
  { scope, problems, props, namespace, scrapeS }: Serving,
  plan: (findings: Findings, context: RolloutContext) => SettledRollout<Plan>,
): Plan {
  const { rate } = props;
  const warnings = Problems.of(scope.node.path);
  checkSecondVersion(problems, kind, 'requests', trafficOf(props, namespace));
  if (rate !== undefined) problems.rule('rate', checkRate(rate));
  const { rollout } = plan({ problems, warnings }, { target: Target.of(scope), rate, rateAt: 'rate', scrapeS });
  warnOf(scope, warnings);
  return rollout;
}

/** The analysis of one metric of the version's own pods. */
export function analysisTemplate(plan: AnalysisPlan, failureLimit: number, namespace: string): AnalysisTemplateSpec {
  const { intervalS, count, threshold, prometheus: address, total, failed } = plan;
  const selector = { namespace, [VERSION_LABEL.replace(/-/g, '_')]: `{{args.${CANARY_HASH}}}` };
  return {
    args: [{ name: CANARY_HASH }],
    metrics: [
      {
        name: 'error-rate',
        initialDelay: `${intervalS}s`,
        interval: `${intervalS}s`,
        count,
        failureLimit,
        // no failureCondition: everything that is not good has failed, also an answer without data
        successCondition: healthyCondition(threshold),
        provider: { prometheus: { address, query: errorRateQuery({ total, failed, selector, rangeS: intervalS }) } },
      },
    ],
  };
}

/** That analysis, told which pods are the new ones. */
export function analysisOfNewest(templateName: string): AnalysisOfRollout {
  return { templates: [{ templateName }], args: [{ name: CANARY_HASH, valueFrom: { podTemplateHashValue: 'Latest' } }] };
}

/** What the Rollouts of all strategies have in common. */
export interface RolloutParts {
  readonly replicas: number | undefined;
  readonly selectorLabels: Readonly<Record<string, string>>;
  readonly template: PodTemplate;
  readonly progressDeadlineS: number;
  readonly strategy: RolloutSpec['strategy'];
}

/** A Rollout that aborts if new pods do not become ready in time. */
export function rolloutSpec({ replicas, selectorLabels, template, progressDeadlineS, strategy }: RolloutParts): RolloutSpec {
  return {
    minReadySeconds: 5,
    progressDeadlineAbort: true,
    progressDeadlineSeconds: progressDeadlineS,
    replicas,
    revisionHistoryLimit: 3,
    selector: { matchLabels: selectorLabels },
    strategy,
    template,
  };
}

/** A rendered controller as far as it is read here. */
interface Controller {
  readonly spec?: {
    readonly selector?: { readonly matchLabels?: Labels };
    readonly template?: { readonly metadata?: { readonly labels?: Labels } };
  };
}

type Labels = Readonly<Record<string, string>>;

const CONTROLLERS = ['Deployment', 'StatefulSet', 'ReplicaSet', 'DaemonSet', 'Rollout'];

/**
 * Rule `one-controller`: two controllers that select the same pods delete and replace each other's pods. It is what comes of adding a
 * Rollout beside the Deployment it was to replace.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector
 */
export function soleController(workload: AgentWorkload): Found[] {
  const { apiObject, selectorLabels, podLabels, name } = workload;
  return workload.node.root.node
    .findAll()
    .filter((construct): construct is ApiObject => ApiObject.isApiObject(construct) && construct !== apiObject)
    .filter(({ kind, metadata }) => CONTROLLERS.includes(kind) && metadata.namespace === apiObject.metadata.namespace)
    .filter((object) => {
      const { spec } = object.toJson() as Controller;
      return selects(spec?.selector?.matchLabels, podLabels) || selects(selectorLabels, spec?.template?.metadata?.labels);
    })
    .map(({ kind, metadata }) => ({
      place: 'name',
      violation: {
        rule: 'one-controller',
        problem: `${kind} '${metadata.name ?? ''}' and Rollout '${name}' take each other's pods for their own`,
        fix: 'remove one of them, or give them different names',
      },
    }));
}

function selects(selector: Labels = {}, labels: Labels = {}): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

/** Violations that are found when rendering, as cdk8s prints them. */
export function validationText({ place, violation: { rule, problem, fix } }: Found): string {
  return `${place}: ${rule}: ${problem}; ${fix}`;
}
