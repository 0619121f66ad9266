import { ApiObject, Chart } from 'cdk8s';
import { ServiceAccount } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { BusMapping } from '../../src/features/bus/account';
import {
  isExclusive,
  nextReplicas,
  nextName,
  nextPaused,
  nextSubject,
  checkNextSubject,
  nextWeight,
  queueMappings,
  type QueueSwitch,
  checkQueueSwitch,
} from '../../src/features/bus/queue-versions';
import { maxAckPendingNeeded } from '../../src/features/bus/queue';
import { APP_LABEL } from '../../src/kernel/labels';
import { AGENT_TASKS, AGENT_TASKS_FAILED } from '../../src/features/bus/metrics';
import { kebab } from '../../src/kernel/names';
import { Problems } from '../../src/kernel/problems';
import {
  checkAnalysis,
  analysisNumbers,
  DEFAULT_THRESHOLD,
  DEFAULT_WINDOW_S,
  errorRates,
  MAX_WINDOW_S,
  MIN_INTERVAL_S,
} from '../../src/features/rollout/analysis';
import type { VersionComparison, VersionSeries } from '../../src/features/rollout/compare';
import { shown } from '../../src/kernel/shown';
import { checkFeature } from '../../src/kernel/versions';
import { AgentDeployment } from '../agent/agent-deployment';
import type { AgentConsumes, AgentDeploymentProps } from '../agent/agent-props';
import type { PrometheusRuleSpec } from '../observability/prometheus-rule-kinds';
import { largestCount, planFixedScale, type ScalePlan, scaledTo } from '../../src/features/scaling/plan';
import { planned, planOf } from '../kinds/planned';
import { planQueueProps, QueueDepthHpa, type QueueScaler } from '../scaling/queue-depth-hpa';
import type { QueueComparison, QueueVersionsProps } from './queue-next-props';
import { versionAlerts } from './queue-version-alerts';
import { Target } from '../kinds/target';

/** Unfinished messages in percent that were delivered before: more is a version that does not finish. */
const DEFAULT_REDELIVERIES = 10;

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

/**
 * Both versions, their scalers and their alerts. The bus' part, which sends messages, is `mappings` and a second consumer.
 *
 * @throws InvalidInputError with every rule that does not hold.
 */
export function addQueueVersions(scope: Construct, id: string, props: QueueVersionsProps, queueSwitch: QueueSwitch): QueueVersions {
  const { nextImage, scale: _scale, comparison = {}, ...agent } = props;
  const problems = Problems.of(scope.node.path);
  const worker = workerOf(scope, id, agent, queueSwitch, problems);
  const namespace = agent.namespace ?? Chart.of(scope).namespace;
  problems.that(
    namespace !== undefined,
    'namespace',
    'rollout-metrics',
    'is unknown, and alerts have to name it',
    'give it here or to the chart',
  );
  checkComparison(comparison, problems.at('comparison'));
  const plan = scaleOf(scope, props, problems);
  problems.throwIfAny();
  if (worker === undefined || namespace === undefined) throw new Error('unreachable: both were checked above');

  const nextPlan = scaledTo(plan, (replicas) => nextReplicas(replicas, queueSwitch));
  // computed for all messages, so that a changed weight replaces no pod
  const maxAckPending = worker.consumes.maxAckPending ?? maxAckPendingNeeded(largestCount(plan), worker.task.concurrency ?? 1);
  const stable = new AgentDeployment(scope, 'Stable', worker);
  const next = new AgentDeployment(scope, 'Next', {
    ...worker,
    name: nextName(worker.name),
    identity: worker.identity ?? worker.name,
    // for the LLM gateway both versions are one agent: a service account of its own would have to be admitted before the first pod and
    // until the last
    serviceAccount: worker.serviceAccount ?? ServiceAccount.fromServiceAccountName(scope, 'Identity', worker.name),
    image: nextImage ?? worker.image,
    consumes: {
      ...worker.consumes,
      consumer: nextName(worker.consumes.consumer ?? worker.name),
      subjects: worker.consumes.subjects.map(nextSubject),
      maxAckPending,
    },
    ...countOf(nextPlan),
  });
  addScaler(scope, 'Scale', stable, plan);
  addScaler(scope, 'NextScale', next, nextPlan);
  // a version without messages is not judged
  if (nextWeight(queueSwitch) > 0 && !nextPaused(queueSwitch)) {
    addAlerts(scope, worker, stable, comparisonOf(namespace, stable, next, comparison, nextWeight(queueSwitch)), comparison, queueSwitch);
  }
  return { stable, next, mappings: queueMappings(worker.consumes.subjects, queueSwitch) };
}

