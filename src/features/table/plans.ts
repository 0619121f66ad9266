// Generated from the rows of table.ts by `npm run generate`; not edited.

import type { DatabasePlan } from '../database/plan';
import type { LlmGatewayPlan } from '../llm/plan';
import type { SharedBusPlan } from '../bus/plan';
import type { StorePlan } from '../store/plan';
import type { ToolGatewayPlan } from '../tools/plan';

/** What each shared service came to, by its key below `services`. */
export interface ServicePlans {
  readonly nats: SharedBusPlan;
  readonly redis: StorePlan;
  readonly postgres: DatabasePlan;
  /** `undefined` if it is not written. */
  readonly llmGateway: LlmGatewayPlan | undefined;
  readonly toolGateway: ToolGatewayPlan;
}
