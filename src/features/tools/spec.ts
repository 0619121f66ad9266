// Generated from schema.ts by `npm run generate`; not edited.

import type { ExternalHostSpec } from '../network/spec';
import type { ServiceSizeSpec } from '../resources/spec';

/** A stateless shared service. */
export interface GatewaySpec extends ServiceSizeSpec {
  /** Image by registry, tag and digest. */
  readonly image: string;
  /** Pods. From 2 to 100000. @default 2 */
  readonly replicas?: number;
  /** Longest that a request takes; the grace period follows from it. @default '60s' */
  readonly longestRequest?: string;
  /** Hosts outside the cluster that it reaches. @default - none */
  readonly hosts?: readonly ExternalHostSpec[];
}
