import { tokenBudgetAlerts } from '../../../src/features/llm/alerts';
import { checkTenants } from '../../../src/features/llm/shares';
import { Problems } from '../../../src/kernel/problems';

/** Of a provider that lets 900 pass. */
function fixesOf(...tokens: readonly number[]): string[] {
  const problems = Problems.of('x').at('tenants');
  const tenants = Object.fromEntries(tokens.map((perMinute, index) => [`t${String(index).padStart(2, '0')}`, { perMinute }]));
  checkTenants(problems, { limit: { perMinute: 1000 }, reservePercent: 10, oversubscription: 1 }, tenants);
  return problems.list.map(({ fix }) => fix);
}
const nine = Array.from({ length: 9 }, () => 900);

test.each<[string, number[], string[]]>([
  ['the least ratio that suffices, in hundredths', [900, 1], ['give tenants 1 less, or declare an oversubscription of 1.01']],
  ['the largest that may be declared', [...nine, 900], ['give tenants 8100 less, or declare an oversubscription of 10.00']],
  ['none above it', [...nine, 900, 1], ['give tenants 8101 less']],
  ['none where one alone has more than passes', [901], ['give tenants 1 less']],
])('what is promised beyond the provider is fixed by %s', (_, tokens, expected) => {
  expect(fixesOf(...tokens)).toEqual(expected);
});

test('each alert on a budget says how to learn who spends, and which budget it is', () => {
  const agents = [{ name: 'search', budget: { perDay: 100 } }];
  const alerts = tokenBudgetAlerts([{ name: 'acme', namespace: 'tenant-acme', budget: { perDay: 1000 }, agents }]).slice(0, 4);
  for (const { description } of alerts)
    expect(description).toContain(' Who spends: ask Prometheus for what the annotation who_spends says. ');
  expect(alerts.map(({ description }) => / Budget ([^ ]+)\.$/.exec(description)?.[1])).toEqual([
    'acme',
    'acme',
    'acme/search',
    'acme/search',
  ]);
  expect(alerts.map(({ summary }) => summary)).toEqual([
    'tenant acme has spent 80 % of its 1,000 tokens of a day',
    'tenant acme has spent its 1,000 tokens of a day',
    'agent search of acme has spent 80 % of its 100 tokens of a day',
    'agent search of acme has spent its 100 tokens of a day',
  ]);
});
