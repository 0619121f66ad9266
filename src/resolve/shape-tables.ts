import type { ComputeQuota } from '../features/quota/quota';
import type { NatsMetricPrefix } from '../features/bus/metrics';
import type { Caller, Dependency } from '../features/services/places';
import type { AgentSpec, ConsumesSpec, PrescaleSpec, ScaleSpec, ScalingSpec, TaskSpec } from '../features/agent/spec';
import type { Cni, EnvironmentSpec, NodePoolSpec, TargetSpec, TerraformStateSpec, TrafficProfileSpec } from './environment-spec';
import {
  choice,
  elsewhere,
  type EitherShape,
  type FieldsOf,
  flag,
  json,
  listOf,
  number,
  object,
  optional,
  recordOf,
  required,
  share,
  text,
} from '../kernel/shape';
import { batchAgentShape } from '../features/batch/shape';
import { DELIVERY } from '../features/delivery/shape';
import { BUDGET } from '../features/llm/shape';
import { OBSERVABILITY } from '../features/observability/shape';
import { ROLLOUT } from '../features/rollout/shape';
import { OWN_MEMORY, SERVICES } from './services-shape';
import { HOST, SIZE } from './shape-parts';
import type { PoolMemberSpec, SharedPoolSpec, TenantSpec } from '../features/tenancy/spec';

/** Most tenants of one environment. */
export const MAX_TENANTS = 10_000;
/** Most agents of one tenant. */
export const MAX_AGENTS = 200;

const TASK = object({
  p50: required(text),
  p99: required(text),
  mean: optional(text),
  concurrency: optional(number),
} satisfies FieldsOf<TaskSpec>);

const CONSUMES = object({
  subjects: required(listOf(text)),
  stream: optional(text),
  consumer: optional(text),
  ackWait: optional(text),
  maxAckPending: optional(number),
} satisfies FieldsOf<ConsumesSpec>);

const PRESCALE = object({ profile: required(text), replicas: optional(number) } satisfies FieldsOf<PrescaleSpec>);

const SCALE = {
  onQueueDepth: optional(number),
  drainedWithin: optional(text),
  min: required(number),
  max: required(number),
  scaleDownWindow: optional(text),
} satisfies FieldsOf<ScaleSpec>;

const SCALING = object({ ...SCALE, prescale: optional(listOf(PRESCALE)) } satisfies FieldsOf<ScalingSpec>);

const QUOTA = object({
  cpu: required(text),
  memory: required(text),
  ephemeralStorage: required(text),
  pods: required(number),
} satisfies FieldsOf<ComputeQuota>);

const DEPENDENCY = choice<Dependency>({ bus: true, memory: true, database: true, 'llm-gateway': true, tools: true });

const AGENT = object({
  image: required(text),
  ...SIZE,
  task: required(TASK),
  baseRate: optional(number),
  interactive: optional(flag),
  servesTo: optional(listOf(choice<Caller>({ gateway: true, monitoring: true }))),
  consumes: optional(CONSUMES),
  publishes: optional(listOf(text)),
  needs: optional(listOf(DEPENDENCY)),
  budget: optional(BUDGET),
  hosts: optional(listOf(HOST)),
  replicas: optional(number),
  scaling: optional(SCALING),
  naksOnSigterm: optional(flag),
  terminationGracePeriod: optional(text),
  rollout: optional(ROLLOUT),
  minAvailable: optional(share),
  nodePool: optional(text),
  settings: optional(json),
} satisfies FieldsOf<AgentSpec>);

const OF_EVERY_TENANT = {
  owner: required(text),
  email: optional(text),
  id: required(text),
  agents: required(recordOf(AGENT, MAX_AGENTS)),
  batch: optional(recordOf(batchAgentShape({ task: TASK, consumes: CONSUMES, dependency: DEPENDENCY }), MAX_AGENTS)),
  quota: optional(QUOTA),
  budget: optional(BUDGET),
  memory: optional(OWN_MEMORY),
};

/** A tenant as written. */
export const TENANT = object({
  ...OF_EVERY_TENANT,
  tier: required(choice<TenantSpec['tier']>({ namespace: true })),
} satisfies FieldsOf<TenantSpec>);

/** A pool of small tenants as written. */
export const SHARED_POOL = object({
  ...OF_EVERY_TENANT,
  members: required(listOf(object({ id: required(text), budget: optional(BUDGET) } satisfies FieldsOf<PoolMemberSpec>), MAX_TENANTS)),
} satisfies FieldsOf<SharedPoolSpec>);

const TARGET = object({
  kubernetes: required(text),
  keda: optional(text),
  argoRollouts: optional(text),
  nats: optional(text),
  kamaji: optional(text),
  cni: optional(choice<Cni>({ 'vpc-cni': true, cilium: true, none: true })),
  cniStrictMode: optional(flag),
} satisfies FieldsOf<TargetSpec>);

const NODE_POOL = object({
  instanceTypes: required(listOf(text)),
  min: required(number),
  max: required(number),
  capacity: optional(choice<NonNullable<NodePoolSpec['capacity']>>({ 'on-demand': true, spot: true })),
  tainted: optional(flag),
  ami: optional(choice<NonNullable<NodePoolSpec['ami']>>({ al2023: true, bottlerocket: true })),
  diskGiB: optional(number),
} satisfies FieldsOf<NodePoolSpec>);

const PROFILE = object({
  multiplier: required(number),
  start: required(text),
  end: required(text),
  timeZone: required(text),
} satisfies FieldsOf<TrafficProfileSpec>);

const SCALE_OVERRIDE: EitherShape = {
  kind: 'either',
  key: 'replicas',
  having: object({ replicas: required(number) }),
  lacking: object(SCALE),
};

/** An environment as written; tenants and pools are read one by one, since each may come from a file of its own. */
export const ENVIRONMENT = object({
  system: required(text),
  name: required(text),
  target: required(TARGET),
  registries: required(listOf(text)),
  labelDomain: optional(text),
  tenants: required(listOf(elsewhere, MAX_TENANTS)),
  pools: optional(listOf(elsewhere, MAX_TENANTS)),
  scale: optional(recordOf(recordOf(SCALE_OVERRIDE, MAX_AGENTS), MAX_TENANTS)),
  profiles: optional(recordOf(PROFILE)),
  nodePools: required(recordOf(NODE_POOL)),
  overcommit: optional(number),
  scaler: optional(choice<NonNullable<EnvironmentSpec['scaler']>>({ keda: true, 'prometheus-adapter': true })),
  natsMetricPrefix: optional(choice<NatsMetricPrefix>({ jetstream: true, nats: true })),
  prometheus: optional(text),
  services: optional(SERVICES),
  delivery: optional(DELIVERY),
  observability: optional(OBSERVABILITY),
  regions: required(listOf(text)),
  terraformState: required(object({ bucket: required(text), region: optional(text) } satisfies FieldsOf<TerraformStateSpec>)),
} satisfies FieldsOf<EnvironmentSpec>);
