import { ApiObject, Chart } from 'cdk8s';
import { ServiceAccount } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { BusMapping } from '../../src/features/bus/account';
import {
  nextName,
  nextPaused,
  nextReplicas,
  nextSubject,
  nextWeight,
  queueMappings,
  type QueueSwitch,
} from '../../src/features/bus/queue-versions';
import type { VersionComparison, VersionSeries } from '../../src/features/rollout/compare';
import type { QueueRolloutPlan } from '../../src/features/rollout/plan';
import { planQueueRollout } from '../../src/features/rollout/strategies';
import { checkWorker } from '../../src/features/rollout/traffic';
import { countsOf, planFixedScale, type ScalePlan, scaledTo } from '../../src/features/scaling/plan';
import { APP_LABEL } from '../../src/kernel/labels';
import { kebab } from '../../src/kernel/names';
import { Problems } from '../../src/kernel/problems';
import { AgentDeployment } from '../agent/agent-deployment';
import type { AgentConsumes, AgentDeploymentProps } from '../agent/agent-props';
import { planned, planOf } from '../kinds/planned';
import { Target } from '../kinds/target';
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

/** An agent that can have two versions: it takes named subjects of a queue and nothing else reaches it. */
interface Worker extends AgentDeploymentProps {
  readonly name: string;
  readonly consumes: AgentConsumes & { readonly subjects: string[] };
}

/** How both versions are scaled, and what tells them apart. */
interface VersionsPlan {
  readonly rollout: QueueRolloutPlan;
  readonly scale: ScalePlan;
}

/**
 * Both versions, their scalers and their alerts. The bus' part, which sends messages, is `mappings` and a second consumer.
 *
 * @throws InvalidInputError with every rule that does not hold.
 */
export function addQueueVersions(scope: Construct, id: string, props: QueueVersionsProps, queueSwitch: QueueSwitch): QueueVersions {
  const { nextImage: _image, scale: _scale, comparison: _comparison, ...agent } = props;
  const problems = Problems.of(scope.node.path);
  const { consumes } = agent;
  const namespace = agent.namespace ?? Chart.of(scope).namespace;
  checkWorker(problems, trafficOf(agent, namespace));
  const { rollout, scale } = planVersions(scope, props, queueSwitch, problems);
  problems.throwIfAny();
  if (consumes === undefined || namespace === undefined) throw new Error('unreachable: both were checked above');

  const worker: Worker = { ...agent, name: agent.name ?? kebab(id), consumes: { ...consumes, subjects: consumes.subjects ?? [] } };
  const { image, maxAckPending } = rollout;
  const nextScale = scaledTo(scale, (replicas) => nextReplicas(replicas, rollout.switch));
  const stable = new AgentDeployment(scope, 'Stable', worker);
  const next = new AgentDeployment(scope, 'Next', {
    ...worker,
    name: nextName(worker.name),
    identity: worker.identity ?? worker.name,
    // for the LLM gateway both versions are one agent: a service account of its own would have to be admitted before the first pod and
    // until the last
    serviceAccount: worker.serviceAccount ?? ServiceAccount.fromServiceAccountName(scope, 'Identity', worker.name),
    image,
    consumes: {
      ...worker.consumes,
      consumer: nextName(worker.consumes.consumer ?? worker.name),
      subjects: worker.consumes.subjects.map(nextSubject),
      maxAckPending,
    },
    ...countOf(nextScale),
  });
  addScaler(scope, 'Scale', stable, scale);
  addScaler(scope, 'NextScale', next, nextScale);
  // a version without messages is not judged
  if (nextWeight(rollout.switch) > 0 && !nextPaused(rollout.switch))
    addAlerts(scope, worker, stable, comparisonOf(namespace, stable, next, rollout), rollout);
  return { stable, next, mappings: queueMappings(worker.consumes.subjects, rollout.switch) };
}

/** How both versions are scaled and compared, as a plan says or as the props do. */
function planVersions(scope: Construct, props: QueueVersionsProps, queueSwitch: QueueSwitch, problems: Problems): VersionsPlan {
  const { image, nextImage, comparison = {}, consumes, task } = props;
  const scale = scaleOf(scope, props, problems);
  const plan = planOf<QueueRolloutPlan>(comparison);
  if (plan !== undefined) return { rollout: plan, scale };
  const { window, redeliveries, natsMetricPrefix, severity, ...numbers } = comparison;
  const { rollout } = planQueueRollout(
    { problems, warnings: Problems.of(scope.node.path) },
    {
      switch: queueSwitch,
      image: nextImage,
      ownImage: image,
      subjects: consumes?.subjects ?? [],
      maxAckPending: consumes?.maxAckPending,
      concurrency: task.concurrency ?? 1,
      counts: countsOf(scale),
      analysis: { ...numbers, windowS: window?.toSeconds({ integral: false }), intervalS: 'window' },
      redeliveries,
      natsMetricPrefix,
      severity,
    },
    { target: Target.of(scope), rateAt: 'rate' },
    { image: 'nextImage', analysis: 'comparison', subject: (index) => `consumes.subjects.${index}` },
  );
  return { rollout, scale };
}

/** How both versions are scaled together: as the plan says, as the props of a scaler say, or by a count. */
function scaleOf(scope: Construct, { scale, replicas }: Pick<QueueVersionsProps, 'scale' | 'replicas'>, problems: Problems): ScalePlan {
  if (scale === undefined) return planFixedScale(problems, replicas);
  return (
    planOf<ScalePlan>(scale) ?? planQueueProps(scope, scale, { problems: problems.at('scale'), warnings: Problems.of(scope.node.path) })
  );
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

/** The count of a version that has a fixed one. */
function countOf(scale: ScalePlan): Pick<AgentDeploymentProps, 'replicas'> {
  switch (scale.kind) {
    case 'fixed':
      return { replicas: scale.replicas };
    case 'queue':
      return {};
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
  { annotations, tenant }: Worker,
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
