import { execFileSync } from 'node:child_process';
import { request } from 'node:http';
import type { Server } from 'node:net';
import { rendered, type Rendered } from '../../constructs/llm/llm-gateway-fixture';
import { locateOrFail } from '../harness/components';
import { type Cluster, startCluster } from '../harness/control-plane';
import type { KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';
import { freePorts } from '../harness/ports';
import { RedisClient } from '../servers/redis-client';
import { BUDGETS, gatewayProps } from './llm-gateway-budgets';
import { created, type GatewayControllers, openKinds, startGatewayControllers, tokenOf } from './llm-gateway-controllers';
import { type Limits, startLimits } from './llm-gateway-limits';
import { type GatewayProxy, startProxy } from './llm-gateway-proxy';
import { type LlmProviderStandIn, startLlmProvider } from './llm-provider';
import { openDoor } from './rooms';

/** Kinds that others than the two controllers serve. */
const ELSEWHERE = ['ExternalSecret', 'PodMonitor'];
/** An agent with a service account that no budget names. */
export const STRANGER = { namespace: 'tenant-acme', name: 'stranger' };

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** The whole way: a cluster, both controllers, one proxy with its processor, the rate-limit service and a provider. */
export interface GatewayStack {
  readonly cluster: Cluster;
  readonly controllers: GatewayControllers;
  readonly limits: Limits;
  readonly provider: LlmProviderStandIn;
  readonly proxy: GatewayProxy;
  /** A token of a service account, for the gateway or for somebody else. */
  token(namespace: string, account: string, audience?: string): Promise<string>;
  /** A request over a socket. */
  get(socket: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  /** Tokens that each counter has, by the number of its rule. */
  spent(): Promise<Map<number, number>>;
  /** All keys of the Redis. */
  keys(): Promise<string[]>;
  stop(): Promise<void>;
}

export async function startGatewayStack(): Promise<GatewayStack> {
  const ends: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const cluster = await startCluster({ crds: ['envoy-ai-gateway-v1.1.0', 'envoy-gateway-v1.9.0', 'gateway-api-v1.6.1'] });
    ends.push(() => cluster.stop());
    for (const kind of openKinds()) await created(cluster, kind);
    const controllers = await startGatewayControllers(cluster, 'redis-budget.platform.svc.cluster.local:6379');
    ends.push(() => controllers.stop());
    await applyGateway(cluster);
    const limits = await startLimits(cluster, controllers);
    ends.push(() => limits.stop());
    const provider = await startLlmProvider(cluster, 'api.openai.com');
    ends.push(() => provider.stop());
    const proxy = await startProxy(cluster, controllers, provider.path, limits.grpc);
    ends.push(() => proxy.stop());
    const { client, door } = await redisOf(limits);
    ends.push(
      () => door.close(),
      () => client.close(),
    );
    const keys = async (): Promise<string[]> =>
      (await client.command('EVAL', "return table.concat(redis.call('KEYS', '*'), ' ')", '0')).split(' ');
    return {
      cluster,
      controllers,
      limits,
      provider,
      proxy,
      token: (namespace, account, audience = 'llm-gateway') => tokenOf(cluster, namespace, account, audience),
      get: over,
      spent: async () => {
        const counts = new Map<number, number>();
        for (const key of await keys()) {
          const rule = /\/rule\/(\d+)_/.exec(key)?.[1];
          if (rule !== undefined) counts.set(Number(rule), Number(await client.command('GET', key)));
        }
        return counts;
      },
      keys,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Applies what is rendered and waits until both controllers have made of it what proxies need. */
async function applyGateway(cluster: Cluster): Promise<void> {
  const { client, kubeconfig } = cluster;
  const jwks = execFileSync(locateOrFail('kubectl'), [`--kubeconfig=${kubeconfig}`, 'get', '--raw', '/openid/v1/jwks'], {
    encoding: 'utf8',
  });
  const accounts = [...BUDGETS.tenants.flatMap(({ namespace, agents }) => agents.map(({ name }) => ({ name, namespace }))), STRANGER];
  for (const name of new Set(accounts.map(({ namespace }) => namespace)))
    await created(cluster, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  for (const metadata of accounts) await created(cluster, { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  const secret = { name: 'llm-gateway-provider', namespace: 'platform' };
  await created(cluster, { apiVersion: 'v1', kind: 'Secret', metadata: secret, stringData: { apiKey: 'sk-provider' } });
  for (const object of objectsOf(jwks)) await created(cluster, object as unknown as KubeObject);
  const place = { name: 'llm-gateway', namespace: 'platform' };
  await until('the processor to be configured', async () => {
    const names = (await client.list('v1', 'Secret', 'platform')).map(({ metadata }) => metadata.name);
    return names.some((name) => name.includes('-part-')) ? true : undefined;
  });
  await until('the budgets to be accepted', async () => {
    const { body } = await client.get({ apiVersion: 'gateway.envoyproxy.io/v1alpha1', kind: 'BackendTrafficPolicy', metadata: place });
    return JSON.stringify(body['status'] ?? {}).includes('"Accepted"') ? true : undefined;
  });
}

function objectsOf(jwks: string): Rendered[] {
  return rendered(gatewayProps(jwks)).filter(({ kind }) => !ELSEWHERE.includes(kind));
}

async function redisOf({ redis }: Limits): Promise<{ client: RedisClient; door: Server }> {
  const [port = 0] = await freePorts(1);
  const door = await openDoor({ port, host: '127.0.0.1' }, { path: redis });
  return { client: RedisClient.connect(port), door };
}

function over(socketPath: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const content = body === undefined ? {} : { 'content-type': 'application/json' };
    const asked = request(
      { socketPath, path, method, headers: { host: 'llm-gateway.platform:8080', ...content, ...headers }, agent: false },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8'), headers: answer.headers });
        });
      },
    );
    asked.on('error', reject);
    asked.setTimeout(30_000, () => asked.destroy(new Error(`${path}: no answer`)));
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
