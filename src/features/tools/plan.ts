import { checkEnv } from '../container/program';
import { LLM_GATEWAY_PLACE } from '../llm/places';
import { TOOL_GATEWAY_PLACE } from './places';
import { BUS_SERVICE, busProof } from '../bus/service';
import { checkMetrics, type MetricsInput, type MetricsPlan, planMetrics } from '../container/metrics';
import { checkConfigSize, jsonFile, settingsViolations } from '../../kernel/settings';
import { graceNeededS, LONGEST_S } from '../availability/termination';
import { PLATFORM_ACCOUNT, TOOL_GATEWAY } from '../bus/account';
import { inboxPrefix } from '../bus/grants';
import { checkJetStreamName } from '../bus/subjects';
import { type HostInput, type HostPlan, planHosts } from '../network/plan';
import { RESOURCE_CLASSES } from '../resources/pod-sizes';
import type { PodResources } from '../resources/spec';
import type { StoreOwner } from '../secrets/keys';
import { platformUserSecret, type StoredSecretPlan } from '../secrets/plan';
import { checkKnownNeeds, directoryOf, type ServiceDirectory } from '../services/clients';
import type { Settings } from '../services/service';
import { checkWholeSeconds, durationS } from '../../kernel/duration';
import { checkImage, parseImage } from '../../kernel/images';
import { APP_LABEL, MANAGED_BY } from '../../kernel/labels';
import { checkDnsLabel, checkId, isAmbiguousYaml, isLabelValue } from '../../kernel/names';
import type { Problems } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { checkFeature, type TargetVersions } from '../../kernel/versions';
import { GATEWAY } from './schema';

/** A stateless service of the platform, complete. */
export interface PlatformWorkloadPlan {
  readonly name: string;
  /** Labels but `instance`, which is each object's name. */
  readonly ownLabels: Readonly<Record<string, string>>;
  readonly image: string;
  readonly resources: PodResources;
  readonly replicas: number;
  readonly graceS: number;
  /** Whether pods of tenants call it. */
  readonly servesTenants: boolean;
  readonly needs: readonly string[];
  readonly hosts: readonly HostPlan[];
  readonly metrics: MetricsPlan | undefined;
  /** The configuration file as text. */
  readonly configFile: string;
  readonly env: Readonly<Record<string, string>>;
  /** Names of Secrets that are mounted as files. */
  readonly secrets: readonly string[];
  readonly nodePool: string | undefined;
  readonly labelDomain: string | undefined;
}

/** The gateway to tools, complete. */
export interface ToolGatewayPlan extends PlatformWorkloadPlan {
  /** Files by which it proves itself on the bus. */
  readonly credentials: StoredSecretPlan;
}

/** What both doors bring of a service. */
export interface PlatformWorkloadInput {
  readonly name: string;
  readonly image: string;
  readonly resources?: PodResources | undefined;
  readonly replicas?: number | undefined;
  readonly longestRequestS?: number | undefined;
  readonly servesTenants?: boolean | undefined;
  readonly needs?: readonly string[] | undefined;
  readonly busUser?: BusUserInput | undefined;
  readonly hosts?: readonly HostInput[] | undefined;
  readonly metrics?: MetricsInput | undefined;
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly secrets?: readonly string[] | undefined;
  readonly nodePool?: string | undefined;
}

/** Who it is on the bus. */
export interface BusUserInput {
  readonly account: string;
  readonly user: string;
  /** Name of the Secret with its files. */
  readonly secret?: string | undefined;
}

/** What the environment says once, checked where it is written. */
export interface PlatformContext {
  readonly target: TargetVersions;
  readonly labelDomain: string | undefined;
  /** Allowed registries; `undefined` where none are known. */
  readonly registries: readonly string[] | undefined;
}

/** The same, with the services that it may need. */
export interface PlatformWorkloadContext extends PlatformContext {
  readonly services: ServiceDirectory;
}

/** Folders of the configuration file, of further ConfigMaps and of Secrets. */
export const PLATFORM_FOLDERS = { config: '/etc/platform', configMaps: '/etc/platform.d', secrets: '/var/run/secrets/platform' } as const;
/** Class of a pod whose size is not written. */
export const PLATFORM_SIZE = 'medium';
/** Services that speak HTTP to agents, by the names that agents' policies and files have for them. */
const SERVED: readonly string[] = [TOOL_GATEWAY_PLACE.service, LLM_GATEWAY_PLACE.service];
const { replicas: REPLICAS, longestRequest: LONGEST_REQUEST } = GATEWAY.shape;

