/** Front door of a platform repository: `import … from 'cdk8s-agents/platform'`. Nobody inside imports it, and it reaches no Terraform. */
export type { AgentSpec, TaskSpec } from '../src/features/agent/spec';
export type { ConsumesSpec } from '../src/features/bus/spec';
export type { ExternalHostSpec } from '../src/features/network/spec';
export type { PrescaleSpec, ScaleSpec, ScalingSpec } from '../src/features/scaling/spec';
export type { Cni, TargetSpec, TerraformStateSpec } from '../src/features/clusters/spec';
export type { EnvironmentSpec } from '../src/resolve/spec';
export type { NodePoolSpec } from '../src/features/nodes/spec';
export type { ScaleOverride, TrafficProfileSpec } from '../src/features/scaling/spec';
export type { AnalysisSpec, BlueGreenSpec, CanarySpec, RollingSpec, RolloutSpec, RouterSpec } from '../src/features/rollout/spec';
export type { OwnerSpec, PoolMemberSpec, SharedPoolSpec, TenantSpec } from '../src/features/tenancy/spec';
export type { ResolvedAgent, ResolvedEnvironment, ResolvedPrescale, ResolvedScale, ResolvedTenant } from '../src/resolve/resolved';
export type { ResolvedConsumer, ResolvedNodePool } from '../src/features/agent/resolved-parts';
export type { ResolvedAnalysis, ResolvedRollout, ResolvedRouter } from '../src/features/rollout/resolved';
export type { BatchAgentSpec } from '../src/features/batch/spec';
export type { ResolvedBatchAgent, ResolvedBatchTrigger } from '../src/features/batch/resolved';
export type { DeliverySpec, RepositorySpec } from '../src/features/delivery/spec';
export type { ResolvedDelivery } from '../src/features/delivery/resolved';
export type { SourceKind } from '../src/features/delivery/source';
export type { ObservabilitySpec } from '../src/features/observability/spec';
export type { ResolvedObservability } from '../src/features/observability/resolved';
export type { GivenSource } from '../src/features/observability/given';
export type { ResolvedHost } from '../src/features/network/resolved';
export type {
  ResolvedGateway,
  ResolvedNats,
  ResolvedPostgres,
  ResolvedRedis,
  ResolvedRedisInstance,
  ResolvedRedisPair,
  ResolvedServices,
} from '../src/resolve/resolved-services';
export type { GatewaySpec } from '../src/features/tools/spec';
export type { NatsSpec } from '../src/features/bus/spec';
export type { OwnMemorySpec, RedisInstanceSpec, RedisSpec } from '../src/features/store/spec';
export type { PostgresSpec } from '../src/features/database/spec';
export type { ServicesSpec } from '../src/resolve/spec';
export type { ServiceSizeSpec } from '../src/features/resources/spec';
export type { TokenBudget, LlmCallersSpec, LlmGatewaySpec, LlmModelSpec, LlmProviderSpec } from '../src/features/llm/spec';
export type { ResolvedLlmGateway, ResolvedLlmModel } from '../src/features/llm/resolved';
export { InvalidInputError, describeProblems, type Problem, type SourcePosition, type Violation } from '../src/kernel/problems';
export type { ComputeQuota } from '../src/features/quota/spec';
export type { RollingUpdate } from '../src/features/rollout/peak';
export type { LabelKeys } from '../src/kernel/labels';
export type { NatsMetricPrefix } from '../src/features/bus/metrics';
export type { PodShare } from '../src/kernel/percent';
export type { PodResources } from '../src/features/resources/spec';
export type { ResourceClass } from '../src/features/resources/resource-class';
export type { Caller, Dependency } from '../src/features/services/places';
export type { TargetVersions } from '../src/kernel/versions';
export { resolve, type Sources } from '../src/resolve/resolve';
export { joinDataFiles, type DataFile } from '../src/resolve/data-file';
export { readTenantFiles, type TenantFile } from '../src/cli/tenant-files';
export type { Part } from '../src/cli/part';
export { synth, type SynthOptions } from '../src/cli/synth';
export { renderApp } from '../src/render/render';
export type { Files } from '../src/render/files';
export { renderManifests } from './wiring/environment';
