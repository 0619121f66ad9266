import { isAddress } from '../../kernel/cidr';
import { kebab } from '../../kernel/names';
import { sortedEntries } from '../../kernel/order';
import type { Problems, Violation } from '../../kernel/problems';
import { settingsViolations } from '../../kernel/settings';
import { shown } from '../../kernel/shown';
import { type HostPlan, planHost } from '../network/plan';
import { checkSecretKey, checkSecretProperty, type StoredValuePlan } from '../secrets/keys';
import { checkHostPort } from '../services/places';
import type { ExternalForm, ExternalReader, Settings } from '../services/service';
import { EXTERNAL_SERVICE } from './schema';

/** A value of the store by which an agent proves itself to the service, or knows it. */
export interface ExternalFilePlan extends StoredValuePlan {
  /** Key of the configuration file that names the file. */
  readonly setting: string;
}

/** A service that others run, as its clients see it. */
export interface ExternalServicePlan {
  /** Word by which it is needed. */
  readonly need: string;
  /** What is reached of it, and nothing else. */
  readonly host: HostPlan;
  /** What configuration files tell of it, but for files. */
  readonly settings: Settings;
  /** Sorted by the name of the file. */
  readonly files: readonly ExternalFilePlan[];
  /** Where KEDA reads the state of consumers; `undefined` if it is no bus, or that is not known. */
  readonly monitoring: string | undefined;
  /** `undefined`: not known. */
  readonly connectionsPerPod: number | undefined;
  /** `undefined`: not known. */
  readonly maxConnections: number | undefined;
}

/** The same as both doors say it. */
export interface ExternalServiceInput {
  readonly name?: string | undefined;
  readonly address?: string | undefined;
  readonly cidrs?: readonly string[] | undefined;
  readonly port?: number | undefined;
  readonly tls?: boolean | undefined;
  readonly credentials?: Readonly<Record<string, StoredEntryInput>> | undefined;
  readonly authority?: StoredEntryInput | undefined;
  readonly settings?: Settings | undefined;
  readonly monitoring?: string | undefined;
  readonly connectionsPerPod?: number | undefined;
  readonly maxConnections?: number | undefined;
}

/** A value of the store as both doors say it. */
export interface StoredEntryInput {
  readonly key: string;
  readonly property?: string | undefined;
}

/** What the table says of the service. */
export interface ExternalRow {
  readonly need: string;
  readonly external: ExternalForm;
}

/** Who is told of it. */
export interface EntryReader extends ExternalReader {
  readonly namespace: string;
  readonly agent: string;
}

const PLACEHOLDER = /\{(tenant|namespace|agent)\}/g;
const AUTHORITY = 'authority';

/** Completes and checks a service that others run; problems at the places of its keys. */
export function planExternal(problems: Problems, input: ExternalServiceInput, { need, external }: ExternalRow): ExternalServicePlan {
  const { name, address, tls = EXTERNAL_SERVICE.shape.tls.said.default, credentials = {}, authority, settings = {} } = input;
  const host = planPlace(problems, input, external.port);
  const told = { ...external.addresses(`${dialled(name ?? address ?? '')}:${host.port}`), ...external.tls(tls) };
  const files = [
    ...sortedEntries(credentials).map(([what, entry]) => credentialOf(problems.at('credentials').at(what), need, what, entry)),
    ...(authority === undefined
      ? []
      : [fileOf(problems.at(AUTHORITY), { file: `${need}-ca.crt`, setting: `${AUTHORITY}File`, property: 'certificate' }, authority)]),
  ];
  const at = problems.at('settings');
  for (const own of [...Object.keys(told), ...files.map(({ setting }) => setting)].filter((key) => Object.hasOwn(settings, key)))
    at.that(false, own, 'config-key', `${shown(own)} is written by the construct`, 'choose another key');
  for (const { place, violation } of settingsViolations(settings)) at.rule(place, violation);
  if (input.monitoring !== undefined) problems.rule('monitoring', checkHostPort(input.monitoring));
  const { connectionsPerPod: each, maxConnections: most } = EXTERNAL_SERVICE.shape;
  if (input.connectionsPerPod !== undefined) problems.integer('connectionsPerPod', input.connectionsPerPod, each.said.min, each.said.max);
  if (input.maxConnections !== undefined) problems.integer('maxConnections', input.maxConnections, most.said.min, most.said.max);
  return {
    need,
    host,
    settings: { ...settings, ...told },
    files: files.sort((a, b) => (a.file < b.file ? -1 : 1)),
    monitoring: input.monitoring,
    connectionsPerPod: input.connectionsPerPod,
    maxConnections: input.maxConnections,
  };
}

