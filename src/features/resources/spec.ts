import type { PodResources, ResourceClass } from './resource-class';

/** How large the pods of a shared service are. */
export interface ServiceSizeSpec {
  /** Resource class. Not beside `resources`. @default 'medium' */
  readonly size?: ResourceClass;
  /** Resources that no class has. Not beside `size`. */
  readonly resources?: PodResources;
}
