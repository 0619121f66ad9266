import { type Cluster, startCluster } from './control-plane';
import type { KubeObject } from './kube-client';
import { withComponents } from './require';

const configMap = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data: { a: '1' },
});

withComponents(['etcd', 'kube-apiserver', 'crds'], 'a cluster', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster();
  });

  afterAll(async () => {
    await cluster.stop();
  });

  test('serves the kinds that rendered objects are of', async () => {
    await expect(cluster.client.list('keda.sh/v1alpha1', 'ScaledObject')).resolves.toEqual([]);
    await expect(cluster.client.list('monitoring.coreos.com/v1', 'PodMonitor')).resolves.toEqual([]);
  });

  test('takes an object, gives it back, changes it and removes it', async () => {
    const object = configMap('taken');
    expect((await cluster.client.create(object)).status).toBe(201);
    expect((await cluster.client.get(object)).body['data']).toEqual({ a: '1' });
    expect((await cluster.client.patch(object, { data: { b: '2' } })).body['data']).toEqual({ a: '1', b: '2' });
    expect((await cluster.client.remove(object)).status).toBe(200);
    expect((await cluster.client.get(object)).status).toBe(404);
  });

  test('applies on the server, and the same again changes nothing', async () => {
    const first = await cluster.client.apply(configMap('applied'));
    const second = await cluster.client.apply(configMap('applied'));
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body['metadata']).toEqual(first.body['metadata']);
  });

  test('fails an unknown field if strict, and lets it pass if not', async () => {
    const object = { ...configMap('strict'), dataa: {} };
    const strict = await cluster.client.create(object, { dryRun: true });
    const loose = await cluster.client.create(object, { dryRun: true, strict: false });
    expect([strict.status, loose.status]).toEqual([400, 201]);
    expect(strict.body.message).toContain('unknown field "dataa"');
  });

  test('fails what somebody else may not do', async () => {
    const { status, body } = await cluster.client.create(configMap('foreign'), { as: { user: 'nobody' } });
    expect(status).toBe(403);
    expect(body.message).toContain('User "nobody" cannot create resource "configmaps"');
  });

  test('fails a kind that is not served', async () => {
    await expect(cluster.client.get({ ...configMap('x'), kind: 'Nothing' })).rejects.toThrow('the server has no Nothing of v1');
  });
});
