import { type Findings, findingsAt, wholeSecondsOf } from '../../kernel/findings';
import { checkDnsLabel } from '../../kernel/names';
import { type Problems } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import type { HostPlan } from '../network/plan';
import { resolveHosts } from '../network/resolve';
import { EXTERNAL_HOST } from '../network/schema';
import { agentsOf } from '../services/clients';
import type { ServicesWorld } from '../services/row';
import { resolveResources } from '../resources/resolve';
import { StoreEntries } from '../secrets/keys';
import { agentUser, type BusAccount, memberUser, PLATFORM_ACCOUNT, PROVISIONER, TOOL_GATEWAY } from './account';
import { BUDGET_PUBLISHER, hearsBudget } from './budget-notice';
import { budgetPublisher, streamController } from './clients';
import type { NatsMetricPrefix } from './metrics';
import { type ConsumerPlan, planBus, type SharedBusPlan } from './plan';
import { platformAccount } from './platform-account';
import { poolAccount } from './pool-account';
import { checkStreamObject, provisioningOf } from './provisioning';
import { outageBytes } from './queue';
import { nextReplicas, type QueueSwitch } from './queue-versions';
import { checkRedeliveryFitsAge, MAX_DELIVER, redeliveryOf } from './redelivery';
import { MAX_AGE_S, MAX_OUTAGE_S, NATS } from './schema';
import type { NatsSpec } from './spec';
import { connectionsOf, type BusAgent, type StreamSize, tenantAccount } from './tenant-account';
import { checkUnknownKeys, type KeyOf, keysOf, PLATFORM_USERS } from './user-keys';

/** Least size of a stream, and its step. */
const STREAM_STEP = 64 * 2 ** 20;
const RESULTS_AGE_S = 86_400;
/** Publishers try again for two minutes, the window that JetStream has of itself. https://docs.nats.io/nats-concepts/jetstream/streams */
const DUPLICATE_WINDOW_S = 120;
/** Clients of one member at a time. */
const MEMBER_CONNECTIONS = 4;
const RESULT_CONSUMER = { ackWaitS: 30, maxDeliver: MAX_DELIVER, maxAckPending: 1000 };

/** What the bus reads of an agent. */
export interface BusWorker {
  readonly name: string;
  readonly publishes: readonly string[];
  readonly consumes: ConsumerPlan | undefined;
  readonly needs: readonly string[];
  readonly peakPods: number;
  /** Replicas. @default - pods of jobs, which `peakPods` counts */
  readonly scale?: { readonly kind: 'fixed'; readonly replicas: number } | { readonly kind: 'queue'; readonly max: number };
  /** Messages per second on an ordinary day. */
  readonly baseRate?: number | undefined;
  readonly rollout?: { readonly kind: 'rolling' | 'canary' | 'blue-green' } | BusRollout;
}

/** A second version of a worker, which gets messages of its own. */
interface BusRollout {
  readonly kind: 'queue';
  readonly switch: QueueSwitch;
  readonly maxAckPending: number;
}

/** What the bus reads of a tenant or a pool. */
export interface BusTenant {
  readonly placed: { readonly kind: 'tenant' | 'pool'; readonly findings: Findings };
  readonly tenant: {
    readonly id: string;
    readonly members: readonly string[] | undefined;
    readonly agents: readonly BusWorker[];
    readonly batch: readonly BusWorker[];
  };
  /** Whether nothing was wrong with it. */
  readonly sound: boolean;
}

/** What the bus reads of its environment. */
export interface BusWorld extends ServicesWorld {
  readonly natsMetricPrefix: NatsMetricPrefix;
  readonly tenants: readonly BusTenant[];
  /** Whether every tenant and pool could be read. */
  readonly complete: boolean;
  /** Services that are resolved before the bus. */
  readonly plans: {
    readonly postgres?: { readonly cluster: { readonly apiServer: HostPlan } } | undefined;
    readonly toolGateway?: { readonly replicas: number } | undefined;
  };
  /** Whether such a service is rendered; `undefined` if that cannot be read. */
  readonly isRendered: (need: 'llm-gateway' | 'tools' | 'database') => boolean | undefined;
  /** Whether nothing is wrong with a service. */
  readonly isSound: (key: 'toolGateway') => boolean;
}

/** What decides about accounts besides their tenants. */
interface Around {
  /** Whether agents that spend tokens are told what is left; `undefined` if that cannot be read. */
  readonly budgets: boolean | undefined;
  readonly complete: boolean;
  /** Pods of the tool gateway; `undefined` if that is not known, `'none'` if there is none. */
  readonly toolGatewayReplicas: number | 'none' | undefined;
}

