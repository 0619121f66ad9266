import type { App, Chart } from 'cdk8s';
import { BusClientPolicy } from '../../constructs/bus/bus-client-policy';
import { ExternalHost } from '../../constructs/network/external-host';
import { AgentResources } from '../../constructs/resources/agent-resources';
import { JetStreamAccount } from '../../constructs/bus/jet-stream-account';
import { NatsBus } from '../../constructs/bus/nats-bus';
import { planned } from '../../constructs/kinds/planned';
import { StoredSecret } from '../../constructs/secrets/stored-secret';
import { PROVISIONER } from '../../src/features/bus/account';
import { STREAM_CONTROLLER } from '../../src/features/bus/places';
import { BUDGET_PUBLISHER } from '../../src/features/bus/budget-notice';
import { APP_LABEL } from '../../src/kernel/labels';
import { InvalidInputError, type Problem } from '../../src/kernel/problems';
import { secretKey } from '../../src/features/secrets/keys';
import { platformUserSecret } from '../../src/features/secrets/plan';
import { PLATFORM_NAMESPACE, PLATFORM_SERVICES } from '../../src/features/services/places';
import type { EnvironmentPlan, ServicesPlan } from '../../src/resolve/plan';
import type { HostPlan } from '../../src/features/network/plan';
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
      bus(chart, environment, services);
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
      if (nats.accounts.some(({ budgets }) => budgets)) budgetPublisher(chart(BUDGET_PUBLISHER), environment, services);
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

function bus(
  chart: (id: string) => Chart,
  environment: EnvironmentPlan,
  { nats, postgres, secretStore, certificateIssuer }: ServicesPlan,
): void {
  const { labelDomain, natsMetricPrefix } = environment;
  new NatsBus(chart('nats'), 'Nats', {
    image: nats.image,
    reloaderImage: nats.reloaderImage,
    exporterImage: nats.exporterImage,
    accounts: [...nats.accounts],
    issuer: certificateIssuer,
    disk: nats.disk,
    ...(nats.storageClass !== undefined && { storageClass: nats.storageClass }),
    servers: nats.servers,
    resources: AgentResources.of(nats.resources),
    natsMetricPrefix,
    labelDomain,
  });
  // run by others, with the label by which the bus lets them in
  new BusClientPolicy(chart('nack'), 'Policy', {
    name: STREAM_CONTROLLER.podLabels[APP_LABEL.name] ?? '',
    hosts: [hostOf(postgres.cluster.apiServer)],
  });
  for (const account of nats.accounts.filter(({ streams }) => streams.length > 0)) {
    new JetStreamAccount(chart(`bus-${account.name}`), 'Account', {
      account,
      secretStore,
      remoteKey: platformKey(environment, `bus-${account.name}-${PROVISIONER}`),
      labelDomain,
    });
  }
}

/** What the publisher of token budgets needs, whoever runs it: its key and the authority as files, and a way to the bus and to Prometheus. */
function budgetPublisher(scope: Chart, { system, name }: EnvironmentPlan, { secretStore }: ServicesPlan): void {
  new StoredSecret(scope, 'Credentials', planned(platformUserSecret(BUDGET_PUBLISHER, { system, environment: name }, secretStore)));
  new BusClientPolicy(scope, 'Policy', { name: BUDGET_PUBLISHER, asksPrometheus: true });
}

function platformKey({ system, name }: EnvironmentPlan, what: string): string {
  return secretKey(system, name, PLATFORM_NAMESPACE, what);
}

function hostOf({ cidrs, port }: HostPlan): ExternalHost {
  return ExternalHost.ranges([...cidrs], port);
}
