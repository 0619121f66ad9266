import { App, Chart, Testing } from 'cdk8s';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BudgetAlerts } from '../../../constructs/llm/budget-alerts';
import { LlmAgentgateway } from '../../../constructs/llm/llm-agentgateway';
import { LlmCallerKeys } from '../../../constructs/llm/llm-caller-keys';
import { crdSchemas } from '../../../src/judges/schemas/crd-schema';
import { fieldTable } from '../../../src/judges/schemas/field-table';
import { parseManifests } from '../../../src/judges/inventory/parse';
import { validateStrict } from '../../../src/judges/schemas/strict';
import { BASIS, ISSUER, type Rendered, rendered } from './llm-gateway-fixture';

const FILES = [
  'agentgateway-v1.4.1.yaml',
  'envoy-ai-gateway-v1.1.0.yaml',
  'envoy-gateway-v1.9.0.yaml',
  'external-secrets-v2.9.0.yaml',
  'gateway-api-v1.6.1.yaml',
  'prometheus-operator-v0.93.0.yaml',
];
/** EnvoyProxy of the same release; a definition that is not in every folder. */
const PROXY_FILE = 'envoy-gateway-proxy-v1.9.0.yaml';
const CRDS = [process.env['CRDS_DIR'], resolve(__dirname, '..', '..', '..', '..', 'shared', 'crds')].find(
  (folder) => folder !== undefined && FILES.every((file) => existsSync(resolve(folder, file))),
);

const withCrds = CRDS === undefined ? test.skip : test;
const withProxy = CRDS === undefined || !existsSync(resolve(CRDS, PROXY_FILE)) ? test.skip : test;

const remote = LlmCallerKeys.remote(ISSUER, 'https://oidc.example.com/keys', ['198.51.100.0/24']);

function objects(): Rendered[] {
  const chart = new Chart(new App(), 'platform', { disableResourceNameHashes: true });
  const tenants = BASIS.tenants.slice(0, 1);
  new LlmAgentgateway(chart, 'Inline', { ...BASIS, tenants, routeName: 'llm', rateLimitService: 'ratelimit' });
  new LlmAgentgateway(chart, 'Remote', {
    ...BASIS,
    tenants,
    callers: remote,
    keysBackend: 'keys',
    routeName: 'llm',
    rateLimitService: 'ratelimit',
  });
  new BudgetAlerts(chart, 'Alerts', { tenants: BASIS.tenants });
  const anthropic = rendered({ callers: remote, provider: { ...BASIS.provider, schema: 'Anthropic' } });
  return [...rendered(), ...anthropic, ...(Testing.synth(chart) as Rendered[])];
}

function unknown(folder: string, files: readonly string[], of: readonly Rendered[]): string[] {
  const definitions = files.flatMap((file) => parseManifests(readFileSync(resolve(folder, file), 'utf8'), file));
  const schemas = { core: fieldTable('1.33'), custom: crdSchemas(definitions.map(({ document }) => document)) };
  return of.flatMap((object) => validateStrict(object, schemas).map(({ place, problem }) => `${object.kind} ${place}: ${problem}`));
}

withCrds('renders nothing that Kubernetes 1.33 or the real definitions do not know', () => {
  expectKnown(CRDS ?? '');
});

withProxy('renders nothing that the definition of EnvoyProxy does not know', () => {
  expectProxiesKnown(CRDS ?? '');
});

function expectKnown(folder: string): void {
  const known = objects().filter(({ kind }) => kind !== 'EnvoyProxy');
  expect(known).toHaveLength(29);
  expect(unknown(folder, FILES, known)).toEqual([]);
  const [first] = known.filter(({ kind }) => kind === 'BackendTrafficPolicy');
  expect(unknown(folder, FILES, first === undefined ? [] : [{ ...first, spec: { ratelimit: {} } }])).not.toEqual([]);
}

function expectProxiesKnown(folder: string): void {
  const proxies = objects().filter(({ kind }) => kind === 'EnvoyProxy');
  expect(proxies).toHaveLength(2);
  expect(unknown(folder, [PROXY_FILE], proxies)).toEqual([]);
  const [first] = proxies;
  expect(unknown(folder, [PROXY_FILE], first === undefined ? [] : [{ ...first, spec: { provder: {} } }])).not.toEqual([]);
}
