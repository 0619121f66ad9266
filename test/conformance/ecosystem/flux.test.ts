import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { loadAll } from 'js-yaml';
import { parseManifests } from '../../../src/judges/inventory/parse';
import { committed, delivered, deliveryOf } from '../../environments/delivered';
import { locateOrFail } from '../harness/components';
import { type Cluster, startCluster } from '../harness/control-plane';
import type { KubeObject } from '../harness/kube-client';
import { answersOk } from '../harness/http-probe';
import { until } from '../harness/poll';
import { freePorts } from '../harness/ports';
import { type Running, startProcess } from '../harness/process';
import { withComponents } from '../harness/require';

/** Kinds of Flux that are rendered. */
const SERVED = ['kustomize.toolkit.fluxcd.io/v1/kustomizations', 'source.toolkit.fluxcd.io/v1/gitrepositories'].map(
  (kind) => `/apis/${kind}`,
);

const FOLDER = 'dist/swarm/prod';
const MANIFESTS = committed();
const DELIVERY = delivered(deliveryOf('flux'));

withComponents(
  ['etcd', 'kube-apiserver', 'kustomize-controller', 'crds'],
  "Flux's kustomize-controller under the rendered identities",
  () => {
    let cluster: Cluster;
    let server: Server;
    let controller: Running | undefined;

    beforeAll(async () => {
      cluster = await startCluster();
      for (const definition of definitions()) await cluster.client.apply(definition);
      for (const path of SERVED)
        await until(path, async () => ((await cluster.client.request('GET', path)).status === 200 ? true : undefined), 60_000);
      const bounds = [...MANIFESTS].filter(([path]) => path.endsWith('00-namespace.yaml')).flatMap(read);
      const bootstrap = [...DELIVERY].filter(([path]) => path.startsWith('delivery/bootstrap/')).flatMap(read);
      const namespace: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } };
      for (const object of [namespace, ...bounds, ...bootstrap]) {
        const { status, body } = await cluster.client.apply(object, 'administrator');
        if (status > 201) throw new Error(`${object.kind} ${object.metadata.name}: ${body.message ?? ''}`);
      }
      const archive = pack(cluster.folder);
      server = createServer((_, answer) => answer.end(archive)).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      await publish(cluster, archive, (server.address() as AddressInfo).port);
      controller = await start(cluster);
    }, 300_000);
    afterAll(async () => {
      await controller?.stop();
      server.close();
      await cluster.stop();
    });

    const stageOf = async (name: string): Promise<{ reason: string; message: string; status: string }> => {
      const path = `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/swarm-${name}`;
      const { body } = await cluster.client.request('GET', path);
      const conditions =
        (body['status'] as { conditions?: { type: string; status: string; reason: string; message: string }[] } | undefined)?.conditions ??
        [];
      return conditions.find(({ type }) => type === 'Ready') ?? { reason: '', message: '', status: '' };
    };
    const ready = async (name: string): Promise<true> =>
      until(
        `swarm-${name}`,
        async () => {
          const { status, reason, message } = await stageOf(name);
          if (status === 'False' && reason !== 'DependencyNotReady') throw new Error(`${reason}: ${message}`);
          if (status !== 'True') throw new Error(`${status} ${reason}: ${message}`);
          return true as const;
        },
        90_000,
      );

    test('applies the cluster and the namespaces, each as its identity', async () => {
      expect([await ready('cluster'), await ready('namespaces')]).toEqual([true, true]);
    }, 200_000);

    test('applies the platform and waits for what is not ready, and the tenants wait for it', async () => {
      const platform = objectsOf('manifests/platform/');
      await until(
        'the platform to be applied',
        async () => {
          for (const object of platform)
            if ((await cluster.client.get(object)).status !== 200)
              throw new Error(`${object.kind} ${object.metadata.name}: ${JSON.stringify(await stageOf('platform'))}`);
          return true;
        },
        90_000,
      );
      expect((await stageOf('platform')).status).toBe('Unknown');
      expect((await stageOf('tenant-acme')).reason).toBe('DependencyNotReady');
      for (const object of objectsOf('manifests/tenants/')) expect((await cluster.client.get(object)).status).toBe(404);
    }, 200_000);

    test('goes on to the tenants once all is ready, and not before', async () => {
      const platform = objectsOf('manifests/platform/');
      for (const object of platform.filter(({ kind }) => kind !== 'Pooler')) await settle(cluster, object);
      await new Promise((resolve) => setTimeout(resolve, 8000));
      expect((await stageOf('platform')).status).toBe('Unknown');
      for (const object of platform) await settle(cluster, object);
      await ready('platform');
      const tenants = objectsOf('manifests/tenants/');
      await until(
        'the tenants',
        async () => {
          for (const object of tenants)
            if ((await cluster.client.get(object)).status !== 200) throw new Error(`${object.kind} ${object.metadata.name}`);
          return true;
        },
        90_000,
      );
      for (const object of tenants) await settle(cluster, object);
      await ready('tenant-acme');
      await ready('shared-tenants');
    }, 400_000);
  },
);

