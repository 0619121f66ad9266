import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, Include, JsonPatch, Lazy, Testing, Yaml, type ResolutionContext } from 'cdk8s';
import { ConfigMap, Deployment } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { parseAllDocuments } from 'yaml';
import { InvalidInputError } from '../../src/kernel/problems';
import { renderApp, renderWithManifests } from '../../src/render/render';
import { everywhere, NASTY } from './nasty';

const object = (scope: Construct, id: string, rest: object = {}): ApiObject =>
  new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id.toLowerCase() }, ...rest });

const read = (text: string | undefined): unknown[] => parseAllDocuments(text ?? '').map((document) => document.toJS() as unknown);

const names = (text: string | undefined): string[] =>
  read(text).map((document) => (document as { metadata: { name: string } }).metadata.name);

function problemsOf(app: App): string[] {
  try {
    renderApp(app, 'out');
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems.map(({ place, rule, problem }) => `${place} ${rule}: ${problem}`);
    throw error;
  }
  return [];
}

describe('what judges see', () => {
  test('is what was printed, at the line of its first key, whatever texts and lists it holds', () => {
    const app = new App();
    const chart = new Chart(app, 'c');
    NASTY.forEach((value, index) => object(chart, `n${index}`, { data: everywhere(value) }));
    object(chart, 'patched').addJsonPatch(JsonPatch.add('/data', { list: [], none: null, map: {} }));
    const { files, manifests } = renderWithManifests(app, 'x');
    const text = files.get('x/c.yaml') ?? '';
    expect(manifests).toHaveLength(NASTY.length + 1);
    expect(manifests.map(({ document }) => document)).toStrictEqual(read(text));
    const lines = text.split('\n');
    expect(manifests.map(({ file, line }) => `${file} ${lines[line - 2] ?? ''} ${lines[line - 1] ?? ''}`)).toEqual(
      manifests.map(() => 'x/c.yaml --- apiVersion: v1'),
    );
  });

  test('has no field more than the text where a patch adds nothing', () => {
    const app = new App();
    object(new Chart(app, 'c'), 'a').addJsonPatch(JsonPatch.add('/spec', { gone: undefined, kept: 1 }));
    const { files, manifests } = renderWithManifests(app, '');
    expect(manifests.map(({ document }) => document)).toEqual(read(files.get('c.yaml')));
  });
});

describe('files', () => {
  test('there is one per chart, direct or nested, named by its id, with --- before each object', () => {
    const app = new App();
    const outer = new Chart(app, 'outer');
    object(outer, 'a');
    object(new Construct(outer, 'between'), 'b');
    object(new Chart(outer, 'inner'), 'c');
    object(new Chart(new Chart(app, 'only-charts'), '00-deep'), 'd');
    expect([...renderApp(app, 'manifests/x')]).toEqual([
      [
        'manifests/x/outer.yaml',
        '---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\n',
      ],
      ['manifests/x/inner.yaml', '---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n'],
      ['manifests/x/00-deep.yaml', '---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: d\n'],
    ]);
  });

  test('without a folder, paths are names', () => {
    const app = new App();
    object(new Chart(app, 'c'), 'a');
    expect([...renderApp(app, '').keys()]).toEqual(['c.yaml']);
  });

  test('hold what stock cdk8s renders: cdk8s-plus, Include, generated names, lazy values, resolvers, patches', () => {
    const folder = mkdtempSync(join(tmpdir(), 'render-'));
    const included = join(folder, 'included.yaml');
    writeFileSync(
      included,
      Yaml.stringify(
        { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } },
        { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' } },
      ),
    );
    const resolver = {
      resolve: (context: ResolutionContext) => {
        if (context.value === 'to be resolved') context.replaceValue('resolved');
      },
    };
    const app = new App({ resolvers: [resolver] });
    const chart = new Chart(app, 'stock', { namespace: 'n', labels: { team: 'a' } });
    new Include(chart, 'included', { url: included });
    new ConfigMap(chart, 'settings', { data: { 'a.json': '{}\n' } });
    new Deployment(chart, 'web', { containers: [{ image: 'nginx:1.27', portNumber: 80 }] });
    object(chart, 'lazy', { data: { a: Lazy.any({ produce: () => 'produced' }) as unknown, b: 'to be resolved' } });
    object(chart, 'patched').addJsonPatch(JsonPatch.add('/data', { a: 'patched' }));
    const files = renderApp(app, 'x');
    rmSync(folder, { recursive: true });
    expect([...files.keys()]).toEqual(['x/stock.yaml']);
    expect(read(files.get('x/stock.yaml'))).toEqual(Testing.synth(chart));
    expect(files.get('x/stock.yaml')).toContain('a: produced\n  b: resolved\n');
  });

  test('do not depend on CDK8S_DISABLE_SORT', () => {
    const render = (): string | undefined => {
      const app = new App();
      object(new Chart(app, 'c'), 'a', { data: { z: 'a', b: 'a' } });
      return renderApp(app, 'x').get('x/c.yaml');
    };
    const sorted = render();
    process.env['CDK8S_DISABLE_SORT'] = '1';
    try {
      expect(render()).toBe(sorted);
    } finally {
      delete process.env['CDK8S_DISABLE_SORT'];
    }
  });
});

