/** A pre-scale as a cron trigger takes it. */
export interface PrescalePlan {
  readonly profile: string;
  readonly start: string;
  readonly end: string;
  readonly timeZone: string;
  readonly replicas: number;
}

/** Exactly one owner of the count. */
export type ScalePlan =
  | { readonly kind: 'fixed'; readonly replicas: number }
  | {
      readonly kind: 'queue';
      readonly min: number;
      readonly max: number;
      readonly backlogPerReplica: number;
      readonly scaleDownWindowS: number | undefined;
      readonly prescale: readonly PrescalePlan[];
    };
