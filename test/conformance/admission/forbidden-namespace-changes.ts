import type { Answer, KubeClient, KubeObject } from '../harness/kube-client';
import { ofKind } from './committed';
import { OPERATOR } from './operator';

const TENANT = 'cdk8s-agents/tenant';
const ENFORCE = 'pod-security.kubernetes.io/enforce';
const MERGE = 'application/merge-patch+json';

/** A label after a change; `null` takes it away. */
type Change = Readonly<Record<string, string | null>>;

const LABEL_KEPT = /label cdk8s-agents\/tenant of a namespace cannot be changed, added or removed/;
const RESTRICTED_KEPT = /label pod-security\.kubernetes\.io\/enforce of a tenant's namespace must stay 'restricted'/;

const OF_TENANT: readonly (readonly [string, Change, RegExp])[] = [
  ['changing the tenant label', { [TENANT]: 'other' }, LABEL_KEPT],
  ['removing the tenant label', { [TENANT]: null }, LABEL_KEPT],
  ['removing the Pod Security label', { [ENFORCE]: null }, RESTRICTED_KEPT],
  ['weakening the Pod Security label', { [ENFORCE]: 'baseline' }, RESTRICTED_KEPT],
];
const OF_OTHERS: readonly (readonly [string, Change, RegExp])[] = [['adding the tenant label', { [TENANT]: 'acme' }, LABEL_KEPT]];

/** The namespace itself, and both subresources through which its labels can be written. */
const DOORS = ['', '/status', '/finalize'] as const;

/** Changes of namespaces that take a tenant out of its guard rails, beside a change of another label through the same door. */
export function describeNamespaceGuard(objects: readonly KubeObject[], client: () => KubeClient): void {
  const namespaces = ofKind(objects, 'Namespace');
  const isTenant = ({ metadata }: KubeObject): boolean => metadata.labels?.[TENANT] !== undefined;
  const others = ['default', ...namespaces.filter((namespace) => !isTenant(namespace)).map(({ metadata }) => metadata.name)];
  const attempts = [
    ...namespaces.filter(isTenant).flatMap(({ metadata }) => OF_TENANT.map((attempt) => [metadata.name, ...attempt] as const)),
    ...others.flatMap((name) => OF_OTHERS.map((attempt) => [name, ...attempt] as const)),
  ].flatMap(([name, title, change, reason]) => DOORS.map((door) => ({ title, name, door, change, reason })));

  test.each(attempts)('$title of namespaces/$name$door is refused', async ({ name, door, change, reason }) => {
    const refused = await relabel(client(), name, door, change);
    expect({ status: refused.status, message: refused.body.message }).toEqual({
      status: 403,
      message: expect.stringMatching(reason) as unknown,
    });
    const accepted = await relabel(client(), name, door, { 'example.com/note': `by${door.replace('/', '-')}` });
    expect({ status: accepted.status, message: accepted.body.message }).toEqual({ status: 200, message: undefined });
  });
}

/** Whether the policy is enforced yet: the server compiles it a moment after it is created. Nothing is changed by asking. */
export async function namespaceGuardIsUp(client: KubeClient): Promise<boolean> {
  const change = { metadata: { labels: { [TENANT]: 'probe' } } };
  const { status } = await client.request('PATCH', '/api/v1/namespaces/default?dryRun=All', change, { as: OPERATOR, contentType: MERGE });
  return status === 403;
}

/** As the operator. `finalize` takes whole objects only, the other two patches. */
async function relabel(client: KubeClient, name: string, door: (typeof DOORS)[number], change: Change): Promise<Answer> {
  const path = `/api/v1/namespaces/${name}`;
  if (door !== '/finalize')
    return client.request('PATCH', `${path}${door}`, { metadata: { labels: change } }, { as: OPERATOR, contentType: MERGE });
  const { body } = await client.request('GET', path);
  const metadata = body['metadata'] as KubeObject['metadata'];
  const labels = Object.fromEntries(Object.entries({ ...metadata.labels, ...change }).filter(([, value]) => value !== null));
  return client.request('PUT', `${path}${door}`, { ...body, metadata: { ...metadata, labels } }, { as: OPERATOR });
}
