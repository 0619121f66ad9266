import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..', '..');

const IMAGE = `registry.example.com/shop/ranking:1.0.0@sha256:${'0'.repeat(64)}`;
const SPEC = {
  system: 'shop',
  name: 'dev',
  target: { kubernetes: '1.33', keda: '2.20' },
  registries: ['registry.example.com/shop'],
  tenants: [],
  nodePools: { agents: { instanceTypes: ['m7i.xlarge'], min: 2, max: 6 } },
  regions: ['eu-central-1'],
};
const tenant = (id: string): string =>
  `id: ${id}\ntier: namespace\nowner: team-a\nagents:\n  ranking:\n    image: ${IMAGE}\n    task: { p50: 800ms, p99: 5s }\n    replicas: 2\n`;

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'platform-')));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** A platform repository's program, as a person starts it. */
function run(
  environments: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): { code: number | null; out: string; err: string } {
  write(
    'main.js',
    `const { runPlatform } = require(${JSON.stringify(join(ROOT, 'environments/index.ts'))});\nvoid runPlatform(${environments});\n`,
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-r', join(ROOT, 'node_modules/ts-node/register'), 'main.js', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, TS_NODE_PROJECT: join(ROOT, 'tsconfig.json'), ...env },
  });
  return { code: status, out: stdout, err: stderr };
}

const files = (): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(yaml|json)$/.test(path) && path.startsWith('dist'))
    .sort();

const environments = (...written: readonly object[]): string => JSON.stringify(written);

test('renders every environment with the tenants of the data files, and no Terraform where none is asked for', () => {
  write('tenants/shop/acme.yaml', tenant('acme'));
  const { code, out, err } = run(environments(SPEC, { ...SPEC, name: 'prod' }));
  expect([code, out]).toEqual([0, '']);
  expect(err).toMatch(/^shop\/dev .*\nshop\/prod .*\n/);
  expect(files().filter((path) => path.endsWith('ranking.yaml'))).toEqual([
    'dist/shop/dev/manifests/tenants/tenant-acme/ranking.yaml',
    'dist/shop/prod/manifests/tenants/tenant-acme/ranking.yaml',
  ]);
  expect(files().filter((path) => path.includes('terraform'))).toEqual([]);
});

test('takes --check, --outdir and the folder that cdk8s looks into', () => {
  write('tenants/shop/acme.yaml', tenant('acme'));
  expect(run(environments(SPEC), ['--outdir', 'out'], { CDK8S_OUTDIR: join(folder, 'mirror') }).code).toBe(0);
  const path = 'shop/dev/manifests/tenants/tenant-acme/ranking.yaml';
  expect(readFileSync(join(folder, 'mirror', path), 'utf8')).toBe(readFileSync(join(folder, 'out', path), 'utf8'));
  expect(run(environments(SPEC), ['--outdir', 'out', '--check']).code).toBe(0);
  expect(run(environments({ ...SPEC, labelDomain: 'agents.example.com' }), ['--outdir', 'out', '--check']).code).toBe(1);
  expect(run(environments(SPEC), ['--chek'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('(Did you mean --check?)') as unknown,
  });
});

test('renders Terraform where a state is named', () => {
  write('tenants/shop/acme.yaml', tenant('acme'));
  expect(run(environments({ ...SPEC, terraformState: { bucket: 'shop-terraform' } })).code).toBe(0);
  expect(files()).toContain('dist/shop/dev/terraform/eu-central-1/cdk.tf.json');
});

test('fails with the problems of all, also of what is no environment, and writes nothing', () => {
  write('tenants/shop/acme.yaml', tenant('Acme'));
  const { code, err } = run(`[null, 7, { name: 'x' }, { ...${JSON.stringify(SPEC)}, name: '../up' }, ${JSON.stringify(SPEC)}]`);
  expect(code).toBe(1);
  expect(existsSync(join(folder, 'dist'))).toBe(false);
  expect(err.match(/^\S+.*, nothing written$/gm)).toEqual([
    'environments/0, ?/?: 1 problem, nothing written',
    'environments/1, ?/?: 1 problem, nothing written',
    expect.stringMatching(/^environments\/2, \?\/x: \d+ problems, nothing written$/),
    expect.stringMatching(/^environments\/3, shop\/\?: \d+ problems, nothing written$/),
    expect.stringMatching(/^shop\/dev: \d+ problems?, nothing written$/),
  ]);
  expect(err).toContain('tenants/shop/acme.yaml');
  expect(err).not.toMatch(/^\s+at /m);
});

test('fails on no environment at all', () => {
  expect(run('[]')).toMatchObject({ code: 1, err: expect.stringContaining('empty-output: no environment is declared') as unknown });
});

test('checks the fields of one’s own kinds by the definitions in crds/, and warns of kinds that have none', () => {
  const widget = `\nobjects:\n  - { apiVersion: example.com/v1, kind: Widget, metadata: { name: w }, spec: { size: 3 } }\n`;
  write('tenants/shop/acme.yaml', `${tenant('acme')}${widget}`);
  const unchecked = run(environments(SPEC));
  expect([unchecked.code, unchecked.err]).toEqual([0, expect.stringContaining(`unchecked-kind: no schema for 'example.com/v1 Widget'`)]);
  const properties = { spec: { type: 'object', properties: { size: { type: 'string' } } } };
  const versions = [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties } } }];
  const spec = { group: 'example.com', names: { kind: 'Widget', plural: 'widgets' }, scope: 'Namespaced', versions };
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec,
  };
  write('crds/widgets.yaml', JSON.stringify(definition));
  const refused = run(environments(SPEC));
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('Widget tenant-acme/w spec.size   manifests/tenants/tenant-acme/objects.yaml:2\n  wrong-type');
  write('crds/widgets.yaml', 'a: [');
  write('crds/gadgets.yaml', JSON.stringify({ ...definition, spec: {} }));
  const unread = run(environments(SPEC));
  expect(unread.code).toBe(1);
  expect(unread.err).toMatch(/^crds\/gadgets\.yaml\n {2}crd-file: a CustomResourceDefinition needs an object at 'names'$/m);
  expect(unread.err).toMatch(/^crds\/widgets\.yaml\n {2}crd-file: crds\/widgets\.yaml:1: /m);
});
