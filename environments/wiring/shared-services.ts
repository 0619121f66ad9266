import { type App, type Chart, Duration } from 'cdk8s';
import { BusClientPolicy } from '../../constructs/bus/bus-client-policy';
import { authorityEntry, CREDENTIAL_FILES } from '../../src/features/agent/credentials';
import { ExternalHost } from '../../constructs/network/external-host';
import { AgentResources } from '../../constructs/resources/agent-resources';
import { JetStreamAccount } from '../../constructs/bus/jet-stream-account';
import { NatsBus } from '../../constructs/bus/nats-bus';
import { PlatformDeployment } from '../../constructs/tools/platform-deployment';
import { StoredSecret } from '../../constructs/secrets/stored-secret';
import { PLATFORM_ACCOUNT, PROVISIONER, TOOL_GATEWAY } from '../../src/features/bus/account';
import { STREAM_CONTROLLER } from '../../src/features/bus/places';
import { BUDGET_PUBLISHER } from '../../src/features/bus/budget-notice';
import { APP_LABEL } from '../../src/kernel/labels';
import { InvalidInputError, type Problem } from '../../src/kernel/problems';
import { secretKey } from '../../src/features/secrets/keys';
import { PLATFORM_NAMESPACE, PLATFORM_SERVICES } from '../../src/features/services/places';
import { AUTHORITY_ENTRY } from '../../src/features/services/tls';
import type { EnvironmentPlan, ServicesPlan } from '../../src/resolve/plan';
import type { HostPlan } from '../../src/features/network/plan';
import { addDatabase } from './database';
import { addLlmGateway } from './llm';
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
      toolGateway(chart, environment, services);
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

/** What the publisher of budgets needs, whoever runs it: its key and the authority as files, and a way to the bus and to Prometheus. */
function budgetPublisher(scope: Chart, environment: EnvironmentPlan, { secretStore }: ServicesPlan): void {
  platformCredentials(scope, environment, BUDGET_PUBLISHER, secretStore);
  new BusClientPolicy(scope, 'Policy', { name: BUDGET_PUBLISHER, asksPrometheus: true });
}

/** Files by which a user of the platform's account proves itself. */
function platformCredentials(scope: Chart, environment: EnvironmentPlan, user: string, secretStore: string): StoredSecret {
  return new StoredSecret(scope, 'Credentials', {
    name: `${user}-credentials`,
    namespace: PLATFORM_NAMESPACE,
    values: [
      authorityEntry(platformKey(environment, AUTHORITY_ENTRY.what)),
      { file: CREDENTIAL_FILES.busSeed, key: platformKey(environment, `bus-${user}`), property: 'seed' },
    ],
    secretStore,
  });
}

function toolGateway(chart: (id: string) => Chart, environment: EnvironmentPlan, services: ServicesPlan): void {
  const { image, resources, replicas, longestRequestS, hosts } = services.toolGateway;
  const scope = chart(PLATFORM_SERVICES.toolGateway.service);
  const { secret } = platformCredentials(scope, environment, TOOL_GATEWAY, services.secretStore);
  new PlatformDeployment(scope, 'ToolGateway', {
    image,
    resources: AgentResources.of(resources),
    replicas,
    longestRequest: Duration.seconds(longestRequestS),
    hosts: hosts.map(hostOf),
    metrics: {},
    labelDomain: environment.labelDomain,
    needs: ['bus'],
    busUser: { account: PLATFORM_ACCOUNT, user: TOOL_GATEWAY, secret },
  });
}

function platformKey({ system, name }: EnvironmentPlan, what: string): string {
  return secretKey(system, name, PLATFORM_NAMESPACE, what);
}

function hostOf({ cidrs, port }: HostPlan): ExternalHost {
  return ExternalHost.ranges([...cidrs], port);
}