describe('order', () => {
  test('an object stands behind what it depends on, else where the tree has it', () => {
    const app = new App();
    const chart = new Chart(app, 'c');
    const [a, group] = [object(chart, 'a'), new Construct(chart, 'group')];
    object(chart, 'b');
    const x = object(group, 'x');
    object(group, 'y').addDependency(x);
    a.addDependency(group);
    expect(names(renderApp(app, 'x').get('x/c.yaml'))).toEqual(['x', 'y', 'a', 'b']);
  });

  test('fails on a cycle, naming it', () => {
    const app = new App();
    const chart = new Chart(app, 'c');
    const [a, b] = [object(chart, 'a'), object(chart, 'b')];
    a.addDependency(b);
    b.addDependency(a);
    expect(problemsOf(app)).toEqual(['c dependency-cycle: objects depend on each other: c/a → c/b → c/a']);
  });

  test('a dependency between charts is kept by names that sort that way', () => {
    const app = new App();
    const [first, later] = [new Chart(app, '00-db'), new Chart(app, 'app')];
    object(first, 'a');
    object(later, 'b').addDependency(first);
    expect(problemsOf(app)).toEqual([]);
  });

  test('fails if the files of charts that depend on each other would be applied the other way round', () => {
    const app = new App();
    const [later, first] = [new Chart(app, 'app'), new Chart(app, 'db')];
    const target = object(first, 'a');
    object(later, 'b').addDependency(target);
    object(later, 'c').addDependency(target);
    expect(problemsOf(app)).toEqual(['app chart-order: depends on db, but files are applied by name and db.yaml comes after app.yaml']);
  });
});