/** Rules `external-place` and those of hosts: exactly one of a name and an address is dialled, and its ranges are known. */
function planPlace(problems: Problems, input: ExternalServiceInput, usual: number): HostPlan {
  const { name, address, port = usual } = input;
  // Rule `external-place`: without a name or an address agents do not know what to dial, and with both there are two answers (our choice).
  const one =
    problems.anyUnread('name', 'address') ||
    problems.that(
      (name === undefined) !== (address === undefined),
      '',
      'external-place',
      `must have exactly one of name and address, got ${name === undefined ? 'neither' : 'both'}`,
      `write name: 'db.example.com', or address: '10.20.0.5'`,
    );
  const range = address === undefined || !isAddress(address) ? undefined : `${address}/${address.includes(':') ? 128 : 32}`;
  if (address !== undefined && one)
    // Rule `external-address`: an address that is none cannot be dialled, and a name has a key of its own (our choice).
    problems.that(
      range !== undefined,
      'address',
      'external-address',
      `must be an IP address, got ${shown(address)}`,
      `write '10.20.0.5', or name`,
    );
  const cidrs = input.cidrs ?? (range === undefined ? [] : [range]);
  // what is dialled is judged by now, so that only its ranges are left to say
  if (!one || (address !== undefined && range === undefined)) return { name, cidrs: [...cidrs], port };
  return planHost(problems, { name, cidrs, port });
}

/** An IPv6 address is written in brackets before a port. https://www.rfc-editor.org/rfc/rfc3986#section-3.2.2 */
function dialled(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function credentialOf(problems: Problems, need: string, what: string, entry: StoredEntryInput): ExternalFilePlan {
  // Rule `credential-name`: a file and a key of the configuration file are named after it (our choice).
  problems.that(
    /^[a-z][a-zA-Z0-9]{0,30}$/.test(what) && what !== AUTHORITY,
    '',
    'credential-name',
    `a credential must be named by letters and digits, starting with a small letter and other than 'authority', got ${shown(what)}`,
    `write 'password'`,
  );
  return fileOf(problems, { file: `${need}-${kebab(what)}`, setting: `${what}File`, property: what }, entry);
}

function fileOf(
  problems: Problems,
  { file, setting, property: usual }: Pick<ExternalFilePlan, 'file' | 'setting' | 'property'>,
  { key, property = usual }: StoredEntryInput,
): ExternalFilePlan {
  problems.rule('key', checkSecretKey(key.replace(PLACEHOLDER, 'x')));
  problems.rule('property', checkSecretProperty(property));
  return { file, setting, key, property };
}

/** The same for one agent: the keys of the store are those of its own, and what is written of the service stands before what we tell. */
export function externalFor(plan: ExternalServicePlan, reader: EntryReader, { told }: Pick<ExternalForm, 'told'>): ExternalServicePlan {
  const words: Readonly<Record<string, string>> = { tenant: reader.tenant, namespace: reader.namespace, agent: reader.agent };
  const own = (key: string): string => key.replace(PLACEHOLDER, (all, word: string) => words[word] ?? all);
  return { ...plan, settings: { ...told?.(reader), ...plan.settings }, files: plan.files.map((file) => ({ ...file, key: own(file.key) })) };
}

/** What a configuration file says of the files of it, given the folder that they are in. */
export function fileSettings({ files }: ExternalServicePlan, folder: string): Settings {
  return Object.fromEntries(files.map(({ setting, file }) => [setting, `${folder}/${file}`]));
}

/** What is needed inside the cluster: of whom a policy knows pods. */
export function neededInside<N extends string>(needs: readonly N[], external: readonly Pick<ExternalServicePlan, 'need'>[]): N[] {
  return needs.filter((need) => !external.some((one) => one.need === need));
}

/**
 * Rule `external-capacity`: connections that are not known are not added up, so whether all agents may connect is unknown (our choice).
 *
 * @param peakPods pods of all agents that need it, at their rollout peak
 */
export function checkExternalCapacity({ connectionsPerPod, maxConnections }: ExternalServicePlan, peakPods: number): Violation | undefined {
  return peakPods === 0 || (connectionsPerPod !== undefined && maxConnections !== undefined)
    ? undefined
    : {
        rule: 'external-capacity',
        problem: `${peakPods} pods connect at their peak, and whether it holds their connections is unknown`,
        fix: 'write connectionsPerPod and maxConnections',
      };
}

/** Rule `plain-text`: what is sent without TLS is read by everybody on the way, credentials among it (our choice). */
export function checkTls(tls: boolean | undefined): Violation | undefined {
  return tls !== false
    ? undefined
    : { rule: 'plain-text', problem: 'agents dial it without TLS: everybody on the way reads what is sent', fix: 'leave tls out' };
}

/** Rule `shared-credentials`: tenants that prove themselves with one entry of the store have each other's rights (our choice). */
export function checkSharedCredentials({ files }: ExternalServicePlan, tenants: number): Violation | undefined {
  const shared = files.filter(({ setting, key }) => setting !== `${AUTHORITY}File` && !/\{(tenant|namespace|agent)\}/.test(key));
  return tenants < 2 || shared.length === 0
    ? undefined
    : {
        rule: 'shared-credentials',
        problem: `${tenants} tenants prove themselves with ${shared.map(({ key }) => shown(key)).join(', ')}, and have each other's rights`,
        fix: `write {tenant} into the key, such as 'shop/{tenant}/database'`,
      };
}
