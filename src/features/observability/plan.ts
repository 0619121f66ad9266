import { type AlertsInput, planTenantAlerts, type TenantAlertsPlan } from './tenant-alerts';
import { planTenantDashboard, type TenantDashboardPlan } from './tenant-dashboard';
import { GIVEN_SOURCES, type GivenSource } from './given';
import { OBSERVABILITY } from './schema';
import type { ObservabilitySpec } from './spec';
import type { AlertedWorkload } from './workload-alerts';
import type { NatsMetricPrefix } from '../bus/metrics';
import { redeliveryOf } from '../bus/redelivery';
import { isLabelKey, isLabelValue } from '../../kernel/names';
import { byText } from '../../kernel/order';
import type { ServiceState } from '../external/state';
import type { Findings } from '../../kernel/findings';
import { below, Problems } from '../../kernel/problems';
import { shown } from '../../kernel/shown';

/** What is watched, complete. */
export interface ObservabilityPlan {
  readonly given: readonly GivenSource[];
  readonly furtherMetrics: readonly string[];
  readonly ruleLabels: Readonly<Record<string, string>>;
  readonly quotaPercent: number;
  /** Whether alerts and dashboards rest on the series of the bus: not where others run it and Prometheus does not scrape it. */
  readonly watchesQueues: boolean;
}

/** What of an environment decides what is given if it is not written. */
export interface ObservedEnvironment {
  readonly scaler: 'keda' | 'prometheus-adapter';
  /** How the environment has the bus. */
  readonly bus: ServiceState['kind'];
  /** Agents that work on a queue. */
  readonly queues: number;
}

/** Defaults and rules of what is watched; `problems` stand at the environment's `observability`. */
export function planObservability(
  spec: ObservabilitySpec | undefined,
  { scaler, bus, queues }: ObservedEnvironment,
  { problems, warnings }: Findings,
): ObservabilityPlan {
  const { given, furtherMetrics = [], ruleLabels = {}, quotaPercent = OBSERVABILITY.shape.quotaPercent.said.default } = spec ?? {};
  furtherMetrics.forEach((name, index) => {
    // https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels
    problems.that(
      /^[a-zA-Z_:][a-zA-Z0-9_:]{0,199}$/.test(name),
      below('furtherMetrics', index),
      'metric-name',
      `is no name of a series: ${shown(name)}`,
      `write e.g. 'http_requests_total'`,
    );
  });
  for (const [key, value] of Object.entries(ruleLabels)) {
    // Rule `bad-label`: an API server refuses a malformed label, and a malformed selector selects nothing.
    // https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
    problems.that(
      isLabelKey(key) && isLabelValue(value),
      `ruleLabels.${key}`,
      'bad-label',
      `is no label: ${shown(value)}`,
      'write at most 63 letters, digits, hyphens, dots and underscores',
    );
  }
  const { min, max } = OBSERVABILITY.shape.quotaPercent.said;
  problems.integer('quotaPercent', quotaPercent, min, max);
  const usual = GIVEN_SOURCES.filter((name) => (name === 'nats' ? bus === 'elsewhere' : name !== 'keda' || scaler === 'keda'));
  const known = given ?? usual;
  const watchesQueues = bus !== 'external' || known.includes('nats');
  // Rule `bus-unwatched`: an alert on a series that is not scraped never fires, so none is rendered, and nobody is called (our choice).
  if (!watchesQueues && queues > 0 && !problems.unread('given'))
    warnings.rule('given', {
      rule: 'bus-unwatched',
      problem: `'nats' is not among them and others run the bus: no alert and no panel is rendered for queues, of which there are ${queues}`,
      fix: `let Prometheus scrape the exporter of that bus, and write 'nats' among them`,
    });
  return {
    given: [...known],
    furtherMetrics: [...furtherMetrics].sort(byText),
    ruleLabels: { ...ruleLabels },
    quotaPercent,
    watchesQueues,
  };
}

