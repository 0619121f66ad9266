import { budgetNotice, checkBudgetNotice } from '../../src/features/bus/budget-notice';
import { agentUser } from '../../src/features/bus/account';
import { inboxPrefix } from '../../src/features/bus/grants';
import { BUS_PLACE } from '../../src/features/bus/places';
import type { Problems } from '../../src/kernel/problems';
import { memoryPlace } from '../../src/features/store/places';
import { address, type Dependency, PLATFORM_SERVICES } from '../../src/features/services/places';
import { checkConfigSize, jsonFile, settingsViolations } from '../../src/features/agent/settings';
import type { AgentQueue } from './agent-bus';
import type { AgentCredentials } from './agent-credentials';
import { LLM_TOKEN_SETTINGS } from '../llm/llm-token';

/** Folder and name of the one configuration file. */
export const CONFIG_FOLDER = '/etc/agent';
export const CONFIG_FILE = 'agent.json';
/** Folder that secrets are mounted in, each in one of its own. */
export const SECRETS_FOLDER = '/var/run/secrets/agent';

/** Keys of the file that are ours, whether or not this agent has them. */
const OWN_KEYS: readonly string[] = ['agent', 'tenant', 'concurrency', 'bus', 'memory', 'database', 'llmGateway'];

/** What the file says. */
export interface AgentConfigInput {
  readonly name: string;
  readonly tenant: string | undefined;
  readonly concurrency: number;
  readonly needs: readonly Dependency[];
  /** Whose memory it reaches; `undefined` for the shared one. */
  readonly memoryOwner: string | undefined;
  readonly queue: AgentQueue | undefined;
  readonly publishes: readonly string[];
  /** Whether the state of its token budget is told on the bus. */
  readonly budgetNotice: boolean;
  /** @default - it proves itself in no way that is known here */
  readonly credentials: AgentCredentials | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Rules `budget-notice`, `config-key`, `json`, `literal-secret` and `config-size`. Returns whether a file can be made. */
export function checkConfig(problems: Problems, input: AgentConfigInput): boolean {
  problems.rule('budgetNotice', checkBudgetNotice(input.budgetNotice, input.needs));
  const at = problems.at('config');
  for (const key of OWN_KEYS.filter((own) => Object.hasOwn(input.settings, own))) {
    // Rule `config-key`: two sources for one key of the configuration file would overwrite each other (our choice).
    at.that(false, key, 'config-key', `'${key}' is written by the construct`, 'choose another key');
  }
  const found = settingsViolations(input.settings);
  found.forEach(({ place, violation }) => at.rule(place, violation));
  return found.length === 0 && at.rule('', checkConfigSize(agentConfig(input)));
}

/**
 * The configuration file: one JSON document, so that analysers which read ConfigMap values line by line find no `name: value` to misread.
 *
 * It is always rendered: every worker needs its name and its concurrency.
 */
export function agentConfig(input: AgentConfigInput): string {
  const { name, tenant, concurrency, needs, memoryOwner, queue, publishes, credentials, settings } = input;
  const places = addressesOf(needs, memoryOwner);
  const account = queue?.account ?? tenant;
  const proof = (service: 'bus' | 'memory' | 'database'): object =>
    credentials === undefined ? {} : credentials.settingsOf(service, `${SECRETS_FOLDER}/${credentials.secret.name}`);
  return jsonFile({
    ...settings,
    ...places,
    agent: name,
    concurrency,
    ...(tenant !== undefined && { tenant }),
    ...(places.bus !== undefined && {
      bus: {
        ...places.bus,
        ...(queue !== undefined && consumption(queue)),
        ...(publishes.length > 0 && { publishes }),
        ...(input.budgetNotice && { budget: budgetNotice(name) }),
        // with the plain `_INBOX.>`, agents of one account would read each other's replies
        ...(account !== undefined && { inboxPrefix: inboxPrefix(account, agentUser(name)) }),
        ...proof('bus'),
      },
    }),
    ...(places.memory !== undefined && { memory: { ...places.memory, ...proof('memory') } }),
    ...(places.database !== undefined && { database: { ...places.database, ...proof('database') } }),
    ...(places.llmGateway !== undefined && { llmGateway: { ...places.llmGateway, ...LLM_TOKEN_SETTINGS } }),
  });
}

/** Where the services are that somebody needs, as configuration files say it. */
export interface Addresses {
  readonly bus?: { readonly address: string };
  readonly memory?: { readonly stateAddress: string; readonly cacheAddress: string };
  readonly database?: { readonly address: string };
  readonly llmGateway?: { readonly address: string };
}

/** The addresses of what is needed, and no others; tools have none of their own. */
export function addressesOf(needs: readonly Dependency[], memoryOwner?: string): Addresses {
  const { postgresPooler, llmGateway } = PLATFORM_SERVICES;
  return {
    ...(needs.includes('bus') && { bus: { address: address(BUS_PLACE) } }),
    ...(needs.includes('memory') && {
      memory: { stateAddress: address(memoryPlace('state', memoryOwner)), cacheAddress: address(memoryPlace('cache', memoryOwner)) },
    }),
    ...(needs.includes('database') && { database: { address: address(postgresPooler) } }),
    ...(needs.includes('llm-gateway') && { llmGateway: { address: address(llmGateway) } }),
  };
}

function consumption({ stream, consumer, subjects, ackWaitS, maxAckPending }: AgentQueue): object {
  return {
    stream,
    consumer,
    ackWaitSeconds: ackWaitS,
    ...(subjects !== undefined && { subjects }),
    ...(maxAckPending !== undefined && { maxAckPending }),
  };
}
