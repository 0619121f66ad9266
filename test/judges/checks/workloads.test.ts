import { ApiObject, type App, Chart, JsonPatch } from 'cdk8s';
import { judged } from '../../../environments/wiring/judged';
import { prod } from '../../../environments/swarm/prod';
import { checkWorkloads } from '../../../src/judges/checks/workloads';
import { describeProblem, InvalidInputError, Problems } from '../../../src/kernel/problems';
import { Inventory } from '../../../src/judges/inventory/inventory';
import { joinDataFiles } from '../../../src/resolve/data-file';
import { resolve } from '../../../src/resolve/resolve';
import type { Rendered } from '../../../src/render/files';
import { renderWithManifests } from '../../../src/render/render';
import { tenantApp } from '../../../environments/wiring/tenant';
import { platformApp } from '../../../environments/wiring/platform';
import { renderApps } from '../../../environments/wiring/environment';
import { DATA_FILES } from '../../environments/swarm-prod';

/** Rendering itself finds nothing wrong here. */
const FOUND = Problems.of('test');

const { spec, sources } = joinDataFiles(prod, DATA_FILES);
const ENVIRONMENT = resolve(spec, sources);
const NAMESPACE = 'tenant-acme';
const FOLDER = `manifests/tenants/${NAMESPACE}`;

/** The tenant acme of swarm/prod as it is wired, and what its team does to it. */
function acme(change: (app: App) => void): Rendered {
  const tenant = ENVIRONMENT.tenants.find(({ namespace }) => namespace === NAMESPACE);
  if (tenant === undefined) throw new Error(`no tenant in ${NAMESPACE}`);
  const app = tenantApp(tenant, ENVIRONMENT, FOUND);
  change(app);
  return renderWithManifests(app, FOLDER);
}

const problemsOf = ({ manifests }: Rendered): string[] => checkWorkloads(new Inventory().add(manifests)).map(describeProblem);

/** A chart of the team's own, one object in it. */
function own(app: App, apiVersion: string, kind: string, name: string, body: object, namespace = NAMESPACE): void {
  new ApiObject(new Chart(app, `team-${name}`), 'Object', { apiVersion, kind, metadata: { name, namespace }, spec: body });
}

/** The object of a kind in an agent's file. */
function rendered(app: App, agent: string, kind: string): ApiObject {
  const found = app.node
    .findChild(agent)
    .node.findAll()
    .find((one): one is ApiObject => ApiObject.isApiObject(one) && one.kind === kind);
  if (found === undefined) throw new Error(`${agent} has no ${kind}`);
  return found;
}

const hpa = (app: App, target: string, metrics?: object[], kind = 'Deployment', namespace = NAMESPACE): void => {
  const ref = { apiVersion: 'apps/v1', kind, name: target };
  own(app, 'autoscaling/v2', 'HorizontalPodAutoscaler', 'more', { maxReplicas: 2, scaleTargetRef: ref, metrics }, namespace);
};
const CPU = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }];
const MEMORY = [{ type: 'ContainerResource', containerResource: { name: 'memory', container: 'agent' } }];
const vpa = (app: App, rest: object = {}): void => {
  const targetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'order-tracking' };
  own(app, 'autoscaling.k8s.io/v1', 'VerticalPodAutoscaler', 'size', { targetRef, ...rest });
};
const policies = (...containerPolicies: object[]): object => ({ resourcePolicy: { containerPolicies } });
const free = (app: App): void => {
  rendered(app, 'order-tracking', 'Deployment').addJsonPatch(JsonPatch.remove('/spec/replicas'));
};

/** Where an object of the agent begins in what is rendered of it. */
const SEARCH_TEXT = acme(() => undefined).files.get(`${FOLDER}/product-search.yaml`) ?? '';
const lineOf = (kind: string): number => SEARCH_TEXT.slice(0, SEARCH_TEXT.indexOf(`\nkind: ${kind}\n`)).split('\n').length;

const TWO = `Deployment ${NAMESPACE}/product-search   ${FOLDER}/product-search.yaml:${lineOf('ScaledObject')}
  one-autoscaler: 'product-search' has 2 autoscalers (HorizontalPodAutoscaler 'more', ScaledObject 'product-search'), and 1 may own its count
  fix: keep one autoscaler for each workload, with several metrics or triggers if needed`;
const RESIZED = (resources: string): string => `Deployment ${NAMESPACE}/order-tracking   ${FOLDER}/team-size.yaml:2
  one-autoscaler: VerticalPodAutoscaler 'size' sets ${resources} of 'order-tracking', which its count follows: each moves what the other measures
  fix: let the count follow another metric, or leave these resources to people`;

