import { BUDGET_PUBLISHER, BUDGET_STALE_S, budgetGrant, budgetSubject } from './budget-notice';
import { byText } from '../../kernel/order';
import { agentUser, type BusAccount, memberUser, PLATFORM_ACCOUNT } from './account';
import { inboxPrefix } from './grants';

/** A report in Markdown: what the bus keeps apart, by which means, and what it does not. */
export function busSeparation(accounts: readonly BusAccount[]): string {
  const sorted = accounts.filter(({ name }) => name !== PLATFORM_ACCOUNT).sort((a, b) => byText(a.name, b.name));
  const pools = sorted.filter((account) => membersOf(account).length > 0);
  const lines = [
    '# The bus: what is kept apart',
    '',
    '| account | for | users | streams | disk | connections | tools | hear their budget |',
    '|---|---|---|---|---|---|---|---|',
    ...sorted.map(row),
    '',
    '## Between accounts',
    '',
    'Each account is a subject space of its own: a subject, stream, consumer, inbox or key-value bucket of another account cannot be named, whatever a user holds.',
    'Disk, streams, consumers and connections are limited by the server. Tools are called through an import that puts the account’s name into the subject, so that no caller can give another one.',
    'Shared all the same: the servers’ CPU, network and disk bandwidth, and their maintenance.',
    '',
    '## Inside one account',
    '',
    'Agents hold what they declare to publish and consume. That keeps faults small, but it is no wall: permissions bind what is published, not where the answer is sent, so that an agent which pulls can have the server send an empty answer to a request that purges or deletes its own account’s streams. Agents of one tenant trust each other; members of a pool do not, and have small accounts of their own.',
    ...(sorted.some(({ budgets }) => budgets) ? budgetText() : []),
    ...pools.flatMap(poolText),
  ];
  return `${lines.join('\n')}\n`;
}

function row(account: BusAccount): string {
  const { name, users, streams, limits, tools } = account;
  const members = membersOf(account);
  const whom = members.length === 0 ? 'one tenant' : `pool of ${members.join(', ')}`;
  const names = streams.map((stream) => stream.name).join(', ');
  return `| ${name} | ${whom} | ${users.length} | ${names} | ${limits.fileBytes} bytes | ${limits.connections} | ${tools ? 'yes' : 'no'} | ${listenersOf(account).join(', ') || 'none'} |`;
}

/** Agents that receive the state of their own token budget. */
function listenersOf({ users }: BusAccount): string[] {
  const prefix = agentUser('');
  return users
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ name, subscribe }) => ({ agent: name.slice(prefix.length), subscribe }))
    .filter(({ agent, subscribe }) => subscribe.includes(budgetGrant(agent)))
    .map(({ agent }) => agent);
}

function budgetText(): string[] {
  return [
    '',
    '## Token budgets',
    '',
    `The user \`${BUDGET_PUBLISHER}\` of ${PLATFORM_ACCOUNT} says on \`${budgetSubject('<account>', '<agent>')}\` whether an agent’s tokens are \`spent\` or \`open\`, and may say and hear nothing else. Each account imports what is said to it, and no more; inside, an agent hears \`${budgetGrant('<agent>')}\` of its own name alone. No tenant and no member of a pool can say it to another, under any name, and no stream keeps it.`,
    `Inside one account this is no wall either: an agent that asks can have the answer sent to another agent’s \`${budgetGrant('<agent>')}\`. Whoever listens takes the one word under that very subject, and nothing else, for state; who forges it keeps an agent of its own tenant from its queue, and spends nothing.`,
    `Nothing that is rendered runs the publisher. Until it runs, agents learn of a spent budget by 429 alone, and give a task up after its last delivery.`,
    `What the publisher says is advice: the gateway itself refuses what is not paid for. A word is valid for ${BUDGET_STALE_S} seconds, so that a publisher that fails stops no agent for longer.`,
  ];
}

function poolText(account: BusAccount): string[] {
  const members = membersOf(account);
  return [
    '',
    `## Inside the pool ${account.name}: the weaker tier`,
    '',
    `${members.join(', ')} share streams and agents. Each has an account of its own that imports exactly its own task subjects and its own consumer of results: under another’s name it can neither send nor pull, it hears its own inbox alone, and no reply subject it names lies in the pool.`,
    '',
    'Not kept apart:',
    '',
    '- **Agents.** The same processes work on every member’s tasks and see all of them; a fault in one is a fault for all.',
    '- **Streams.** Tasks lie in one stream and results in one: their size, age and order are shared. A member that fills the work queue has others’ tasks refused; one that fills the results has others’ oldest results dropped.',
    '- **Budget of the bus.** Disk, streams and consumers have one limit for all; only connections are limited for each.',
    '- **Turn.** One consumer an agent: tasks are taken in the order of arrival, so a member’s burst makes the others wait.',
    '- **Tools.** The gateway sees the pool as one caller; whom an agent works for, only the agent knows.',
    '',
    'A tenant for which one of these matters gets an account of its own.',
    '',
    `How a member connects: with its own nkey, the inbox prefix \`${inboxPrefix(account.name, memberUser('<member>'))}\` and, for JetStream, the domain \`${account.name}\`.`,
  ];
}

function membersOf({ users }: BusAccount): string[] {
  const prefix = memberUser('');
  return users.filter(({ name }) => name.startsWith(prefix)).map(({ name }) => name.slice(prefix.length));
}