/** Completes and checks the bus, with an account for each tenant and pool that is on it. */
export function resolveBus(spec: NatsSpec, world: BusWorld, findings: Findings): SharedBusPlan {
  const { problems } = findings;
  const { tenants: settled, complete } = world;
  const { toolGateway } = world.plans;
  const toolGatewayReplicas =
    world.isRendered('tools') === false ? 'none' : world.isSound('toolGateway') ? toolGateway?.replicas : undefined;
  const budgets = world.isRendered('llm-gateway');
  const { servers = NATS.shape.servers.said.default } = spec;
  const sizes = streamSizes(spec, problems);
  const { accounts, keyed } = accountsOf(spec, servers, sizes, { budgets, complete, toolGatewayReplicas }, settled, findings);
  const certain = complete && world.judged;
  const counted = budgets !== undefined && toolGatewayReplicas !== undefined && sizes !== undefined;
  const plan = planBus(
    findings,
    {
      ...spec,
      servers,
      accounts,
      issuer: world.certificateIssuer,
      resources: resolveResources(spec, NATS.shape.size.said.default, findings),
      natsMetricPrefix: world.natsMetricPrefix,
      labelDomain: world.labelDomain,
    },
    { registries: world.registries, at: placesOf(settled, findings), sized: certain && counted && !problems.unread('servers'), keyed },
  );
  const { system, name: environment, secretStore, labelDomain } = world;
  const entries = new StoreEntries({ system, environment });
  return {
    ...plan,
    provisioning: accounts
      .filter(({ streams }) => streams.length > 0)
      .map((account) => {
        const remoteKey = entries.platformBusUser(`${account.name}-${PROVISIONER}`).key;
        return provisioningOf({ account, secretStore, remoteKey, labelDomain });
      }),
    controller: streamController(problems, apiServerOf(spec, world, findings)),
    publisher: accounts.some(({ budgets }) => budgets) ? budgetPublisher(problems) : undefined,
  };
}

/** Addresses of the API server: those of the bus, else those of the database beside it. */
function apiServerOf({ apiServer }: NatsSpec, world: BusWorld, findings: Findings): HostPlan {
  const { problems } = findings;
  const nowhere: HostPlan = { name: undefined, cidrs: [], port: EXTERNAL_HOST.shape.port.said.default };
  if (apiServer !== undefined) return resolveHosts([apiServer], findings, 'apiServer')[0] ?? nowhere;
  const beside = world.plans.postgres?.cluster.apiServer;
  if (beside === undefined && world.isRendered('database') === false && !problems.unread('apiServer'))
    problems.rule('apiServer', {
      rule: 'missing-key',
      problem: 'is required where services.postgres is not rendered: the controller of streams reaches the API server',
      fix: `write apiServer: { cidrs: ['10.0.0.0/16'] }`,
    });
  return beside ?? nowhere;
}

/** Where a finding about accounts is written: at the tenant, or at the user's key. */
function placesOf(settled: readonly BusTenant[], findings: Findings): (place: string) => Findings {
  const owners = new Map(settled.map(({ placed, tenant }) => [tenant.id, placed.findings]));
  const usersAt = findingsAt(findings, 'users');
  return (place) => {
    const [account = '', user = ''] = place.split('.');
    const owner = owners.get(account);
    if (owner !== undefined && !place.endsWith('.nkey')) return owner;
    return findingsAt(usersAt, account === PLATFORM_ACCOUNT ? PLATFORM_USERS : account, user);
  };
}

/** An account for each tenant and pool that is on the bus, and the platform's own; no account holds more than it declares. */
function accountsOf(
  spec: NatsSpec,
  servers: number,
  sizes: Sizes | undefined,
  { budgets, complete, toolGatewayReplicas }: Around,
  settled: readonly BusTenant[],
  findings: Findings,
): { readonly accounts: readonly BusAccount[]; readonly keyed: boolean } {
  const usersAt = findingsAt(findings, 'users');
  const keyOf = keysOf(spec, usersAt);
  // who has other problems is not asked for keys: names and needs may yet change
  const onBus = settled.filter(({ sound, tenant }) => sound && agentsOf(tenant).some(({ needs }) => needs.includes('bus')));
  if (sizes !== undefined) for (const one of onBus) checkConsumers(one, sizes.maxAgeS);
  const tenants = onBus.map((one) => accountOf(one, servers, sizes ?? UNSIZED, budgets === true, keyOf));
  const heard = tenants.some((account) => account.budgets);
  const platform = platformAccount({
    ...(toolGatewayReplicas !== 'none' && {
      toolGatewayNkey: keyOf(PLATFORM_USERS, TOOL_GATEWAY, 'the tool gateway answers on the bus'),
      toolGatewayConnections: connectionsOf(toolGatewayReplicas ?? 0),
    }),
    ...(heard && { budgetPublisherNkey: keyOf(PLATFORM_USERS, BUDGET_PUBLISHER, 'agents hear whether their token budgets are spent') }),
  });
  const accounts = [...tenants, platform];
  if (budgets !== undefined && complete && settled.every(({ sound }) => sound)) checkUnknownKeys(spec, accounts, usersAt);
  // a key that is missing has been reported, and stands empty in the account
  return { accounts, keyed: accounts.every(({ users }) => users.every(({ nkey }) => nkey !== '')) };
}

interface Sizes {
  readonly outageS: number;
  readonly messageBytes: number;
  readonly maxAgeS: number;
}

