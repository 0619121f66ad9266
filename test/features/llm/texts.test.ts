import { tokenBudgetReport } from '../../../src/features/llm/report';

const INPUT = {
  limits: { limit: { perMinute: 2_000_000, perDay: 3_000_000 }, reservePercent: 10, oversubscription: 1.5 },
  tenants: [{ name: 'acme', namespace: 'tenant-acme', budget: { perDay: 20_000_000 }, agents: [{ name: 'search' }] }],
  inFlight: { requests: 10, tokensPerRequest: 100_000 },
  replicas: 3,
  parallelRequests: 7,
  provider: {
    models: [
      { name: 'small', contextTokens: 100_000, usdPerMillionTokens: 0.6 },
      { name: 'large', contextTokens: 10_000, usdPerMillionTokens: 15 },
    ],
  },
};

/** Lines of each paragraph: one that lost its text would end a paragraph, or be none. */
const shape = (text: string): number[] => text.split('\n\n').map((paragraph) => paragraph.trimEnd().split('\n').length);

test('the report has every table, and every assumption that its numbers rest on', () => {
  const report = tokenBudgetReport('shop/prod', INPUT);
  expect(shape(report)).toEqual([1, 2 + 2, 2 + 1, 1, 1, 7]);
  expect(report.split('\n').filter((line) => line.startsWith('- ') && line.length < 40)).toEqual([]);
});

test('tokens cost what the dearest does, and what passes is said window by window', () => {
  const report = tokenBudgetReport('shop/prod', INPUT);
  expect(report).toContain('$15 per million');
  expect(report).toContain('1,800,000 a minute, 2,700,000 a day pass the gateway');
  // 20,000,000 and 10 × 100,000 a day, at 15 dollars a million
  expect(report).toContain('| acme | 20,000,000 a day | 21,000,000 | $315.00 | 651,000,000 | $9,765.00 |');
});
