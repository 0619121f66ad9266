// Generated from schema.ts by `npm run generate`; not edited.

/** Who calls what is rendered, by namespace and labels: policies let them in, and nobody else. */
export interface CallersSpec {
  /** Whoever calls agents for the outside. @default - `{ namespace: 'gateway', labels: { 'app.kubernetes.io/name': 'gateway' } }` */
  readonly gateway?: PodsSpec;
  /** Prometheus. @default - `{ namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } }` */
  readonly monitoring?: PodsSpec;
  /** The operator of KEDA, which reads the state of the bus. @default - `{ namespace: 'keda', labels: { 'app.kubernetes.io/name': 'keda-operator' } }` */
  readonly keda?: PodsSpec;
  /** CloudNativePG. @default - `{ namespace: 'cnpg-system', labels: { 'app.kubernetes.io/name': 'cloudnative-pg' } }` */
  readonly databaseOperator?: PodsSpec;
}

/** A host outside the cluster. */
export interface ExternalHostSpec {
  /** DNS name; refused where no ranges are given, because a NetworkPolicy filters by address only. */
  readonly name?: string;
  /** Address ranges; enforced by every CNI that enforces policies. */
  readonly cidrs?: readonly string[];
  /** Port of the host. From 1 to 65535. @default 443 */
  readonly port?: number;
}

/** Pods of others. */
export interface PodsSpec {
  /** Namespace that they run in. */
  readonly namespace: string;
  /** Labels that they carry. */
  readonly labels: Readonly<Record<string, string>>;
}
