import { BUDGET_PUBLISHER, BUDGETS_HEARD, budgetsOf } from './budget-notice';
import { byText } from '../../kernel/order';
import {
  type BusAccount,
  type BusMapping,
  type BusUser,
  PLATFORM_ACCOUNT,
  PROVISIONER,
  SYSTEM_ACCOUNT,
  TOOL_GATEWAY,
  TOOLS,
} from './account';

/** Name of the file that `nats.conf` includes. */
export const ACCOUNTS_FILE = 'accounts.conf';
/** Name of the server's file. */
export const SERVER_FILE = 'nats.conf';

/** Requests for messages. */
const PULL = '$JS.API.CONSUMER.MSG.NEXT.';

/** One server of the bus, as its file describes it; all are alike. */
export interface NatsConfiguration {
  /** Variable of the environment that holds the server's unique name. */
  readonly serverNameVariable: string;
  /** Address to listen on. */
  readonly host: string;
  readonly clientPort: number;
  readonly monitoringPort: number;
  readonly pidFile: string;
  readonly storeFolder: string;
  readonly tls: NatsTlsFiles;
  readonly maxConnections: number;
  /** Largest message in bytes. */
  readonly maxPayloadBytes: number;
  readonly maxMemoryBytes: number;
  readonly maxFileBytes: number;
  readonly lameDuckDurationS: number;
  readonly lameDuckGraceS: number;
  /** @default - a server alone */
  readonly cluster?: NatsCluster;
}

/** Certificate, key and authority, as files. */
export interface NatsTlsFiles {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
}

/** The servers among themselves. */
export interface NatsCluster {
  readonly name: string;
  readonly port: number;
  /** Host names of all servers. */
  readonly hosts: readonly string[];
}

/**
 * `nats.conf`: the server itself, without accounts, so that a new tenant does not change it. No secret stands in it.
 *
 * @see https://docs.nats.io/running-a-nats-service/configuration
 */
export function natsConfiguration(server: NatsConfiguration): string {
  const { host, tls, cluster } = server;
  const files = [`cert_file: ${quoted(tls.certificate)}`, `key_file: ${quoted(tls.key)}`];
  return text([
    '# A server of the bus. Accounts are in their own file: a reload takes them over, nobody is disconnected.',
    `server_name: $${server.serverNameVariable}`,
    `pid_file: ${quoted(server.pidFile)}`,
    '',
    '# clients, by TLS and nkey only',
    `listen: ${quoted(`${host}:${server.clientPort}`)}`,
    ...block('tls', [...files, 'min_version: "1.2"', 'timeout: 5']),
    `max_connections: ${server.maxConnections}`,
    `max_payload: ${server.maxPayloadBytes}`,
    '',
    '# nobody has to log in here: the network policy admits KEDA alone, the exporter is in the same pod',
    `http: ${quoted(`${host}:${server.monitoringPort}`)}`,
    '',
    '# a server that stops hands its clients over first',
    `lame_duck_grace_period: ${quoted(`${server.lameDuckGraceS}s`)}`,
    `lame_duck_duration: ${quoted(`${server.lameDuckDurationS}s`)}`,
    '',
    ...block('jetstream', [
      `store_dir: ${quoted(server.storeFolder)}`,
      `max_memory_store: ${server.maxMemoryBytes}`,
      `max_file_store: ${server.maxFileBytes}`,
    ]),
    '',
    ...(cluster === undefined ? [] : [...clusterBlock(server, cluster, files), '']),
    `include ${quoted(ACCOUNTS_FILE)}`,
  ]);
}

/** Servers show each other certificates of the authority whose names are those of the routes below. */
function clusterBlock({ host, tls }: NatsConfiguration, { name, port, hosts }: NatsCluster, files: readonly string[]): string[] {
  return block('cluster', [
    `name: ${quoted(name)}`,
    `listen: ${quoted(`${host}:${port}`)}`,
    '# clients find servers by the Service; addresses of pods are nobody’s business',
    'no_advertise: true',
    ...block('tls', [...files, `ca_file: ${quoted(tls.authority)}`, 'verify_cert_and_check_known_urls: true', 'timeout: 5']),
    ...list(
      'routes',
      hosts.map((to) => quoted(`nats://${to}:${port}`)),
    ),
  ]);
}

/**
 * `accounts.conf`: one block an account. No export is public, no user is without a key, and the servers' own account has no users.
 *
 * @see https://docs.nats.io/running-a-nats-service/configuration/securing_nats/accounts
 */
export function accountsConfiguration(accounts: readonly BusAccount[]): string {
  const sorted = [...accounts].sort((a, b) => byText(a.name, b.name));
  const toImporters = [
    ...sorted.filter(({ tools }) => tools).map(({ name }) => exportTo('service', `${TOOLS}.${name}.>`, name)),
    ...sorted.filter(({ budgets }) => budgets).map(({ name }) => exportTo('stream', budgetsOf(name), name)),
  ];
  return text([
    '# Who may do what on the bus. Accounts see nothing of each other but what they import.',
    `system_account: ${SYSTEM_ACCOUNT}`,
    '',
    ...block('accounts', [
      '# the servers themselves: no JetStream, and no user, so that nobody reads $SYS',
      `${SYSTEM_ACCOUNT}: {}`,
      ...sorted.flatMap((account) => [
        '',
        ...accountBlock(account, account.name === PLATFORM_ACCOUNT ? toImporters : []),
        ...account.users.flatMap((user) => ownBlock(account, user)),
      ]),
    ]),
  ]);
}

