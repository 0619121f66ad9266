import { budgetAccountHolds, budgetExport, budgetGrant, budgetImport, budgetNotice, budgetSubject } from '../../../src/core/budget/bus';
import { llmGatewayInstallation } from '../../../src/core/budget/installation';

test('an account hears its own budgets under its own names, and the platform alone says them', () => {
  expect(budgetSubject('acme', 'search')).toBe('budget.acme.search');
  expect(budgetExport('acme')).toBe('{ stream: "budget.acme.>", accounts: ["acme"] }');
  expect(budgetImport('PLATFORM', 'acme')).toBe('{ stream: { account: PLATFORM, subject: "budget.acme.>" }, to: "budget.>" }');
  expect(budgetNotice('search')).toEqual({ subject: budgetGrant('search'), staleAfterSeconds: 180, whenSpent: 'stop-pulling' });
});

test.each([
  ['acme', true],
  ['shared-tenants', true],
  ['', false],
  ['a.b', false],
  ['a>', false],
  ['a b', false],
])('the account %j is checked', (account, holds) => {
  expect(budgetAccountHolds(account) === undefined).toBe(holds);
});

test('the installation refuses what it cannot count, runs proxies beside the Gateway and tells callers apart in metrics', () => {
  expect(llmGatewayInstallation('redis:6379')).toMatchObject({
    envoyGateway: {
      config: {
        envoyGateway: {
          provider: { kubernetes: { deploy: { type: 'GatewayNamespace' } } },
          rateLimit: { backend: { type: 'Redis', redis: { url: 'redis:6379' } }, failClosed: true },
        },
      },
    },
    aiGateway: { controller: { metricsRequestHeaderAttributes: 'x-llm-caller:llm.caller,x-llm-member:llm.member' } },
  });
});
