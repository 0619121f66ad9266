/** What one pod asks for and may use: requests equal limits, so that the pod is in the Guaranteed class and quota arithmetic has one number. */
export interface PodResources {
  /** CPU quantity, e.g. `500m`. */
  readonly cpu: string;
  /** Memory quantity, e.g. `512Mi`. */
  readonly memory: string;
  /** Ephemeral storage quantity, e.g. `1Gi`: logs, writable layers and emptyDirs. */
  readonly ephemeralStorage: string;
}

/** Named pod sizes. `memory-optimized` and `compute-optimized` are what `large` is not: four times its memory, twice its CPU. */
export type ResourceClass = 'small' | 'medium' | 'large' | 'memory-optimized' | 'compute-optimized';

/** The sizes; quota, LimitRange default (`small`) and agents read this one table. */
export const RESOURCE_CLASSES: Readonly<Record<ResourceClass, PodResources>> = {
  small: { cpu: '250m', memory: '256Mi', ephemeralStorage: '1Gi' },
  medium: { cpu: '500m', memory: '512Mi', ephemeralStorage: '1Gi' },
  large: { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' },
  'memory-optimized': { cpu: '1', memory: '4Gi', ephemeralStorage: '2Gi' },
  'compute-optimized': { cpu: '2', memory: '2Gi', ephemeralStorage: '2Gi' },
};
