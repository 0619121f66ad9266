import type { QueueSwitch } from '../bus/queue-versions';
import type { RollingUpdate } from './peak';

/** Which failures are too many, with every number filled in; percent where it says so. */
export interface AnalysisPlan {
  readonly thresholdPercent: number;
  readonly windowS: number;
  readonly intervalS: number;
  readonly failureLimit: number;
  readonly healthyPercent: number;
  readonly badPercent: number;
  /** Counter of what was finished. */
  readonly total: string;
  /** Counter of what failed. */
  readonly failed: string;
}

/** A route that splits requests by weight. */
export interface RouterPlan {
  readonly gateway: string;
  readonly namespace: string;
  readonly hostnames: readonly string[];
}

/** How a new version replaces the old one, complete. `queue`: the two versions of a queue worker, of which `switch` says who gets new messages. */
export type RolloutPlan =
  | { readonly kind: 'rolling'; readonly update: RollingUpdate }
  | {
      readonly kind: 'canary';
      readonly weight: number;
      readonly update: RollingUpdate;
      readonly router: RouterPlan | undefined;
      readonly analysis: AnalysisPlan;
    }
  | { readonly kind: 'blue-green'; readonly manualPromotion: boolean; readonly analysis: AnalysisPlan }
  | {
      readonly kind: 'queue';
      readonly switch: QueueSwitch;
      /** Image of the second version. */
      readonly image: string;
      /** Most messages delivered to the second version and not yet acknowledged. */
      readonly maxAckPending: number;
      readonly analysis: AnalysisPlan;
    };
