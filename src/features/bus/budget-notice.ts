import type { Violation } from '../../kernel/problems';
import type { Dependency } from '../services/places';

/** First token of the state of budgets, as everybody knows it. */
const BUDGET = 'budget';
/** User of the platform's account that may say what is spent, and nobody else. */
export const BUDGET_PUBLISHER = 'budget-publisher';
/** Everything that is said of budgets, as an account imports it. */
export const BUDGETS_HEARD = `${BUDGET}.>`;
/** What the publisher may publish: the state of every agent of every account. */
export const BUDGET_PUBLISH = [`${BUDGET}.*.*`];

/** State of one agent in the platform's account, below the account's own name; only the server gives that name, as with tools. */
export function budgetSubject(account: string, agent: string): string {
  return `${BUDGET}.${account}.${agent}`;
}

/** Everything that is said to one account, in the platform's: exported to that account alone, and imported there as `budget.>`. */
export function budgetsOf(account: string): string {
  return `${BUDGET}.${account}.>`;
}

/** What an agent may subscribe to in its own account: its own state, which comes without the account's name. */
export function budgetGrant(agent: string): string {
  return `${BUDGET}.${agent}`;
}

/** Whether an agent is told: it spends tokens, and there is a bus to tell it by. */
export function hearsBudget(needs: readonly Dependency[]): boolean {
  return needs.includes('bus') && needs.includes('llm-gateway');
}

/**
 * What stands in an agent's file below `bus`: where its budget is told, and how long a word is good for.
 *
 * Who enforces is the gateway, by answering 429. What is heard here spares agents the way to it: they stop pulling, and their messages stay
 * in the work queue until there are tokens. An agent that does not listen spends nothing more for it.
 */
export interface BudgetNotice {
  /**
   * The whole message is one word of plain text: `spent` while requests to the gateway are answered 429, or `open`.
   *
   * Only the word under the agent's own subject is state. What another agent of the account had sent there as its answer is longer, or shows
   * the subject that it was published under.
   */
  readonly subject: string;
  /** Seconds that a word is good for: state that nobody repeats is no state, and the agent pulls again. */
  readonly staleAfterSeconds: number;
  /** What an agent does while it is spent: it leaves messages in the queue, and hands back those that it holds. */
  readonly whenSpent: 'stop-pulling';
}

/** Seconds after which a publisher says the same again: the bus keeps no last word for who comes later. */
export const BUDGET_REPEAT_S = 60;
/** Three repetitions that are missed are no state. */
export const BUDGET_STALE_S = 3 * BUDGET_REPEAT_S;

/** The section of the agent's file. */
export function budgetNotice(agent: string): BudgetNotice {
  return { subject: budgetGrant(agent), staleAfterSeconds: BUDGET_STALE_S, whenSpent: 'stop-pulling' };
}

/** Rule `budget-notice`: an agent can hear of its token budget only if it reaches the bus and spends tokens (our choice). */
export function checkBudgetNotice(notice: boolean | undefined, needs: readonly Dependency[]): Violation | undefined {
  return notice !== true || hearsBudget(needs)
    ? undefined
    : {
        rule: 'budget-notice',
        problem: 'it would be told of its budget, but does not need both bus and llm-gateway',
        fix: `need 'bus' and 'llm-gateway', or leave it out`,
      };
}
