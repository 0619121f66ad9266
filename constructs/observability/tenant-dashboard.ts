import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { NatsMetricPrefix } from '../../src/features/bus/metrics';
import { SUBSTITUTE_ANNOTATION } from '../../src/features/delivery/substitution';
import { type PanelPlan, planTenantDashboard, type TenantDashboardPlan } from '../../src/features/observability/tenant-dashboard';
import { sha256 } from '../../src/kernel/checksum';
import { Problems } from '../../src/kernel/problems';
import type { JetStreamConsumer } from '../bus/jet-stream-consumer';
import { planOf } from '../kinds/planned';
import type { GrafanaDashboard, GrafanaPanel, GrafanaSource } from './grafana-kinds';
import { written } from '../kinds/door';

/** An agent on a dashboard. */
export interface DashboardAgent {
  /** Name of its Deployment or Rollout. */
  readonly name: string;
  /** What runs its pods: `Deployment` or `Rollout`. @default 'Deployment' */
  readonly workload?: 'Deployment' | 'Rollout';
  /** @default - takes no messages */
  readonly queue?: JetStreamConsumer;
}

/** Properties for `TenantDashboard`. */
export interface TenantDashboardProps {
  /** Id of the tenant or pool. */
  readonly tenant: string;
  /** Its namespace, whose series are shown; also that of the ConfigMap. @default - that of the chart */
  readonly namespace?: string;
  readonly agents: DashboardAgent[];
  /** Name of the ResourceQuota that is shown. @default 'tenant' */
  readonly quota?: string;
  /** Prefix of the exporter's series. @default 'jetstream' */
  readonly natsMetricPrefix?: NatsMetricPrefix;
  /** Labels of the ConfigMap besides the sidecar's. @default - those of the chart */
  readonly labels?: { readonly [key: string]: string };
  /** @default - none but Flux' */
  readonly annotations?: { readonly [key: string]: string };
}

const NAME = 'tenant-dashboard';
/** A label in a query is a view, not a boundary. https://github.com/prometheus-community/prom-label-proxy */
const NO_WALL =
  'A view and no wall: whoever may change a query sees every tenant of this data source. To keep tenants apart, give each a data source behind prom-label-proxy, or a tenant of Mimir.';
/** By which Grafana's sidecar finds it. https://github.com/kiwigrid/k8s-sidecar */
const SIDECAR = { grafana_dashboard: '1' } as const;
const SOURCE: GrafanaSource = { type: 'prometheus', uid: '${datasource}' };
/** Grafana's limit: https://grafana.com/docs/grafana/latest/developers/http_api/dashboard/#identifier-id-vs-unique-identifier-uid */
const MAX_UID = 40;
/** The grid has 24 columns: two panels a row. */
const PANEL = { w: 12, h: 8 } as const;
/** Of Grafana 9 and newer, which migrate it. */
const SCHEMA_VERSION = 36;

/**
 * One tenant's dashboard as a file that Grafana's sidecar provisions: its queues, tasks, pods and quota.
 *
 * Every query names the namespace and the account exactly, so that no tenant of a similar name is shown. This is a view, not a boundary: a
 * user who may change a query sees everything in the data source. The data source is a variable, which works for files as for imports.
 *
 * @example
 * new TenantDashboard(chart, 'Dashboard', {
 *   tenant: 'acme',
 *   agents: [{ name: 'product-search', queue: { account: 'acme', stream: 'TASKS', consumer: 'product-search' } }],
 * });
 */
export class TenantDashboard extends Construct {
  /** The ConfigMap. */
  public readonly apiObject: ApiObject;

  /**
   * @throws InvalidInputError with every problem found.
   */
  constructor(scope: Construct, id: string, props: TenantDashboardProps) {
    super(scope, id);
    props = written(this, 'TenantDashboardProps', props);
    const { tenant, namespace, panels, labels, annotations } = planOf<TenantDashboardPlan>(props) ?? planOfProps(this, props);
    const dashboard = {
      uid: uidOf(namespace),
      title: `Tenant ${tenant}`,
      description: NO_WALL,
      tags: ['tenant', tenant],
      editable: false,
      refresh: '1m',
      schemaVersion: SCHEMA_VERSION,
      time: { from: 'now-6h', to: 'now' },
      timezone: 'browser',
      templating: {
        list: [
          {
            type: 'datasource',
            name: 'datasource',
            label: 'Data source',
            query: 'prometheus',
            regex: '',
            hide: 0,
            includeAll: false,
            multi: false,
            refresh: 1,
          },
        ],
      },
      panels: panels.map(panelOf),
    } satisfies GrafanaDashboard;
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: NAME,
        namespace,
        labels: { ...labels, ...SIDECAR },
        // Flux would replace the variable by nothing
        annotations: { ...annotations, [SUBSTITUTE_ANNOTATION]: 'disabled' },
      },
      data: { [`${namespace}.json`]: `${JSON.stringify(dashboard, undefined, 2)}\n` },
    });
  }
}

/** @throws InvalidInputError */
function planOfProps(scope: Construct, props: TenantDashboardProps): TenantDashboardPlan {
  const problems = Problems.of(scope.node.path);
  const plan = planTenantDashboard(problems, { ...props, namespace: props.namespace ?? Chart.of(scope).namespace ?? '' });
  problems.throwIfAny();
  return plan;
}

function uidOf(namespace: string): string {
  return namespace.length <= MAX_UID ? namespace : sha256(namespace).slice(0, MAX_UID);
}

function panelOf({ title, description, unit, queries }: PanelPlan, index: number): GrafanaPanel {
  return {
    id: index + 1,
    type: 'timeseries',
    title,
    description,
    datasource: SOURCE,
    gridPos: { x: (index % 2) * PANEL.w, y: Math.floor(index / 2) * PANEL.h, ...PANEL },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: queries.map(({ expr, legend }, at) => ({ refId: `Q${at + 1}`, datasource: SOURCE, expr, legendFormat: legend })),
  };
}
