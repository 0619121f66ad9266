import { Inventory, objectPlace } from '../../../src/judges/inventory/inventory';
import { renderedPods } from '../../../src/judges/inventory/pods';
import { reaches } from '../../../src/judges/inventory/reach';
import { selects } from '../../../src/judges/inventory/selector';

const PROMETHEUS = { namespace: 'monitoring', podLabels: { app: 'prometheus' } };

const pod = (labels = 'app: a') => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: a, namespace: x, labels: { team: one } }
spec:
  template:
    metadata: { labels: { ${labels} } }
    spec:
      containers:
        - { name: a, ports: [{ name: metrics, containerPort: 9090 }] }
`;

const policy = (spec: string) => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: a, namespace: x }
spec: ${spec}
`;

test('finds objects by kind, namespace and name, with where they stand', () => {
  const inventory = Inventory.of([['a.yaml', `${pod()}---\nkind: Secret\n---\n- list\n`]]);
  expect(inventory.objects('Deployment').map((object) => objectPlace(object, 'spec'))).toEqual(['Deployment x/a spec']);
  expect(inventory.objects('Deployment', 'y')).toEqual([]);
  expect(inventory.object('Deployment', 'x', 'a')).toMatchObject({ labels: { team: 'one' }, source: { file: 'a.yaml', line: 2 } });
  expect(inventory.objects('Secret')).toEqual([]);
  expect(inventory.namespacesOf('Deployment')).toEqual(['x']);
});

test('keeps what it is told to, and no more', () => {
  const inventory = Inventory.of([['a.yaml', pod() + policy('{}')]], { keeps: ({ kind }) => kind === 'NetworkPolicy' });
  expect([inventory.objects('Deployment').length, inventory.objects('NetworkPolicy').length]).toEqual([0, 1]);
});

test.each([
  [{}, true],
  [undefined, false],
  [{ matchLabels: { app: 'a' } }, true],
  [{ matchLabels: { app: 'b' } }, false],
  [{ matchLabels: { app: 'a', x: 'y' } }, false],
  [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'b'] }] }, true],
  [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['a', 'b'] }] }, false],
  [{ matchExpressions: [{ key: 'other', operator: 'NotIn', values: ['a'] }] }, true],
  [{ matchExpressions: [{ key: 'app', operator: 'Exists' }] }, true],
  [{ matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }, false],
  [{ matchExpressions: [{ key: 'app', operator: 'Like' }] }, false],
])('the selector %j takes the label app: a: %s', (selector, taken) => {
  expect(selects(selector, { app: 'a' })).toBe(taken);
});

const FROM =
  '{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: monitoring } }, podSelector: { matchLabels: { app: prometheus } } }';

test.each([
  ['no policy', undefined, true],
  ['a policy of other pods', '{ podSelector: { matchLabels: { app: b } }, ingress: [] }', true],
  ['a policy of what goes out', '{ podSelector: {}, policyTypes: [Egress] }', true],
  ['a policy that lets nobody in', '{ podSelector: {}, policyTypes: [Ingress] }', false],
  ['one that lets everybody in', '{ podSelector: {}, ingress: [{}] }', true],
  ['one for Prometheus at that port', `{ podSelector: {}, ingress: [{ from: [${FROM}], ports: [{ port: 9090, protocol: TCP }] }] }`, true],
  ['one for Prometheus at that port by name', `{ podSelector: {}, ingress: [{ from: [${FROM}], ports: [{ port: metrics }] }] }`, true],
  ['one for a range of ports', `{ podSelector: {}, ingress: [{ from: [${FROM}], ports: [{ port: 9000, endPort: 9090 }] }] }`, true],
  [
    'one for a range that ends before',
    `{ podSelector: {}, ingress: [{ from: [${FROM}], ports: [{ port: 9000, endPort: 9089 }] }] }`,
    false,
  ],
  ['one for UDP', `{ podSelector: {}, ingress: [{ from: [${FROM}], ports: [{ port: 9090, protocol: UDP }] }] }`, false],
  ['one for pods of its own namespace', '{ podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }', false],
  ['one for addresses', '{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }] }', false],
])('Prometheus meets %s', (_, spec, reached) => {
  const inventory = Inventory.of([['a.yaml', pod() + (spec === undefined ? '' : policy(spec))]]);
  const [pods] = renderedPods(inventory);
  const [port] = pods?.ports ?? [];
  if (pods === undefined || port === undefined) throw new Error('no pods');
  expect(reaches(inventory, PROMETHEUS, pods, port)).toBe(reached);
});
