/** Front door of a platform repository: `import … from 'cdk8s-agents/platform'`. No module inside imports it, and it reaches no Terraform. */
export type { AgentSpec, TaskSpec } from '../src/features/agent/spec';
export type { SecretFileSpec, TolerationSpec } from '../src/features/container/spec';
export type { AroundPlan, TolerationPlan } from '../src/features/container/around';
export type { ProgramPlan } from '../src/features/container/program';
export type { ConfigMapPlan } from '../src/features/agent/files';
export type { StoredSecretPlan } from '../src/features/secrets/plan';
export type { LiveProbeSpec, MetricsSpec, ProbesSpec, ReadyProbeSpec, StartProbeSpec } from '../src/features/container/spec';
export type { MetricsPlan } from '../src/features/container/metrics';
export type { ProbePlan, ProbeQuestion, ProbesPlan } from '../src/features/container/probes';
export type { ConsumesSpec, NatsServiceSpec, NatsSpec } from '../src/features/bus/spec';
export type { CallersSpec, ExternalHostSpec, PodsSpec } from '../src/features/network/spec';
export type { PrescaleSpec, ScaleSpec, ScalingSpec, ScaleOverride, TrafficProfileSpec } from '../src/features/scaling/spec';
export type { ClusterSpec, Cni, TargetSpec, TerraformStateSpec } from '../src/features/clusters/spec';
export type { ClusterPlan, TerraformStatePlan } from '../src/features/clusters/plan';
export type { EnvironmentSpec, ServicesSpec } from '../src/resolve/spec';
export type { NodePoolSpec } from '../src/features/nodes/spec';
export type { AnalysisSpec, BlueGreenSpec, CanarySpec, RollingSpec, RolloutSpec, RouterSpec } from '../src/features/rollout/spec';
export type { OwnerSpec, PoolMemberSpec, SharedPoolSpec, TenantSpec } from '../src/features/tenancy/spec';
export type { AgentPlan } from '../src/features/agent/plan';
export type { EnvironmentPlan, ServicesPlan } from '../src/resolve/plan';
export type { FixedScalePlan, QueueScalePlan, ScalePlan, ScalerEngine } from '../src/features/scaling/plan';
export type { PrescalePlan, PrescaleWindow } from '../src/features/scaling/prescale';
export type { BehaviorPlan, DirectionPlan, PolicyPlan } from '../src/features/scaling/behavior';
export type { TenantPlan } from '../src/features/tenancy/plan';
export type { BusPlan, ConsumerPlan, SharedBusPlan } from '../src/features/bus/plan';
export type { NodePoolPlan } from '../src/features/nodes/plan';
export type {
  AnalysisPlan,
  BlueGreenPlan,
  CanaryPlan,
  QueueRolloutPlan,
  RollingPlan,
  RolloutPlan,
  RouterPlan,
} from '../src/features/rollout/plan';
export type { BatchAgentSpec } from '../src/features/batch/spec';
export type { BatchPlan, BatchTriggerPlan } from '../src/features/batch/plan';
export type { DeliverySpec, RepositorySpec } from '../src/features/delivery/spec';
export type { DeliveryPlan } from '../src/features/delivery/plan';
export type { SourceKind } from '../src/features/delivery/source';
export type { ObservabilitySpec } from '../src/features/observability/spec';
export type { ObservabilityPlan } from '../src/features/observability/plan';
export type { GivenSource } from '../src/features/observability/given';
export type { HostPlan } from '../src/features/network/plan';
export type { ToolGatewayPlan } from '../src/features/tools/plan';
export type { DatabasePlan } from '../src/features/database/plan';
export type { StorePlan, StoreInstancePlan, StorePairPlan } from '../src/features/store/plan';
export type { GatewaySpec } from '../src/features/tools/spec';
export type { OwnMemorySpec, RedisInstanceSpec, RedisServiceSpec, RedisSpec } from '../src/features/store/spec';
export type { BackupSpec, PoolerSpec, PostgresServiceSpec, PostgresSpec } from '../src/features/database/spec';
export type { ExternalBusSpec, ExternalServiceSpec, StoredEntrySpec } from '../src/features/external/spec';
export type { ExternalFilePlan, ExternalServicePlan } from '../src/features/external/plan';
export type { ServiceSizeSpec, PodResources, RequestsSpec } from '../src/features/resources/spec';
export type { TokenBudget, LlmCallersSpec, LlmGatewaySpec, LlmModelSpec, LlmProviderSpec, LlmServiceSpec } from '../src/features/llm/spec';
export type { LlmGatewayPlan, LlmModelPlan } from '../src/features/llm/plan';
export { InvalidInputError, describeProblems, type Problem, type SourcePosition, type Violation } from '../src/kernel/problems';
export type { ComputeQuota } from '../src/features/quota/spec';
export type { RollingUpdate } from '../src/features/rollout/peak';
export type { LabelKeys } from '../src/kernel/labels';
export type { NatsMetricPrefix } from '../src/features/bus/metrics';
export type { PodShare } from '../src/kernel/percent';
export type { ResourceClass } from '../src/features/resources/resource-class';
export type { Caller, CallerPods, CallersPlan } from '../src/features/services/places';
export type { Dependency } from '../src/features/agent/spec';
export type { TargetVersions } from '../src/kernel/versions';
export { resolve, type Sources } from '../src/resolve/resolve';
export { joinDataFiles, type DataFile } from '../src/resolve/data-file';
export { readTenantFiles, type TenantFile } from '../src/cli/tenant-files';
export type { Part } from '../src/cli/part';
export { synth, type SynthOptions } from '../src/cli/synth';
export { judge, type JudgeOptions, type Verdict } from '../src/judges/judge';
export type { MetricCheckOptions } from '../src/judges/checks/metrics';
export type { UncheckedKind } from '../src/judges/checks/strict';
export type { PodCaller } from '../src/judges/inventory/reach';
export { renderApp } from '../src/render/render';
export type { Files } from '../src/render/files';
export { renderManifests } from './wiring/environment';
export { runPlatform, type PlatformOptions } from './wiring/platform-repository';
export type { JudgedOptions } from './wiring/judged';
export type { Extension } from './wiring/extension';
export type { NewChart } from './wiring/service';
export type { Hatches, OwnObject, PatchPlan, PatchStep } from '../src/features/objects/plan';
export type { PatchSpec } from '../src/features/objects/spec';
export type { NamespacePlan, TenantHatches } from '../src/features/tenancy/plan';
export type { RunOptions } from '../src/cli/run';