describe('one autoscaler for each workload (A20)', () => {
  test.each<[string, (app: App) => void, string[]]>([
    ['one, as it is rendered', () => undefined, []],
    [
      'one of the team, where nobody writes the count',
      (app) => {
        free(app);
        hpa(app, 'order-tracking', CPU);
      },
      [],
    ],
    [
      'a second for another kind of the same name',
      (app) => {
        hpa(app, 'product-search', CPU, 'Rollout');
      },
      [],
    ],
    [
      'a second of the same name in another namespace',
      (app) => {
        hpa(app, 'product-search', CPU, 'Deployment', 'elsewhere');
      },
      [],
    ],
    [
      'fails a second',
      (app) => {
        hpa(app, 'product-search', CPU);
      },
      [TWO],
    ],
    [
      'fails a second that came by a patch, whose kind is a Deployment unless told',
      (app) => {
        own(app, 'keda.sh/v1alpha1', 'ScaledObject', 'copy', { maxReplicaCount: 2, scaleTargetRef: { name: 'other' }, triggers: [] });
        rendered(app, 'team-copy', 'ScaledObject').addJsonPatch(JsonPatch.replace('/spec/scaleTargetRef/name', 'product-search'));
      },
      [
        `Deployment ${NAMESPACE}/product-search   ${FOLDER}/team-copy.yaml:2
  one-autoscaler: 'product-search' has 2 autoscalers (ScaledObject 'product-search', ScaledObject 'copy'), and 1 may own its count
  fix: keep one autoscaler for each workload, with several metrics or triggers if needed`,
      ],
    ],
    [
      'fails a count that a patch writes back',
      (app) => {
        rendered(app, 'product-search', 'Deployment').addJsonPatch(JsonPatch.add('/spec/replicas', 3));
      },
      [
        `Deployment ${NAMESPACE}/product-search spec.replicas   ${FOLDER}/product-search.yaml:${lineOf('Deployment')}
  one-owner: 'product-search' fixes replicas at 3: every apply resets what the autoscaler chose
  fix: leave replicas out of the target`,
      ],
    ],
  ])('%s', (_case, change, expected) => {
    expect(problemsOf(acme(change))).toEqual(expected);
  });

  test.each<[string, object | undefined, object, string[]]>([
    ['resizes alone', undefined, {}, []],
    ['resizes memory beside a count by CPU', CPU, policies({ containerName: '*', controlledResources: ['memory'] }), []],
    ['resizes what is named, and that is all there is', CPU, policies({ containerName: 'agent', controlledResources: ['memory'] }), []],
    ['only recommends', CPU, { updatePolicy: { updateMode: 'Off' } }, []],
    ['is off for every container', CPU, policies({ containerName: '*', mode: 'Off' }), []],
    ['fails: resizes both beside a count by CPU', CPU, {}, [RESIZED('cpu')]],
    ['fails: resizes both beside a count by the memory of one container', MEMORY, {}, [RESIZED('memory')]],
    ['fails: resizes both beside a count by both', [...CPU, ...MEMORY], {}, [RESIZED('cpu and memory')]],
    ['fails: resizes the containers that no policy names', CPU, policies({ containerName: 'proxy', mode: 'Off' }), [RESIZED('cpu')]],
    ['fails: resizes CPU, which a count without metrics follows', [], policies({ containerName: '*' }), [RESIZED('cpu')]],
  ])('a VerticalPodAutoscaler %s', (_case, metrics, rest, expected) => {
    const change = (app: App): void => {
      vpa(app, rest);
      if (metrics === undefined) return;
      free(app);
      hpa(app, 'order-tracking', metrics as object[]);
    };
    expect(problemsOf(acme(change))).toEqual(expected);
  });
});

const selecting =
  (selector: object | undefined, namespace = NAMESPACE) =>
  (app: App) => {
    own(app, 'policy/v1', 'PodDisruptionBudget', 'spare', { maxUnavailable: 1, selector }, namespace);
  };
const WORKLOAD = 'cdk8s-agents/workload';
const IN_TWO = `Deployment ${NAMESPACE}/order-tracking   ${FOLDER}/order-tracking.yaml:200
  one-budget: its pods are in 2 budgets ('PodDisruptionBudget ${NAMESPACE}/order-tracking', 'PodDisruptionBudget ${NAMESPACE}/spare'), and an eviction takes 1 at most
  fix: keep one`;
