import { ApiObject, App, Chart } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { Target } from '../../constructs/kinds/target';
import { judge, type JudgeOptions, renderApp, type Verdict } from '../../environments/index';
import { describeProblem } from '../../src/kernel/problems';
import { widgetCrd } from './fixtures';

/** A team's own App, with a workload of cdk8s-plus and whatever else a test says. */
function own(build: (chart: Chart) => void, kubernetes?: string): ReadonlyMap<string, string> {
  const app = new App();
  if (kubernetes !== undefined) Target.set(app, { kubernetes });
  const chart = new Chart(app, 'api', { namespace: 'shop' });
  new plus.Deployment(chart, 'Api', {
    metadata: { name: 'api' },
    replicas: 2,
    containers: [{ image: 'registry.example.com/api:1', portNumber: 8080 }],
    podMetadata: { labels: { app: 'api' } },
  });
  build(chart);
  return renderApp(app, 'manifests');
}
const add = (chart: Chart, apiVersion: string, kind: string, spec: object): void => {
  new ApiObject(chart, kind, { apiVersion, kind, metadata: { name: kind.toLowerCase() }, spec });
};

const rules = ({ problems }: Verdict): string[] => problems.map(({ place, rule }) => `${rule} ${place}`);
const of = (build: (chart: Chart) => void, options?: JudgeOptions): string[] => rules(judge(own(build), options));

const rule = (expr: string) => (chart: Chart) => {
  add(chart, 'monitoring.coreos.com/v1', 'PrometheusRule', { groups: [{ name: 'own', rules: [{ alert: 'Own', expr }] }] });
};
const hpa = (name: string) => (chart: Chart) => {
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' };
  const metrics = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }];
  new ApiObject(chart, name, {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name },
    spec: { scaleTargetRef, minReplicas: 2, maxReplicas: 5, metrics },
  });
};

describe('charts of a team’s own', () => {
  test('pass, and are counted', () => {
    expect(judge(own(() => undefined))).toEqual({ problems: [], objects: 1, unchecked: [] });
  });

  test.each<[string, (chart: Chart) => void, readonly string[]]>([
    [
      'two autoscalers of one workload, and a count beside them',
      (chart) => {
        hpa('one')(chart);
        hpa('two')(chart);
      },
      ['one-owner Deployment shop/api spec.replicas', 'one-autoscaler Deployment shop/api'],
    ],
    [
      'a disruption budget of 100 %',
      (chart) => {
        add(chart, 'policy/v1', 'PodDisruptionBudget', { minAvailable: '100%', selector: { matchLabels: { app: 'api' } } });
      },
      ['pdb-progress PodDisruptionBudget shop/poddisruptionbudget spec'],
    ],
    [
      'an alert on a series that nobody serves',
      rule('rate(api_requests_total[5m]) > 1'),
      ['metric-unknown PrometheusRule shop/prometheusrule spec.groups[0].rules[0].expr'],
    ],
    ['an alert on one that the cluster brings along', rule('kube_pod_status_ready == 0'), []],
    [
      'a field that no API server knows',
      (chart) => {
        add(chart, 'v1', 'Service', { selectors: {} });
      },
      ['unknown-field Service shop/service spec.selectors'],
    ],
    [
      'a Secret that would be committed',
      (chart) => {
        new ApiObject(chart, 'Secret', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { a: 'b' } });
      },
      ['rendered-secret manifests/api.yaml'],
    ],
    [
      'what Flux would apply with every right',
      (chart) => {
        add(chart, 'kustomize.toolkit.fluxcd.io/v1', 'Kustomization', { path: './' });
      },
      ['flux-service-account Kustomization shop/kustomization spec.serviceAccountName'],
    ],
  ])('%s', (_, build, expected) => {
    expect(of(build)).toEqual(expected);
  });

  test('series that are served elsewhere are told by name, or by who serves them', () => {
    const named = rule('rate(api_requests_total[5m]) > 1');
    expect(of(named, { metrics: { further: ['api_requests_total'] } })).toEqual([]);
    expect(of(rule('keda_scaler_active > 1'))).toHaveLength(1);
    expect(of(rule('keda_scaler_active > 1'), { metrics: { given: ['keda'] } })).toEqual([]);
  });

  test('fields are those of the release that the App says, of the one that is told, or of the oldest', () => {
    // came with 1.34
    const field = (chart: Chart): void => {
      new ApiObject(chart, 'Pod', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'p' },
        spec: { hostnameOverride: 'a', containers: [{ name: 'a', image: 'a' }] },
      });
    };
    const unknown = ['unknown-field Pod shop/p spec.hostnameOverride'];
    expect(rules(judge(own(field)))).toEqual(unknown);
    expect(rules(judge(own(field, '1.33')))).toEqual(unknown);
    expect(rules(judge(own(field, '1.36')))).toEqual([]);
    expect(rules(judge(own(field, '1.36'), { kubernetes: '1.33' }))).toEqual(unknown);
  });

  test('kinds without a schema are told, and checked once their definition is given', () => {
    const widget = (chart: Chart): void => {
      add(chart, 'example.com/v1', 'Widget', { size: 'huge', sizes: 3 });
    };
    expect(judge(own(widget))).toEqual({ problems: [], objects: 2, unchecked: [{ kind: 'example.com/v1 Widget', objects: 1 }] });
    const { problems, unchecked } = judge(own(widget), { crds: [widgetCrd()] });
    expect(problems.length).toBeGreaterThan(0);
    expect(unchecked).toEqual([]);
  });
});

