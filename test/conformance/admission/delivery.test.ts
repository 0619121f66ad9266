import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { parseManifests } from '../../../src/judges/inventory/parse';
import { committed, delivered, deliveryOf, type Engine } from '../../environments/delivered';
import { type Cluster, startCluster } from '../harness/control-plane';
import { locateOrFail } from '../harness/components';
import type { Answer, Identity, KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';
import { withComponents } from '../harness/require';
import { titleOf } from './committed';

/** Kinds of the engines that are rendered. */
const ENGINE_KINDS = ['AppProject', 'Application', 'GitRepository', 'Kustomization'];
const ENGINES: readonly Engine[] = ['flux', 'argo-cd'];
const SERVERS = ['kube-apiserver', 'kube-apiserver-1.33', 'kube-apiserver-1.30'] as const;
const FOREIGN = { 'shared-tenants': 'tenant-acme', 'tenant-acme': 'shared-tenants' } as const;

const FILES = committed();
const BOUNDARY = '00-namespace.yaml';

for (const server of SERVERS) {
  withComponents(['etcd', server, 'crds'], `delivery at ${server}`, () => {
    let cluster: Cluster;

    beforeAll(async () => {
      cluster = await startCluster({ server });
      for (const definition of definitions()) {
        await cluster.client.apply(definition);
        const { group, names, versions } = definition.spec;
        const path = `/apis/${group}/${versions[0]?.name ?? ''}/${names.plural}?limit=1`;
        await until(path, async () => ((await cluster.client.request('GET', path)).status === 200 ? true : undefined), 60_000);
      }
    }, 300_000);
    afterAll(async () => {
      await cluster.stop();
    });

    /** As an engine does it, whoever it acts as. */
    const applyAs = async (object: KubeObject, as?: Identity): Promise<Answer> =>
      cluster.client.request(
        'PATCH',
        `${await cluster.client.pathOf(object)}?fieldManager=engine&force=true&fieldValidation=Strict`,
        object,
        {
          contentType: 'application/apply-patch+yaml',
          ...(as !== undefined && { as }),
        },
      );
    const all = async (objects: readonly KubeObject[], as?: Identity): Promise<string[]> => {
      const refused: string[] = [];
      for (const object of objects) {
        const { status, body } = await applyAs(object, as);
        if (status !== 200 && status !== 201) refused.push(`${titleOf(object)}: ${status} ${body.message ?? ''}`);
      }
      return refused;
    };
    const remove = async (object: KubeObject, as: Identity): Promise<number> =>
      (await cluster.client.request('DELETE', `${await cluster.client.pathOf(object)}?dryRun=All`, undefined, { as })).status;

    describe.each(ENGINES)('by %s', (engine) => {
      const delivery = deliveryOf(engine);
      const accountOf = (stage: string): Identity => ({
        user: `system:serviceaccount:${delivery.namespace}:${delivery.prefix}-${stage}`,
        groups: ['system:serviceaccounts', `system:serviceaccounts:${delivery.namespace}`, 'system:authenticated'],
      });
      const stages = ['cluster', 'namespaces', 'platform', 'shared-tenants', 'tenant-acme'];

      test('an administrator applies the namespaces, then the bootstrap, and both again', async () => {
        const bootstrap = [...delivered(delivery)].filter(([path]) => !path.endsWith('kustomization.yaml')).flatMap(read);
        const first = [namespace(delivery.namespace), ...boundaries(), ...bootstrap];
        expect(await all(first)).toEqual([]);
        expect(await all(first)).toEqual([]);
        const denied = objectOf('NetworkPolicy', 'tenant-acme', 'default-deny');
        await until('the guard', async () => ((await applyAs(denied, accountOf('tenant-acme'))).status === 200 ? undefined : true));
      });

      test.each(stages)('%s applies exactly its folder, twice', async (stage) => {
        expect(await all(folderOf(stage), accountOf(stage))).toEqual([]);
        expect(await all(folderOf(stage), accountOf(stage))).toEqual([]);
      });

      test.each(stages)('%s is refused whatever another folder holds', async (stage) => {
        const others = stages.filter((other) => other !== stage).flatMap(folderOf);
        expect(others.length).toBeGreaterThan(20);
        expect((await all(others, accountOf(stage))).length).toBe(others.length);
      });

      test.each(['shared-tenants', 'tenant-acme'] as const)(
        '%s can not move its own bounds, nor see or make what it does not deploy',
        async (stage) => {
          const as = accountOf(stage);
          const bounds = boundaries().filter(
            (object) => (object.kind === 'Namespace' ? object.metadata.name : object.metadata.namespace) === stage,
          );
          expect(bounds.map(({ kind }) => kind).sort()).toEqual([
            'LimitRange',
            'Namespace',
            'NetworkPolicy',
            'ResourceQuota',
            'ResourceQuota',
            'ServiceAccount',
          ]);
          for (const object of bounds) {
            expect((await applyAs(object, as)).status).toBeGreaterThan(400);
            expect(await remove(object, as)).toBeGreaterThan(400);
          }
          for (const object of made(stage))
            expect(`${object.kind} ${(await cluster.client.create(object, { as, dryRun: true })).status}`).toBe(`${object.kind} 403`);
          for (const path of secrets(stage))
            expect(`${path} ${(await cluster.client.request('GET', path, undefined, { as })).status}`).toBe(`${path} 403`);
          for (const [method, path] of collections(stage))
            expect((await cluster.client.request(method, path, {}, { as })).status).toBe(403);
        },
      );

      test('a tenant may delete what it no longer renders, and nobody what holds data or a namespace', async () => {
        const deployment = objectOf('Deployment', 'tenant-acme', 'order-tracking');
        expect(await remove(deployment, accountOf('tenant-acme'))).toBe(200);
        expect(await remove(deployment, accountOf('shared-tenants'))).toBe(403);
        const statuses = folderOf('platform')
          .filter(({ kind }) => ['StatefulSet', 'Cluster', 'Database', 'Stream'].includes(kind))
          .map(async (object) => remove(object, accountOf('platform')));
        expect(statuses.length).toBeGreaterThan(5);
        expect(new Set(await Promise.all(statuses))).toEqual(new Set([403]));
        for (const object of [...folderOf('cluster'), ...boundaries()])
          expect(
            await remove(
              object,
              accountOf(object.metadata.namespace === undefined && object.kind !== 'Namespace' ? 'cluster' : 'namespaces'),
            ),
          ).toBe(403);
      });

      test('a namespace, a class or a policy that is not rendered can not be made', async () => {
        const strangers: readonly (readonly [string, KubeObject])[] = [
          ['namespaces', namespace('kube-system-2')],
          ['cluster', { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'mine' }, value: 1_000_000 }],
          ['cluster', namespace('tenant-acme')],
        ];
        for (const [stage, object] of strangers) expect((await applyAs(object, accountOf(stage))).status).toBe(403);
      });
    });
  });
}

