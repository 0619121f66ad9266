import { BUDGET_PUBLISHER, hearsBudget } from './budget-notice';
import { agentUser, type BusAccount, memberUser, PLATFORM_ACCOUNT, PROVISIONER, TOOL_GATEWAY } from './account';
import { platformAccount } from './platform-account';
import { poolAccount } from './pool-account';
import { unconsumedSubjects } from './reach';
import { busFindings } from './rules';
import { type BusAgent, type StreamSize, tenantAccount } from './tenant-account';
import { outageBytes } from './queue';
import { checkRedeliveryFitsAge, MAX_DELIVER, redeliveryOf } from './redelivery';
import { sortedEntries } from '../../kernel/order';
import { shown } from '../../kernel/shown';
import { DEFAULTS, LIMITS } from '../../kernel/defaults';
import { type Findings, findingsAt, checkReference, wholeSecondsOf } from '../../kernel/findings';
import { agentsOf } from '../services/parts';
import type { AgentPlan } from '../agent/plan';
import type { BatchPlan } from '../batch/plan';
import type { Settled } from '../tenancy/resolve';
import type { NatsSpec } from './spec';
import { below } from '../../kernel/problems';

/** Under whose id the platform's own bus users are written. */
const PLATFORM_USERS = 'platform';

/** What the accounts follow from, besides the tenants. */
export interface BusInput {
  readonly spec: NatsSpec;
  readonly servers: number;
  readonly toolGatewayReplicas: number;
  /** Whether agents that spend tokens are told what is left; `undefined` if that cannot be read. */
  readonly budgets: boolean | undefined;
}

/** An account for each tenant and pool that is on the bus, and the platform's own; nobody holds more than it declares. `findings` is at `services.nats`. */
export function resolveAccounts(
  { spec, servers, toolGatewayReplicas, budgets }: BusInput,
  settled: readonly Settled[],
  root: Findings,
  findings: Findings,
): BusAccount[] {
  const usersAt = findingsAt(findings, 'users');
  const keyOf = keys(spec, usersAt);
  const sizes = streamSizes(spec, findings);
  // who has other problems is not asked for keys: names and needs may yet change
  const onBus = settled.filter(({ sound, tenant }) => sound && agentsOf(tenant).some(({ needs }) => needs.includes('bus')));
  onBus.forEach(checkRedelivery);
  const accounts = onBus.map((one) => accountOf(one, servers, sizes, budgets === true, keyOf));
  const heard = accounts.some((account) => account.budgets);
  const platform = platformAccount({
    toolGatewayNkey: keyOf(PLATFORM_USERS, TOOL_GATEWAY, 'the tool gateway answers on the bus'),
    toolGatewayConnections: toolGatewayReplicas,
    ...(heard && { budgetPublisherNkey: keyOf(PLATFORM_USERS, BUDGET_PUBLISHER, 'agents hear whether their token budgets are spent') }),
  });
  const certain = budgets !== undefined && settled.every(({ sound }) => sound);
  checkUnknown(spec, [...accounts, platform], certain, usersAt);
  // a key that is missing has been reported, and stands empty in the account
  const missing = [...accounts, platform].some(({ users }) => users.some(({ nkey }) => nkey === ''));
  if (missing || root.problems.list.length > 0) return [...accounts, platform];
  const owners = new Map(settled.map(({ placed, tenant }) => [tenant.id, placed.findings]));
  const at = (place: string): Findings => {
    const [account = '', user = ''] = place.split('.');
    const owner = owners.get(account);
    if (owner !== undefined && !place.endsWith('.nkey')) return owner;
    return findingsAt(usersAt, account === PLATFORM_ACCOUNT ? PLATFORM_USERS : account, user);
  };
  for (const { place, violation } of busFindings([...accounts, platform])) at(place).problems.rule('', violation);
  for (const { place, violation } of unconsumedSubjects([...accounts, platform])) at(place).warnings.rule('', violation);
  return [...accounts, platform];
}

type KeyOf = (account: string, user: string, why: string) => string;

/** Looks keys up; a missing one is a problem that says who needs it. */
function keys(spec: NatsSpec, { problems }: Findings): KeyOf {
  return (account, user, why) => {
    const key = Object.hasOwn(spec.users, account) ? spec.users[account]?.[user] : undefined;
    if (key === undefined && !problems.unread()) {
      problems.rule(below(account, user), {
        rule: 'bus-user',
        problem: `${why}, but there is no public key for it`,
        fix: 'make a pair with `npm run bus-user -- <file outside the repository>` and write what it prints',
      });
    }
    return key ?? '';
  };
}

