import { accessTo } from '../../../src/features/delivery/access';
import { deliveredKind, checkDeliveredKind, DELIVERED_KINDS } from '../../../src/features/delivery/kinds';
import { type ObjectIdentity, checkScope } from '../../../src/features/delivery/object';

const object = (apiVersion: string, kind: string, name: string, namespace?: string): ObjectIdentity => ({
  apiVersion,
  kind,
  name,
  ...(namespace !== undefined && { namespace }),
});

const DEPLOYMENT = object('apps/v1', 'Deployment', 'search', 'acme');
const STORE = object('apps/v1', 'StatefulSet', 'store', 'acme');
/** A Stream, a Cluster, a Database, a role of it, the disks of a StatefulSet: gone is gone. */
const HOLD_DATA = ['Cluster', 'Database', 'DatabaseRole', 'StatefulSet', 'Stream'];
const MAP = object('v1', 'ConfigMap', 'search', 'acme');

describe('rights', () => {
  test('are those to the kinds, each once, and to what readiness is read from', () => {
    expect(accessTo([DEPLOYMENT, MAP, { ...MAP, name: 'other' }], { prune: true, byName: false })).toEqual([
      { apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'delete', 'get', 'patch'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
      { apiGroups: ['apps'], resources: ['deployments'], verbs: ['create', 'delete', 'get', 'patch'] },
      { apiGroups: ['apps'], resources: ['replicasets'], verbs: ['get', 'list'] },
    ]);
  });

  test('never let anybody delete what holds data', () => {
    expect(accessTo([STORE], { prune: true, byName: false })).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
      { apiGroups: ['apps'], resources: ['statefulsets'], verbs: ['create', 'get', 'patch'] },
    ]);
  });

  test('are by name where they are to be, and then without deletion if nothing is pruned', () => {
    const objects = [object('v1', 'Namespace', 'b'), object('v1', 'Namespace', 'a')];
    expect(accessTo(objects, { prune: false, byName: true })).toEqual([
      { apiGroups: [''], resources: ['namespaces'], resourceNames: ['a', 'b'], verbs: ['create', 'get', 'patch'] },
    ]);
  });

  test('by name are of one kind each: a name that one kind has opens no other kind of the group', () => {
    const objects = [MAP, object('v1', 'Service', 'front', 'acme'), DEPLOYMENT, STORE];
    expect(accessTo(objects, { prune: false, byName: true })).toEqual([
      { apiGroups: [''], resources: ['configmaps'], resourceNames: ['search'], verbs: ['create', 'get', 'patch'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
      { apiGroups: [''], resources: ['services'], resourceNames: ['front'], verbs: ['create', 'get', 'patch'] },
      { apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['search'], verbs: ['create', 'get', 'patch'] },
      { apiGroups: ['apps'], resources: ['replicasets'], verbs: ['get', 'list'] },
      { apiGroups: ['apps'], resources: ['statefulsets'], resourceNames: ['store'], verbs: ['create', 'get', 'patch'] },
    ]);
  });

  test('of kinds share a rule only where they may do the same: what holds data stays apart from what is pruned', () => {
    expect(accessTo([STORE, DEPLOYMENT, { ...DEPLOYMENT, name: 'tools' }], { prune: true, byName: false })).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
      { apiGroups: ['apps'], resources: ['deployments'], verbs: ['create', 'delete', 'get', 'patch'] },
      { apiGroups: ['apps'], resources: ['replicasets'], verbs: ['get', 'list'] },
      { apiGroups: ['apps'], resources: ['statefulsets'], verbs: ['create', 'get', 'patch'] },
    ]);
  });

  test('without pruning delete nothing', () => {
    const all = DELIVERED_KINDS.map(({ group, kind }) => object(group === '' ? 'v1' : `${group}/v1`, kind, 'a'));
    const verbs = accessTo(all, { prune: false, byName: false }).flatMap((rule) => rule.verbs);
    expect([...new Set(verbs)].sort()).toEqual(['create', 'get', 'list', 'patch']);
  });

  test('delete, with pruning, every kind but those that hold data', () => {
    const kept = DELIVERED_KINDS.filter(({ group, kind }) => {
      const one = object(group === '' ? 'v1' : `${group}/v1`, kind, 'a');
      return !accessTo([one], { prune: true, byName: false }).some(({ verbs }) => verbs.includes('delete'));
    }).map(({ kind }) => kind);
    expect(kept.sort()).toEqual(HOLD_DATA);
  });

  test('do not depend on the order of the objects', () => {
    const options = { prune: true, byName: true };
    expect(accessTo([MAP, STORE, DEPLOYMENT], options)).toEqual(accessTo([DEPLOYMENT, MAP, STORE], options));
  });

  test('are none to a kind that is not known', () => {
    expect(accessTo([object('v1', 'Secret', 'a', 'acme')], { prune: true, byName: false })).toEqual([]);
  });

  test('of no kind in the table reach everything, secrets, RBAC, running pods or the engines themselves', () => {
    const all = DELIVERED_KINDS.map(({ group, kind }) => object(group === '' ? 'v1' : `${group}/v1`, kind, 'a'));
    const rules = accessTo(all, { prune: true, byName: false });
    const written = rules
      .filter(({ verbs }) => verbs.includes('patch'))
      .flatMap(({ apiGroups, resources }) => resources.map((one) => `${apiGroups[0] ?? ''}/${one}`));
    expect(written).toHaveLength(DELIVERED_KINDS.length);
    for (const forbidden of ['/secrets', '/pods', '/nodes', 'apps/daemonsets', 'argoproj.io/applications', 'argoproj.io/appprojects'])
      expect(written).not.toContain(forbidden);
    expect(written.filter((one) => /rbac|toolkit\.fluxcd|\*/.test(one))).toEqual([]);
    expect(new Set(rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(['create', 'delete', 'get', 'list', 'patch']));
  });
});

