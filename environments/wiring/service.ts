import type { Chart } from 'cdk8s';
import type { EnvironmentPlan, ServicesPlan } from '../../src/resolve/plan';

/** Makes a chart, and so a file of its folder. */
export type NewChart = (id: string) => Chart;

/** What is rendered of one shared service, from the plans of all. */
export interface ServiceWiring {
  /** Objects of the platform's namespace, a file for each chart. */
  readonly platform: (chart: NewChart, services: ServicesPlan, environment: EnvironmentPlan) => void;
  /** Objects of the whole cluster. @default - none */
  readonly cluster?: (chart: NewChart, services: ServicesPlan) => void;
  /** What reviewers are told, by the name of the file. @default - nothing */
  readonly reports?: (services: ServicesPlan, environment: EnvironmentPlan) => Readonly<Record<string, string>>;
}
