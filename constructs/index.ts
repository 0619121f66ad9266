/** Entry point for a team's own cdk8s app: `import … from 'cdk8s-agents'`. No file of this package imports it. */
export { AgentDeployment } from './agent/agent-deployment';
export { AgentWorkload } from './agent/agent-workload';
export type {
  AgentAddress,
  AgentBasis,
  AgentConsumes,
  AgentDeploymentProps,
  AgentLiveProbe,
  AgentMetrics,
  AgentProbe,
  AgentProbes,
  AgentProps,
  AgentRequests,
  AgentRollingUpdate,
  AgentTask,
  AgentToleration,
  AgentVolume,
  ICallableAgent,
} from './agent/agent-props';
export { CanaryRollout } from './rollout/canary-rollout';
export { BlueGreenRollout } from './rollout/blue-green-rollout';
export type { BlueGreenRolloutProps, CanaryRolloutProps, RolloutAnalysisProps } from './rollout/rollout-props';
export { HttpRouter, type GatewayRouterOptions } from './rollout/http-router';
export { BatchAgent } from './batch/batch-agent';
export type { BatchAgentProps } from './batch/batch-props';
export { BatchTrigger, type BatchOverlap, type BatchQueue, type BatchSchedule } from './batch/batch-trigger';
export { AgentResources, type AgentResourcesOptions } from './resources/agent-resources';
export { AgentCredentials, type AgentCredentialsProps } from './agent/agent-credentials';
export { ExternalHost } from './network/external-host';
export type { Caller } from '../src/features/services/places';
export type { Dependency } from '../src/features/agent/spec';

export { QueueDepthHpa, type QueueDepthHpaProps, type QueueScale } from './scaling/queue-depth-hpa';
export { QueueBacklog, type DrainObjective } from './scaling/queue-backlog';
export type { JetStreamConsumer } from './bus/jet-stream-consumer';
export type { Prescale } from './scaling/prescale';
export { WorkloadHpa, type WorkloadHpaProps } from './scaling/workload-hpa';
export { ObjectTarget, ScalingMetric, type DescribedObject } from './scaling/scaling-metric';
export { ScalingPolicy, type ScalingBehavior, type ScalingRules } from './scaling/scaling-behavior';
export type { INetworkPeer, IPodSelection, IPodVolume, PeerSelection, PodSelection, ScaledWorkload } from './kinds/roles';
export type { IScaleTarget } from './scaling/scale-target';
export type { ScalerEngine } from '../src/features/scaling/plan';
export { PrometheusAdapterRules, type PrometheusAdapterRulesProps } from './scaling/prometheus-adapter-rules';
export type { NatsMetricPrefix } from '../src/features/bus/metrics';

export { TenantNamespace, type TenantNamespaceProps, type TenantQuota } from './tenancy/tenant-namespace';
export { PlatformNamespace, type PlatformNamespaceProps } from './tenancy/platform-namespace';
export { PriorityClasses } from './tenancy/priority-classes';
export { TenantGuard, type TenantGuardProps } from './tenancy/tenant-guard';
export { NatsBus, type NatsBusProps } from './bus/nats-bus';
export { BusAccounts } from './bus/bus-accounts';
export { JetStreamAccount, type JetStreamAccountProps } from './bus/jet-stream-account';
export { JetStreamStream, type JetStreamStreamProps } from './bus/jet-stream-stream';
export type {
  BusAccount,
  BusConsumer,
  BusImport,
  BusLimits,
  BusMapping,
  BusMappingTarget,
  BusOwnAccount,
  BusRetention,
  BusStream,
  BusUser,
  ConsumerNumbers,
} from '../src/features/bus/account';
export type { BusAgent, BusConsumes, StreamSize, TenantAccountInput, BusNext } from '../src/features/bus/tenant-account';
export type { BusMember, PoolAccountInput } from '../src/features/bus/pool-account';
export type { PlatformAccountInput } from '../src/features/bus/platform-account';
export { RedisAcl, type RedisAclProps, type RedisAclUser } from './store/redis-acl';
export { type RedisBudget, type RedisClients, RedisInstance, type RedisInstanceProps } from './store/redis-instance';
export type { MemoryRole } from '../src/features/store/memory-share';
export { PostgresCluster, type PostgresBackup, type PostgresClusterProps } from './database/postgres-cluster';
export { PostgresPooler, type PostgresPoolerProps } from './database/postgres-pooler';
export { PostgresTenant, type PostgresTenantProps } from './database/postgres-tenant';
export { PlatformDeployment } from './tools/platform-deployment';
export type { PlatformBusUser, PlatformDeploymentProps } from './tools/platform-props';
export { StoredSecret, type StoredSecretProps, type StoredValue } from './secrets/stored-secret';
export type { ExternalService, StoredEntry } from './external/external-service';
export { type CallerLocation, Callers, type CallersProps } from './network/callers';
export { Target, type TargetProps } from './kinds/target';

