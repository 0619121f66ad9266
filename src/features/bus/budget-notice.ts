import type { Violation } from '../../kernel/problems';

/** First token of subjects that carry the state of token budgets. */
const BUDGET = 'budget';
/** The only user of the platform's account that may publish what is spent. */
export const BUDGET_PUBLISHER = 'budget-publisher';
/** All states of token budgets, as an account imports them. */
export const BUDGETS_HEARD = `${BUDGET}.>`;
/** What the publisher may publish: the state of every agent of every account. */
export const BUDGET_PUBLISH = [`${BUDGET}.*.*`];

/** State of one agent in the platform's account, below the account's own name; only the server gives that name, as with tools. */
export function budgetSubject(account: string, agent: string): string {
  return `${BUDGET}.${account}.${agent}`;
}

/** All states for one account, as subjects of the platform's account: exported to that account only, and imported there as `budget.>`. */
export function budgetsOf(account: string): string {
  return `${BUDGET}.${account}.>`;
}

/** What an agent may subscribe to in its own account: its own state, which comes without the account's name. */
export function budgetGrant(agent: string): string {
  return `${BUDGET}.${agent}`;
}

/** Whether an agent gets the state: it spends tokens and it uses the bus. */
export function hearsBudget(needs: readonly string[]): boolean {
  return needs.includes('bus') && needs.includes('llm-gateway');
}

/**
 * The section `bus` of an agent's file: the subject of its token budget, and how long a message is valid.
 *
 * The gateway enforces, by answering 429. The message spares agents useless calls: they stop pulling, and their messages stay in the work
 * queue until there are tokens. An agent that does not listen cannot spend more.
 */
export interface BudgetNotice {
  /**
   * The whole message is one word of plain text: `spent` while requests to the gateway are answered 429, or `open`.
   *
   * Only the word under the agent's own subject is state. What another agent of the account had sent there as its answer is longer, or shows
   * the subject that it was published under.
   */
  readonly subject: string;
  /** Seconds for which a message is valid. A state that is not repeated ends, and the agent pulls again. */
  readonly staleAfterSeconds: number;
  /** What an agent does while it is spent: it leaves messages in the queue, and hands back those that it holds. */
  readonly whenSpent: 'stop-pulling';
}

/** Seconds after which a publisher repeats the state: the bus keeps no last message for agents that start later. */
export const BUDGET_REPEAT_S = 60;
/** After three missed repetitions the state ends. */
export const BUDGET_STALE_S = 3 * BUDGET_REPEAT_S;

/** The section of the agent's file. */
export function budgetNotice(agent: string): BudgetNotice {
  return { subject: budgetGrant(agent), staleAfterSeconds: BUDGET_STALE_S, whenSpent: 'stop-pulling' };
}

/** Rule `budget-notice`: an agent can hear of its token budget only if it reaches the bus and spends tokens (our choice). */
export function checkBudgetNotice(notice: boolean | undefined, needs: readonly string[]): Violation | undefined {
  return notice !== true || hearsBudget(needs)
    ? undefined
    : {
        rule: 'budget-notice',
        problem: 'it would be told of its budget, but does not need both bus and llm-gateway',
        fix: `need 'bus' and 'llm-gateway', or leave it out`,
      };
}
