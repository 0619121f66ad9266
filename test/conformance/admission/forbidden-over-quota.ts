import type { KubeClient, KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';
import { ofKind, workloadsOf } from './committed';
import { fillQuota, hardOf, OPERATOR, podOf } from './operator';

/** How a quota names what counts them: https://kubernetes.io/docs/concepts/policy/resource-quotas/#quota-on-object-count */
const ROLLOUTS = 'count/rollouts.argoproj.io';

/** The last pod that fits a quota, and the one after it: created for real, since the second must find the first counted; and the last Rollout. */
export function describeOverQuota(objects: readonly KubeObject[], client: () => KubeClient): void {
  const tenants = ofKind(objects, 'ResourceQuota')
    .filter(({ metadata }) => metadata.name === 'tenant')
    .map((quota) => ({ namespace: quota.metadata.namespace ?? '', quota }));

  test.each(tenants)('the pod after the last that fits the quota of $namespace is refused', async ({ namespace, quota }) => {
    const workload = workloadsOf(objects).find(({ metadata }) => metadata.namespace === namespace);
    if (workload === undefined) throw new Error(`${namespace} has a quota and no workload`);
    const pods = Number(hardOf(quota)['pods']);
    const create = (name: string): ReturnType<KubeClient['create']> => client().create(podOf(workload, name), { as: OPERATOR });
    const removed = ['last', 'one-more'].map((name) => podOf(workload, name));

    await fillQuota(client(), quota, objects, { pods: String(pods) });
    await until('a full quota to refuse', async () =>
      (await client().create(podOf(workload), { as: OPERATOR, dryRun: true })).status === 403 ? true : undefined,
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

  const withRollouts = tenants.filter(({ quota }) => ROLLOUTS in hardOf(quota));

  test('counts the Rollouts of every tenant that has one', () => {
    const namespaces = new Set(ofKind(objects, 'Rollout').map(({ metadata }) => metadata.namespace ?? ''));
    expect([...namespaces].filter((namespace) => !withRollouts.some((tenant) => tenant.namespace === namespace))).toEqual([]);
  });

  test.each(withRollouts)('the Rollout after the last that the quota of $namespace counts is refused', async ({ namespace, quota }) => {
    const rendered = ofKind(objects, 'Rollout').find(({ metadata }) => metadata.namespace === namespace);
    if (rendered === undefined) throw new Error(`${namespace} counts Rollouts and has none`);
    const most = Number(hardOf(quota)[ROLLOUTS]);
    const more = { ...rendered, metadata: { ...rendered.metadata, name: 'attempt' } };
    const attempt = (): ReturnType<KubeClient['create']> => client().create(more, { as: OPERATOR, dryRun: true });

    await fillQuota(client(), quota, objects, { [ROLLOUTS]: String(most) });
    const full = await until('a full quota to refuse', async () => {
      const answer = await attempt();
      return answer.status === 403 ? answer : undefined;
    });
    expect(full.body.message).toContain(
      `exceeded quota: tenant, requested: ${ROLLOUTS}=1, used: ${ROLLOUTS}=${most}, limited: ${ROLLOUTS}=${most}`,
    );

    await fillQuota(client(), quota, objects, { [ROLLOUTS]: String(most - 1) });
    const last = await until('room for one to admit one', async () => {
      const answer = await attempt();
      return answer.status === 403 ? undefined : answer;
    });
    expect({ status: last.status, message: last.body.message }).toEqual({ status: 201, message: undefined });
  });
}