interface Definition extends KubeObject {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly { readonly name: string }[];
  };
}

/** Of the engines' kinds, which no committed manifest needs. */
function definitions(): Definition[] {
  const folder = locateOrFail('crds');
  return readdirSync(folder)
    .filter((file) => /^(argo-cd|flux)-/.test(file))
    .flatMap((file) => loadAll(readFileSync(join(folder, file), 'utf8')) as (Definition | null)[])
    .filter((document) => document !== null && document.kind === 'CustomResourceDefinition')
    .filter((document): document is Definition => document !== null && ENGINE_KINDS.includes(document.spec.names.kind));
}

function read([path, text]: readonly [string, string]): KubeObject[] {
  return parseManifests(text, path).map(({ document }) => document as KubeObject);
}

function namespace(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

/** Independent of the code under test: by the path of the committed file. */
function folderOf(stage: string): KubeObject[] {
  if (stage === 'namespaces') return boundaries();
  const folder = stage === 'cluster' || stage === 'platform' ? `manifests/${stage}/` : `manifests/tenants/${stage}/`;
  return [...FILES].filter(([path]) => path.startsWith(folder) && !path.endsWith(BOUNDARY)).flatMap(read);
}

function boundaries(): KubeObject[] {
  return [...FILES].filter(([path]) => path.endsWith(BOUNDARY)).flatMap(read);
}

function objectOf(kind: string, where: string, name: string): KubeObject {
  const found = [...FILES]
    .flatMap(read)
    .find((object) => object.kind === kind && object.metadata.namespace === where && object.metadata.name === name);
  if (found === undefined) throw new Error(`no ${kind} ${where}/${name}`);
  return found;
}

/** What would give a deployer more than it has. */
function made(stage: string): KubeObject[] {
  const rbac = 'rbac.authorization.k8s.io';
  const roleRef = { apiGroup: rbac, kind: 'ClusterRole', name: 'cluster-admin' };
  const own = { name: 'mine', namespace: stage };
  return [
    { apiVersion: `${rbac}/v1`, kind: 'Role', metadata: own, rules: [] },
    { apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata: own, roleRef, subjects: [] },
    { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name: 'mine' }, rules: [] },
    { apiVersion: `${rbac}/v1`, kind: 'ClusterRoleBinding', metadata: { name: 'mine' }, roleRef, subjects: [] },
    { apiVersion: 'v1', kind: 'Secret', metadata: own },
    { apiVersion: 'v1', kind: 'Pod', metadata: own, spec: { containers: [{ name: 'a', image: 'a' }] } },
    { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: own },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...own, namespace: FOREIGN[stage as keyof typeof FOREIGN] } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...own, namespace: 'default' } },
    { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata: own },
    { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: own },
    { apiVersion: 'external-secrets.io/v1', kind: 'SecretStore', metadata: own },
  ];
}

function secrets(stage: string): string[] {
  const own = `/api/v1/namespaces/${stage}`;
  return [`${own}/secrets`, `${own}/secrets/x`, '/api/v1/secrets', `${own}/configmaps`, '/api/v1/namespaces', '/api/v1/nodes'];
}

function collections(stage: string): (readonly [string, string])[] {
  return [
    ['DELETE', `/apis/apps/v1/namespaces/${stage}/deployments`],
    ['POST', `/api/v1/namespaces/${stage}/serviceaccounts/coordinator/token`],
    ['PATCH', `/apis/apps/v1/namespaces/${stage}/deployments/coordinator/scale`],
  ];
}
