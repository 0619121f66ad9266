/** Front door `./terraform`: node groups of an environment as Terraform JSON. Needs `cdktf` and `@cdktf/provider-aws`. */
export { renderInfrastructure } from './wiring/infrastructure';
export type { LabelKeys } from '../src/kernel/labels';
export type { NatsMetricPrefix } from '../src/features/bus/metrics';
export type { Problem } from '../src/kernel/problems';
export type { TargetVersions } from '../src/kernel/versions';
export type { Cni } from '../src/features/clusters/spec';
export type { ResolvedEnvironment, ResolvedTenant } from '../src/resolve/resolved';
export type { ResolvedNodePool } from '../src/features/agent/resolved-parts';
export type { Files } from '../src/render/files';
