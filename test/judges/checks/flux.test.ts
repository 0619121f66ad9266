import { ApiObject, Chart } from 'cdk8s';
import { renderApps } from '../../../environments/wiring/environment';
import { judged } from '../../../environments/wiring/judged';
import { clusterApp } from '../../../environments/wiring/platform';
import { prod } from '../../../environments/swarm/prod';
import { checkFlux } from '../../../src/judges/checks/flux';
import { describeProblem, Problems } from '../../../src/kernel/problems';
import { Inventory } from '../../../src/judges/inventory/inventory';
import { parseManifests } from '../../../src/judges/inventory/parse';
import { joinDataFiles } from '../../../src/resolve/data-file';
import { resolve } from '../../../src/resolve/resolve';
import { renderWithManifests } from '../../../src/render/render';
import { ENVIRONMENTS, filesOf, textOf } from '../../environments/rendered';
import { DATA_FILES } from '../../environments/swarm-prod';

/** Rendering itself finds nothing wrong here. */
const FOUND = Problems.of('test');

const KUSTOMIZE = 'kustomize.toolkit.fluxcd.io/v1';

function problemsOf(apiVersion: string, kind: string, spec: object): string[] {
  const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: apps\n  namespace: flux-system\nspec: ${JSON.stringify(spec)}\n`;
  return checkFlux(new Inventory().add(parseManifests(text, 'apps.yaml'))).map(describeProblem);
}

test.each([
  ['none', {}],
  ['an empty one', { serviceAccountName: '' }],
  ['one that is no text', { serviceAccountName: null }],
])('fails a Kustomization with %s for a service account', (_, spec) => {
  expect(problemsOf(KUSTOMIZE, 'Kustomization', spec)).toEqual([
    `Kustomization flux-system/apps spec.serviceAccountName   apps.yaml:1
  flux-service-account: is not written, so kustomize-controller applies as itself, with every right in the cluster
  fix: name a service account of its namespace with the rights that its objects need`,
  ]);
});

test('fails a HelmRelease without one, and takes those with one and kinds of other groups', () => {
  expect(problemsOf('helm.toolkit.fluxcd.io/v2', 'HelmRelease', {})).toHaveLength(1);
  expect(problemsOf('helm.toolkit.fluxcd.io/v2', 'HelmRelease', { serviceAccountName: 'apps' })).toEqual([]);
  expect(problemsOf(KUSTOMIZE, 'Kustomization', { serviceAccountName: 'apps' })).toEqual([]);
  // a file for kustomize, which applies nothing
  expect(problemsOf('kustomize.config.k8s.io/v1beta1', 'Kustomization', {})).toEqual([]);
});

test('fails the synth of an environment into which a chart brings one', () => {
  const { spec, sources } = joinDataFiles(prod, DATA_FILES);
  const environment = resolve(spec, sources);
  const app = clusterApp(environment);
  new ApiObject(new Chart(app, 'apps'), 'Apps', {
    apiVersion: KUSTOMIZE,
    kind: 'Kustomization',
    metadata: { name: 'apps', namespace: 'x' },
  });
  const apps = [renderWithManifests(app, 'manifests/cluster'), ...renderApps(environment, FOUND)];
  expect(() => [...judged(environment, apps, FOUND)]).toThrow('Kustomization x/apps spec.serviceAccountName');
});

test.each(ENVIRONMENTS)('000-27: every Kustomization of %s has a service account, which is rendered beside it', (environment) => {
  const inventory = new Inventory().add(
    filesOf(environment, 'delivery').flatMap((file) =>
      file.endsWith('/kustomization.yaml') ? [] : parseManifests(textOf(environment, file), file),
    ),
  );
  const stages = inventory
    .objects('Kustomization')
    .map(({ document }) => (document['spec'] as { serviceAccountName: string }).serviceAccountName);
  expect(stages).toHaveLength(5);
  expect(stages.filter((name) => inventory.object('ServiceAccount', 'flux-system', name) === undefined)).toEqual([]);
  expect(checkFlux(inventory)).toEqual([]);
});
