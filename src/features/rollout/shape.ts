import type { AnalysisSpec, BlueGreenSpec, RolloutSpec, RouterSpec } from './spec';
import {
  type CasesOf,
  choice,
  type FieldsOf,
  flag,
  listOf,
  number,
  object,
  optional,
  required,
  share,
  tagged,
  text,
} from '../../kernel/shape';

const ANALYSIS = object({
  threshold: optional(number),
  window: optional(text),
  interval: optional(text),
  failureLimit: optional(number),
  healthyErrors: optional(number),
  badErrors: optional(number),
  total: optional(text),
  failed: optional(text),
} satisfies FieldsOf<AnalysisSpec>);

const ROUTER = object({
  gateway: required(text),
  namespace: required(text),
  hostnames: optional(listOf(text)),
} satisfies FieldsOf<RouterSpec>);

/** How a new version replaces the old one, as written. */
export const ROLLOUT = tagged({
  rolling: object({ maxSurge: optional(share), maxUnavailable: optional(share) }),
  canary: object({
    weight: optional(number),
    image: optional(text),
    maxSurge: optional(share),
    router: optional(ROUTER),
    analysis: optional(ANALYSIS),
  }),
  'blue-green': object({
    manualPromotion: optional(flag),
    image: optional(text),
    active: optional(choice<NonNullable<BlueGreenSpec['active']>>({ blue: true, green: true, none: true })),
    exclusive: optional(flag),
    analysis: optional(ANALYSIS),
  }),
} satisfies CasesOf<RolloutSpec>);
