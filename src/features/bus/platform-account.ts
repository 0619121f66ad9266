import { BUDGET_PUBLISH, BUDGET_PUBLISHER } from './budget-notice';
import { type BusAccount, type BusUser, PLATFORM_ACCOUNT, TOOL_GATEWAY, TOOLS } from './account';
import { inboxOf } from './grants';

/** What the platform's own account follows from. */
export interface PlatformAccountInput {
  /** Public nkey of the tool gateway. */
  readonly toolGatewayNkey: string;
  /** Pods of the tool gateway at their peak. */
  readonly toolGatewayConnections: number;
  /** Public nkey of whoever says which token budgets are spent. @default - nobody says it; then no agent may have `budgets` */
  readonly budgetPublisherNkey?: string;
}

/** Connections of whoever says what is spent, one and one more while it reconnects or its next version starts. */
const PUBLISHER_CONNECTIONS = 2;

/**
 * The platform's account: the tool gateway hears each account's calls as `tools.<account>.…`, a name that only the server can give, and
 * each account hears of its agents' budgets what the publisher says as `budget.<account>.…`. No JetStream.
 */
export function platformAccount({ toolGatewayNkey, toolGatewayConnections, budgetPublisherNkey }: PlatformAccountInput): BusAccount {
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
    users: [
      {
        name: TOOL_GATEWAY,
        nkey: toolGatewayNkey,
        // answers to another account's request go to a subject that the server makes up for it
        publish: ['_R_.>'],
        subscribe: [`${TOOLS}.*.>`, inboxOf(PLATFORM_ACCOUNT, TOOL_GATEWAY)],
      },
      ...publishers,
    ],
    streams: [],
    tools: false,
    budgets: false,
    mappings: [],
  };
}

/** It says what is spent and does nothing else: it asks nobody, and hears nobody but answers to itself. */
function publisher(nkey: string): BusUser {
  return { name: BUDGET_PUBLISHER, nkey, publish: [...BUDGET_PUBLISH], subscribe: [inboxOf(PLATFORM_ACCOUNT, BUDGET_PUBLISHER)] };
}
