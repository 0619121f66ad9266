import { matchers } from './alert';
import { consumerSeries } from './queue-alerts';
import type { AlertedWorkload } from './workload-alerts';
import { AGENT_TASKS, AGENT_TASKS_FAILED, NATS_METRIC_PREFIXES, type NatsMetricPrefix } from '../bus/metrics';
import { checkJetStreamName, checkAccount } from '../bus/subjects';
import { isDnsLabel } from '../../kernel/names';
import type { Problems } from '../../kernel/problems';
import { shown } from '../../kernel/shown';

/** The dashboard of one tenant, complete. */
export interface TenantDashboardPlan {
  readonly tenant: string;
  readonly namespace: string;
  readonly panels: readonly PanelPlan[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What is said of the dashboard of one tenant. */
export interface DashboardInput {
  readonly tenant: string;
  readonly namespace: string;
  readonly agents: readonly {
    readonly name: string;
    readonly workload?: AlertedWorkload;
    readonly queue?: { readonly account: string; readonly stream: string; readonly consumer: string };
  }[];
  readonly quota?: string;
  readonly natsMetricPrefix?: NatsMetricPrefix;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Completes and checks the dashboard of one tenant. */
export function planTenantDashboard(problems: Problems, input: DashboardInput): TenantDashboardPlan {
  const { tenant, namespace, agents, quota = 'tenant', labels = {}, annotations = {} } = input;
  const { natsMetricPrefix = NATS_METRIC_PREFIXES[0] } = input;
  const label = (place: string, text: string, fix: string): boolean =>
    problems.that(isDnsLabel(text), place, 'dns-label', `must be a DNS label, got ${shown(text)}`, fix);
  label('tenant', tenant, `write its id, e.g. 'acme'`);
  label('namespace', namespace, 'give it here or to the chart');
  label('quota', quota, `write 'tenant'`);
  agents.forEach(({ name, queue }, index) => {
    label(`agents.${index}.name`, name, `write e.g. 'product-search'`);
    if (queue === undefined) return;
    const at = problems.at(`agents.${index}.queue`);
    at.rule('account', checkAccount(queue.account));
    at.rule('stream', checkJetStreamName(queue.stream));
    at.rule('consumer', checkJetStreamName(queue.consumer));
  });
  const shownAgents = agents.map(({ name, queue, workload = 'Deployment' }) => ({ name, queue, workload }));
  return { tenant, namespace, panels: tenantPanels(namespace, quota, shownAgents, natsMetricPrefix), labels, annotations };
}

/** What a panel shows. */
export interface PanelPlan {
  readonly title: string;
  readonly description: string;
  /** https://grafana.com/docs/grafana/latest/panels-visualizations/configure-standard-options/#unit */
  readonly unit: string;
  readonly queries: readonly { readonly expr: string; readonly legend: string }[];
}

/** Of an agent, what its panels name. */
interface ShownAgent {
  readonly name: string;
  readonly queue: { readonly account: string; readonly stream: string; readonly consumer: string } | undefined;
  readonly workload: 'Deployment' | 'Rollout';
}

/** The panels of one tenant: work, then who does it, then what limits them. */
function tenantPanels(namespace: string, quota: string, agents: readonly ShownAgent[], prefix: NatsMetricPrefix): PanelPlan[] {
  const own = matchers({ namespace });
  const queues = agents.flatMap(({ name, queue }) => (queue === undefined ? [] : [{ name, queue }]));
  const ofQueues = (figures: readonly string[]) =>
    queues.map(({ name, queue }) => ({
      expr: figures.map((figure) => `max(${consumerSeries({ ...queue, prefix }, figure)})`).join(' + '),
      legend: name,
    }));
  const counter = (metric: string): string => `sum by (container, pod) (rate(${metric}${own}[$__rate_interval]))`;
  const quotaOf = (type: string): string => `kube_resourcequota${matchers({ namespace, resourcequota: quota, type })}`;
  return [
    ...(queues.length === 0
      ? []
      : [
          {
            title: 'Unfinished messages',
            description: 'Waiting plus delivered and not yet acknowledged: what the autoscaler counts.',
            unit: 'short',
            queries: ofQueues(['num_pending', 'num_ack_pending']),
          },
          {
            title: 'Delivered again',
            description: 'Unacknowledged messages that were delivered before: tasks that fail or take longer than the ack wait.',
            unit: 'short',
            queries: ofQueues(['num_redelivered']),
          },
        ]),
    {
      title: 'Finished tasks',
      description: 'Per second and pod, failed ones included.',
      unit: 'ops',
      queries: [{ expr: counter(AGENT_TASKS), legend: '{{pod}}' }],
    },
    {
      title: 'Failed tasks',
      description: 'Per second and pod; no line is no failure.',
      unit: 'ops',
      queries: [{ expr: counter(AGENT_TASKS_FAILED), legend: '{{pod}}' }],
    },
    { title: 'Ready replicas', description: 'Of each agent.', unit: 'short', queries: agents.map((agent) => readyOf(namespace, agent)) },
    {
      title: 'Restarts',
      description: 'Of containers, in the last hour.',
      unit: 'short',
      queries: [
        {
          expr: `sum by (pod, container) (increase(kube_pod_container_status_restarts_total${own}[1h])) > 0`,
          legend: '{{pod}} {{container}}',
        },
      ],
    },
    {
      title: 'Memory',
      description: 'Working set of each pod; above its limit it is killed.',
      unit: 'bytes',
      queries: [
        {
          expr: `sum by (pod) (container_memory_working_set_bytes${matchers({ namespace }).slice(0, -1)}, container!=""})`,
          legend: '{{pod}}',
        },
      ],
    },
    {
      title: 'Quota',
      description: 'Share of each resource that is taken. At 1 no pod starts.',
      unit: 'percentunit',
      queries: [{ expr: `max by (resource) (${quotaOf('used')} / ignoring (type) (${quotaOf('hard')} > 0))`, legend: '{{resource}}' }],
    },
  ];
}

function readyOf(namespace: string, { name, workload }: ShownAgent): { expr: string; legend: string } {
  const expr =
    workload === 'Rollout'
      ? `max(rollout_info_replicas_available${matchers({ namespace, name })})`
      : `max(kube_deployment_status_replicas_ready${matchers({ namespace, deployment: name })})`;
  return { expr, legend: name };
}