const counts = (text: string): string => `PodDisruptionBudget ${NAMESPACE}/spare   ${FOLDER}/team-spare.yaml:2
  budget-selector: counts the pods of ${text}, not of 1
  fix: select by the one label that is unique to the workload`;

describe('each pod has one budget, and each budget one workload (A12)', () => {
  const batch = selecting({ matchLabels: { [WORKLOAD]: 'acme-nightly-report' } });

  test.each<[string, (app: App) => void, string[]]>([
    ['as they are rendered', () => undefined, []],
    ['one of the team for what had none', batch, []],
    ['fails two for one pod', selecting({ matchLabels: { [WORKLOAD]: 'acme-order-tracking' } }), [IN_TWO]],
    [
      'fails two for one pod, by an expression',
      selecting({ matchExpressions: [{ key: WORKLOAD, operator: 'In', values: ['acme-order-tracking'] }] }),
      [IN_TWO],
    ],
    ['fails one for none', selecting({ matchLabels: { [WORKLOAD]: 'acme-order-trackin' } }), [counts('0 workloads')]],
    ['fails one without a selector, which takes nothing', selecting(undefined), [counts('0 workloads')]],
    [
      'fails a selector that a patch made to take two',
      (app) => {
        const value = { matchExpressions: [{ key: WORKLOAD, operator: 'In', values: ['acme-order-tracking', 'acme-nightly-report'] }] };
        rendered(app, 'order-tracking', 'PodDisruptionBudget').addJsonPatch(JsonPatch.replace('/spec/selector', value));
      },
      [
        `PodDisruptionBudget ${NAMESPACE}/order-tracking   ${FOLDER}/order-tracking.yaml:176
  budget-selector: counts the pods of 2 workloads ('Deployment ${NAMESPACE}/order-tracking', 'CronJob ${NAMESPACE}/nightly-report'), not of 1
  fix: select by the one label that is unique to the workload`,
      ],
    ],
    ['fails everything, which an empty selector takes', selecting({}), ['one-budget', 'one-budget', 'one-budget', 'budget-selector']],
  ])('%s', (_case, change, expected) => {
    const found = problemsOf(acme(change));
    expect(found.map((text, index) => (expected[index]?.includes(':') === true ? text : / {2}([\w-]+): /.exec(text)?.[1]))).toEqual(
      expected,
    );
  });

  test('fails one beside those that CloudNativePG makes by itself', () => {
    const app = platformApp(ENVIRONMENT);
    selecting({ matchLabels: { 'cnpg.io/cluster': 'postgres' } }, 'platform')(app);
    expect(problemsOf(renderWithManifests(app, 'manifests/platform')).map((text) => text.split('\n')[1])).toEqual([
      `  one-budget: its pods are in 2 budgets ('PodDisruptionBudget platform/spare', 'that of CloudNativePG for Cluster platform/postgres'), and an eviction takes 1 at most`,
    ]);
  });
});

test('fails the synth of the environment with the problems of every App at once', () => {
  const broken = acme((app) => {
    hpa(app, 'product-search', CPU);
    selecting({ matchLabels: { [WORKLOAD]: 'acme-order-tracking' } })(app);
  });
  const apps = [...renderApps(ENVIRONMENT, FOUND)].map((one) => (one.manifests[0]?.file.startsWith(FOLDER) === true ? broken : one));
  expect(() => [...judged(ENVIRONMENT, apps, FOUND)]).toThrow(InvalidInputError);
  expect(() => [...judged(ENVIRONMENT, apps, FOUND)]).toThrow(`swarm/prod: 2 problems\n\n${TWO}\n\n${IN_TWO}`);
  expect([...judged(ENVIRONMENT, renderApps(ENVIRONMENT, FOUND), FOUND)].length).toBeGreaterThan(apps.length);
});

test('fails an object that lost its name, which no judge would see', () => {
  const nameless = acme((app) => {
    rendered(app, 'order-tracking', 'PodMonitor').addJsonPatch(JsonPatch.remove('/metadata/name'));
  });
  const apps = [...renderApps(ENVIRONMENT, FOUND)].map((one) => (one.manifests[0]?.file.startsWith(FOLDER) === true ? nameless : one));
  expect(() => [...judged(ENVIRONMENT, apps, FOUND)]).toThrow(
    `${FOLDER}/order-tracking.yaml   ${FOLDER}/order-tracking.yaml:375\n  unnamed-object: `,
  );
});
