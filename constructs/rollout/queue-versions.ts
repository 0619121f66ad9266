import { secondsOf } from '../kinds/seconds';
import { ApiObject, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { AgentPlan } from '../../src/features/agent/plan';
import type { BusMapping } from '../../src/features/bus/account';
import { nextPaused, nextWeight, queueMappings, type QueueSwitch } from '../../src/features/bus/queue-versions';
import type { VersionComparison, VersionSeries } from '../../src/features/rollout/compare';
import type { QueueRolloutPlan, SettledRollout } from '../../src/features/rollout/plan';
import { planQueueRollout } from '../../src/features/rollout/strategies';
import { checkSecondVersion } from '../../src/features/rollout/traffic';
import { checkCountIsFree } from '../../src/features/scaling/owner';
import { countsOf, type ScalePlan } from '../../src/features/scaling/plan';
import { APP_LABEL } from '../../src/kernel/labels';
import { kebab } from '../../src/kernel/names';
import { Problems } from '../../src/kernel/problems';
import { AgentDeployment, updateInput } from '../agent/agent-deployment';
import { DEPLOYMENT_PODS, planAgentProps } from '../agent/agent-input';
import type { AgentDeploymentProps } from '../agent/agent-props';
import { planned, planOf } from '../kinds/planned';
import { Target } from '../kinds/target';
import { warnOf } from '../kinds/warnings';
import type { PrometheusRuleSpec } from '../observability/prometheus-rule-kinds';
import { planQueueProps, QueueDepthHpa, type QueueScaler } from '../scaling/queue-depth-hpa';
import type { QueueVersionsProps } from './queue-next-props';
import { versionAlerts } from './queue-version-alerts';
import { trafficOf } from './rollout-objects';

/** Two versions of a queue worker, rendered. */
export interface QueueVersions {
  readonly stable: AgentDeployment;
  readonly next: AgentDeployment;
  readonly mappings: BusMapping[];
}

/** Which version gets new messages, of the queue worker that props stand for. */
export function plannedSwitch<Kind extends QueueSwitch['kind']>(
  props: QueueVersionsProps,
  kind: Kind,
): Extract<QueueSwitch, { readonly kind: Kind }> | undefined {
  const rollout = planOf<AgentPlan>(props)?.rollout;
  return rollout?.kind === 'queue' && rollout.switch.kind === kind
    ? (rollout.switch as Extract<QueueSwitch, { readonly kind: Kind }>)
    : undefined;
}

/**
 * Both versions, their scalers and their alerts. The bus' part, which sends messages, is `mappings` and a second consumer.
 *
 * @throws InvalidInputError with every rule that does not hold.
 */
export function addQueueVersions(scope: Construct, id: string, props: QueueVersionsProps, queueSwitch: QueueSwitch): QueueVersions {
  const plan = planOf<AgentPlan>(props) ?? planVersions(scope, id, props, queueSwitch);
  const { rollout, consumes } = plan;
  const namespace = plan.namespace ?? Chart.of(scope).namespace;
  if (plan.next === undefined || rollout.kind !== 'queue' || consumes === undefined || namespace === undefined)
    throw new Error('unreachable: a plan of two versions has a queue and a namespace');

  const stable = new AgentDeployment(scope, 'Stable', versionProps(plan, props));
  const next = new AgentDeployment(scope, 'Next', versionProps(plan.next, props));
  addScaler(scope, 'Scale', stable, plan.scale);
  addScaler(scope, 'NextScale', next, plan.next.scale);
  // a version without messages is not judged
  if (nextWeight(rollout.switch) > 0 && !nextPaused(rollout.switch))
    addAlerts(scope, plan, stable, comparisonOf(namespace, stable, next, rollout), rollout);
  return { stable, next, mappings: queueMappings(consumes.subjects, rollout.switch) };
}

/** A version by its plan, and by what only props can bring. */
function versionProps(plan: AgentPlan, { volumes, calls }: QueueVersionsProps): AgentDeploymentProps {
  return planned<AgentDeploymentProps>(plan, { ...(volumes !== undefined && { volumes }), ...(calls !== undefined && { calls }) });
}

/** What props say of a queue worker and its next version. */
function planVersions(scope: Construct, id: string, props: QueueVersionsProps, queueSwitch: QueueSwitch): AgentPlan {
  const problems = Problems.of(scope.node.path);
  checkSecondVersion(problems, queueSwitch.kind, 'messages', trafficOf(props, props.namespace ?? Chart.of(scope).namespace));
  const scale = scaleOf(scope, id, props, problems);
  const warnings = Problems.of(scope.node.path);
  const plan = planAgentProps({ problems, warnings }, id, props, Target.of(scope), {
    form: DEPLOYMENT_PODS,
    ...(scale !== undefined && { scale }),
    rollout: (counted) => settleVersions(scope, props, queueSwitch, counted, problems),
  });
  problems.throwIfAny();
  warnOf(scope, warnings);
  return plan;
}

/** What tells the next version apart, and how both are compared. */
function settleVersions(
  scope: Construct,
  props: QueueVersionsProps,
  queueSwitch: QueueSwitch,
  scale: ScalePlan,
  problems: Problems,
): SettledRollout {
  const { image, nextImage, comparison = {}, consumes, task } = props;
  const { window, redeliveries, natsMetricPrefix, severity, ...numbers } = comparison;
  return planQueueRollout(
    { problems, warnings: Problems.of(scope.node.path) },
    {
      switch: queueSwitch,
      image: nextImage,
      ownImage: image,
      update: updateInput(props),
      subjects: consumes?.subjects ?? [],
      maxAckPending: consumes?.maxAckPending,
      concurrency: task.concurrency ?? 1,
      counts: countsOf(scale),
      analysis: { ...numbers, windowS: secondsOf(window) },
      redeliveries,
      natsMetricPrefix,
      severity,
    },
    { target: Target.of(scope), rateAt: 'rate' },
    { image: 'nextImage', analysis: 'comparison', update: 'rollingUpdate', subject: (index) => `consumes.subjects.${index}` },
  );
}

/** How both versions are scaled together, as the props of a scaler say; `undefined`: by a count. */
function scaleOf(scope: Construct, id: string, { name, scale, replicas }: QueueVersionsProps, problems: Problems): ScalePlan | undefined {
  if (scale === undefined) return undefined;
  problems.rule('replicas', checkCountIsFree(name ?? kebab(id), replicas));
  return planQueueProps(scope, scale, { problems: problems.at('scale'), warnings: Problems.of(scope.node.path) });
}

/** The scaler of one version. */
function addScaler(scope: Construct, id: string, target: AgentDeployment, scale: ScalePlan): QueueDepthHpa | undefined {
  switch (scale.kind) {
    case 'fixed':
      return undefined;
    case 'queue': {
      const { consumer: queue } = target;
      // a worker has one; the type does not know
      return queue && new QueueDepthHpa(scope, id, planned({ target, queue, scale } satisfies QueueScaler));
    }
  }
}

function comparisonOf(
  namespace: string,
  stable: AgentDeployment,
  next: AgentDeployment,
  { switch: queueSwitch, analysis, redeliveries, natsMetricPrefix }: QueueRolloutPlan,
): VersionComparison {
  const series = ({ name, consumer }: AgentDeployment): VersionSeries => ({
    namespace,
    workload: name,
    account: consumer?.account ?? '',
    stream: consumer?.stream ?? '',
    consumer: consumer?.consumer ?? '',
  });
  const { total, failed, windowS, threshold, healthyRate, badRate } = analysis;
  return {
    stable: series(stable),
    next: series(next),
    weight: nextWeight(queueSwitch),
    total,
    failed,
    windowS,
    threshold,
    rates: { healthyRate, badRate },
    redeliveries,
    natsMetricPrefix,
  };
}

/** The one change that rolls back, as it stands in the data. */
function rollBackOf({ kind }: QueueSwitch): string {
  switch (kind) {
    case 'canary':
      return 'rollout.weight: 0';
    case 'blue-green':
      return 'rollout.active: blue';
  }
}

function addAlerts(
  scope: Construct,
  { annotations, tenant }: AgentPlan,
  stable: AgentDeployment,
  comparison: VersionComparison,
  { severity, switch: queueSwitch }: QueueRolloutPlan,
): void {
  const name = `${stable.name}-versions`;
  new ApiObject(scope, 'Alerts', {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: {
      name,
      namespace: comparison.stable.namespace,
      labels: { ...stable.podLabels, [APP_LABEL.instance]: name },
      ...(annotations !== undefined && { annotations: { ...annotations } }),
    },
    spec: versionAlerts({
      comparison,
      severity,
      tenant,
      rollBack: rollBackOf(queueSwitch),
    }) satisfies PrometheusRuleSpec,
  });
}
