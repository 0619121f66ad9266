import { inboxPrefix } from '../../src/features/bus/grants';
import { graceNeededS } from '../../src/features/availability/termination';
import { checkImagePinned, parseImage } from '../../src/kernel/images';
import { APP_LABEL, MANAGED_BY } from '../../src/kernel/labels';
import { checkDnsLabel, checkId, isAmbiguousYaml, isLabelValue, kebab, checkLabelDomain } from '../../src/kernel/names';
import type { Problems } from '../../src/kernel/problems';
import type { PodResources } from '../../src/features/resources/spec';
import { type Dependency, PLATFORM_SERVICES } from '../../src/features/services/places';
import { shown } from '../../src/kernel/shown';
import { checkJetStreamName } from '../../src/features/bus/subjects';
import { checkFeature, type TargetVersions } from '../../src/kernel/versions';
import { checkDependencies } from '../../src/features/agent/workload';
import { busProof } from '../../src/features/agent/credentials';
import { addressesOf } from '../../src/features/agent/config';
import { checkHosts } from '../network/external-host';
import { type AgentMounts, type MountFolders, planMounts } from '../agent/agent-mounts';
import { checkMetrics, type MetricsPlan, planMetrics } from '../../src/features/agent/metrics';
import { checkConfigSize, checkEnv, jsonFile, settingsViolations } from '../../src/features/agent/settings';
import { metricsInput } from '../agent/agent-input';
import { AgentResources, checkResources } from '../resources/agent-resources';
import type { PlatformBusUser, PlatformDeploymentProps } from './platform-props';

/** Name of the configuration file. */
export const PLATFORM_CONFIG_FILE = 'service.json';
const FOLDERS: MountFolders = { config: '/etc/platform', configMaps: '/etc/platform.d', secrets: '/var/run/secrets/platform' };
/** Keys of the file that are ours, whether or not this service has them. */
const OWN_KEYS: readonly string[] = ['service', 'bus', 'memory', 'database', 'llmGateway'];
const MIN_REPLICAS = 2;
/** Services that speak HTTP to agents, by the names that agents' policies and files have for them. */
const SERVED: readonly string[] = [PLATFORM_SERVICES.toolGateway.service, PLATFORM_SERVICES.llmGateway.service];

/** A platform service with every default filled in and every rule held. */
export interface PlatformPlan {
  readonly name: string;
  /** Labels but `instance`, which is each object's name. */
  readonly ownLabels: Record<string, string>;
  readonly resources: PodResources;
  readonly replicas: number;
  readonly graceS: number;
  readonly metrics: MetricsPlan | undefined;
  readonly configMapName: string;
  readonly configFile: string;
  readonly mounts: AgentMounts;
}

/** Fills in defaults and records every problem; what it returns may be used only if there was none. */
export function planPlatform(problems: Problems, id: string, props: PlatformDeploymentProps, target: TargetVersions): PlatformPlan {
  const name = props.name ?? kebab(id);
  const { needs = [], metrics, labelDomain, nodePool } = props;
  const resources = props.resources ?? AgentResources.medium();
  const replicas = props.replicas ?? MIN_REPLICAS;
  const requestS = props.longestRequest.toSeconds({ integral: false });

  if (problems.rule('name', checkDnsLabel(name)) && props.servesTenants === true) {
    // Rule `service-known`: an agent's network policy opens the way only to services that it knows (our choice).
    problems.that(SERVED.includes(name), 'name', 'service-known', `${shown(name)} is in no agent's policy`, `one of ${SERVED.join(', ')}`);
  }
  problems.rule('image', checkImagePinned(props.image));
  problems.that(requestS > 0, 'longestRequest', 'duration', 'must be above zero', 'measure it under load');
  checkResources(problems.at('resources'), resources);
  problems.integer('replicas', replicas, MIN_REPLICAS);
  checkNeeds(problems, needs, props.busUser);
  checkHosts(problems.at('hosts'), props.hosts ?? []);
  if (metrics !== undefined) checkMetrics(problems.at('metrics'), metricsInput(metrics));
  checkEnv(problems.at('env'), props.env ?? {});
  if (nodePool !== undefined) problems.rule('nodePool', checkDnsLabel(nodePool));
  problems.rule('labelDomain', checkLabelDomain(labelDomain));
  problems.rule('', checkFeature(target, 'app-armor-profile'));
  problems.rule('', checkFeature(target, 'pre-stop-sleep'));

  const configMapName = `${name}-config`;
  const secrets = [...(props.secrets ?? []), ...(props.busUser?.secret === undefined ? [] : [props.busUser.secret])];
  const mounts = planMounts(problems, { secrets }, { configMap: { name: configMapName } }, FOLDERS);
  return {
    name,
    ownLabels: labelsOf(name, props.image),
    resources,
    replicas,
    graceS: graceNeededS(requestS),
    metrics: metrics === undefined ? undefined : planMetrics(metricsInput(metrics)),
    configMapName,
    configFile: configFile(problems.at('config'), name, needs, props),
    mounts,
  };
}

/** Rules `dependency`, `tools-offered` and `bus-user`. */
function checkNeeds(problems: Problems, needs: readonly Dependency[], busUser: PlatformBusUser | undefined): void {
  for (const violation of checkDependencies({ needs: needs.filter((need) => need !== 'tools'), consumes: false, publishes: false }))
    problems.rule('needs', violation);
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
  name: string,
  needs: readonly Dependency[],
  { config = {}, busUser }: Pick<PlatformDeploymentProps, 'config' | 'busUser'>,
): string {
  for (const key of OWN_KEYS.filter((own) => Object.hasOwn(config, own)))
    at.that(false, key, 'config-key', `'${key}' is written by the construct`, 'choose another key');
  const found = settingsViolations(config);
  found.forEach(({ place, violation }) => at.rule(place, violation));
  if (found.length > 0) return '';
  const places = addressesOf(needs);
  const file = jsonFile({
    ...config,
    ...places,
    service: name,
    ...(places.bus !== undefined && busUser !== undefined && { bus: { ...places.bus, ...busSettings(busUser) } }),
  });
  at.rule('', checkConfigSize(file));
  return file;
}

function busSettings({ account, user, secret }: PlatformBusUser): object {
  return {
    inboxPrefix: inboxPrefix(account, user),
    ...(secret !== undefined && busProof(user, `${FOLDERS.secrets}/${secret.name}`)),
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
