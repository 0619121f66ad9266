import { BUDGET_PUBLISH, BUDGET_PUBLISHER } from './budget-notice';
import { type BusAccount, type BusUser, PLATFORM_ACCOUNT, TOOL_GATEWAY, TOOLS } from './account';
import { inboxOf } from './grants';

/** The input from which the platform's account is derived. */
export interface PlatformAccountInput {
  /** Public nkey of the tool gateway. @default - no tool gateway; then no agent may have `tools` */
  readonly toolGatewayNkey?: string;
  /** Connections of the tool gateway: two for each replica, as one on its way out may stand beside it. @default 0 */
  readonly toolGatewayConnections?: number;
  /** Public nkey of the publisher that says which token budgets are spent. @default - no publisher; then no agent may have `budgets` */
  readonly budgetPublisherNkey?: string;
}

/** Connections of that publisher: one, and one more while it reconnects or its next version starts. */
const PUBLISHER_CONNECTIONS = 2;

/**
 * The platform's account: the tool gateway hears each account's calls as `tools.<account>.…`, a name that only the server can give, and
 * each account receives the states of its agents' token budgets, published as `budget.<account>.…`. It has no JetStream.
 */
export function platformAccount({ toolGatewayNkey, toolGatewayConnections = 0, budgetPublisherNkey }: PlatformAccountInput): BusAccount {
  const publishers = budgetPublisherNkey === undefined ? [] : [publisher(budgetPublisherNkey)];
  return {
    name: PLATFORM_ACCOUNT,
    limits: {
      connections: toolGatewayConnections + publishers.length * PUBLISHER_CONNECTIONS,
      memoryBytes: 0,
      fileBytes: 0,
      streams: 0,
      consumers: 0,
    },
    users: [...(toolGatewayNkey === undefined ? [] : [toolGateway(toolGatewayNkey)]), ...publishers],
    streams: [],
    tools: false,
    budgets: false,
    mappings: [],
  };
}

function toolGateway(nkey: string): BusUser {
  return {
    name: TOOL_GATEWAY,
    nkey,
    // answers to another account's request go to a subject that the server makes up for it
    publish: ['_R_.>'],
    subscribe: [`${TOOLS}.*.>`, inboxOf(PLATFORM_ACCOUNT, TOOL_GATEWAY)],
  };
}

/** The publisher may only publish what is spent. It may subscribe only to answers to itself. */
function publisher(nkey: string): BusUser {
  return { name: BUDGET_PUBLISHER, nkey, publish: [...BUDGET_PUBLISH], subscribe: [inboxOf(PLATFORM_ACCOUNT, BUDGET_PUBLISHER)] };
}
