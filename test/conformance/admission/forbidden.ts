import type { KubeClient, KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';
import { ofKind, titleOf, workloadsOf } from './committed';
import { describeNamespaceGuard, namespaceGuardIsUp } from './forbidden-namespace-changes';
import { describeOverQuota } from './forbidden-over-quota';
import { CLAIM, objectAttempts } from './forbidden-objects';
import { podAttempts } from './forbidden-pods';
import { fillQuota, grant, OPERATOR, podOf } from './operator';

/** One refused request beside the same request without what is forbidden. */
export interface Attempt {
  readonly title: string;
  /** Refused by admission, for `reason`. */
  readonly forbidden: KubeObject;
  readonly reason: RegExp;
  /** Accepted. */
  readonly allowed: KubeObject;
}

/**
 * What an operator with every right in the tenants' namespaces may not do.
 *
 * Attempts are dry runs: they pass the whole of admission, and leave the quotas as they were filled.
 */
export function describeForbidden(objects: readonly KubeObject[], client: () => KubeClient): void {
  const guarded = ofKind(objects, 'Namespace').filter(({ metadata }) => metadata.labels?.[ENFORCE] !== undefined);
  const attempts = guarded.flatMap((namespace) => [
    ...podAttempts(objects, namespace.metadata.name),
    ...objectAttempts(objects, namespace.metadata.name),
  ]);

  describe('with every right that RBAC can give', () => {
    beforeAll(async () => {
      await grant(client(), ['default', ...guarded.map(({ metadata }) => metadata.name)]);
      for (const quota of ofKind(objects, 'ResourceQuota')) await fillQuota(client(), quota, objects);
      await admissionIsUp(client(), objects);
    });

    test('the pods of every Deployment and Rollout are admitted as they are rendered', async () => {
      const refused: string[] = [];
      for (const workload of workloadsOf(objects)) {
        const { status, body } = await client().create(podOf(workload), { as: OPERATOR, dryRun: true });
        if (status !== 201) refused.push(`${titleOf(workload)}: ${body.message ?? ''}`);
      }
      expect(refused).toEqual([]);
    });

    test.each(attempts)('$title is refused', async ({ forbidden, reason, allowed }) => {
      const refused = await client().create(forbidden, { as: OPERATOR, dryRun: true });
      expect({ status: refused.status, message: refused.body.message }).toEqual({
        status: 403,
        message: expect.stringMatching(reason) as unknown,
      });
      const accepted = await client().create(allowed, { as: OPERATOR, dryRun: true });
      expect({ status: accepted.status, message: accepted.body.message }).toEqual({ status: 201, message: undefined });
    });

    describeNamespaceGuard(objects, client);
    describeOverQuota(objects, client);
  });
}

const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** Plugins of admission see objects a moment after they are created: waits for the last of each. */
async function admissionIsUp(client: KubeClient, objects: readonly KubeObject[]): Promise<void> {
  for (const workload of workloadsOf(objects)) {
    await until(`a pod of ${titleOf(workload)} to be admitted`, async () => {
      const { status, body } = await client.create(podOf(workload), { dryRun: true });
      if (status === 201) return true;
      throw new Error(body.message ?? String(status));
    });
  }
  await until('the guard of namespaces to be enforced', async () => ((await namespaceGuardIsUp(client)) ? true : undefined));
  for (const { metadata } of ofKind(objects, 'ResourceQuota').filter((quota) => quota.metadata.name === 'tenant')) {
    await until(`the quota of ${metadata.namespace ?? ''} to be enforced`, async () => {
      // of which no tenant may have one
      const claim = {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'probe', namespace: metadata.namespace ?? '' },
        spec: CLAIM,
      };
      return (await client.create(claim, { dryRun: true })).status === 403 ? true : undefined;
    });
  }
}
