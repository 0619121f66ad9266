import type { ResourceClass } from './resource-class';
import type { PodResources } from './spec';

/** The sizes; quota, LimitRange default (`small`) and agents read this one table. */
export const RESOURCE_CLASSES: Readonly<Record<ResourceClass, PodResources>> = {
  small: { cpu: '250m', memory: '256Mi', ephemeralStorage: '1Gi' },
  medium: { cpu: '500m', memory: '512Mi', ephemeralStorage: '1Gi' },
  large: { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' },
  'memory-optimized': { cpu: '1', memory: '4Gi', ephemeralStorage: '2Gi' },
  'compute-optimized': { cpu: '2', memory: '2Gi', ephemeralStorage: '2Gi' },
};
