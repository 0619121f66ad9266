import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { renderInfrastructure } from '../../environments/terraform';
import { environmentWith, poolWith } from './environment';

const ROOT = join(__dirname, '../..');
const TIMEOUT_MS = 120_000;

/** Terraform as it is set up on this machine, except that nothing is downloaded: a proxy that no one serves. */
function terraform(folder: string, ...args: string[]): { readonly ok: boolean; readonly output: string } {
  const proxy = 'http://127.0.0.1:9';
  const offline = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, http_proxy: proxy, https_proxy: proxy, NO_PROXY: '', no_proxy: '' };
  const env = { ...process.env, ...offline, TF_DATA_DIR: join(folder, '.terraform'), TF_REGISTRY_DISCOVERY_RETRY: '0', CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' };
  const { status, stdout, stderr, error } = spawnSync('terraform', args, { cwd: folder, env, encoding: 'utf8', timeout: TIMEOUT_MS });
  return { ok: status === 0, output: error === undefined ? stdout + stderr : error.message };
}

/** Renderings that together take every branch of the stack. */
const RENDERED = new Map([
  ['AL2023 and spot, on demand', environmentWith()],
  ['strict mode, Bottlerocket and arm64, in two regions', environmentWith({
    target: { kubernetes: '1.33', cni: 'vpc-cni', cniStrictMode: true },
    nodePools: [poolWith({ ami: 'bottlerocket' }), poolWith({ name: 'arm', instanceTypes: ['m7g.xlarge'], architecture: 'arm64', ami: 'bottlerocket' })],
    regions: ['eu-central-1', 'us-west-2'],
  })],
  ['a CNI of others', environmentWith({ target: { kubernetes: '1.33', cni: 'cilium', cniStrictMode: false } })],
]);

function cases(): { readonly name: string; readonly text: string }[] {
  const ours = [...RENDERED].flatMap(([name, environment]) => [...renderInfrastructure(environment)].map(([file, text]) => ({ name: `${name}: ${file}`, text })));
  const dist = join(ROOT, 'dist');
  const committed = existsSync(dist) ? readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('cdk.tf.json')).sort() : [];
  return [...ours, ...committed.map((file) => ({ name: relative(ROOT, join(dist, file)), text: readFileSync(join(dist, file), 'utf8') }))];
}

/** All cases in one folder each, below one that is initialised once: the provider is large. */
const workspace = mkdtempSync(join(tmpdir(), 'node-groups-'));
const PROVIDERS = { terraform: { required_providers: { aws: { source: 'hashicorp/aws', version: '>= 5.40' } } } };

/** Why nothing can be validated here; `undefined` if it can. */
function missing(): string | undefined {
  if (!terraform(workspace, 'version').ok) return 'terraform is not on the PATH';
  writeFileSync(join(workspace, 'cdk.tf.json'), JSON.stringify(PROVIDERS));
  return terraform(workspace, 'init', '-backend=false', '-no-color').ok ? undefined : 'no AWS provider is installed, and none is downloaded for a test';
}

const reason = missing();
afterAll(() => {
  rmSync(workspace, { recursive: true, force: true });
});

function validate(text: string): string {
  const file = join(workspace, 'cdk.tf.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return terraform(workspace, 'validate', '-no-color').output.trim();
}

if (reason !== undefined) {
  // eslint-disable-next-line jest/no-disabled-tests
  test.skip(`terraform validate (${reason})`, () => undefined);
}
