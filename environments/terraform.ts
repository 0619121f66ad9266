/** Front door `./terraform`: node groups of an environment as Terraform JSON. Needs `cdktf` and `@cdktf/provider-aws`. */
export { renderInfrastructure } from './wiring/infrastructure';
export type { LabelKeys } from '../src/kernel/labels';
export type { NatsMetricPrefix } from '../src/features/bus/metrics';
export type { Problem } from '../src/kernel/problems';
export type { TargetVersions } from '../src/kernel/versions';
export type { Cni } from '../src/features/clusters/spec';
export type { ClusterPlan, TerraformStatePlan } from '../src/features/clusters/plan';
export type { EnvironmentPlan } from '../src/resolve/plan';
export type { TenantPlan } from '../src/features/tenancy/plan';
export type { NodePoolPlan } from '../src/features/nodes/plan';
export type { Files } from '../src/render/files';
