import {
  BUDGET_PUBLISH,
  BUDGET_REPEAT_S,
  budgetGrant,
  budgetNotice,
  checkBudgetNotice,
  budgetsOf,
  budgetSubject,
  hearsBudget,
} from '../../../src/features/bus/budget-notice';
import { subjectCovers } from '../../../src/features/bus/subject-algebra';

test('an account hears its own budgets under its own names, and the platform says them with the account’s (000-25, 000-29)', () => {
  expect([budgetSubject('acme', 'search'), budgetsOf('acme'), budgetGrant('search')]).toEqual([
    'budget.acme.search',
    'budget.acme.>',
    'budget.search',
  ]);
  expect(BUDGET_PUBLISH.map((own) => subjectCovers(own, budgetSubject('acme', 'search')))).toEqual([true]);
  expect(subjectCovers(budgetsOf('acme'), budgetSubject('globex', 'search'))).toBe(false);
});

test('a file says where, for how long and what to do; a word outlives two that are missed', () => {
  expect(budgetNotice('search')).toEqual({ subject: 'budget.search', staleAfterSeconds: 180, whenSpent: 'stop-pulling' });
  expect(budgetNotice('search').staleAfterSeconds / BUDGET_REPEAT_S).toBe(3);
});

test.each([
  [['bus', 'llm-gateway'], true],
  [['bus', 'tools', 'llm-gateway', 'memory'], true],
  [['bus'], false],
  [['llm-gateway'], false],
  [[], false],
] as const)('with needs %j an agent is told: %s, and fails to be where it is not', (needs, told) => {
  expect(hearsBudget(needs)).toBe(told);
  expect([undefined, false, true].map((notice) => checkBudgetNotice(notice, needs)?.rule)).toEqual([
    undefined,
    undefined,
    told ? undefined : 'budget-notice',
  ]);
});
