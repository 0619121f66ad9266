import { App, Chart } from 'cdk8s';
import { TenantDashboard, type TenantDashboardProps } from '../../../constructs/observability/tenant-dashboard';
import { parseQuery } from '../../../src/judges/checks/promql';
import { parseable } from '../../../src/judges/checks/variables';
import { checkSubstitution } from '../../../src/features/delivery/substitution';
import { only, problemsOf } from '../agent/agent-fixture';

const QUEUE = { account: 'acme', stream: 'TASKS', consumer: 'search' };

interface Dashboard {
  readonly description: string;
  readonly uid: string;
  readonly title: string;
  readonly templating: { readonly list: { readonly type: string; readonly name: string; readonly query: string }[] };
  readonly panels: {
    readonly id: number;
    readonly title: string;
    readonly datasource: { readonly uid: string };
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly targets: { readonly refId: string; readonly expr: string; readonly datasource: { readonly uid: string } }[];
  }[];
}

function define(props: Partial<TenantDashboardProps> = {}) {
  const chart = new Chart(new App(), 'dashboard', { namespace: 'tenant-acme', labels: { 'cdk8s-agents/tenant': 'acme' } });
  new TenantDashboard(chart, 'Dashboard', { tenant: 'acme', agents: [{ name: 'search', queue: QUEUE }, { name: 'chat' }], ...props });
  const object = only(chart, 'ConfigMap');
  const [[file, text] = ['', '']] = Object.entries(object.data);
  return { object, file, dashboard: JSON.parse(text) as Dashboard };
}

test('is a file that the sidecar finds and Flux leaves alone (F34, F79)', () => {
  const { object, file, dashboard } = define({ labels: { team: 'a' }, annotations: { email: 'a@example.com' } });
  expect(object.metadata).toEqual({
    name: 'tenant-dashboard',
    namespace: 'tenant-acme',
    labels: { 'cdk8s-agents/tenant': 'acme', team: 'a', grafana_dashboard: '1' },
    annotations: { email: 'a@example.com', 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' },
  });
  expect(checkSubstitution(object, object.metadata.annotations)).toBeUndefined();
  expect(checkSubstitution(object, {})?.rule).toBe('flux-substitution');
  expect(file).toBe('tenant-acme.json');
  expect(Object.keys(dashboard)).not.toContain('dashboard');
  expect([dashboard.uid, dashboard.title]).toEqual(['tenant-acme', 'Tenant acme']);
});

test('is a dashboard of the last six hours, read every minute, that nobody edits', () => {
  const { dashboard } = define();
  const { panels, description: _, ...rest } = dashboard;
  expect(rest).toEqual({
    uid: 'tenant-acme',
    title: 'Tenant acme',
    tags: ['tenant', 'acme'],
    editable: false,
    refresh: '1m',
    schemaVersion: 36,
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
  });
  const source = { type: 'prometheus', uid: '${datasource}' };
  expect(panels[4]).toMatchObject({
    id: 5,
    type: 'timeseries',
    title: 'Ready replicas',
    datasource: source,
    fieldConfig: { defaults: { unit: 'short', min: 0 }, overrides: [] },
    targets: [
      { refId: 'Q1', datasource: source, legendFormat: 'search' },
      { refId: 'Q2', datasource: source, legendFormat: 'chat' },
    ],
  });
  // two beside each other, eight rows high
  expect(panels.slice(0, 5).map(({ gridPos: { x, y, w, h } }) => [x, y, w, h])).toEqual([
    [0, 0, 12, 8],
    [12, 0, 12, 8],
    [0, 8, 12, 8],
    [12, 8, 12, 8],
    [0, 16, 12, 8],
  ]);
});

test('takes whichever Prometheus its reader chooses, by a variable that has its query', () => {
  const { dashboard } = define();
  expect(dashboard.templating.list).toEqual([expect.objectContaining({ type: 'datasource', name: 'datasource', query: 'prometheus' })]);
  const uids = dashboard.panels.flatMap(({ datasource, targets }) => [datasource.uid, ...targets.map((target) => target.datasource.uid)]);
  expect(new Set(uids)).toEqual(new Set(['${datasource}']));
});

test('shows one tenant and no other: an exact namespace or account in every selection (F33)', () => {
  const { dashboard } = define();
  const selectors = dashboard.panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => parseQuery(parseable(expr)).selectors));
  expect(selectors.length).toBeGreaterThan(9);
  for (const { matchers } of selectors) {
    const tenant = matchers.filter(({ label }) => label === 'namespace' || label === 'account');
    expect(tenant.map(({ operator, value }) => `${operator}${value}`)).toEqual([expect.stringMatching(/^=(tenant-acme|acme)$/)]);
  }
});

test('F32: says that it is a view and no wall, and what would be one', () => {
  const { dashboard } = define();
  expect(dashboard.description).toMatch(/no wall.*prom-label-proxy/);
});

test('lays its panels side by side, none over another, each with its own id', () => {
  const { dashboard } = define();
  const places = dashboard.panels.map(({ gridPos: { x, y, w } }) => `${x},${y},${w}`);
  expect(new Set(places).size).toBe(dashboard.panels.length);
  expect(dashboard.panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
  expect(dashboard.panels.map(({ id }) => id)).toEqual(dashboard.panels.map((_, index) => index + 1));
  for (const { targets } of dashboard.panels) expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
});

test('has no queue where nobody takes messages, and asks for the prefix given', () => {
  expect(define({ agents: [{ name: 'chat' }] }).dashboard.panels.map(({ title }) => title)).not.toContain('Unfinished messages');
  expect(define({ natsMetricPrefix: 'nats' }).dashboard.panels[0]?.targets[0]?.expr).toMatch(/^max\(nats_consumer_num_pending\{/);
});

test('asks Argo Rollouts for the replicas of a Rollout', () => {
  const { dashboard } = define({ agents: [{ name: 'chat', workload: 'Rollout' }] });
  expect(dashboard.panels.find(({ title }) => title === 'Ready replicas')?.targets[0]?.expr).toBe(
    'max(rollout_info_replicas_available{namespace="tenant-acme", name="chat"})',
  );
});

test.each([
  [40, 'a'.repeat(40)],
  [41, expect.stringMatching(/^[0-9a-f]{40}$/)],
])('has an id that Grafana takes for a namespace of %d characters', (length, uid) => {
  expect(define({ namespace: 'a'.repeat(length) }).dashboard.uid).toEqual(uid);
});

test('fails on names that would end a query', () => {
  expect(
    problemsOf(() =>
      define({ tenant: 'A', namespace: 'a"}', quota: '', agents: [{ name: 'a b', queue: { account: '"', stream: '', consumer: 'a.b' } }] }),
    ),
  ).toEqual([
    'tenant dns-label',
    'namespace dns-label',
    'quota dns-label',
    'agents.0.name dns-label',
    'agents.0.queue.account account',
    'agents.0.queue.stream jetstream-name',
    'agents.0.queue.consumer jetstream-name',
  ]);
});

test('fails where no namespace is known, and says where to write it', () => {
  const chart = new Chart(new App(), 'dashboard');
  expect(() => new TenantDashboard(chart, 'Dashboard', { tenant: 'acme', agents: [] })).toThrow(
    ['namespace', "  dns-label: must be a DNS label, got ''", '  fix: give it here or to the chart'].join('\n'),
  );
});
