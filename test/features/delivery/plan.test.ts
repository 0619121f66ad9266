import { Problems } from '../../../src/kernel/problems';
import { read as readAs } from '../../../src/kernel/read';
import { DELIVERY } from '../../../src/features/delivery/schema';
import type { DeliverySpec } from '../../../src/features/delivery/spec';
import { planDelivery, type DeliveryPlan } from '../../../src/features/delivery/plan';

const repository = { url: 'https://git.example.com/shop/platform', branch: 'main' };
const VALID: DeliverySpec = { engine: 'flux', repository };

function read(written: unknown, namespaces: readonly string[] = ['tenant-acme']): { delivery: DeliveryPlan | undefined; found: string[] } {
  const problems = Problems.of('shop/prod');
  const at = problems.at('delivery');
  const spec: DeliverySpec = readAs(written, DELIVERY, at);
  const delivery = planDelivery(spec, { system: 'shop', name: 'prod', namespaces }, at);
  return { delivery, found: problems.list.map(({ place, rule }) => `${place}: ${rule}`) };
}

test('a delivery is complete with an engine and a repository', () => {
  expect(read(VALID)).toEqual({
    found: [],
    delivery: {
      engine: 'flux',
      repository: {
        kind: 'git',
        url: repository.url,
        branch: 'main',
        tag: undefined,
        semver: undefined,
        digest: undefined,
        secret: undefined,
      },
      path: 'dist',
      namespace: 'flux-system',
      prefix: 'shop',
      intervalS: 600,
      timeoutS: undefined,
      prune: true,
    },
  });
  expect(read({ ...VALID, engine: 'argo-cd' }).delivery).toMatchObject({ namespace: 'argocd', prefix: 'shop-prod' });
  expect(
    read({ engine: 'flux', repository: { url: 'oci://registry.example.com/shop/platform', tag: '1' } }).delivery?.repository.kind,
  ).toBe('oci');
});

test.each<[string, unknown, string[]]>([
  ['no repository', { engine: 'flux' }, ['delivery.repository: missing-key']],
  ['another engine', { ...VALID, engine: 'fleet' }, ['delivery.engine: unknown-value']],
  ['an unknown key', { ...VALID, intervall: '10m' }, ['delivery.intervall: unknown-key']],
  [
    'a URL without a scheme',
    { ...VALID, repository: { ...repository, url: 'git.example.com/a' } },
    ['delivery.repository.url: delivery-url'],
  ],
  ['two revisions', { ...VALID, repository: { ...repository, tag: 'v1' } }, ['delivery.repository: delivery-revision']],
  ['days', { ...VALID, interval: '1d' }, ['delivery.interval: delivery-interval']],
  ['a timeout below the least', { ...VALID, timeout: '299s' }, ['delivery.timeout: delivery-timeout']],
  ['a timeout above the most', { ...VALID, timeout: '12h1s' }, ['delivery.timeout: whole-seconds']],
  ['a path outside', { ...VALID, path: '../dist' }, ['delivery.path: delivery-path']],
  ['a namespace that is none', { ...VALID, namespace: 'Flux' }, ['delivery.namespace: dns-label']],
  ['a secret that is none', { ...VALID, repository: { ...repository, secret: 'a b' } }, ['delivery.repository.secret: dns-label']],
  [
    'what Argo CD has once for everything',
    { ...VALID, engine: 'argo-cd', interval: '10m', timeout: '10m' },
    ['delivery.interval: delivery-engine', 'delivery.timeout: delivery-engine'],
  ],
  [
    'an artifact for Argo CD',
    { engine: 'argo-cd', repository: { url: 'oci://registry.example.com/a/b', tag: '1' } },
    ['delivery.repository.url: delivery-source'],
  ],
])('a delivery fails with %s', (_, written, found) => {
  expect(read(written).found).toEqual(found);
});

test.each(['300s', '12h'])('a timeout of %s holds', (timeout) => {
  expect(read({ ...VALID, timeout }).found).toEqual([]);
});

test('a name fails that is too long for a label, at its last character', () => {
  // "shop-" before it
  expect(read(VALID, ['a'.repeat(58)]).found).toEqual([]);
  expect(read(VALID, ['a'.repeat(59)]).found).toEqual(['delivery: delivery-name']);
});