describe('files of others', () => {
  const PDB = `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: keeps, namespace: shop }
spec: { maxUnavailable: 0, selector: { matchLabels: { app: api } } }
`;
  const helm = own(() => undefined);

  test('are read, with their lines; what is no object of an API is passed over', () => {
    const files = new Map([
      ...helm,
      ['manifests/pdb.yaml', `# by hand\n---\n${PDB}`],
      ['values.yaml', 'replicas: 3\n'],
      ['pdb.yaml.orig', PDB],
      ['notes.md', '# a: b: c'],
    ]);
    const { problems, objects } = judge(files);
    expect(objects).toBe(2);
    expect(problems.map(describeProblem)).toEqual([
      `PodDisruptionBudget shop/keeps spec   manifests/pdb.yaml:3
  pdb-progress: maxUnavailable 0 keeps 2 of 2 pods: a drain may take 0 and needs 1
  fix: set maxUnavailable to 1`,
    ]);
  });

  test('are judged App by App, and their metrics together', () => {
    const serving = own((chart) => {
      add(chart, 'monitoring.coreos.com/v1', 'PrometheusRule', {
        groups: [{ name: 'own', rules: [{ record: 'own:rate', expr: 'rate(kube_pod_status_ready[5m])' }] }],
      });
    });
    const asking = new Map([...own(rule('own:rate > 1'))].map(([file, text]) => [`b-${file}`, text]));
    expect(rules(judge(asking))).toHaveLength(1);
    expect(judge([serving, asking])).toMatchObject({ problems: [], objects: 4 });
    // two Apps that name each other’s objects are two clusters, or two steps
    expect(judge([helm, new Map([['pdb.yaml', PDB]])]).problems.map(({ rule }) => rule)).toEqual(['budget-selector']);
  });

  test('an object without a name, and text that readers read in two ways, are problems with file and line', () => {
    const files = new Map([
      ['a.yml', `---\napiVersion: v1\nkind: ConfigMap\ndata: {}\n`],
      ['b.yaml', `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: b }\ndata: { on: 'a', b: yes }\n`],
      ['c.yaml', `apiVersion: v1\nkind: ConfigMap\nkind: Secret\n`],
    ]);
    expect(judge(files).problems.map(({ place, rule, source }) => [place, rule, source?.line])).toEqual([
      ['b.yaml', 'manifest-syntax', undefined],
      ['b.yaml', 'manifest-syntax', undefined],
      ['c.yaml', 'manifest-syntax', undefined],
      ['a.yml', 'unnamed-object', 2],
    ]);
  });
});
