import type { App, Chart } from 'cdk8s';
import type { EnvironmentPlan, ServicesPlan } from '../../src/resolve/plan';
import { addBus } from './bus';
import { addDatabase } from './database';
import { addLlmGateway } from './llm';
import { addStore } from './store';
import { addToolGateway } from './tools';

/** A chart of the platform's App, and so a file of its folder. */
export type ChartOf = (app: App, id: string, environment: EnvironmentPlan) => Chart;

/** Makes the charts of one service, a file each. */
type ServiceCharts = (chart: (id: string) => Chart, services: ServicesPlan, environment: EnvironmentPlan) => void;

/** Which plan becomes which charts; a new service is a line. */
const CHARTS: readonly ServiceCharts[] = [
  (chart, { nats }) => addBus(chart, nats),
  (chart, { redis }) => addStore(chart, redis),
  (chart, { postgres }) => addDatabase(chart, postgres),
  (chart, { toolGateway }) => addToolGateway(chart, toolGateway),
  (chart, services, environment) => addLlmGateway(chart, services, environment),
];

/** Everything that tenants share, one file each; what belongs to one tenant has a file of its own, so that a new tenant changes few lines. */
export function sharedServices(app: App, environment: EnvironmentPlan, services: ServicesPlan, chartOf: ChartOf): void {
  for (const add of CHARTS) add((id) => chartOf(app, id, environment), services, environment);
}
