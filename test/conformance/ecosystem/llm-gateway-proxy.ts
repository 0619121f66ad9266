import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../harness/control-plane';
import type { KubeObject } from '../harness/kube-client';
import { EG_NAMESPACE, type GatewayControllers, reachable, secretOf, tokenOf } from './llm-gateway-controllers';
import { type Room, startRoom } from './rooms';

interface Container {
  readonly name: string;
  readonly args?: string[];
  readonly env?: { readonly name: string; readonly value?: string }[];
}
interface PodSpec {
  readonly containers: Container[];
  readonly initContainers?: Container[];
}

export interface GatewayProxy {
  /** Sockets of the listener, of Envoy's administration, and of the processor's metrics. */
  readonly listener: string;
  readonly admin: string;
  readonly processorMetrics: string;
  readonly pod: KubeObject;
  stop(): Promise<void>;
}

/** The pod of the Deployment that Envoy Gateway made, as the webhook changes it: what a node would be given to run. */
export async function podOf({ client }: Cluster, name: string): Promise<KubeObject> {
  const deployment = await client.get({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'llm-gateway', namespace: 'platform' },
  });
  const { template } = deployment.body['spec'] as { template: { metadata: { labels: Record<string, string> }; spec: object } };
  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...template.metadata, name, namespace: 'platform' },
    spec: template.spec,
  };
  const { status, body } = await client.create(pod);
  if (status !== 201) throw new Error(`pod: ${status} ${body.message ?? ''}`);
  return body as unknown as KubeObject;
}

export async function startProxy(
  cluster: Cluster,
  controllers: GatewayControllers,
  provider: string,
  limiter: string,
): Promise<GatewayProxy> {
  const { client, folder, authority } = cluster;
  const pod = await podOf(cluster, 'llm-gateway-0');
  const spec = pod['spec'] as PodSpec;
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  const find = (name: string): Container => {
    const found = containers.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no container ${name} in ${containers.map((one) => one.name).join(', ')}`);
    return found;
  };
  const values: Record<string, string> = { ENVOY_POD_NAME: pod.metadata.name, ENVOY_POD_NAMESPACE: 'platform', ENVOY_SERVICE_ZONE: '' };
  const filled = (text: string): string => text.replaceAll(/\$\((\w+)\)/g, (whole, name: string) => values[name] ?? whole);
  const argsOf = ({ args = [] }: Container): string[] => args.map(filled);
  const envOf = ({ env = [] }: Container): Record<string, string> =>
    Object.fromEntries(env.map(({ name, value }) => [name, value ?? values[name] ?? '']));
  const [envoy, processor] = [find('envoy'), find('ai-gateway-extproc')];

  const { body: map } = await client.get({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'llm-gateway', namespace: 'platform' } });
  const data = map['data'] as Record<string, string>;
  const token = await tokenOf(cluster, 'platform', 'llm-gateway', `envoy-gateway.${EG_NAMESPACE}.svc.cluster.local`, pod);
  const socket = (name: string): string => join(folder, `${name}.sock`);
  const door = (path: string, port: number) => ({ from: { path }, to: { port } });
  const [listener, admin, processorMetrics] = [socket('listener'), socket('admin'), socket('processor')];
  const room: Room = await startRoom(folder, 'proxy', {
    files: {
      'certs/ca.crt': data['ca.crt'] ?? '',
      'sds/xds-trusted-ca.json': data['xds-trusted-ca.json'] ?? '',
      'sds/xds_service_account_token.json': data['xds_service_account_token.json'] ?? '',
      'var/run/secrets/token/sa-token': token,
      'etc/ssl/certs/ca-certificates.crt': readFileSync(authority.certificate),
      'etc/ai-gateway-extproc-uds/empty': '',
      ...(await processorFiles(cluster)),
    },
    doors: [
      door(listener, 8080),
      door(admin, 19_000),
      door(processorMetrics, 1064),
      { from: { port: 18_000 }, to: { path: controllers.xds } },
      { from: { port: 8081 }, to: { path: limiter } },
      { from: { port: 443 }, to: { path: provider } },
    ],
  });
  try {
    await room.start('ai-gateway-extproc', argsOf(processor), envOf(processor), () => reachable(processorMetrics));
    await room.start('envoy', argsOf(envoy), envOf(envoy), () => reachable(listener));
    return {
      listener,
      admin,
      processorMetrics,
      pod,
      stop: () => room.stop(),
    };
  } catch (error) {
    await room.stop();
    throw error;
  }
}

/** What the processor's volume is: the index and the parts that it names. */
async function processorFiles(cluster: Cluster): Promise<Record<string, Buffer>> {
  const secrets = (await cluster.client.list('v1', 'Secret', 'platform'))
    .map(({ metadata }) => metadata.name)
    .filter((name) => name.startsWith('llm-gateway-platform'));
  const files: Record<string, Buffer> = {};
  for (const name of secrets) {
    for (const [key, bytes] of Object.entries(await secretOf(cluster, name, 'platform'))) {
      const part = /-part-(\d+)$/.exec(name)?.[1];
      files[part === undefined ? `etc/filter-config-bundle/${key}` : `etc/filter-config-bundle/parts/${part}`] = bytes;
    }
  }
  return files;
}
