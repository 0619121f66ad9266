/** Front door of a team's own cdk8s app: `import … from 'cdk8s-agents'`. Nobody inside imports it. */
export { AgentDeployment } from './agent-deployment';
export type { AgentConsumes, AgentDeploymentProps, AgentMetrics, AgentRollingUpdate, AgentTask, AgentVolume } from './agent-props';
export { AgentResources, type AgentResourcesOptions } from './agent-resources';
export { ExternalHost } from './agent-egress';
export type { Caller, Dependency } from '../src/core/services';

export { QueueDepthHpa, type QueueDepthHpaProps } from './queue-depth-hpa';
export { QueueBacklog, type DrainObjective } from './queue-backlog';
export type { JetStreamConsumer } from './jet-stream-consumer';
export type { Prescale } from './prescale';
export { WorkloadHpa, type WorkloadHpaProps } from './workload-hpa';
export { ObjectTarget, ScalingMetric, type DescribedObject } from './scaling-metric';
export { ScalingPolicy, type ScalingBehavior, type ScalingRules } from './scaling-behavior';
export type { IScaleTarget } from './scale-target';
export type { ScalerEngine } from './external-metrics';
export { PrometheusAdapterRules, type PrometheusAdapterRulesProps } from './prometheus-adapter-rules';
export type { NatsMetricPrefix } from '../src/core/metrics';

export { TenantNamespace, type TenantNamespaceProps, type TenantQuota } from './tenant-namespace';
export { PlatformNamespace, type PlatformNamespaceProps } from './platform-namespace';
export { PriorityClasses } from './priority-classes';
export { TenantGuard, type TenantGuardProps } from './tenant-guard';
export { Target, type TargetProps } from './target';

export { InvalidInputError, type Problem, type SourcePosition, type Violation } from '../src/core/problems';
