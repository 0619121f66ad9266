import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Cluster } from './control-plane';
import type { KubeClient, KubeObject } from './kube-client';
import { until } from './poll';

export interface AggregatedApiOptions {
  /** E.g. `metrics.k8s.io`. */
  readonly group: string;
  /** E.g. `v1beta1`. */
  readonly version: string;
  /** What is said to a request for anything but discovery; the host of the URL means nothing. An error becomes a 500 with its message. */
  readonly answer: (path: URL) => Said | Promise<Said>;
}

/** What is said to a request. */
interface Said {
  readonly status: number;
  readonly body: unknown;
}

/** A group of the cluster's API that this process serves. */
export interface AggregatedApi {
  /** What `answer` was asked, oldest first. */
  requests(): readonly URL[];
  /** Takes the group out of the API again: namespaces do not go away while a group does not answer. */
  stop(): Promise<void>;
}

const NAMESPACE = 'default';

/**
 * Serves an API group from this process; needs a cluster with `aggregation`.
 *
 * https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/
 *
 * @throws if the API server does not find it available; nothing is left behind
 */
export async function startAggregatedApi(cluster: Cluster, options: AggregatedApiOptions): Promise<AggregatedApi> {
  const { client, authority } = cluster;
  const { group, version } = options;
  const name = group.replaceAll('.', '-');
  const { key, certificate } = authority.issue(`${name}.${NAMESPACE}.svc`, [`${name}.${NAMESPACE}.svc`]);
  const asked: URL[] = [];
  const server = await listening({ key: readFileSync(key), cert: readFileSync(certificate) }, options, asked);
  const objects = registration(name, group, version, (server.address() as AddressInfo).port, readFileSync(authority.certificate));
  const stop = async (): Promise<void> => {
    for (const object of [...objects].reverse()) await client.remove(object);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  try {
    for (const object of objects) {
      const { status, body } = await client.create(object);
      if (status !== 201) throw new Error(`${object.kind} ${object.metadata.name}: HTTP ${status}: ${body.message ?? ''}`);
    }
    await untilAvailable(client, objects[1]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { requests: () => [...asked], stop };
}

/**
 * The Service and the APIService behind which a server on loopback is a group of the API.
 *
 * The API server turns a Service of this type into its name and the port as it is, so no proxy is needed.
 */
export function registration(name: string, group: string, version: string, port: number, ca: Buffer): [KubeObject, KubeObject] {
  const priorities = { groupPriorityMinimum: 100, versionPriority: 100 };
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: NAMESPACE },
      spec: { type: 'ExternalName', externalName: 'localhost' },
    },
    {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: `${version}.${group}` },
      spec: { group, version, ...priorities, service: { name, namespace: NAMESPACE, port }, caBundle: ca.toString('base64') },
    },
  ];
}

/** Waits until the API server reaches what is behind an APIService. */
export async function untilAvailable(client: KubeClient, object: KubeObject): Promise<void> {
  await until(`APIService ${object.metadata.name} to be available`, async () => {
    const { conditions = [] } = (await client.get(object)).body['status'] as {
      readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    };
    const available = conditions.find(({ type }) => type === 'Available');
    if (available?.status === 'True') return true;
    throw new Error(available?.message ?? 'nothing is said of it yet');
  });
}

function listening(
  files: { readonly key: Buffer; readonly cert: Buffer },
  { group, version, answer }: AggregatedApiOptions,
  asked: URL[],
): Promise<Server> {
  const root = `/apis/${group}/${version}`;
  const reply = async (url: URL): Promise<Said> => {
    // what makes an APIService available: that its root answers
    if (url.pathname === root)
      return { status: 200, body: { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: `${group}/${version}`, resources: [] } };
    if (!url.pathname.startsWith(`${root}/`)) return { status: 404, body: {} };
    asked.push(url);
    try {
      return await answer(url);
    } catch (error) {
      return { status: 500, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', message: String(error), code: 500 } };
    }
  };
  const server = createServer(files, (request, response) => {
    void reply(new URL(request.url ?? '/', 'https://localhost')).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      resolve(server);
    });
  });
}