export { InvalidInputError, type Problem, type SourcePosition, type Violation } from '../src/kernel/problems';

export { QueueCanary } from './rollout/queue-canary';
export { QueueBlueGreen } from './rollout/queue-blue-green';
export type { QueueBlueGreenProps, QueueCanaryProps, QueueComparison, QueueVersionsProps } from './rollout/queue-next-props';
export type { QueueBlueGreenSwitch, QueueCanarySwitch, QueueSwitch } from '../src/features/bus/queue-versions';

export { FluxDelivery, type FluxDeliveryProps } from './delivery/flux-delivery';
export { FluxSource, type FluxSourceProps } from './delivery/flux-source';
export { FluxStage, type FluxStageProps } from './delivery/flux-stage';
export { ArgoCdDelivery, ArgoCdRoot, type ArgoCdDeliveryProps, type ArgoCdRootProps } from './delivery/argo-cd-delivery';
export { ArgoCdSettings, type ArgoCdSettingsProps } from './delivery/argo-cd-settings';
export { ArgoCdApplication, ArgoCdProject, type ArgoCdApplicationProps, type ArgoCdProjectProps } from './delivery/argo-cd-stage';
export { DeliveryGuard, type DeliveryGuardProps } from './delivery/delivery-guard';
export { DeliveryIdentity, type DeliveryIdentityProps } from './delivery/delivery-identity';
export { DeliverySource, type GitRevision, type OciRevision } from './delivery/delivery-source';
export { DeliveredObjects, type DeliveredObject, type DeliveryStage } from './delivery/delivery-stage';
export type { RevisionInput, SourceKind } from '../src/features/delivery/source';
export type { IgnoredFields } from '../src/features/delivery/ignored';

export { TenantAlerts } from './observability/tenant-alerts';
export type { AlertedAgent, AlertedJob, AlertedPrescale, AlertedQueue, TenantAlertsProps } from './observability/alert-props';
export { TenantDashboard, type DashboardAgent, type TenantDashboardProps } from './observability/tenant-dashboard';

export { LlmGateway } from './llm/llm-gateway';
export type { LlmBudgetBasis, LlmGatewayProps, LlmModel, LlmProvider } from './llm/llm-gateway-props';
export { LlmCallerKeys } from './llm/llm-caller-keys';
export { LlmAgentgateway, type LlmAgentgatewayProps } from './llm/llm-agentgateway';
export { BusClientPolicy, type BusClientPolicyProps } from './bus/bus-client-policy';
export { EnvoyGatewayClass, type EnvoyGatewayClassProps } from './llm/envoy-gateway-class';
export { BudgetAlerts, type BudgetAlertsProps } from './llm/budget-alerts';
export type { TokenBudget } from '../src/features/llm/spec';
export type { AgentTokens, MemberTokens, TenantTokens } from '../src/features/llm/buckets';
export type { LlmGatewayInstallation } from '../src/features/llm/installation';