function read([path, text]: readonly [string, string]): KubeObject[] {
  return parseManifests(text, path).map(({ document }) => document as KubeObject);
}

function objectsOf(folder: string): KubeObject[] {
  return [...MANIFESTS].filter(([path]) => path.startsWith(folder) && !path.endsWith('00-namespace.yaml')).flatMap(read);
}

function definitions(): KubeObject[] {
  const folder = locateOrFail('crds');
  return readdirSync(folder)
    .filter((file) => /^flux-(kustomize|source)/.test(file))
    .flatMap((file) => loadAll(readFileSync(join(folder, file), 'utf8')) as (KubeObject | null)[])
    .filter((document): document is KubeObject => document?.kind === 'CustomResourceDefinition');
}

/** What the source controller makes of the repository. */
function pack(folder: string): Buffer {
  const root = join(folder, 'repository');
  for (const [path, text] of [...MANIFESTS, ...DELIVERY]) {
    const file = join(root, FOLDER, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const archive = join(folder, 'artifact.tar.gz');
  execFileSync('tar', ['-czf', archive, '-C', root, '.']);
  return readFileSync(archive);
}

async function publish({ client }: Cluster, archive: Buffer, port: number): Promise<void> {
  const path = '/apis/source.toolkit.fluxcd.io/v1/namespaces/flux-system/gitrepositories/swarm/status';
  const lastUpdateTime = '2026-01-01T00:00:00Z';
  const status = {
    observedGeneration: 1,
    conditions: [{ type: 'Ready', status: 'True', reason: 'Succeeded', message: '', lastTransitionTime: lastUpdateTime }],
    artifact: {
      digest: `sha256:${createHash('sha256').update(archive).digest('hex')}`,
      lastUpdateTime,
      path: 'artifact.tar.gz',
      revision: 'main@sha1:0000000000000000000000000000000000000001',
      size: archive.length,
      url: `http://127.0.0.1:${port}/artifact.tar.gz`,
    },
  };
  const { status: code, body } = await client.request('PATCH', path, { status }, { contentType: 'application/merge-patch+json' });
  if (code !== 200) throw new Error(body.message ?? '');
}

async function start({ kubeconfig, folder }: Cluster): Promise<Running> {
  const [metrics, health] = (await freePorts(2)) as [number, number];
  return startProcess({
    name: 'kustomize-controller',
    args: [
      `--metrics-addr=127.0.0.1:${metrics}`,
      `--health-addr=127.0.0.1:${health}`,
      '--events-addr=',
      '--requeue-dependency=1s',
      '--no-cross-namespace-refs',
    ],
    env: { KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: 'flux-system', HOME: folder, TMPDIR: folder },
    folder,
    ready: () => answersOk(`http://127.0.0.1:${health}/healthz`),
  });
}

/** Writes what the kind's controller would. */
async function settle({ client }: Cluster, object: KubeObject): Promise<void> {
  const live = (await client.get(object)).body as { metadata: { generation?: number }; spec?: { replicas?: number; instances?: number } };
  const observedGeneration = live.metadata.generation ?? 1;
  const replicas = live.spec?.replicas ?? 1;
  const condition = (type: string): object => ({
    type,
    status: 'True',
    reason: 'Done',
    message: '',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  });
  const counts = { observedGeneration, replicas, readyReplicas: replicas, updatedReplicas: replicas, availableReplicas: replicas };
  const statuses: Readonly<Record<string, object>> = {
    Deployment: { ...counts, conditions: [condition('Available'), { ...condition('Progressing'), reason: 'NewReplicaSetAvailable' }] },
    StatefulSet: { ...counts, currentReplicas: replicas, currentRevision: 'a', updateRevision: 'a' },
    PodDisruptionBudget: {
      observedGeneration,
      currentHealthy: 1,
      desiredHealthy: 1,
      disruptionsAllowed: 1,
      expectedPods: 1,
      conditions: [],
    },
    Certificate: { conditions: [condition('Ready')] },
    ExternalSecret: { conditions: [condition('Ready')] },
    Consumer: { observedGeneration, conditions: [condition('Ready')] },
    Stream: { observedGeneration, conditions: [condition('Ready')] },
    ScaledObject: { conditions: [condition('Ready')] },
    Cluster: { conditions: [condition('Ready')] },
    Database: { observedGeneration, applied: true },
    DatabaseRole: { observedGeneration, applied: true },
    Pooler: { instances: live.spec?.instances ?? 1 },
    Rollout: { phase: 'Healthy' },
  };
  const status = statuses[object.kind];
  if (status === undefined) return;
  const { status: code, body } = await client.request(
    'PATCH',
    `${await client.pathOf(object)}/status`,
    { status },
    { contentType: 'application/merge-patch+json' },
  );
  if (code !== 200) throw new Error(`${object.kind}: ${body.message ?? ''}`);
}
