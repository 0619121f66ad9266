import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { locateOrFail } from '../harness/components';

const TIMEOUT_MS = 120_000;

/** What terraform answered. */
export interface TerraformRun {
  readonly ok: boolean;
  readonly output: string;
}

/** The providers that every rendered stack asks for. */
const ONLY_PROVIDERS = JSON.stringify({ terraform: { required_providers: { aws: { source: 'hashicorp/aws', version: '>= 5.40' } } } });

/**
 * Terraform in a folder. Nothing is downloaded: nobody serves the proxy, so that providers come from where the machine's own
 * configuration (`TF_CLI_CONFIG_FILE`) says.
 */
export function terraform(folder: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): TerraformRun {
  const proxy = 'http://127.0.0.1:9';
  const offline = {
    HTTP_PROXY: proxy,
    HTTPS_PROXY: proxy,
    http_proxy: proxy,
    https_proxy: proxy,
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
  };
  const env = { ...process.env, ...offline, TF_REGISTRY_DISCOVERY_RETRY: '0', CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', ...more };
  const options = { cwd: folder, env, encoding: 'utf8', timeout: TIMEOUT_MS } as const;
  const { status, stdout, stderr, error } = spawnSync(locateOrFail('terraform'), [...args, '-no-color'], options);
  if (error !== undefined) throw error;
  return { ok: status === 0, output: `${stdout}${stderr}`.trim() };
}

/** `terraform init -backend=false`, and `validate` if that went well, of one stack in a folder of its own. */
export function initAndValidate(folder: string, name: string, stack: string): TerraformRun {
  const own = join(folder, name);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'cdk.tf.json'), stack);
  const init = terraform(own, ['init', '-backend=false', '-input=false']);
  return init.ok ? terraform(own, ['validate']) : init;
}

/** What keeps stacks from being checked on this machine; `undefined` if nothing does. */
export function whyNoProvider(folder: string): string | undefined {
  return initAndValidate(folder, 'provider', ONLY_PROVIDERS).ok ? undefined : 'an AWS provider in a mirror that TF_CLI_CONFIG_FILE names';
}
