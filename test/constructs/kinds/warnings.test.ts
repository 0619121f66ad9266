import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { warn, warnOf } from '../../../constructs/kinds/warnings';
import { Problems } from '../../../src/kernel/problems';
import { renderApp } from '../../../src/render/render';
import { synth } from '../../../src/cli/synth';

let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'warnings-'));
  said = [];
  // console.warn is stderr: cdk8s-cli shows nothing of what an app prints to stdout
  jest.spyOn(console, 'warn').mockImplementation((line: string) => void said.push(line));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** A tree with one warning; the warning differs for each test, since nothing is said twice in one process. */
function tree(text: string): App {
  const app = new App({ outdir: join(folder, 'out') });
  const chart = new Chart(app, 'search');
  warn(new ApiObject(chart, 'Object', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'search' } }), text);
  return app;
}

test.each<readonly [string, (app: App) => unknown]>([
  [
    'app.synth()',
    (app) => {
      app.synth();
    },
  ],
  ['app.synthYaml()', (app) => app.synthYaml()],
  ['renderApp', (app) => renderApp(app, '')],
  [
    'synth',
    (app) =>
      synth([{ path: 'shop/prod', render: () => renderApp(app, 'manifests') }], { outdir: join(folder, 'dist'), print: () => undefined }),
  ],
])('a warning of a construct reaches people by %s', async (way, render) => {
  await render(tree(`rule: found by ${way}`));
  expect(said).toEqual([`warning  search/Object  rule: found by ${way}`]);
});

test('what is rendered twice says it once, and another construct says its own', () => {
  const first = tree('rule: twice');
  renderApp(first, '');
  first.synth();
  renderApp(tree('rule: twice'), '');
  renderApp(tree('rule: another'), '');
  expect(said).toEqual(['warning  search/Object  rule: twice', 'warning  search/Object  rule: another']);
});

test('nothing is said while nothing is rendered', () => {
  tree('rule: unrendered');
  expect(said).toEqual([]);
});

test('what was found is said with its place, its rule and what to do', () => {
  const found = Problems.of('search');
  found.that(false, 'replicas', 'few', 'is 1', 'write 2');
  found.that(false, 'port', 'odd', 'is 1', 'write 80');
  const app = new App();
  const chart = new Chart(app, 'search');
  warnOf(new ApiObject(chart, 'Object', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'search' } }), found);
  renderApp(app, '');
  expect(said).toEqual(['warning  search/Object  replicas: few: is 1; write 2', 'warning  search/Object  port: odd: is 1; write 80']);
});
