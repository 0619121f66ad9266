import { type Bucket, checkBuckets, bucketsOf, type TenantTokens } from '../../../src/features/llm/buckets';
import { promised } from '../../../src/features/llm/shares';

const PROVIDER = { limit: { perMinute: 1_000_000 }, reservePercent: 10, oversubscription: 1 };

function pool(count: number, nameOf = (index: number): string => `member-with-a-name-of-${String(index).padStart(4, '0')}`): TenantTokens {
  const members = Array.from({ length: count }, (_, index) => ({
    name: nameOf(index),
    ...(index === 0 && { budget: { perMinute: 1000 } }),
  }));
  return { name: 'pool', namespace: 'pool', budget: { perMinute: 5000 }, agents: [{ name: 'chat' }], members };
}

/** The counter that lets nobody through who names no member. */
function nobodysOf(tenant: TenantTokens): Bucket {
  const found = bucketsOf(PROVIDER, [tenant]).find(({ tokens }) => tokens === 0);
  if (found === undefined) throw new Error('there is none');
  return found;
}

/** Whether it takes a call, headers compared as Envoy does: all must match, an absent header matches what is inverted. */
function takes({ headers }: Bucket, member: string | undefined): boolean {
  return headers
    .filter(({ name }) => name === 'x-llm-member')
    .every(({ value, invert }) => (member !== undefined && new RegExp(`^(?:${value})$`).test(member)) !== (invert === true));
}

test.each([1, 3, 37, 38, 400])('a pool of %i members refuses whoever names none of them, in values that the field takes', (count) => {
  const tenant = pool(count);
  const nobodys = nobodysOf(tenant);
  expect(Math.max(...nobodys.headers.map(({ value }) => value.length))).toBeLessThanOrEqual(1024);
  expect((tenant.members ?? []).filter(({ name }) => takes(nobodys, name))).toEqual([]);
  for (const stranger of [undefined, '', 'elm', 'member-with-a-name-of-000', 'member-with-a-name-of-0000|'])
    expect([stranger, takes(nobodys, stranger)]).toEqual([stranger, true]);
  expect(checkBuckets(bucketsOf(PROVIDER, [tenant]))).toEqual([]);
});

test('fails a pool whose names fill more headers than one rule has', () => {
  // 37 names of 26 characters with bars between them are 998 characters of 1024: 15 headers hold 555
  expect(checkBuckets(bucketsOf(PROVIDER, [pool(555)]))).toEqual([]);
  expect(checkBuckets(bucketsOf(PROVIDER, [pool(556)]))).toEqual([
    {
      rule: 'budget-members',
      problem: 'pool/unknown takes 17 headers to tell members from others, one rule has 16 at most',
      fix: 'give the pool fewer members or shorter names, or bound the pool alone',
    },
  ]);
});

test('fails more counters than one policy takes, and says whose they are', () => {
  const tenant = (name: string, agents: number): TenantTokens => ({
    name,
    namespace: name,
    budget: { perMinute: 1000 },
    agents: Array.from({ length: agents }, (_, index) => ({ name: `a${index}`, budget: { perMinute: 1 } })),
  });
  // the provider's, one each of three tenants, and those of their agents
  expect(checkBuckets(bucketsOf(PROVIDER, [tenant('a', 200), tenant('b', 40), tenant('c', 12)]))).toEqual([]);
  expect(checkBuckets(bucketsOf(PROVIDER, [tenant('a', 200), tenant('b', 40), tenant('c', 13)]))).toEqual([
    {
      rule: 'budget-counters',
      problem: '257 counters, most of them of a (201), b (41), c (14); one policy has 256 at most',
      fix: 'bound fewer agents, members or windows',
    },
  ]);
});

test('an oversubscription promises exactly its share, whatever floating point makes of it', () => {
  const of = (tokens: number, oversubscription: number) =>
    promised({ limit: { perMinute: tokens }, reservePercent: 0, oversubscription }).perMinute;
  // 100 × 1.15 is 114.99…
  expect([of(100, 1.15), of(100, 1), of(100, 10), of(3, 1.5), of(4_294_967_295, 1.1)]).toEqual([115, 100, 1000, 4, 4_724_464_024]);
});
