import type { KubeClient, KubeObject } from '../harness/kube-client';
import { byText } from '../../../src/kernel/order';
import { ofKind, titleOf } from './committed';

/** What every authenticated identity may: ask about itself. https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings */
const OF_EVERYBODY = [
  'create authentication.k8s.io/selfsubjectreviews',
  'create authorization.k8s.io/selfsubjectaccessreviews',
  'create authorization.k8s.io/selfsubjectrulesreviews',
];

interface ResourceRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
}

/** As the rendered service accounts: they may do nothing. */
export function describeServiceAccounts(objects: readonly KubeObject[], client: () => KubeClient): void {
  const accounts = ofKind(objects, 'ServiceAccount');
  const namespaces = ofKind(objects, 'Namespace').map(({ metadata }) => metadata.name);

  test('has no service account without a namespace of its own', () => {
    expect(accounts.length).toBeGreaterThan(0);
    expect(accounts.filter(({ metadata }) => !namespaces.includes(metadata.namespace ?? '')).map(titleOf)).toEqual([]);
  });

  test('gives no service account a right that not everybody has, in any namespace', async () => {
    const found = new Set<string>();
    for (const account of accounts) for (const namespace of namespaces) found.add((await rights(client(), account, namespace)).join(', '));
    expect([...found]).toEqual([OF_EVERYBODY.join(', ')]);
  });

  test('lets no service account read secrets, pods, configuration or namespaces, which an administrator reads', async () => {
    const paths = ['/api/v1/namespaces', '/api/v1/nodes', '/api/v1/secrets', ...namespaces.flatMap(pathsIn)];
    const answers = new Map<number, number>();
    for (const account of accounts) {
      for (const path of paths) {
        const { status } = await client().request('GET', path, undefined, { as: identityOf(account) });
        answers.set(status, (answers.get(status) ?? 0) + 1);
      }
    }
    expect([...answers]).toEqual([[403, accounts.length * paths.length]]);
    const administrator = await Promise.all(paths.map(async (path) => (await client().request('GET', path)).status));
    expect(new Set(administrator)).toEqual(new Set([200]));
  });
}

function pathsIn(namespace: string): string[] {
  return ['secrets', 'pods', 'configmaps', 'serviceaccounts'].map((resource) => `/api/v1/namespaces/${namespace}/${resource}`);
}

/** https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens */
function identityOf({ metadata: { name, namespace = '' } }: KubeObject): { user: string; groups: string[] } {
  return {
    user: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  };
}

/** `<verb> <group>/<resource>` of all that RBAC lets an account do in a namespace, sorted. */
async function rights(client: KubeClient, account: KubeObject, namespace: string): Promise<string[]> {
  const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } };
  const path = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews';
  const { status, body } = await client.request('POST', path, review, { as: identityOf(account) });
  if (status !== 201) throw new Error(`${status} ${body.message ?? ''}`);
  const { resourceRules } = body['status'] as { readonly resourceRules: readonly ResourceRule[] };
  const lines = resourceRules.flatMap(({ verbs, apiGroups, resources }) =>
    verbs.flatMap((verb) => apiGroups.flatMap((group) => resources.map((resource) => `${verb} ${group}/${resource}`))),
  );
  return [...new Set(lines)].sort(byText);
}