interface Sizes {
  readonly outageS: number;
  readonly messageBytes: number;
}

function streamSizes(spec: NatsSpec, { problems }: Findings): Sizes {
  const { outage = DEFAULTS.nats.outage, messageBytes = DEFAULTS.nats.messageBytes } = spec;
  const outageS = wholeSecondsOf(problems, 'outage', outage, MAX_OUTAGE_S);
  const counted = problems.integer('messageBytes', messageBytes, LIMITS.messageBytes.min, LIMITS.messageBytes.max);
  return { outageS: outageS ?? 0, messageBytes: counted ? messageBytes : 0 };
}

/** A day: what a queue keeps beyond that is better kept in a database. */
const MAX_OUTAGE_S = 86_400;
/** Least size of a stream, and its step. */
const STREAM_STEP = 64 * 2 ** 20;
const MAX_AGE_S = 3 * 86_400;
const RESULTS_AGE_S = 86_400;
/** Publishers try again for two minutes, the window that JetStream has of itself. https://docs.nats.io/nats-concepts/jetstream/streams */
const DUPLICATE_WINDOW_S = 120;
/** Clients of one member at a time. */
const MEMBER_CONNECTIONS = 4;
const RESULT_CONSUMER = { ackWaitS: 30, maxDeliver: MAX_DELIVER, maxAckPending: 1000 };

/** Checks `redelivery-span` for a consumer of a tenant. */
function checkRedelivery({ placed, tenant }: Settled): void {
  for (const { name, consumes } of agentsOf(tenant)) {
    if (consumes === undefined) continue;
    const { problems } = findingsAt(placed.findings, tenant.batch.some((batch) => batch.name === name) ? 'batch' : 'agents', name);
    problems.rule('consumes.ackWait', checkRedeliveryFitsAge(redeliveryOf(consumes), MAX_AGE_S));
  }
}

function accountOf({ placed, tenant }: Settled, servers: number, sizes: Sizes, budgets: boolean, keyOf: KeyOf): BusAccount {
  const { id: name, members } = tenant;
  const onBus = agentsOf(tenant).filter(({ needs }) => needs.includes('bus'));
  const agents = onBus.map((agent) =>
    busAgent(agent, budgets, keyOf(name, agentUser(agent.name), `the agent ${shown(agent.name)} needs the bus`)),
  );
  const rate = tenant.agents.reduce((sum, { consumes, baseRate }) => sum + (consumes === undefined ? 0 : (baseRate ?? 0)), 0);
  const input = {
    name,
    agents,
    servers,
    provisionerNkey: keyOf(name, PROVISIONER, `the streams of the ${placed.kind} ${shown(name)} are made by a user of its own`),
    tasks: sized(outageBytes({ seconds: sizes.outageS, rate, messageBytes: sizes.messageBytes }), MAX_AGE_S),
  };
  if (members === undefined) return tenantAccount(input);
  return poolAccount({
    ...input,
    members: members.map((id) => ({
      id,
      nkey: keyOf(name, memberUser(id), `the member ${shown(id)} sends tasks and takes results`),
      connections: MEMBER_CONNECTIONS,
    })),
    results: sized(outageBytes({ seconds: sizes.outageS, rate, messageBytes: sizes.messageBytes }), RESULTS_AGE_S),
    resultConsumer: RESULT_CONSUMER,
  });
}

function busAgent(agent: AgentPlan | BatchPlan, budgets: boolean, nkey: string): BusAgent {
  const { name, publishes, consumes, needs, peakPods } = agent;
  const rollout = 'rollout' in agent ? agent.rollout : undefined;
  return {
    name,
    nkey,
    publishes: [...publishes],
    tools: needs.includes('tools'),
    budgets: budgets && hearsBudget(needs),
    connections: peakPods,
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

/** Checks `unknown-reference`: a key without an agent is a typing mistake, or belongs to an agent that was removed. */
function checkUnknown(spec: NatsSpec, accounts: readonly BusAccount[], certain: boolean, { problems }: Findings): void {
  const known = new Map(
    accounts.map(({ name, users }) => [name === PLATFORM_ACCOUNT ? PLATFORM_USERS : name, users.map((user) => user.name)]),
  );
  for (const [account, users] of sortedEntries(spec.users)) {
    const names = known.get(account);
    if (names === undefined) {
      if (certain) problems.rule(account, checkReference('tenant or pool', account, [...known.keys()]));
      continue;
    }
    for (const user of Object.keys(users)) {
      if (certain && !names.includes(user)) problems.rule(below(account, user), checkReference('bus user', user, names));
    }
  }
}
