// Generated from the rows of table.ts by `npm run generate`; not edited.

import type { DatabasePlan } from '../database/plan';
import type { LlmGatewayPlan } from '../llm/plan';
import type { SharedBusPlan } from '../bus/plan';
import type { StorePlan } from '../store/plan';
import type { ToolGatewayPlan } from '../tools/plan';

/** What each shared service came to, by its key below `services`. */
export interface ServicePlans {
  /** `undefined` if it is not rendered here. */
  readonly nats: SharedBusPlan | undefined;
  /** `undefined` if it is not rendered here. */
  readonly redis: StorePlan | undefined;
  /** `undefined` if it is not rendered here. */
  readonly postgres: DatabasePlan | undefined;
  /** `undefined` if it is not rendered here. */
  readonly llmGateway: LlmGatewayPlan | undefined;
  /** `undefined` if it is not rendered here. */
  readonly toolGateway: ToolGatewayPlan | undefined;
}
