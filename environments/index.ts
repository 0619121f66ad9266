/** Front door of a platform repository: `import … from 'cdk8s-agents/platform'`. Nobody inside imports it, and it reaches no Terraform. */
export type {
  AgentSpec,
  ConsumesSpec,
  ExternalHostSpec,
  PrescaleSpec,
  RolloutSpec,
  ScaleSpec,
  ScalingSpec,
  TaskSpec,
} from '../src/model/agent-spec';
export type {
  Cni,
  EnvironmentSpec,
  NodePoolSpec,
  ScaleOverride,
  TargetSpec,
  TerraformStateSpec,
  TrafficProfileSpec,
} from '../src/model/environment-spec';
export type { OwnerSpec, PoolMemberSpec, SharedPoolSpec, TenantSpec } from '../src/model/tenant-spec';
export type {
  ResolvedAgent,
  ResolvedConsumer,
  ResolvedEnvironment,
  ResolvedHost,
  ResolvedNodePool,
  ResolvedPrescale,
  ResolvedScale,
  ResolvedTenant,
} from '../src/model/resolved';
export { InvalidInputError, describeProblems, type Problem, type SourcePosition, type Violation } from '../src/core/problems';
export { resolve } from '../src/model/resolve';
export { joinDataFiles, type DataFile } from '../src/model/data-file';
export { readTenantFiles } from '../src/cli/tenant-files';
export type { Part } from '../src/cli/part';
export { synth, type SynthOptions } from '../src/cli/synth';
export { renderApp } from '../src/render/render';
export type { Files } from '../src/render/files';
export { renderManifests } from './environment';