/** Completes and checks a service of the platform; the result may be used only if there was no problem. */
export function planPlatformWorkload(
  problems: Problems,
  input: PlatformWorkloadInput,
  context: PlatformWorkloadContext,
): PlatformWorkloadPlan {
  const { name, image, servesTenants = false, needs = [], busUser, metrics, env = {}, nodePool } = input;
  const longestRequestS = input.longestRequestS ?? durationS(LONGEST_REQUEST.said.default) ?? NaN;
  const replicas = input.replicas ?? REPLICAS.said.default;
  if (problems.rule('name', checkDnsLabel(name)) && servesTenants) {
    // Rule `service-known`: an agent's network policy opens the way only to services that it knows (our choice).
    problems.that(SERVED.includes(name), 'name', 'service-known', `${shown(name)} is in no agent's policy`, `one of ${SERVED.join(', ')}`);
  }
  problems.integer('replicas', replicas, REPLICAS.said.min, REPLICAS.said.max);
  problems.rule('longestRequest', checkWholeSeconds(longestRequestS, LONGEST_S));
  problems.rule('image', checkImage(image, context.registries));
  checkNeeds(problems, needs, busUser, context.services.needs);
  const hosts = planHosts(problems.at('hosts'), input.hosts ?? []);
  if (metrics !== undefined) checkMetrics(problems.at('metrics'), metrics);
  checkEnv(problems.at('env'), env, context.target);
  if (nodePool !== undefined) problems.rule('nodePool', checkDnsLabel(nodePool));
  problems.rule('', checkFeature(context.target, 'app-armor-profile'));
  problems.rule('', checkFeature(context.target, 'pre-stop-sleep'));
  return {
    name,
    ownLabels: labelsOf(name, image),
    image,
    resources: input.resources ?? RESOURCE_CLASSES[PLATFORM_SIZE],
    replicas,
    graceS: graceNeededS(longestRequestS),
    servesTenants,
    needs,
    hosts,
    metrics: metrics && planMetrics(metrics),
    configFile: configFile(problems.at('config'), input, context.services),
    env,
    secrets: [...(input.secrets ?? []), ...(busUser?.secret === undefined ? [] : [busUser.secret])],
    nodePool,
    labelDomain: context.labelDomain,
  };
}

/** Completes and checks the gateway to tools. */
export function planToolGateway(
  problems: Problems,
  input: Pick<PlatformWorkloadInput, 'image' | 'resources' | 'replicas' | 'longestRequestS' | 'hosts'>,
  context: PlatformContext & StoreOwner & { readonly secretStore: string },
): ToolGatewayPlan {
  const credentials = platformUserSecret(TOOL_GATEWAY, context, context.secretStore);
  const workload: PlatformWorkloadInput = {
    ...input,
    name: TOOL_GATEWAY_PLACE.service,
    metrics: {},
    needs: ['bus'],
    busUser: { account: PLATFORM_ACCOUNT, user: TOOL_GATEWAY, secret: credentials.name },
  };
  // the bus is all that it may need
  return { ...planPlatformWorkload(problems, workload, { ...context, services: directoryOf([BUS_SERVICE]) }), credentials };
}

/** Rules `dependency`, `tools-offered` and `bus-user`. */
function checkNeeds(problems: Problems, needs: readonly string[], busUser: BusUserInput | undefined, known: readonly string[]): void {
  for (const violation of checkKnownNeeds(needs, known)) problems.rule('needs', violation);
  // Rule `llm-caller`: the gateway counts tokens for agents of tenants, and a call of the platform would not be counted (our choice).
  problems.that(
    !needs.includes('llm-gateway'),
    'needs',
    'llm-caller',
    'the gateway lets in agents of tenants, out of their budgets, and the platform has none',
    `take 'llm-gateway' out of needs`,
  );
  // Rule `tools-offered`: the platform offers tools and does not call them, so the need has no meaning (our choice).
  problems.that(
    !needs.includes('tools'),
    'needs',
    'tools-offered',
    'the platform offers tools, it does not call them',
    `take 'tools' out of needs`,
  );
  const both = needs.includes('bus') === (busUser !== undefined);
  // Rule `bus-user`: the server lets in a user by its public key, so an agent without a key cannot connect.
  // https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/nkey_auth
  problems.that(
    both,
    'busUser',
    'bus-user',
    busUser === undefined ? `it needs 'bus', but no user is given` : `a user is given, but it does not need 'bus'`,
    `give both or neither`,
  );
  if (busUser === undefined) return;
  problems.at('busUser').rule('account', checkJetStreamName(busUser.account));
  problems.at('busUser').rule('user', checkId(busUser.user));
}

/** Rules `config-key`, `json`, `literal-secret` and `config-size`; the file, or nothing if it cannot be made. */
function configFile(
  at: Problems,
  { name, needs = [], config = {}, busUser }: Pick<PlatformWorkloadInput, 'name' | 'needs' | 'config' | 'busUser'>,
  services: ServiceDirectory,
): string {
  for (const key of ['service', ...services.keys].filter((own) => Object.hasOwn(config, own)))
    at.that(false, key, 'config-key', `'${key}' is written by the construct`, 'choose another key');
  const found = settingsViolations(config);
  found.forEach(({ place, violation }) => at.rule(place, violation));
  if (found.length > 0) return '';
  const told = services.settings(needs, undefined, undefined, ({ need }) =>
    need === BUS_SERVICE.need && busUser !== undefined ? busSettings(busUser) : {},
  );
  const file = jsonFile({ ...config, ...told, service: name });
  at.rule('', checkConfigSize(file));
  return file;
}

function busSettings({ account, user, secret }: BusUserInput): Settings {
  return {
    inboxPrefix: inboxPrefix(account, user),
    ...(secret !== undefined && busProof(user, `${PLATFORM_FOLDERS.secrets}/${secret}`)),
  };
}

function labelsOf(name: string, image: string): Record<string, string> {
  const tag = parseImage(image)?.tag;
  return {
    [APP_LABEL.name]: name,
    // a tag that is not a label value, or that a YAML reader takes for a number, is left out
    ...(tag !== undefined && isLabelValue(tag) && !isAmbiguousYaml(tag) && { [APP_LABEL.version]: tag }),
    [APP_LABEL.component]: 'platform',
    [APP_LABEL.managedBy]: MANAGED_BY,
  };
}
