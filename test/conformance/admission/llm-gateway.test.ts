import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadAll } from 'js-yaml';
import { App, Chart, Testing } from 'cdk8s';
import { BudgetAlerts } from '../../../constructs/llm/budget-alerts';
import { LlmAgentgateway } from '../../../constructs/llm/llm-agentgateway';
import { LlmCallerKeys } from '../../../constructs/llm/llm-caller-keys';
import { BASIS, ISSUER, type Rendered, rendered } from '../../constructs/llm/llm-gateway-fixture';
import { locateOrFail } from '../harness/components';
import { type Cluster, startCluster } from '../harness/control-plane';
import type { KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';
import { withComponents } from '../harness/require';

const FILES = [
  'agentgateway-v1.4.1.yaml',
  'envoy-ai-gateway-v1.1.0.yaml',
  'envoy-gateway-v1.9.0.yaml',
  'external-secrets-v2.9.0.yaml',
  'gateway-api-v1.6.1.yaml',
  'prometheus-operator-v0.93.0.yaml',
];
const KINDS = [
  'AIGatewayRoute',
  'AIServiceBackend',
  'AgentgatewayPolicy',
  'Backend',
  'BackendSecurityPolicy',
  'BackendTrafficPolicy',
  'ClientTrafficPolicy',
  'ExternalSecret',
  'Gateway',
  'GatewayConfig',
  'PodMonitor',
  'PrometheusRule',
  'SecurityPolicy',
];
type Definition = KubeObject & {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: { readonly name: string; readonly served: boolean }[];
  };
};

withComponents(['etcd', 'kube-apiserver', 'crds'], 'the LLM gateway', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster({ server: 'kube-apiserver' });
    for (const definition of definitions()) {
      await cluster.client.apply(definition);
      const { group, names, versions } = definition.spec;
      const path = `/apis/${group}/${versions.find(({ served }) => served)?.name ?? ''}/${names.plural}?limit=1`;
      await until(path, async () => ((await cluster.client.request('GET', path)).status === 200 ? true : undefined), 60_000);
    }
    await cluster.client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'platform' } });
  }, 300_000);
  afterAll(async () => {
    await cluster.stop();
  });

  const refused = async (objects: readonly Rendered[]): Promise<string[]> => {
    const said: string[] = [];
    for (const object of objects) {
      const path = `${await cluster.client.pathOf(object as unknown as KubeObject)}?fieldManager=test&force=true&fieldValidation=Strict`;
      const { status, body } = await cluster.client.request('PATCH', path, object, { contentType: 'application/apply-patch+yaml' });
      if (status !== 200 && status !== 201) said.push(`${object.kind} ${object.metadata.name}: ${status} ${body.message ?? ''}`);
    }
    return said;
  };

  test('every object is taken, unknown fields refused, with all expressions of the definitions', async () => {
    const all = objects();
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set([...KINDS, 'ConfigMap', 'NetworkPolicy']));
    expect(await refused(all)).toEqual([]);
  }, 120_000);

  test('fails a counter above what the definition takes, which our own limit is', async () => {
    const [policy] = objects().filter(({ kind }) => kind === 'BackendTrafficPolicy');
    const text = JSON.stringify(policy);
    const at = (limit: number): Rendered => JSON.parse(text.replace('"requests":1800000', `"requests":${limit}`)) as Rendered;
    expect(await refused([at(4_294_967_295)])).toEqual([]);
    expect((await refused([at(4_294_967_296)])).join()).toContain('should be less than or equal to 4294967295');
  }, 60_000);
});

function definitions(): Definition[] {
  const folder = locateOrFail('crds');
  const all = FILES.flatMap((file) => loadAll(readFileSync(resolve(folder, file), 'utf8')) as (Definition | null)[]);
  return all.filter(
    (one): one is Definition => one !== null && one.kind === 'CustomResourceDefinition' && KINDS.includes(one.spec.names.kind),
  );
}

/** Everything but EnvoyProxy, whose definition is not among the files. */
function objects(): Rendered[] {
  const chart = new Chart(new App(), 'platform', { disableResourceNameHashes: true });
  const remote = LlmCallerKeys.remote(ISSUER, 'https://oidc.example.com/keys', ['198.51.100.0/24']);
  const basis = { ...BASIS, tenants: BASIS.tenants.slice(0, 1), routeName: 'llm', rateLimitService: 'ratelimit' };
  new LlmAgentgateway(chart, 'Inline', basis);
  new LlmAgentgateway(chart, 'Remote', { ...basis, callers: remote, keysBackend: 'keys' });
  new BudgetAlerts(chart, 'Alerts', { tenants: BASIS.tenants });
  const anthropic = rendered({ callers: remote, provider: { ...BASIS.provider, schema: 'Anthropic' } });
  return [...rendered(), ...anthropic, ...(Testing.synth(chart) as Rendered[])].filter(({ kind }) => kind !== 'EnvoyProxy');
}
