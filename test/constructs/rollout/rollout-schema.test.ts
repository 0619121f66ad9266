import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Duration, type Chart } from 'cdk8s';
import { crdSchemas } from '../../../src/judges/schemas/crd-schema';
import { fieldTable } from '../../../src/judges/schemas/field-table';
import { parseManifests } from '../../../src/judges/inventory/parse';
import { validateStrict } from '../../../src/judges/schemas/strict';
import { type Manifest, rendered } from '../agent/agent-fixture';
import { controllerRefuses } from './rollout-controller';
import { blueGreen, canary, MINUTE, rolloutChart, ROUTER } from './rollout-fixture';

const FILES = ['argo-rollouts-v1.9.1.yaml', 'gateway-api-v1.6.1.yaml', 'prometheus-operator-v0.93.0.yaml'];
const CRDS = [process.env['CRDS_DIR'], resolve(__dirname, '..', '..', '..', '..', 'shared', 'crds')].find(
  (folder) => folder !== undefined && FILES.every((file) => existsSync(resolve(folder, file))),
);

const withCrds = CRDS === undefined ? test.skip : test;

/** One of each form that the constructs can take. */
const FORMS: readonly (readonly [title: string, chart: () => Chart])[] = [
  ['canary', () => canary().chart],
  ['canary of one more pod', () => canary({ maxSurge: '1' }).chart],
  [
    'canary without a known rate',
    () => canary({ analysis: { failureLimit: 2, window: Duration.minutes(5), interval: MINUTE } }, rolloutChart(), 'rate').chart,
  ],
  ['canary with a router', () => canary({ router: ROUTER, replicas: 2, weight: 1, rate: 1000 }).chart],
  [
    'canary with all that an agent may have',
    () => canary({ nodePool: 'agents', config: { a: 1 }, userNamespace: true, labels: { team: 'x' } }).chart,
  ],
  ['blue-green', () => blueGreen().chart],
  ['blue-green by hand', () => blueGreen({ manualPromotion: true, scaleDownDelay: Duration.minutes(20) }).chart],
];

test.each(FORMS)('%s is nothing that the controller refuses', (_, chart) => {
  const objects = rendered(chart());
  expect(objects.filter(({ kind }) => kind === 'Rollout')).toHaveLength(1);
  expect(controllerRefuses(objects)).toEqual([]);
});

withCrds.each(FORMS)('%s is nothing that Kubernetes 1.33 or the real definitions do not know', (_, chart) => {
  expectKnown(rendered(chart()));
});

test.each<readonly [finding: string, change: (objects: Manifest[]) => void]>([
  ['empty selector', (objects) => (specOf(objects, 'Rollout')['selector'] = {})],
  ['selector and template differ', (objects) => (specOf(objects, 'Rollout')['selector'] = { matchLabels: { a: 'b' } })],
  ['progressDeadlineSeconds', (objects) => (specOf(objects, 'Rollout')['minReadySeconds'] = 600)],
  ['not one strategy', (objects) => (strategyOf(objects)['blueGreen'] = { activeService: 'search' })],
  ['maxSurge and maxUnavailable are 0', (objects) => (canaryOf(objects)['maxSurge'] = '0%')],
  ['equal Services', (objects) => (canaryOf(objects)['canaryService'] = 'search')],
  ['Service other is missing', (objects) => (canaryOf(objects)['canaryService'] = 'other')],
  ['Service search selects a', (objects) => (specOf(objects, 'Service')['selector'] = { a: 'b' })],
  ['Services of the router', (objects) => delete canaryOf(objects)['canaryService']],
  [
    'scaleDownDelaySeconds without routing',
    (objects) => Object.assign(canaryOf(objects), { trafficRouting: undefined, scaleDownDelaySeconds: 30 }),
  ],
  ['setWeight', (objects) => (canaryOf(objects)['steps'] = [{ setWeight: 101 }])],
  ['not one thing in a step', (objects) => (canaryOf(objects)['steps'] = [{ setWeight: 10, pause: {} }])],
  [
    'AnalysisTemplate other is missing',
    (objects) => (canaryOf(objects)['steps'] = [{ analysis: { templates: [{ templateName: 'other' }] } }]),
  ],
  ['no argument canary-hash', (objects) => (canaryOf(objects)['steps'] = [{ analysis: { templates: [{ templateName: 'search' }] } }])],
  ['runs indefinitely', (objects) => delete metricOf(objects)['count']],
  ['count below failureLimit', (objects) => (metricOf(objects)['failureLimit'] = 16)],
  ['no interval', (objects) => delete metricOf(objects)['interval']],
  ['initialDelay', (objects) => (metricOf(objects)['initialDelay'] = 'soon')],
])('fails in the controller: %s', (finding, change) => {
  const objects = rendered(canary({ router: ROUTER }).chart);
  change(objects);
  expect(controllerRefuses(objects)).toEqual([finding]);
});

type Node = Record<string, unknown>;

function specOf(objects: readonly Manifest[], kind: string): Node {
  const found = objects.find((object) => object.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return found.spec;
}

function strategyOf(objects: readonly Manifest[]): Node {
  return specOf(objects, 'Rollout')['strategy'] as Node;
}

function canaryOf(objects: readonly Manifest[]): Node {
  return strategyOf(objects)['canary'] as Node;
}

function metricOf(objects: readonly Manifest[]): Node {
  const [metric] = specOf(objects, 'AnalysisTemplate')['metrics'] as Node[];
  if (metric === undefined) throw new Error('no metric');
  return metric;
}

let known: Parameters<typeof validateStrict>[1] | undefined;

/** Read once: the definitions have a hundred thousand lines. */
function knownSchemas(): Parameters<typeof validateStrict>[1] {
  const definitions = (): unknown[] =>
    FILES.flatMap((file) => parseManifests(readFileSync(resolve(CRDS ?? '', file), 'utf8'), file)).map(({ document }) => document);
  return (known ??= { core: fieldTable('1.33'), custom: crdSchemas(definitions()) });
}

function expectKnown(objects: readonly Manifest[]): void {
  const found = (object: object) => validateStrict(object, knownSchemas()).map(({ place, problem }) => `${place}: ${problem}`);
  expect(objects.flatMap((object) => found(object).map((text) => `${object.kind} ${text}`))).toEqual([]);
  for (const kind of ['Rollout', 'AnalysisTemplate', 'PodMonitor'])
    expect(found({ ...objects.find((object) => object.kind === kind), spec: { ...specOf(objects, kind), strateyg: {} } })).toHaveLength(1);
}
