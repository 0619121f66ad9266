/** Names of the pod sizes. `memory-optimized` and `compute-optimized` are what `large` is not: four times its memory, twice its CPU. */
export const RESOURCE_CLASS_NAMES = ['small', 'medium', 'large', 'memory-optimized', 'compute-optimized'] as const;

/** Name of a pod size. */
export type ResourceClass = (typeof RESOURCE_CLASS_NAMES)[number];
