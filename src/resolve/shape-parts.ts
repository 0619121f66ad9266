import { type PodResources, RESOURCE_CLASSES, type ResourceClass } from '../features/resources/resource-class';
import type { ExternalHostSpec } from '../features/agent/spec';
import type { ServiceSizeSpec } from '../features/resources/spec';
import { choice, type FieldsOf, listOf, number, object, optional, required, text } from '../kernel/shape';

/** A host outside the cluster as written. */
export const HOST = object({
  name: optional(text),
  cidrs: optional(listOf(text)),
  port: optional(number),
} satisfies FieldsOf<ExternalHostSpec>);

/** What one pod asks for, as written. */
export const RESOURCES = object({
  cpu: required(text),
  memory: required(text),
  ephemeralStorage: required(text),
} satisfies FieldsOf<PodResources>);

/** How large the pods of a shared service are, as written. */
export const SIZE = {
  size: optional(choice<ResourceClass>(RESOURCE_CLASSES)),
  resources: optional(RESOURCES),
} satisfies FieldsOf<ServiceSizeSpec>;
