import type { DeliverySpec, RepositorySpec } from './spec';
import { choice, type FieldsOf, flag, object, optional, required, text } from '../../kernel/shape';

const REPOSITORY = object({
  url: required(text),
  branch: optional(text),
  tag: optional(text),
  semver: optional(text),
  digest: optional(text),
  secret: optional(text),
} satisfies FieldsOf<RepositorySpec>);

/** Delivery as written. */
export const DELIVERY = object({
  engine: required(choice<DeliverySpec['engine']>({ flux: true, 'argo-cd': true })),
  repository: required(REPOSITORY),
  path: optional(text),
  namespace: optional(text),
  interval: optional(text),
  timeout: optional(text),
  prune: optional(flag),
} satisfies FieldsOf<DeliverySpec>);
