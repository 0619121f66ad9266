import { budgetReport } from '../../../src/core/budget/report';

const INPUT = {
  title: 'swarm/prod',
  provider: { limit: { perMinute: 2_000_000 }, reservePercent: 10, oversubscription: 1 },
  tenants: [
    { name: 'globex', namespace: 'tenant-globex', budget: { perMinute: 100_000 }, agents: [{ name: 'search' }] },
    { name: 'acme', namespace: 'tenant-acme', budget: { perMinute: 500_000, perDay: 20_000_000 }, agents: [{ name: 'search' }] },
  ],
  inFlight: { requests: 10, tokensPerRequest: 100_000 },
  usdPerMillion: 0.6,
};

test('the report has each tenant’s worst day and month, sorted, and their sum', () => {
  const lines = budgetReport(INPUT).split('\n');
  // 10 × 100 000 on top of each window: 20 000 000 + 1 000 000 a day; (100 000 + 1 000 000) × 1440 minutes for the other
  expect(lines.slice(0, 7)).toEqual([
    '## Token budgets of swarm/prod',
    '',
    '| tenant | budget | tokens a day, at most | a day | tokens a month of 31 days, at most | a month |',
    '|---|---|--:|--:|--:|--:|',
    '| acme | 500,000 a minute, 20,000,000 a day | 21,000,000 | $12.60 | 651,000,000 | $390.60 |',
    '| globex | 100,000 a minute | 1,584,000,000 | $950.40 | 49,104,000,000 | $29,462.40 |',
    '| **all** | | 1,605,000,000 | $963.00 | 49,755,000,000 | $29,853.00 |',
  ]);
});

test('the report names its assumptions with their numbers, and is the same for tenants in any order', () => {
  const text = budgetReport(INPUT);
  expect(text).toContain('10 × 100,000 = 1,000,000 tokens');
  expect(text).toContain('twice the budget may be spent around a midnight');
  expect(text).toContain('the gateway does not count');
  expect(text).toContain('without 10 % reserve 1,800,000 a minute pass the gateway');
  expect(budgetReport({ ...INPUT, tenants: [...INPUT.tenants].reverse() })).toBe(text);
});