describe('problems', () => {
  test('fails with the messages of all validations at once, and asks each construct once', () => {
    const app = new App();
    const charts = ['one', 'two', 'three'].map((id) => new Chart(app, id));
    let asked = 0;
    for (const chart of charts) {
      object(chart, 'a').node.addValidation({ validate: () => (asked++, [`${chart.node.id} is wrong`, 'and more']) });
    }
    expect(problemsOf(app)).toEqual(
      ['one', 'two', 'three'].flatMap((id) => [`${id}/a construct-validation: ${id} is wrong`, `${id}/a construct-validation: and more`]),
    );
    expect(asked).toBe(3);
  });

  test('fails with the problems of a validation that throws them', () => {
    const app = new App();
    object(new Chart(app, 'c'), 'a').node.addValidation({
      validate: () => {
        throw new InvalidInputError('c/a', [{ place: 'c/a.x', rule: 'some-rule', problem: 'wrong', fix: 'right' }]);
      },
    });
    expect(problemsOf(app)).toEqual(['c/a.x some-rule: wrong']);
  });

  test.each(['a b', '..', '.hidden', 'a.', 'a\\b', 'a\u0000', 'ä', 'x'.repeat(201)])('fails on the chart id %j', (id) => {
    const app = new App();
    object(new Chart(app, id), 'o');
    expect(problemsOf(app).map((problem) => problem.split(': ')[0])).toEqual([`${id} file-name`]);
  });

  test.each(['a', '00-namespace', 'A_b.c', 'x'.repeat(200)])('accepts the chart id %j', (id) => {
    const app = new App();
    object(new Chart(app, id), 'o');
    expect(problemsOf(app)).toEqual([]);
  });

  test('fails if two charts have one file, also where upper case does not matter', () => {
    const app = new App();
    object(new Chart(app, 'web'), 'a');
    object(new Chart(new Construct(app, 'group'), 'web'), 'b');
    object(new Chart(app, 'Web'), 'c');
    expect(problemsOf(app)).toEqual([
      'group/web duplicate-file: the file web.yaml is also that of web',
      'Web duplicate-file: the file Web.yaml is also that of web',
    ]);
  });

  test('a chart of charts alone has no file, and so none in common with another', () => {
    const app = new App();
    object(new Chart(new Chart(app, 'web'), 'inner'), 'a');
    object(new Chart(new Construct(app, 'group'), 'web'), 'b');
    expect(problemsOf(app)).toEqual([]);
  });

  test('fails if a chart of charts has an object and with it the file of another', () => {
    const app = new App();
    const outer = new Chart(app, 'web');
    object(outer, 'o');
    object(new Chart(outer, 'inner'), 'a');
    object(new Chart(new Construct(app, 'group'), 'web'), 'b');
    expect(problemsOf(app)).toEqual(['group/web duplicate-file: the file web.yaml is also that of web']);
  });

  test('fails if two charts have one file, also where one of them is empty', () => {
    const app = new App();
    object(new Chart(app, 'web'), 'a');
    new Chart(new Construct(app, 'group'), 'web');
    expect(problemsOf(app)).toEqual([
      'group/web duplicate-file: the file web.yaml is also that of web',
      'group/web empty-chart: the chart has no objects',
    ]);
  });

  test('a name that is no file is said once, not as a file that is there twice', () => {
    const app = new App();
    object(new Chart(app, 'a b'), 'a');
    object(new Chart(new Construct(app, 'group'), 'a b'), 'b');
    expect(problemsOf(app).map((line) => line.replace(/:.*/, ''))).toEqual(['a b file-name', 'group/a b file-name']);
  });

  test('fails on an app without charts and on a chart without objects', () => {
    expect(problemsOf(new App())).toEqual(['app empty-output: the app has no charts']);
    const app = new App();
    object(new Chart(app, 'full'), 'a');
    new Chart(new Chart(app, 'outer'), 'inner');
    expect(problemsOf(app)).toEqual(['outer/inner empty-chart: the chart has no objects']);
  });

  test('fails if one object is rendered twice, whatever its version', () => {
    const app = new App();
    const [one, two] = [new Chart(app, 'one', { namespace: 'n' }), new Chart(app, 'two')];
    const hpa = { kind: 'HorizontalPodAutoscaler', metadata: { name: 'x', namespace: 'n' } };
    object(one, 'a', { ...hpa, apiVersion: 'autoscaling/v1' });
    object(two, 'b', { ...hpa, apiVersion: 'autoscaling/v2' });
    // all of these are different objects
    object(two, 'c', { ...hpa, apiVersion: 'other/v2' });
    object(two, 'd', { ...hpa, apiVersion: 'autoscaling/v2', metadata: { name: 'x', namespace: 'm' } });
    object(two, 'e', { ...hpa, apiVersion: 'autoscaling/v2', kind: 'Other' });
    object(two, 'f', { ...hpa, apiVersion: 'autoscaling/v2', metadata: { name: 'y', namespace: 'n' } });
    object(two, 'g').addJsonPatch(JsonPatch.replace('/metadata/name', 'f2'));
    // of the cluster, beside a namespace that is called so
    const pool = { kind: 'NodePool', apiVersion: 'karpenter.sh/v1', metadata: { name: 'x' } };
    object(two, 'h', pool);
    object(two, 'i', pool);
    object(two, 'j', { ...pool, metadata: { name: 'x', namespace: 'undefined' } });
    expect(problemsOf(app)).toEqual([
      'two/b duplicate-object: HorizontalPodAutoscaler.autoscaling n/x is also rendered by one/a',
      'two/i duplicate-object: NodePool.karpenter.sh x is also rendered by two/h',
    ]);
  });

  test('fails on values without a YAML form and on patches that do not fit, naming construct and value', () => {
    const app = new App();
    const chart = new Chart(app, 'c');
    object(chart, 'a', { data: { x: NaN, f: () => 1 } });
    object(chart, 'b').addJsonPatch(JsonPatch.replace('/no/such', 1));
    object(chart, 'd', { data: { x: 'a\u0000' } });
    expect(problemsOf(app).map((problem) => problem.split(': ')[0])).toEqual([
      'c/a.data.f not-yaml',
      'c/a.data.x not-yaml',
      'c/b render-object',
      'c/d.data.x control-character',
    ]);
  });
});
