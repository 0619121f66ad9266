import { App, Chart, Duration, Testing } from 'cdk8s';
import { ArgoCdApplication, type ArgoCdApplicationProps, ArgoCdProject } from '../../../constructs/delivery/argo-cd-stage';
import { DeliverySource } from '../../../constructs/delivery/delivery-source';
import type { DeliveryStage } from '../../../constructs/delivery/delivery-stage';
import { FluxStage } from '../../../constructs/delivery/flux-stage';
import { planned } from '../../../constructs/kinds/planned';
import { planArgoCdStage, planFluxStage, type StageInput } from '../../../src/features/delivery/stage-plan';
import { InvalidInputError, type Problem, Problems } from '../../../src/kernel/problems';

/** One stage as neutral data, with a value of its own for all that can be said. */
const STAGE = {
  name: 'acme',
  path: 'dist/acme',
  include: '*/a.yaml',
  exclude: 'b.yaml',
  objects: [
    { apiVersion: 'apps/v1', kind: 'Deployment', name: 'search', namespace: 'acme' },
    { apiVersion: 'v1', kind: 'ConfigMap', name: 'config', namespace: 'beta' },
    { apiVersion: 'v1', kind: 'Namespace', name: 'acme' },
    { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Pooler', name: 'pooler', namespace: 'acme' },
  ],
  namespaces: ['beta', 'acme'],
  clusterScoped: true,
  byName: true,
  after: ['platform', 'cluster'],
  prune: false,
  longestS: 700,
  timeoutS: 900,
  ignored: [{ group: 'apps', kind: 'Deployment', namespace: 'acme', name: 'search', paths: ['/spec/replicas'] }],
  prefix: 'shop',
  engineNamespace: 'delivery',
  sourceName: 'repository',
  intervalS: 120,
  url: 'https://git.example.com/shop/platform',
  tag: 'v1',
  wave: 3,
};
type Said = typeof STAGE;

function planInput({ prefix, engineNamespace: namespace, sourceName: _, intervalS: __, url: ___, tag: ____, wave: _____, ...stage }: Said) {
  return { prefix, namespace, stage: stage as StageInput };
}

function stageProps(said: Said): DeliveryStage {
  const { longestS, timeoutS, ...stage } = planInput(said).stage as Said;
  return { ...stage, longestRollout: Duration.millis(longestS * 1000), timeout: Duration.millis(timeoutS * 1000) };
}

const fluxPlan = (problems: Problems, said: Said) =>
  planFluxStage(problems, {
    ...planInput(said),
    source: { kind: 'GitRepository', name: said.sourceName },
    intervalS: said.intervalS,
  });
const argoCdPlan = (problems: Problems, said: Said) =>
  planArgoCdStage(problems, { ...planInput(said), source: { kind: 'git', url: said.url, revision: { tag: said.tag } } });

function fluxProps(said: Said) {
  const { prefix, engineNamespace: namespace, sourceName, intervalS } = said;
  const interval = Duration.millis(intervalS * 1000);
  return { prefix, namespace, stage: stageProps(said), sourceKind: 'GitRepository' as const, sourceName, interval };
}

function argoCdProps(said: Said) {
  const { prefix, engineNamespace: namespace, url, tag } = said;
  return { prefix, namespace, stage: stageProps(said), source: DeliverySource.git(url, { tag }) };
}

function rendered(build: (chart: Chart) => void): Record<string, unknown>[] {
  const chart = new Chart(new App(), 'stage');
  build(chart);
  return Testing.synth(chart) as Record<string, unknown>[];
}

function refused(build: () => unknown): readonly Problem[] {
  try {
    build();
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems;
    throw error;
  }
  return [];
}

test('a plan and props that say the same render the same stage of Flux, with every value in it', () => {
  const objects = rendered((chart) => new FluxStage(chart, 'Stage', fluxProps(STAGE)));
  expect(rendered((chart) => new FluxStage(chart, 'Stage', planned(fluxPlan(Problems.of(''), STAGE))))).toEqual(objects);
  expect(objects.find(({ kind }) => kind === 'Kustomization')).toMatchObject({
    metadata: { name: 'shop-acme', namespace: 'delivery' },
    spec: {
      dependsOn: [{ name: 'shop-cluster' }, { name: 'shop-platform' }],
      healthCheckExprs: [{ kind: 'Pooler' }],
      ignore: [{ paths: ['/spec/replicas'], target: { group: 'apps', kind: 'Deployment', name: 'search', namespace: 'acme' } }],
      interval: '2m',
      path: './dist/acme',
      prune: false,
      serviceAccountName: 'shop-acme',
      sourceRef: { kind: 'GitRepository', name: 'repository' },
      timeout: '15m',
    },
  });
  const roles = objects.filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole');
  expect(roles.map(({ metadata, rules }) => [(metadata as { namespace?: string }).namespace, rules])).toMatchObject([
    [undefined, [{ resources: ['namespaces'], resourceNames: ['acme'] }]],
    ['acme', expect.arrayContaining([expect.objectContaining({ resources: ['deployments'], resourceNames: ['search'] })])],
    ['beta', [{ resources: ['configmaps'], resourceNames: ['config'] }]],
  ]);
});

test('a plan and props that say the same render the same stage of Argo CD, with every value in it', () => {
  const objects = rendered((chart) => {
    new ArgoCdProject(chart, 'Project', argoCdProps(STAGE));
    new ArgoCdApplication(chart, 'Application', { ...argoCdProps(STAGE), wave: STAGE.wave });
  });
  const plan = argoCdPlan(Problems.of(''), STAGE);
  const ofPlan = rendered((chart) => {
    new ArgoCdProject(chart, 'Project', planned(plan));
    new ArgoCdApplication(chart, 'Application', planned<ArgoCdApplicationProps>(plan, { wave: STAGE.wave }));
  });
  expect(ofPlan).toEqual(objects);
  expect(objects.find(({ kind }) => kind === 'AppProject')).toMatchObject({
    spec: {
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'acme' }],
      description: 'stage acme: what is rendered in dist/acme',
      destinations: [{ namespace: 'acme' }, { namespace: 'beta' }],
      namespaceResourceWhitelist: [
        { group: '', kind: 'ConfigMap' },
        { group: 'apps', kind: 'Deployment' },
        { group: 'postgresql.cnpg.io', kind: 'Pooler' },
      ],
      sourceRepos: ['https://git.example.com/shop/platform'],
    },
  });
  expect(objects.find(({ kind }) => kind === 'Application')).toMatchObject({
    metadata: { name: 'shop-acme', namespace: 'delivery', annotations: { 'argocd.argoproj.io/sync-wave': '3' } },
    spec: {
      ignoreDifferences: [{ jsonPointers: ['/spec/replicas'], name: 'search' }],
      source: { directory: { include: '*/a.yaml', exclude: 'b.yaml', recurse: true }, path: 'dist/acme', targetRevision: 'v1' },
      syncPolicy: { automated: { prune: false } },
    },
  });
});

