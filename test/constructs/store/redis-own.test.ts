import { problemsOf } from '../agent/agent-fixture';
import { acl, find, instance } from './redis-fixture';

describe('an instance of a tenant', () => {
  test('has the tenant in every name, and admits nobody else', () => {
    const own = instance({ tenant: 'acme', labelDomain: 'example.com' });
    expect(own.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`)).toEqual(
      instance().map(({ kind, metadata }) => `${kind} platform/${metadata.name.replace('redis-state', 'redis-state-acme')}`),
    );
    const { podSelector, ingress } = find(own, 'NetworkPolicy').spec as { podSelector: unknown; ingress: { from: unknown }[] };
    expect(podSelector).toEqual({ matchLabels: { 'app.kubernetes.io/name': 'redis-state-acme' } });
    expect(ingress[0]?.from).toEqual([{ namespaceSelector: { matchLabels: { 'example.com/tenant': 'acme' } } }]);
    expect(ingress).toHaveLength(2);
    const secrets = (
      (find(own, 'StatefulSet').spec as { template: { spec: { volumes: unknown } } }).template.spec.volumes as readonly {
        secret?: { secretName?: string };
      }[]
    ).flatMap(({ secret }) => secret?.secretName ?? []);
    expect(secrets.filter((name) => !name.startsWith('redis-state-acme-'))).toEqual([]);
    expect(new Set(secrets)).toEqual(new Set(['acl', 'tls', 'operators'].map((what) => `redis-state-acme-${what}`)));
  });

  test.each([
    [29, []],
    [30, []],
    [31, ['tenant id']],
  ])('fails for an id that would make names too long: %d characters', (length, expected) => {
    const tenant = 'a'.repeat(length);
    expect(problemsOf(() => instance({ tenant }))).toEqual(expected);
    if (expected.length > 0) return;
    // a StatefulSet's pods carry its name, a hyphen and 10 characters as a label value of at most 63
    expect(Math.max(...instance({ tenant }).map(({ metadata }) => metadata.name.length))).toBeLessThanOrEqual(52);
  });
});

test('an instance and its users carry the namespace, labels and annotations that are given, on every object and on the pod', () => {
  const given = { namespace: 'data', labels: { team: 'memory' }, annotations: { email: 'memory@example.com' } };
  const objects = [...instance(given), ...acl(given)];
  expect(objects).toHaveLength(10);
  for (const { metadata } of objects) expect(metadata).toMatchObject(given);
  const { metadata } = (find(objects, 'StatefulSet').spec as { template: { metadata: unknown } }).template;
  expect(metadata).toMatchObject({ labels: given.labels, annotations: given.annotations });
  expect(find(objects, 'Certificate').spec).toMatchObject({ dnsNames: expect.arrayContaining(['redis-state.data.svc']) as unknown });
});
