import { isLabelValue } from '../names';
import type { Violation } from '../problems';
import { shown } from '../shown';

/** First token of the state of budgets, as everybody knows it. */
export const BUDGET = 'budget';
/** User of the platform's account that may say what is spent, and nobody else. */
export const BUDGET_PUBLISHER = 'budget-publisher';

/**
 * Subject in the platform's account on which an agent's budget is said to be spent or open; only the server gives the account's name, as with tools.
 *
 * Who enforces is the gateway, by answering 429. What is heard here spares agents the way to it: they stop pulling, their messages stay in
 * the work queue and are redelivered to whoever has tokens. An agent that does not listen spends nothing more for it.
 */
export function budgetSubject(account: string, agent: string): string {
  return `${BUDGET}.${account}.${agent}`;
}

/** What the publisher may publish: the state of every agent of every account. */
export const BUDGET_PUBLISH = [`${BUDGET}.*.*`];

/** What an agent may subscribe to in its own account: its own state. It is imported as `budget.>`, without the account's name. */
export function budgetGrant(agent: string): string {
  return `${BUDGET}.${agent}`;
}

/** Line of the platform's `exports`: a stream, to one account alone. */
export function budgetExport(account: string): string {
  return `{ stream: ${JSON.stringify(`${BUDGET}.${account}.>`)}, accounts: [${JSON.stringify(account)}] }`;
}

/** Line of the account's `imports`. */
export function budgetImport(platform: string, account: string): string {
  return `{ stream: { account: ${platform}, subject: ${JSON.stringify(`${BUDGET}.${account}.>`)} }, to: ${JSON.stringify(`${BUDGET}.>`)} }`;
}

/** What stands in an agent's file below `bus`: where its budget is told, and how long a word is good for. */
export interface BudgetNotice {
  readonly subject: string;
  /** Seconds that a word is good for: state that nobody repeats is no state, and the agent pulls again. */
  readonly staleAfterSeconds: number;
  /** What an agent does while it is spent: it leaves messages in the queue, and hands back those that it holds. */
  readonly whenSpent: 'stop-pulling';
}

/** State is repeated every minute; three that are missed are none. */
export const BUDGET_STALE_S = 180;

/** The section of the agent's file. */
export function budgetNotice(agent: string): BudgetNotice {
  return { subject: budgetGrant(agent), staleAfterSeconds: BUDGET_STALE_S, whenSpent: 'stop-pulling' };
}

/** Rule `budget-account`: a name that is one token of a subject. */
export function budgetAccountHolds(account: string): Violation | undefined {
  return isLabelValue(account) && !account.includes('.') && account !== ''
    ? undefined
    : { rule: 'budget-account', problem: `must be one token of a subject, got ${shown(account)}`, fix: `write 'acme'` };
}