const UNSIZED: Sizes = { outageS: 0, messageBytes: 0, maxAgeS: DUPLICATE_WINDOW_S };

/** `undefined` if they are not known. */
function streamSizes(spec: NatsSpec, problems: Problems): Sizes | undefined {
  const { said } = NATS.shape.messageBytes;
  const { outage = NATS.shape.outage.said.default, maxAge = NATS.shape.maxAge.said.default, messageBytes = said.default } = spec;
  const maxAgeS = wholeSecondsOf(problems, 'maxAge', maxAge, MAX_AGE_S);
  // said once here, and not for each stream
  const longEnough = problems.that(
    maxAgeS === undefined || maxAgeS >= DUPLICATE_WINDOW_S,
    'maxAge',
    'bus-stream',
    `messages live ${maxAgeS ?? 0} s, but their ids are remembered for ${DUPLICATE_WINDOW_S} s`,
    `write '${DUPLICATE_WINDOW_S}s' or more`,
  );
  const outageS = wholeSecondsOf(problems, 'outage', outage, MAX_OUTAGE_S);
  const counted = problems.integer('messageBytes', messageBytes, said.min, said.max);
  if (outageS === undefined || maxAgeS === undefined || !longEnough || !counted) return undefined;
  return problems.anyUnread('outage', 'maxAge', 'messageBytes') ? undefined : { outageS, messageBytes, maxAgeS };
}

/** Checks what a tenant consumes: `redelivery-span`, and names of the objects that make its streams and consumers. */
function checkConsumers({ placed, tenant }: BusTenant, maxAgeS: number): void {
  const check = (kind: 'agents' | 'batch', { name, consumes }: BusWorker): void => {
    if (consumes === undefined) return;
    const { problems } = findingsAt(placed.findings, kind, name);
    problems.rule('consumes.ackWait', checkRedeliveryFitsAge(redeliveryOf(consumes), maxAgeS));
    problems.rule('consumes.stream', checkStreamObject(tenant.id, consumes.stream));
    problems.rule('consumes.consumer', checkDnsLabel(consumes.consumer));
  };
  for (const agent of tenant.agents) check('agents', agent);
  for (const agent of tenant.batch) check('batch', agent);
}

function accountOf({ placed, tenant }: BusTenant, servers: number, sizes: Sizes, budgets: boolean, keyOf: KeyOf): BusAccount {
  const { id: name, members } = tenant;
  const workers = agentsOf(tenant);
  const agents = workers
    .filter(({ needs }) => needs.includes('bus'))
    .map((agent) => busAgent(agent, budgets, keyOf(name, agentUser(agent.name), `the agent ${shown(agent.name)} needs the bus`)));
  const rate = workers.reduce((sum, { consumes, baseRate }) => sum + (consumes === undefined ? 0 : (baseRate ?? 0)), 0);
  const needed = outageBytes({ seconds: sizes.outageS, rate, messageBytes: sizes.messageBytes });
  const input = {
    name,
    agents,
    servers,
    provisionerNkey: keyOf(name, PROVISIONER, `the streams of the ${placed.kind} ${shown(name)} are made by a user of its own`),
    tasks: sized(needed, sizes.maxAgeS),
  };
  if (members === undefined) return tenantAccount(input);
  return poolAccount({
    ...input,
    members: members.map((id) => ({
      id,
      nkey: keyOf(name, memberUser(id), `the member ${shown(id)} sends tasks and takes results`),
      connections: MEMBER_CONNECTIONS,
    })),
    results: sized(needed, Math.min(RESULTS_AGE_S, sizes.maxAgeS)),
    resultConsumer: RESULT_CONSUMER,
  });
}

/** Connections of a worker, of both versions where there are two. */
function workerConnections({ scale, peakPods, rollout }: BusWorker): number {
  if (scale === undefined) return peakPods;
  const most = scale.kind === 'fixed' ? scale.replicas : scale.max;
  return connectionsOf(most + (rollout?.kind === 'queue' ? nextReplicas(most, rollout.switch) : 0));
}

function busAgent(worker: BusWorker, budgets: boolean, nkey: string): BusAgent {
  const { name, publishes, consumes, needs, rollout } = worker;
  return {
    name,
    nkey,
    publishes: [...publishes],
    tools: needs.includes('tools'),
    budgets: budgets && hearsBudget(needs),
    connections: workerConnections(worker),
    ...(rollout?.kind === 'queue' && { next: { switch: rollout.switch, maxAckPending: rollout.maxAckPending } }),
    ...(consumes !== undefined && {
      consumes: {
        stream: consumes.stream,
        consumer: {
          name: consumes.consumer,
          filterSubjects: [...consumes.subjects],
          ...redeliveryOf(consumes),
          maxAckPending: consumes.maxAckPending,
        },
      },
    }),
  };
}

function sized(needed: number, maxAgeS: number): StreamSize {
  return { maxBytes: Math.max(1, Math.ceil(needed / STREAM_STEP)) * STREAM_STEP, maxAgeS, duplicateWindowS: DUPLICATE_WINDOW_S };
}
