import type { App, Chart } from 'cdk8s';
import { BusClientPolicy, type BusClientPolicyProps } from '../../constructs/bus/bus-client-policy';
import { planned } from '../../constructs/kinds/planned';
import { StoredSecret } from '../../constructs/secrets/stored-secret';
import type { BusClientPlan } from '../../src/features/bus/clients';
import { InvalidInputError, type Problem } from '../../src/kernel/problems';
import { platformUserSecret } from '../../src/features/secrets/plan';
import { PLATFORM_SERVICES } from '../../src/features/services/places';
import type { EnvironmentPlan, ServicesPlan } from '../../src/resolve/plan';
import { addBus } from './bus';
import { addDatabase } from './database';
import { addLlmGateway } from './llm';
import { addToolGateway } from './tools';
import { addStore } from './store';

/** A chart of the platform's App, and so a file of its folder. */
export type ChartOf = (app: App, id: string, environment: EnvironmentPlan) => Chart;

/** Everything that tenants share, one file each; what belongs to one tenant has a file of its own, so that a new tenant changes few lines. */
export function sharedServices(app: App, environment: EnvironmentPlan, services: ServicesPlan, chartOf: ChartOf): void {
  const chart = (id: string): Chart => chartOf(app, id, environment);
  allAtOnce(`${environment.system}/${environment.name}`, {
    'services.nats': () => {
      addBus(chart, services.nats);
    },
    'services.redis': () => {
      addStore(chart, services.redis);
    },
    'services.postgres': () => {
      addDatabase(chart, services.postgres);
    },
    'services.toolGateway': () => {
      addToolGateway(chart(PLATFORM_SERVICES.toolGateway.service), services.toolGateway);
    },
    'services.llmGateway': () => {
      const { llmGateway: gateway, nats } = services;
      if (gateway === undefined) return;
      addLlmGateway(chart(PLATFORM_SERVICES.llmGateway.service), gateway, environment.observability.ruleLabels);
      if (nats.publisher !== undefined) budgetPublisher(chart(nats.publisher.name), nats.publisher, environment, services);
    },
  });
}

/** Sizes are judged by what is built of them: every step is tried, and what is wrong is said together, by the place it was written at. */
function allAtOnce(root: string, steps: Readonly<Record<string, () => void>>): void {
  const problems: Problem[] = [];
  for (const [place, step] of Object.entries(steps)) {
    try {
      step();
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      problems.push(
        ...error.problems.map((problem) => ({ ...problem, place: problem.place === '' ? place : `${place}.${problem.place}` })),
      );
    }
  }
  if (problems.length > 0) throw new InvalidInputError(root, problems);
}

/** What the publisher of token budgets needs, whoever runs it: its key and the authority as files, and a way to the bus and to Prometheus. */
function budgetPublisher(scope: Chart, client: BusClientPlan, { system, name }: EnvironmentPlan, { secretStore }: ServicesPlan): void {
  new StoredSecret(scope, 'Credentials', planned(platformUserSecret(client.name, { system, environment: name }, secretStore)));
  new BusClientPolicy(scope, 'Policy', planned<BusClientPolicyProps>(client));
}