test.each([
  ['v1', 'Secret'],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding'],
  ['v1', 'Pod'],
  ['apps/v1', 'DaemonSet'],
  ['example.com/v1', 'Deployment'],
  ['kustomize.toolkit.fluxcd.io/v1', 'Kustomization'],
])('a kind fails that an engine gets no rights for: %s %s', (apiVersion, kind) => {
  expect(checkDeliveredKind(apiVersion, kind)).toMatchObject({
    rule: 'delivery-kind',
    problem: expect.stringContaining(`'${apiVersion} ${kind}'`) as string,
  });
  expect(deliveredKind(apiVersion, kind)).toBeUndefined();
});

describe('the scope of a stage', () => {
  const TENANT = { stage: 'acme', namespaces: ['acme'], clusterScoped: false };

  test('has its namespace', () => {
    expect(checkScope(DEPLOYMENT, TENANT)).toBeUndefined();
  });

  test.each([
    [
      'another namespace',
      { ...MAP, namespace: 'globex' },
      `ConfigMap 'search' is in the namespace 'globex', and the stage 'acme' has 'acme'`,
    ],
    ['no namespace', object('v1', 'ConfigMap', 'search'), `ConfigMap 'search' has no namespace`],
    [
      'the whole cluster',
      object('v1', 'Namespace', 'acme'),
      `Namespace 'acme' is of the whole cluster, and the stage 'acme' has none of that`,
    ],
    [
      'a namespace of what a cluster has once',
      object('v1', 'Namespace', 'acme', 'acme'),
      `Namespace 'acme' names the namespace 'acme', and a cluster has it once`,
    ],
  ])('fails for %s', (_, one, problem) => {
    expect(checkScope(one, TENANT)).toEqual({ rule: 'delivery-scope', problem, fix: expect.any(String) as string });
  });

  test('of the cluster has what it has once', () => {
    expect(checkScope(object('v1', 'Namespace', 'acme'), { stage: 'cluster', namespaces: [], clusterScoped: true })).toBeUndefined();
    expect(checkScope(MAP, { stage: 'cluster', namespaces: [], clusterScoped: true })?.problem).toContain(`the stage 'cluster' has none`);
  });
});
