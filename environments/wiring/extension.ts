import type { Chart } from 'cdk8s';
import type { AgentPlan } from '../../src/features/agent/plan';
import type { BatchPlan } from '../../src/features/batch/plan';
import type { TenantPlan } from '../../src/features/tenancy/plan';
import type { EnvironmentPlan } from '../../src/resolve/plan';
import type { NewChart } from './service';

/** Further objects of one's own, made by code: charts are files, judged, counted, delivered and pruned like the others. */
export interface Extension {
  /** Objects of the whole cluster. @default - none */
  readonly cluster?: (chart: NewChart, environment: EnvironmentPlan) => void;
  /** Objects of the platform's namespace. @default - none */
  readonly platform?: (chart: NewChart, environment: EnvironmentPlan) => void;
  /** Objects of a tenant's namespace. @default - none */
  readonly tenant?: (chart: NewChart, tenant: TenantPlan, environment: EnvironmentPlan) => void;
  /** Objects of an agent, in its file; its own are there already, for patches by code. @default - none */
  readonly agent?: (chart: Chart, agent: AgentPlan | BatchPlan, tenant: TenantPlan, environment: EnvironmentPlan) => void;
}