const [DEPLOYMENT] = STAGE.objects;
type Case = readonly [title: string, said: Partial<Said>, found: readonly string[]];
const BOTH: readonly Case[] = [
  ['nothing wrong', {}, []],
  ['a name too long', { name: 'a'.repeat(59) }, ['name delivery-name']],
  ['the longest name', { name: 'a'.repeat(58) }, []],
  ['a namespace that is none', { engineNamespace: 'Flux' }, ['namespace dns-label']],
  ['a path that leaves the repository', { path: '../x' }, ['stage.path delivery-path']],
  ['no objects', { objects: [] }, ['stage.objects delivery-empty']],
  [
    'a kind that is not known',
    { objects: [{ apiVersion: 'v1', kind: 'Pod', name: 'a', namespace: 'acme' }] },
    ['stage.objects[0] delivery-kind'],
  ],
  ['a namespace of another', { namespaces: ['acme'], objects: STAGE.objects.slice(0, 2) }, ['stage.objects[1] delivery-scope']],
  ['what a cluster has once', { clusterScoped: false }, ['stage.objects[2] delivery-scope']],
];

test.each<Case>([
  ...BOTH,
  ['a name of the source that is none', { sourceName: 'A' }, ['sourceName delivery-name']],
  ['an interval of 29 s', { intervalS: 29 }, ['interval delivery-interval']],
  ['an interval of 30 s', { intervalS: 30 }, []],
  ['an interval of a day', { intervalS: 86_400 }, []],
  ['an interval of more than a day', { intervalS: 86_401 }, ['interval delivery-interval']],
  ['an interval of half seconds', { intervalS: 60.5 }, ['interval delivery-interval']],
  ['a timeout below its rollouts', { timeoutS: 759 }, ['stage.timeout delivery-timeout']],
  ['a timeout of its rollouts and a minute', { timeoutS: 760 }, []],
  ['a name of a stage before it too long', { after: ['a'.repeat(59)] }, ['stage.after[0] delivery-name']],
])('both doors of Flux say the same of %s', (_, changed, found) => {
  const said = { ...STAGE, ...changed };
  const problems = Problems.of('');
  fluxPlan(problems, said);
  expect(problems.list.map(({ place, rule }) => `${place} ${rule}`)).toEqual(found);
  expect(refused(() => rendered((chart) => new FluxStage(chart, 'Stage', fluxProps(said))))).toEqual(problems.list);
});

test.each<Case>([
  ...BOTH,
  ['plain HTTP', { url: 'http://git.example.com/a/b' }, ['source.url delivery-url']],
  ['a revision that is none', { tag: 'a..b' }, ['source.revision delivery-revision']],
])('both doors of Argo CD say the same of %s', (_, changed, found) => {
  const said = { ...STAGE, ...changed };
  const problems = Problems.of('');
  argoCdPlan(problems, said);
  expect(problems.list.map(({ place, rule }) => `${place} ${rule}`)).toEqual(found);
  for (const Class of [ArgoCdProject, ArgoCdApplication])
    expect(refused(() => rendered((chart) => new Class(chart, 'Stage', argoCdProps(said))))).toEqual(problems.list);
});

test('of one object of a kind there is one rule of rights', () => {
  const { identity } = fluxPlan(Problems.of(''), { ...STAGE, objects: DEPLOYMENT === undefined ? [] : [DEPLOYMENT] });
  expect(identity.rights.map(({ namespace }) => namespace)).toEqual(['acme']);
});

test.each([
  [59, ['stage.timeout delivery-timeout']],
  [60, []],
])('a stage of which no rollout is known waits at least a minute: %i s', (timeoutS, found) => {
  const problems = Problems.of('');
  const { prefix, namespace, stage } = planInput({ ...STAGE, timeoutS });
  const source = { kind: 'GitRepository', name: STAGE.sourceName } as const;
  planFluxStage(problems, { prefix, namespace, stage: { ...stage, longestS: undefined }, source, intervalS: STAGE.intervalS });
  expect(problems.list.map(({ place, rule }) => `${place} ${rule}`)).toEqual(found);
});