/** Rules of what can have two versions. */
function workerOf(
  scope: Construct,
  id: string,
  agent: AgentDeploymentProps,
  queueSwitch: QueueSwitch,
  problems: Problems,
): Worker | undefined {
  const { consumes, metrics, servesTo = [], callers = [] } = agent;
  const subjects = consumes?.subjects ?? [];
  problems.rule(queueSwitch.kind === 'canary' ? 'weight' : 'active', checkQueueSwitch(queueSwitch));
  if (isExclusive(queueSwitch)) problems.rule('exclusive', checkFeature(Target.of(scope), 'nats-consumer-pause'));
  problems.that(
    subjects.length > 0,
    consumes === undefined ? 'consumes' : 'consumes.subjects',
    'rollout-queue',
    'no subject is named, and messages are shared between versions by subject',
    'name the subjects it takes, or use CanaryRollout or BlueGreenRollout for an agent that serves',
  );
  subjects.forEach((subject, index) => problems.rule(`consumes.subjects.${index}`, checkNextSubject(subject)));
  problems.that(
    servesTo.length === 0 && callers.length === 0,
    servesTo.length > 0 ? 'servesTo' : 'callers',
    'rollout-queue',
    'it serves as well, and whoever calls it would reach one version only',
    'make two agents of it, or use AgentDeployment',
  );
  problems.that(
    metrics !== undefined,
    'metrics',
    'rollout-metrics',
    'there are none, so that nobody could compare the versions',
    'write metrics: {}',
  );
  return consumes === undefined ? undefined : { ...agent, name: agent.name ?? kebab(id), consumes: { ...consumes, subjects } };
}

/** How both versions are scaled together: as the plan says, as the props of a scaler say, or by a count. */
function scaleOf(scope: Construct, { scale, replicas }: Pick<QueueVersionsProps, 'scale' | 'replicas'>, problems: Problems): ScalePlan {
  if (scale === undefined) return planFixedScale(problems, replicas);
  return (
    planOf<ScalePlan>(scale) ?? planQueueProps(scope, scale, { problems: problems.at('scale'), warnings: Problems.of(scope.node.path) })
  );
}

/** The scaler of one version. */
function addScaler(scope: Construct, id: string, target: AgentDeployment, scale: ScalePlan): void {
  switch (scale.kind) {
    case 'fixed':
      return;
    case 'queue': {
      const { consumer: queue } = target;
      // a worker has one; the type does not know
      if (queue !== undefined) new QueueDepthHpa(scope, id, planned({ target, queue, scale } satisfies QueueScaler));
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
  {
    total = AGENT_TASKS,
    failed = AGENT_TASKS_FAILED,
    redeliveries = DEFAULT_REDELIVERIES,
    natsMetricPrefix = 'jetstream',
    ...rest
  }: QueueComparison,
  weight: number,
): VersionComparison {
  const series = ({ name, consumer }: AgentDeployment): VersionSeries => ({
    namespace,
    workload: name,
    account: consumer?.account ?? '',
    stream: consumer?.stream ?? '',
    consumer: consumer?.consumer ?? '',
  });
  const { windowS, threshold, rates } = numbersOf(rest);
  return {
    stable: series(stable),
    next: series(next),
    weight,
    total,
    failed,
    windowS,
    threshold,
    rates,
    redeliveries: redeliveries / 100,
    natsMetricPrefix,
  };
}

function numbersOf({ threshold: percent, window, healthyErrors, badErrors }: QueueComparison) {
  const threshold = percent === undefined ? DEFAULT_THRESHOLD : percent / 100;
  return {
    windowS: window?.toSeconds({ integral: false }) ?? DEFAULT_WINDOW_S,
    threshold,
    rates: errorRates(threshold, {
      ...(healthyErrors !== undefined && { healthyRate: healthyErrors / 100 }),
      ...(badErrors !== undefined && { badRate: badErrors / 100 }),
    }),
  };
}

function checkComparison(comparison: QueueComparison, problems: Problems): void {
  const { windowS, threshold, rates } = numbersOf(comparison);
  const checkWindow = problems.that(
    Number.isInteger(windowS) && windowS >= MIN_INTERVAL_S && windowS <= MAX_WINDOW_S,
    'window',
    'analysis-window',
    `must be whole seconds from ${MIN_INTERVAL_S} to ${MAX_WINDOW_S}, got ${shown(windowS)}`,
    'write Duration.minutes(15)',
  );
  // one look at the whole window
  if (checkWindow) problems.rule('', checkAnalysis(analysisNumbers({ windowS, intervalS: windowS, threshold }), rates));
  const { redeliveries = DEFAULT_REDELIVERIES } = comparison;
  problems.that(
    redeliveries > 0 && redeliveries < 100,
    'redeliveries',
    'analysis-rates',
    `must be above 0 and below 100 %, got ${shown(redeliveries)}`,
    `write ${DEFAULT_REDELIVERIES}`,
  );
  for (const name of ['total', 'failed'] as const) {
    const metric = comparison[name];
    // https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels
    problems.that(
      metric === undefined || /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(metric),
      name,
      'metric-name',
      `is no name of a metric: ${shown(metric)}`,
      `write '${AGENT_TASKS}'`,
    );
  }
}

function addAlerts(
  scope: Construct,
  { annotations, tenant }: Worker,
  stable: AgentDeployment,
  comparison: VersionComparison,
  { severity = 'warning' }: QueueComparison,
  queueSwitch: QueueSwitch,
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
      rollBack: queueSwitch.kind === 'canary' ? 'rollout.weight: 0' : 'rollout.active: blue',
    }) satisfies PrometheusRuleSpec,
  });
}