/** An agent as far as it is watched. */
export interface ObservedAgent {
  readonly name: string;
  /** @default - takes no messages */
  readonly consumes?:
    { readonly stream: string; readonly consumer: string; readonly ackWaitS: number; readonly maxDeliver: number } | undefined;
  readonly scale:
    | { readonly kind: 'fixed' }
    | {
        readonly kind: 'queue';
        readonly engine: 'keda' | 'prometheus-adapter';
        readonly prescale: readonly { readonly name: string; readonly replicas: number }[];
      };
  readonly rollout: { readonly kind: 'rolling' | 'canary' | 'blue-green' | 'queue' };
}

/** A batch agent as far as it is watched. */
export interface ObservedBatch {
  readonly name: string;
  readonly deadlineS: number;
  readonly trigger: { readonly kind: 'schedule'; readonly startingS: number } | { readonly kind: 'queue' };
}

/** A tenant as far as it is watched. */
export interface ObservedTenant {
  readonly id: string;
  readonly namespace: string;
  readonly agents: readonly ObservedAgent[];
  readonly batch: readonly ObservedBatch[];
}

/** What an environment says to the alerts and dashboards of its tenants. */
export interface ObservingEnvironment {
  readonly natsMetricPrefix: NatsMetricPrefix;
  readonly observability: Pick<ObservabilityPlan, 'ruleLabels' | 'quotaPercent' | 'watchesQueues'>;
}

/** The alerts and the dashboard of one tenant. */
export interface TenantObservabilityPlan {
  readonly alerts: TenantAlertsPlan;
  readonly dashboard: TenantDashboardPlan;
}

/**
 * What is watched of a tenant of the environment.
 *
 * @throws InvalidInputError
 */
export function planTenantObservability(tenant: ObservedTenant, environment: ObservingEnvironment): TenantObservabilityPlan {
  const { natsMetricPrefix, observability } = environment;
  const { id, namespace, batch } = tenant;
  // nothing that would never fire, and nothing that would stay empty
  const agents = observability.watchesQueues ? tenant.agents : tenant.agents.map((agent) => ({ ...agent, consumes: undefined }));
  const problems = Problems.of(namespace);
  const alerts = planTenantAlerts(problems.at('alerts'), {
    tenant: id,
    namespace,
    natsMetricPrefix,
    quotaPercent: observability.quotaPercent,
    labels: observability.ruleLabels,
    agents: agents.map((agent) => alertedAgent(agent, id)),
    jobs: batch.flatMap(({ name, deadlineS, trigger }) =>
      trigger.kind === 'schedule' ? [{ name, deadlineS, startingDeadlineS: trigger.startingS }] : [],
    ),
  });
  const dashboard = planTenantDashboard(problems.at('dashboard'), {
    tenant: id,
    namespace,
    natsMetricPrefix,
    agents: agents.map(({ name, consumes, rollout }) => ({
      name,
      workload: workloadOf(rollout),
      ...(consumes !== undefined && { queue: { account: id, stream: consumes.stream, consumer: consumes.consumer } }),
    })),
  });
  problems.throwIfAny();
  return { alerts, dashboard };
}

function alertedAgent({ name, consumes, scale, rollout }: ObservedAgent, account: string): AlertsInput['agents'][number] {
  return {
    name,
    workload: workloadOf(rollout),
    ...(consumes !== undefined && {
      queue: { account, stream: consumes.stream, consumer: consumes.consumer, ...redeliveryOf(consumes) },
    }),
    ...alertedScale(scale),
  };
}

/** What alerts have to know of who owns the count. */
function alertedScale(scale: ObservedAgent['scale']): Pick<AlertsInput['agents'][number], 'scaler' | 'prescale'> {
  switch (scale.kind) {
    case 'fixed':
      return {};
    case 'queue':
      return {
        scaler: scale.engine,
        // the queue's trigger is the first
        prescale: scale.prescale.map(({ name, replicas }, index) => ({ name, replicas, trigger: index + 1 })),
      };
  }
}

/** What controls the pods. */
function workloadOf({ kind }: ObservedAgent['rollout']): AlertedWorkload {
  switch (kind) {
    case 'canary':
    case 'blue-green':
      return 'Rollout';
    case 'rolling':
    case 'queue':
      return 'Deployment';
  }
}
