import * as fc from 'fast-check';
import { admitted, checkProvider, checkShares, checkTenants, promised, type ProviderLimits } from '../../../src/features/llm/shares';
import type { TokenBudget } from '../../../src/features/llm/spec';
import { Problems } from '../../../src/kernel/problems';

const PROVIDER: ProviderLimits = { limit: { perMinute: 1000 }, reservePercent: 10, oversubscription: 1 };

function tenants(of: Readonly<Record<string, TokenBudget>>, provider = PROVIDER): string[] {
  const problems = Problems.of('x').at('tenants');
  checkTenants(problems, provider, of);
  return problems.list.map(({ place, rule, problem }) => `${place}: ${rule}: ${problem}`);
}

function shares(whole: TokenBudget, of: Readonly<Record<string, TokenBudget | undefined>>): string[] {
  const problems = Problems.of('x').at('agents');
  checkShares(problems, whole, of, 'agents');
  return problems.list.map(({ place, rule }) => `${place}: ${rule}`);
}

test('tenants may have the limit without the reserve, to the token', () => {
  expect(tenants({ a: { perMinute: 500 }, b: { perMinute: 399 } })).toEqual([]);
  expect(tenants({ a: { perMinute: 500 }, b: { perMinute: 400 } })).toEqual([]);
});

test('fails tenants with one token more, naming all four numbers', () => {
  expect(tenants({ a: { perMinute: 500 }, b: { perMinute: 401 } })).toEqual([
    'tenants: provider-budget: all tenants have 901 tokens in a minute, the provider admits 1000, without 10 % reserve and times 1 that is 900',
  ]);
});

test('a declared oversubscription lets more be promised, not more pass', () => {
  const provider = { ...PROVIDER, oversubscription: 1.5 };
  expect([admitted(provider), promised(provider)]).toEqual([{ perMinute: 900 }, { perMinute: 1350 }]);
  expect(tenants({ a: { perMinute: 900 }, b: { perMinute: 450 } }, provider)).toEqual([]);
  expect(tenants({ a: { perMinute: 900 }, b: { perMinute: 451 } }, provider)).toHaveLength(1);
  // all that is promised, and one alone more than passes
  expect(tenants({ a: { perMinute: 901 }, b: { perMinute: 449 } }, provider)).toEqual([
    'tenants.a.perMinute: provider-budget: has 901 tokens in a minute, but no more than 900 pass for all tenants together, whatever is promised',
  ]);
});

test('fails a tenant that bounds nothing in a window of the provider', () => {
  expect(tenants({ a: { perDay: 500 } })).toEqual(['tenants.a: budget-window: bounds nothing in a minute, as the provider does']);
});

test.each([
  [-1, 1, ['reserve']],
  [0, 1, []],
  [99, 1, []],
  [100, 1, ['reserve']],
  [1.5, 1, ['reserve']],
  [10, 0.99, ['oversubscription']],
  [10, 10, []],
  [10, 10.1, ['oversubscription']],
  [10, NaN, ['oversubscription']],
])('a reserve of %d %% and an oversubscription of %d are checked', (reservePercent, oversubscription, expected) => {
  const problems = Problems.of('x');
  checkProvider(problems, { ...PROVIDER, reservePercent, oversubscription }, 'reserve');
  expect(problems.list.map(({ place }) => place)).toEqual(expected);
});

test('agents may have all that the tenant has', () => {
  expect(shares({ perDay: 10 }, { a: { perDay: 4 }, b: { perDay: 6 } })).toEqual([]);
  expect(shares({ perDay: 10 }, { a: { perDay: 4 }, b: undefined })).toEqual([]);
});

test('fails agents with one token more than the tenant', () => {
  expect(shares({ perDay: 10 }, { a: { perDay: 4 }, b: { perDay: 7 } })).toEqual(['agents: tenant-budget']);
});

test('fails an agent without a budget for which nothing is left', () => {
  expect(shares({ perDay: 10 }, { a: { perDay: 9 }, b: undefined })).toEqual([]);
  expect(shares({ perDay: 10 }, { a: { perDay: 10 }, b: undefined })).toEqual(['agents: budget-rest']);
});

test('fails a window that only a part has', () => {
  expect(shares({ perDay: 10 }, { a: { perDay: 4, perMinute: 1 } })).toEqual(['agents.a: budget-window']);
});

test('what passes is the limit without the reserve, whole tokens rounded down, computed another way', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4_294_967_295 }), fc.integer({ min: 0, max: 99 }), (tokens, reservePercent) => {
      const { perDay = 0 } = admitted({ limit: { perDay: tokens }, reservePercent, oversubscription: 1 });
      // the largest whole number that is not above the share, but one token at least
      const isShare = perDay * 100 <= tokens * (100 - reservePercent) && (perDay + 1) * 100 > tokens * (100 - reservePercent);
      expect(isShare || perDay === 1).toBe(true);
    }),
    { seed: 7 },
  );
});
