// Generated from schema.ts by `npm run generate`; not edited.

import type { ResourceClass } from './resource-class';

/** What one pod asks for and may use: requests equal limits, so that the pod is in the Guaranteed class and quota arithmetic has one number. */
export interface PodResources {
  /** CPU quantity, e.g. `500m`. */
  readonly cpu: string;
  /** Memory quantity, e.g. `512Mi`. */
  readonly memory: string;
  /** Ephemeral storage quantity, e.g. `1Gi`: logs, writable layers and emptyDirs. */
  readonly ephemeralStorage: string;
}

/** What one pod is promised, where that is less than what it may use. */
export interface RequestsSpec {
  /** CPU quantity, e.g. `100m`. @default - what it may use */
  readonly cpu?: string;
  /** Memory quantity, e.g. `256Mi`; a pod that uses more than that is killed first where its node runs out. @default - what it may use */
  readonly memory?: string;
  /** Ephemeral storage quantity, e.g. `1Gi`. @default - what it may use */
  readonly ephemeralStorage?: string;
}

/** How large the pods of a shared service are. */
export interface ServiceSizeSpec {
  /** Resource class. Not beside `resources`. @default 'medium' */
  readonly size?: ResourceClass;
  /** Resources that no class has. Not beside `size`. */
  readonly resources?: PodResources;
}