/** @param offered lines of what this account offers to others, besides what the own accounts of its users import */
function accountBlock(account: BusAccount, offered: readonly string[]): string[] {
  const { name, limits, tools, budgets, mappings } = account;
  const users = account.users.filter(({ own }) => own === undefined);
  const exported = [
    ...offered,
    ...account.users.flatMap(({ own }) => own?.imports.map(({ subject }) => exportTo('service', subject, own.name)) ?? []),
  ];
  const imported = [
    ...(tools ? [importFrom('service', PLATFORM_ACCOUNT, `${TOOLS}.${name}.>`, `${TOOLS}.>`)] : []),
    ...(budgets ? [importFrom('stream', PLATFORM_ACCOUNT, budgetsOf(name), BUDGETS_HEARD)] : []),
  ];
  return [
    `# ${name === PLATFORM_ACCOUNT ? describePlatform(users) : `${name}: ${describe(users)}`}`,
    ...block(quoted(name), [
      ...(limits.streams === 0
        ? []
        : block('jetstream', [
            `max_memory: ${limits.memoryBytes}`,
            `max_file: ${limits.fileBytes}`,
            `max_streams: ${limits.streams}`,
            `max_consumers: ${limits.consumers}`,
            '# a stream without a bound is refused',
            'max_bytes_required: true',
          ])),
      ...block('limits', [`max_connections: ${limits.connections}`, 'max_leafnodes: 0']),
      ...(imported.length > 0 ? list('imports', imported) : []),
      ...(exported.length > 0 ? list('exports', exported) : []),
      ...(mappings.length > 0 ? block('mappings', mappings.flatMap(mappingLines)) : []),
      ...list('users', users.map(userLines)),
    ]),
  ];
}

/** A service is asked and answers, a stream is heard. */
type Offer = 'service' | 'stream';

/** Exported to one account only; a pull is answered by many messages. */
function exportTo(offer: Offer, subject: string, to: string): string {
  const many = subject.startsWith(PULL) ? ', response_type: "stream"' : '';
  return `{ ${offer}: ${quoted(subject)}, accounts: [${quoted(to)}]${many} }`;
}

/** What another account exports, under a name of its own. */
function importFrom(offer: Offer, account: string, subject: string, to: string): string {
  // the platform's account is a name of ours, others are ids of tenants
  const from = account === PLATFORM_ACCOUNT ? account : quoted(account);
  return `{ ${offer}: { account: ${from}, subject: ${quoted(subject)} }, to: ${quoted(to)} }`;
}

/** A user's own small account: no streams, and of the account around it what it imports. */
function ownBlock(account: BusAccount, user: BusUser): string[] {
  const { own } = user;
  if (own === undefined) return [];
  return [
    '',
    `# ${user.name} of ${account.name}: its answers come back here, whatever reply subject it names`,
    ...block(quoted(own.name), [
      ...block('limits', [`max_connections: ${own.connections}`, 'max_leafnodes: 0']),
      ...list(
        'imports',
        own.imports.map(({ subject, to }) => importFrom('service', account.name, subject, to)),
      ),
      ...list('users', [userLines(user)]),
    ]),
  ];
}

function mappingLines({ source, targets }: BusMapping): string[] {
  return list(
    quoted(source),
    targets.map(({ subject, weight }) => `{ destination: ${quoted(subject)}, weight: "${weight}%" }`),
  );
}

function userLines({ name, nkey, publish, subscribe }: BusUser): string {
  const allow = (side: string, subjects: readonly string[]): string[] =>
    // an empty list of what is allowed would deny nothing
    subjects.length === 0 ? [`${side}: { deny: ">" }`] : block(side, list('allow', subjects.map(quoted)));
  return text([
    `# ${name}`,
    '{',
    ...indented([`nkey: ${nkey}`, ...block('permissions', [...allow('publish', publish), ...allow('subscribe', subscribe)])]),
    '}',
  ]).trimEnd();
}

/** A short description of the platform's account. */
function describePlatform(users: readonly BusUser[]): string {
  const says = users.some(({ name }) => name === BUDGET_PUBLISHER) ? ', and who says which budgets are spent' : '';
  return `the platform: its tool gateway${says}`;
}

/** A short description of an account. */
function describe(users: readonly BusUser[]): string {
  const names = users.map(({ name }) => name).filter((name) => name !== PROVISIONER && name !== TOOL_GATEWAY);
  return names.length === 0 ? 'nobody yet' : names.join(', ');
}

function block(head: string, lines: readonly string[]): string[] {
  return [`${head} {`, ...indented(lines), '}'];
}

function list(head: string, items: readonly string[]): string[] {
  return [`${head}: [`, ...indented(items), ']'];
}

function indented(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split('\n')).map((line) => (line === '' ? line : `  ${line}`));
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

/** Our subjects and names contain nothing that must be escaped; JSON would escape it anyway. */
function quoted(value: string): string {
  return JSON.stringify(value);
}
