import { OBSERVABILITY } from '../../../src/features/observability/schema';
import { quotaNearlyFull } from '../../../src/features/observability/quota-alert';
import { said } from './said';

test('a quota is nearly full above 90 %, for ten minutes: a surge of a rolling update passes sooner', () => {
  const of = (type: string): string =>
    `kube_resourcequota{namespace="tenant-acme", resourcequota="own", type="${type}", resource=~"limits.cpu|limits.memory|pods|requests.cpu|requests.ephemeral-storage|requests.memory"}`;
  expect(said(quotaNearlyFull('tenant-acme', 'own', 90))).toEqual({
    name: 'TenantQuotaNearlyFull',
    expr: [
      'max by (resource) (',
      `  ${of('used')}`,
      '  / ignoring (type)',
      // a quota of zero is a prohibition, and nothing over zero is no share
      `  (${of('hard')} > 0)`,
      ') > 0.9',
    ],
    forS: 600,
    severity: 'warning',
  });
  expect(OBSERVABILITY.shape.quotaPercent.said.default).toBe(90);
});

test.each([
  [1, ') > 0.01'],
  [75, ') > 0.75'],
  [99, ') > 0.99'],
])('at %d percent', (percent, last) => {
  expect(quotaNearlyFull('tenant-acme', 'own', percent).expr.split('\n').at(-1)).toBe(last);
});
