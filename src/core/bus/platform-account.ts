import { type BusAccount, PLATFORM_ACCOUNT, TOOL_GATEWAY, TOOLS } from './account';
import { inboxOf } from './grants';

/** What the platform's own account follows from. */
export interface PlatformAccountInput {
  /** Public nkey of the tool gateway. */
  readonly toolGatewayNkey: string;
  /** Pods of the tool gateway at their peak. */
  readonly toolGatewayConnections: number;
}

/** The platform's account: the tool gateway hears each account's calls as `tools.<account>.…`, a name that only the server can give. No JetStream. */
export function platformAccount({ toolGatewayNkey, toolGatewayConnections }: PlatformAccountInput): BusAccount {
  return {
    name: PLATFORM_ACCOUNT,
    limits: { connections: toolGatewayConnections, memoryBytes: 0, fileBytes: 0, streams: 0, consumers: 0 },
    users: [
      {
        name: TOOL_GATEWAY,
        nkey: toolGatewayNkey,
        // answers to another account's request go to a subject that the server makes up for it
        publish: ['_R_.>'],
        subscribe: [`${TOOLS}.*.>`, inboxOf(PLATFORM_ACCOUNT, TOOL_GATEWAY)],
      },
    ],
    streams: [],
    tools: false,
    mappings: [],
  };
}
