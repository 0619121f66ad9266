import { StrictCheck } from '../../../src/judges/checks/strict';
import { Inventory } from '../../../src/judges/inventory/inventory';
import { crdSchemas } from '../../../src/judges/schemas/crd-schema';
import { deployment, widgetCrd } from '../fixtures';

const inventory = (...documents: readonly unknown[]) =>
  new Inventory().add(documents.map((document, index) => ({ file: 'apps/a.yaml', line: 10 * index + 2, document })));
const widget = (spec: object, name = 'w') => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name, namespace: 'shop' },
  spec,
});
const withPod = (pod: object, spec: object = {}) => {
  const document = deployment() as { spec: { template: { spec: object } } };
  Object.assign(document.spec.template.spec, pod);
  Object.assign(document.spec, spec);
  return document;
};

test('tells object, field, file, line, and what to do, for each that is wrong', () => {
  const strict = new StrictCheck('1.33');
  expect(strict.problemsOf(inventory(deployment(), withPod({ nodeSelectors: {} }, { replicas: '2', selector: undefined })))).toEqual([
    {
      place: 'Deployment tenant-acme/search spec.replicas',
      rule: 'wrong-type',
      problem: `must be an integer, got string '2'`,
      fix: 'write what Kubernetes 1.33 takes',
      source: { file: 'apps/a.yaml', line: 12 },
    },
    {
      place: 'Deployment tenant-acme/search spec.template.spec.nodeSelectors',
      rule: 'unknown-field',
      problem: `is no field of PodSpec in Kubernetes 1.33; did you mean 'nodeSelector'?`,
      fix: 'correct the name of the field, or leave it out',
      source: { file: 'apps/a.yaml', line: 12 },
    },
    {
      place: 'Deployment tenant-acme/search spec.selector',
      rule: 'missing-field',
      problem: 'is required by DeploymentSpec',
      fix: 'write the field',
      source: { file: 'apps/a.yaml', line: 12 },
    },
  ]);
});

test('what the server writes is to be left out', () => {
  const [found] = new StrictCheck('1.33').problemsOf(inventory({ ...deployment(), status: {} }));
  expect(found).toMatchObject({
    place: 'Deployment tenant-acme/search status',
    rule: 'server-field',
    fix: 'leave it out: the server writes it',
  });
});

/** `hostnameOverride` of a pod came with 1.34: https://kubernetes.io/blog/2025/09/22/kubernetes-v1-34-pods-hostname-override-alpha/ */
test.each([
  ['1.30', ['unknown-field']],
  ['1.33', ['unknown-field']],
  ['1.34', []],
  ['1.35', []],
  ['1.36', []],
  ['1.37', []],
])('a field of a release in between is refused for Kubernetes %s only if it had none: %j', (kubernetes, rules) => {
  const found = new StrictCheck(kubernetes).problemsOf(inventory(withPod({ hostnameOverride: 'a' })));
  expect(found.map(({ rule }) => rule)).toEqual(rules);
});

test.each(['1.34', '1.37'])('a field that no release has is refused for Kubernetes %s, beside what is wrong otherwise', (kubernetes) => {
  const found = new StrictCheck(kubernetes).problemsOf(inventory(withPod({ hostnameOverride: 'a', hostNames: 'b' }, { replicas: 'x' })));
  expect(found.map(({ place, rule }) => [rule, place.split(' ')[2]])).toEqual([
    ['wrong-type', 'spec.replicas'],
    ['unknown-field', 'spec.template.spec.hostNames'],
  ]);
});

test('kinds without a schema are counted over everything that passes, and with one they are checked', () => {
  const apps = [inventory(widget({}), widget({}, 'v'), deployment()), inventory(widget({}), { ...widget({}), kind: 'Gadget' })];
  const unknown = new StrictCheck('1.33');
  expect(apps.flatMap((app) => unknown.problemsOf(app))).toEqual([]);
  expect(unknown.unchecked).toEqual([
    { kind: 'example.com/v1 Gadget', objects: 1 },
    { kind: 'example.com/v1 Widget', objects: 3 },
  ]);
  const known = new StrictCheck('1.33', crdSchemas([widgetCrd()]));
  expect(apps.flatMap((app) => known.problemsOf(app)).map(({ rule }) => rule)).toContain('missing-field');
  expect(known.unchecked).toEqual([{ kind: 'example.com/v1 Gadget', objects: 1 }]);
});
