import { tokenBudgetReport } from '../../../src/features/llm/report';

const INPUT = {
  limits: { limit: { perMinute: 2_000_000 }, reservePercent: 10, oversubscription: 1 },
  tenants: [
    { name: 'globex', namespace: 'tenant-globex', budget: { perMinute: 100_000 }, agents: [{ name: 'search' }] },
    {
      name: 'acme',
      namespace: 'tenant-acme',
      budget: { perMinute: 500_000, perDay: 20_000_000 },
      agents: [{ name: 'search' }],
    },
  ],
  inFlight: { requests: 10, tokensPerRequest: 100_000 },
  replicas: 3,
  parallelRequests: 7,
  provider: { models: [{ name: 'small', contextTokens: 100_000, usdPerMillionTokens: 0.6 }] },
};

test('the report has each tenant’s worst day and month, sorted, and their sum', () => {
  const lines = tokenBudgetReport('swarm/prod', INPUT).split('\n');
  // 10 × 100 000 on top of each window: 20 000 000 + 1 000 000 a day; (100 000 + 1 000 000) × 1440 minutes for the other
  expect(lines.slice(0, 7)).toEqual([
    '# Token budgets of swarm/prod',
    '',
    '| tenant | budget | tokens a day, at most | a day | tokens a month of 31 days, at most | a month |',
    '|---|---|--:|--:|--:|--:|',
    '| acme | 500,000 a minute, 20,000,000 a day | 21,000,000 | $12.60 | 651,000,000 | $390.60 |',
    '| globex | 100,000 a minute | 1,584,000,000 | $950.40 | 49,104,000,000 | $29,462.40 |',
    '| **all** | | 1,605,000,000 | $963.00 | 49,755,000,000 | $29,853.00 |',
  ]);
});

test('the report names its assumptions with their numbers, and is the same for tenants in any order', () => {
  const text = tokenBudgetReport('swarm/prod', INPUT);
  expect(text).toContain('10 × 100,000 = 1,000,000 tokens');
  expect(text).toContain('twice the budget may be spent around a midnight');
  expect(text).toContain('the gateway does not count');
  expect(text).toContain('without 10 % reserve 1,800,000 a minute pass the gateway');
  expect(tokenBudgetReport('swarm/prod', { ...INPUT, tenants: [...INPUT.tenants].reverse() })).toBe(text);
});

test('the report says what a tenant gives its agents and members, and who has but the rest', () => {
  const pool = {
    name: 'pool',
    namespace: 'pool',
    budget: { perMinute: 300_000 },
    agents: [{ name: 'triage', budget: { perMinute: 200_000 } }, { name: 'chat' }],
    members: [{ name: 'hooli', budget: { perMinute: 100_000 } }, { name: 'cedar' }],
  };
  const lines = tokenBudgetReport('swarm/prod', { ...INPUT, tenants: [pool] }).split('\n');
  const start = lines.indexOf('| who | budget |');
  expect(lines.slice(start + 2, start + 7)).toEqual([
    '| agent chat of pool | no limit of its own: up to all that its tenant has, and what it takes the others go without |',
    '| agent triage of pool | 200,000 a minute |',
    '| member cedar of pool | no limit of its own: up to all that its tenant has, and what it takes the others go without |',
    '| member hooli of pool | 100,000 a minute |',
    '',
  ]);
});

test('the requests on their way can be computed from what is written', () => {
  // two versions of three proxies; seven open and seven waiting at each, and one more of either for each of two threads
  const inFlight = { requests: 108, tokensPerRequest: 100_000 };
  expect(tokenBudgetReport('swarm/prod', { ...INPUT, inFlight })).toContain('2 × 3 × (2 × 7 + 2 × 2) = 108 requests');
});
