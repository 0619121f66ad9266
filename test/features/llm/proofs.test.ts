import { tokenBudgetAlerts } from '../../../src/features/llm/alerts';
import type { TenantTokens } from '../../../src/features/llm/buckets';
import { ABSENT, changed, CHAT, found, problemsOf } from '../../resolve/fixture';
import { withLlmGateway } from '../../resolve/services-fixture';

const TENANT: TenantTokens = { name: 'acme', namespace: 'tenant-acme', budget: {}, agents: [] };
const SPENT = 'gen_ai_client_token_usage_sum';
const seriesOf = (agent: string, values: string, member?: string) => ({
  series: `${SPENT}{llm_caller="system:serviceaccount:tenant-acme:${agent}", ${member === undefined ? '' : `llm_member="${member}", `}gen_ai_token_type="output"}`,
  values,
});

/** The proof of the alert of a name, and the names of those that fire beside it. */
function proofOf(tenant: Partial<TenantTokens>, name: string, index = 0) {
  const alert = tokenBudgetAlerts([{ ...TENANT, ...tenant }]).filter((one) => one.name === name)[index];
  if (alert === undefined) throw new Error(`no ${name}`);
  const { besides, ...proof } = alert.proof;
  const beside = (which: 'fires' | 'silent'): string[] =>
    (besides?.[which] ?? []).map(
      (other) => `${other.name} of ${other.agent ?? other.labels?.['member'] ?? 'all'}: ${other.proof.value ?? ''}`,
    );
  return { proof, fires: beside('fires'), silent: beside('silent') };
}

test.each<[string, object, string, string, string]>([
  ['LlmBudgetNearlySpent', { perDay: 1000 }, '0 800+0x15', '0 799+0x15', '800'],
  ['LlmBudgetSpent', { perDay: 1000 }, '0 1000+0x15', '0 999+0x15', '1k'],
  ['LlmBudgetNearlySpent', { perMinute: 100 }, '0+80x15', '0+79x15', '80'], // the same in each minute
  ['LlmBudgetSpent', { perMinute: 100 }, '0+100x15', '0+99x15', '100'],
])('%s of %j fires at its tokens and is silent one below', (name, budget, fires, silent, value) => {
  expect(proofOf({ budget }, name)).toEqual({
    proof: { afterMin: 15, fires: [seriesOf('any-other', fires)], silent: [seriesOf('any-other', silent)], value },
    fires: [],
    silent: [],
  });
});

describe('others that fire at the same point are named', () => {
  test('a tenant that its agent spends, and not another agent', () => {
    const tenant = {
      budget: { perDay: 1000 },
      agents: [
        { name: 'a', budget: { perDay: 1000 } },
        { name: 'b', budget: { perDay: 10 } },
      ],
    };
    const spent = proofOf(tenant, 'LlmBudgetSpent', 1);
    expect(spent.proof.fires).toEqual([seriesOf('a', '0 1000+0x15')]);
    expect([spent.fires, spent.silent]).toEqual([['LlmBudgetSpent of all: 1k'], []]);
    const nearly = proofOf(tenant, 'LlmBudgetNearlySpent', 1);
    expect([nearly.fires, nearly.silent]).toEqual([['LlmBudgetNearlySpent of all: 800'], []]);
  });

  test('a tenant that is spent is not nearly spent any more', () => {
    const tenant = { budget: { perDay: 800 }, agents: [{ name: 'a', budget: { perDay: 1000 } }] };
    const nearly = proofOf(tenant, 'LlmBudgetNearlySpent', 1);
    expect([nearly.fires, nearly.silent]).toEqual([[], ['LlmBudgetNearlySpent of all: 799']]);
  });

  test('windows of a minute see what is spent in each minute, longer ones all fifteen', () => {
    const tenant = { budget: { perDay: 1500 }, agents: [{ name: 'a', budget: { perMinute: 100 } }] };
    expect(proofOf(tenant, 'LlmBudgetSpent', 1).fires).toEqual(['LlmBudgetSpent of all: 1.5k']);
    expect(proofOf(tenant, 'LlmBudgetSpent', 1).silent).toEqual([]); // 15 × 99 are 1485
    const other = { budget: { perMinute: 100 }, agents: [{ name: 'a', budget: { perDay: 1500 } }] };
    expect(proofOf(other, 'LlmBudgetSpent', 1).fires).toEqual([]); // nothing in the last five minutes
  });

  test('a member is asked for by its own header', () => {
    const tenant = {
      budget: { perDay: 1000 },
      members: [
        { name: 'birch', budget: { perDay: 500 } },
        { name: 'cedar', budget: { perDay: 400 } },
      ],
    };
    const { proof, fires } = proofOf(tenant, 'LlmBudgetSpent', 1);
    expect(proof.fires).toEqual([seriesOf('any-other', '0 500+0x15', 'birch')]);
    expect(fires).toEqual([]);
  });
});

test('says nothing of budgets while it is not known whether a gateway is there', () => {
  expect(found(changed({ 'services.llmGateway': 7 }, withLlmGateway()))).toEqual(['services.llmGateway: wrong-type']);
  expect(found(changed({ 'services.llmGateway': ABSENT, [`${CHAT}.needs`]: ['memory'] }, withLlmGateway()))).toEqual([
    'tenants.acme.budget: budget-unused',
  ]);
});

test('says what cannot be reached without ranges', () => {
  const without = (key: string): string[] =>
    problemsOf(changed({ [`services.llmGateway.${key}`]: [] }, withLlmGateway())).map(({ problem }) => problem);
  expect([without('provider.cidrs'), without('callers.cidrs')]).toEqual([
    ['no range is given, so it cannot be reached'],
    ['no range is given, so the host of the keys cannot be reached'],
  ]);
});
