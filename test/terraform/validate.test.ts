import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderInfrastructure } from '../../environments/terraform';
import { environmentWith, poolWith } from './environment';

const TIMEOUT_MS = 120_000;

/** Initialised once for all cases, since the provider is large. */
const workspace = mkdtempSync(join(tmpdir(), 'node-groups-'));
const rootModule = join(workspace, 'cdk.tf.json');

afterAll(() => {
  rmSync(workspace, { recursive: true, force: true });
});

/** Terraform as it is set up here, except that nothing is downloaded: nobody serves the proxy. */
function terraform(...args: string[]): { readonly ok: boolean; readonly output: string } {
  const proxy = 'http://127.0.0.1:9';
  const offline = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, http_proxy: proxy, https_proxy: proxy, NO_PROXY: '', no_proxy: '' };
  const env = { ...process.env, ...offline, TF_REGISTRY_DISCOVERY_RETRY: '0', CHECKPOINT_DISABLE: '1' };
  const { status, stdout, stderr, error } = spawnSync('terraform', args, { cwd: workspace, env, encoding: 'utf8', timeout: TIMEOUT_MS });
  return { ok: status === 0, output: error === undefined ? `${stdout}${stderr}` : error.message };
}

/** Why nothing can be validated here; `undefined` if it can. */
function missing(): string | undefined {
  if (!terraform('version').ok) return 'terraform is not on the PATH';
  writeFileSync(
    rootModule,
    JSON.stringify({ terraform: { required_providers: { aws: { source: 'hashicorp/aws', version: '>= 5.40' } } } }),
  );
  const ready = terraform('init', '-backend=false', '-no-color').ok;
  return ready ? undefined : 'terraform finds no AWS provider on this machine, and a test downloads none';
}

/** Everything that Terraform is to accept: each branch of the stack, then what is committed. */
function cases(): { readonly name: string; readonly text: string }[] {
  const bottlerocket = [
    poolWith({ ami: 'bottlerocket' }),
    poolWith({ name: 'arm', instanceTypes: ['m7g.xlarge'], architecture: 'arm64', ami: 'bottlerocket' }),
  ];
  const environments = {
    standard: environmentWith(),
    strict: environmentWith({
      target: { kubernetes: '1.33', cni: 'vpc-cni', cniStrictMode: true },
      nodePools: bottlerocket,
      regions: ['cn-north-1', 'us-west-2'],
    }),
    cilium: environmentWith({ target: { kubernetes: '1.33', cni: 'cilium', cniStrictMode: false } }),
  };
  const rendered = Object.entries(environments).flatMap(([name, environment]) =>
    [...renderInfrastructure(environment)].map(([file, text]) => ({ name: `${name}/${file}`, text })),
  );
  const dist = join(__dirname, '../../dist');
  const files = existsSync(dist) ? readdirSync(dist, { recursive: true, encoding: 'utf8' }) : [];
  const committed = files.filter((file) => file.endsWith('cdk.tf.json')).sort();
  return [...rendered, ...committed.map((file) => ({ name: `dist/${file}`, text: readFileSync(join(dist, file), 'utf8') }))];
}

function validated(text: string): string {
  writeFileSync(rootModule, text);
  return terraform('validate', '-no-color').output.trim();
}

const reason = missing();
const here = reason === undefined ? describe : describe.skip;

here(reason === undefined ? 'terraform validate' : `terraform validate (skipped: ${reason})`, () => {
  test.each(cases())(
    'accepts $name',
    ({ text }) => {
      expect(validated(text)).toBe('Success! The configuration is valid.');
    },
    TIMEOUT_MS,
  );

  test(
    'fails with a capacity type that AWS does not have',
    () => {
      const [file = ''] = renderInfrastructure(environmentWith()).values();
      expect(validated(file.replace('"SPOT"', '"SPOTS"'))).toContain('expected capacity_type to be one of');
    },
    TIMEOUT_MS,
  );
});
