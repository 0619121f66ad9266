import type { KubeClient, KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';
import { ofKind } from './committed';
import { fillQuota, hardOf, OPERATOR, podOf } from './operator';

/** The last pod that fits a quota, and the one after it: created for real, since the second must find the first counted. */
export function describeOverQuota(objects: readonly KubeObject[], client: () => KubeClient): void {
  const tenants = ofKind(objects, 'ResourceQuota')
    .filter(({ metadata }) => metadata.name === 'tenant')
    .map((quota) => ({ namespace: quota.metadata.namespace ?? '', quota }));

  test.each(tenants)('the pod after the last that fits the quota of $namespace is refused', async ({ namespace, quota }) => {
    const deployment = ofKind(objects, 'Deployment').find(({ metadata }) => metadata.namespace === namespace);
    if (deployment === undefined) throw new Error(`${namespace} has a quota and no Deployment`);
    const pods = Number(hardOf(quota)['pods']);
    const create = (name: string): ReturnType<KubeClient['create']> => client().create(podOf(deployment, name), { as: OPERATOR });
    const removed = ['last', 'one-more'].map((name) => podOf(deployment, name));

    await fillQuota(client(), quota, objects, { pods: String(pods) });
    await until('a full quota to refuse', async () =>
      (await client().create(podOf(deployment), { as: OPERATOR, dryRun: true })).status === 403 ? true : undefined,
    );
    const full = await create('one-more');
    expect({ status: full.status, message: full.body.message }).toEqual({
      status: 403,
      message: expect.stringContaining(`exceeded quota: tenant, requested: pods=1, used: pods=${pods}, limited: pods=${pods}`) as unknown,
    });

    await fillQuota(client(), quota, objects, { pods: String(pods - 1) });
    const last = await until('room for one to admit one', async () => {
      const answer = await create('last');
      return answer.status === 403 || answer.status === 409 ? undefined : answer;
    });
    expect({ status: last.status, message: last.body.message }).toEqual({ status: 201, message: undefined });
    const after = await create('one-more');
    expect({ status: after.status, message: after.body.message }).toEqual({
      status: 403,
      message: expect.stringContaining(`exceeded quota: tenant, requested: pods=1, used: pods=${pods}, limited: pods=${pods}`) as unknown,
    });
    for (const pod of removed) await client().remove(pod);
  });
}
