import type { Duration } from 'cdk8s';
import { budgetLetsDrain } from '../src/core/capacity/disruption';
import { type RollingUpdate, DEFAULT_ROLLING_UPDATE, rollingUpdateHolds } from '../src/core/capacity/rollout';
import { graceNeededS, gracePeriodHolds } from '../src/core/capacity/termination';
import { imagePinned, parseImage } from '../src/core/images';
import { APP_LABEL, labelKeys, type LabelKeys, MANAGED_BY } from '../src/core/labels';
import { dnsLabelHolds, idHolds, isAmbiguousYaml, isDnsSubdomain, isLabelKey, isLabelValue, kebab } from '../src/core/names';
import { sortedEntries } from '../src/core/order';
import { podShare, podShareHolds, type PodShare } from '../src/core/percent';
import type { Problems } from '../src/core/problems';
import type { PodResources } from '../src/core/resource-class';
import { type Caller, CALLERS } from '../src/core/services';
import { envHolds, textHolds } from '../src/core/settings';
import { shown } from '../src/core/shown';
import { featureHolds, type TargetVersions } from '../src/core/versions';
import { labelHolds, needsHold, workloadLabelHolds } from '../src/core/workload';
import { type AgentQueue, planQueue } from './agent-bus';
import { agentConfig, checkConfig } from './agent-config';
import { checkHosts } from './agent-egress';
import { type AgentMounts, planMounts } from './agent-mounts';
import { HTTP_PORT, OWN_ENV } from './agent-pod';
import type { AgentDeploymentProps, AgentMetrics } from './agent-props';
import { AgentResources, checkResources } from './agent-resources';

/** Platform callers; KEDA reads the bus, not agents. */
const CALLER_NAMES = Object.keys(CALLERS).filter((name) => name !== 'keda');
const MAX_CONCURRENCY = 1000;
const METRICS_PORT = 9090;
const METRICS_PATH = '/metrics';
/** Least port a user other than root may open everywhere. */
const MIN_PORT = 1025;
const MAX_PORT = 65_535;

/** An agent with every default filled in and every rule held. */
export interface AgentPlan {
  readonly name: string;
  readonly keys: LabelKeys;
  readonly selectorLabels: Record<string, string>;
  /** Our own labels but `instance`, which is each object's name. */
  readonly ownLabels: Record<string, string>;
  readonly resources: PodResources;
  readonly concurrency: number;
  readonly graceS: number;
  readonly rollingUpdate: RollingUpdate;
  readonly minAvailable: PodShare | undefined;
  readonly queue: AgentQueue | undefined;
  /** Whose memory it reaches; `undefined` for the shared one. */
  readonly memoryOwner: string | undefined;
  readonly callers: readonly Caller[];
  readonly metrics: { readonly port: number; readonly path: string; readonly intervalS: number | undefined } | undefined;
  readonly configMapName: string;
  readonly configFile: string;
  readonly mounts: AgentMounts;
}

/** Fills in defaults and records every problem; what it returns may be used only if there was none. */
export function planAgent(problems: Problems, id: string, props: AgentDeploymentProps, target: TargetVersions): AgentPlan {
  const name = props.name ?? kebab(id);
  const keys = labelKeys(props.labelDomain);
  const selectorLabels = { [keys.workload]: props.tenant === undefined ? name : `${props.tenant}-${name}` };
  const ownLabels = labelsOf(props, name, keys, selectorLabels);
  const resources = props.resources ?? AgentResources.small();
  const concurrency = props.task.concurrency ?? 1;
  const p99S = seconds(props.task.p99);
  const graceS = props.terminationGracePeriod === undefined ? graceNeededS(p99S) : seconds(props.terminationGracePeriod);
  const rollingUpdate = rollingUpdateOf(props);
  const { metrics } = props;

  checkIdentity(problems, props, name, keys, selectorLabels, Object.keys(ownLabels));
  checkTask(problems, props, p99S, graceS);
  problems.rule('image', imagePinned(props.image));
  checkResources(problems.at('resources'), resources);
  problems.rule('rollingUpdate', rollingUpdateHolds(rollingUpdate));
  const minAvailable = podShare(props.minAvailable);
  const counted = props.replicas === undefined || problems.integer('replicas', props.replicas, 1);
  const budgeted = minAvailable === undefined || problems.rule('minAvailable', podShareHolds(minAvailable));
  // an autoscaler checks its own bounds, and the default is checked when rendered
  if (props.replicas !== undefined && counted && minAvailable !== undefined && budgeted)
    problems.rule('minAvailable', budgetLetsDrain({ minAvailable }, { min: props.replicas, max: props.replicas }));
  const queue = planQueue(problems, props, { name, concurrency, p99S, graceS });
  checkTraffic(problems, props);
  checkEnv(problems.at('env'), props.env ?? {});
  checkTarget(problems, props, target);
  checkCredentials(problems, props, name);

  const configMapName = `${name}-config`;
  const { credentials } = props;
  const secrets = [...(props.secrets ?? []), ...(credentials === undefined ? [] : [credentials.secret])];
  const mounts = planMounts(problems, { ...props, secrets }, configMapName);
  const memoryOwner = props.ownMemory === true ? props.tenant : undefined;
  const config = {
    name,
    tenant: props.tenant,
    concurrency,
    needs: props.needs ?? [],
    memoryOwner,
    queue,
    publishes: props.publishes ?? [],
    credentials,
    settings: props.config ?? {},
  };
  const configHolds = checkConfig(problems, config);
  return {
    name,
    keys,
    selectorLabels,
    ownLabels,
    resources,
    concurrency,
    graceS,
    rollingUpdate,
    minAvailable,
    queue,
    memoryOwner,
    callers: props.servesTo ?? [],
    metrics: metrics === undefined ? undefined : metricsOf(metrics),
    configMapName,
    configFile: configHolds ? agentConfig(config) : '',
    mounts,
  };
}

function labelsOf(
  props: AgentDeploymentProps,
  name: string,
  keys: LabelKeys,
  selectorLabels: Record<string, string>,
): Record<string, string> {
  const tag = parseImage(props.image)?.tag;
  return {
    [APP_LABEL.name]: name,
    // a tag that is no label value, or that a YAML reader takes for a number, would be worse than none
    ...(tag !== undefined && isLabelValue(tag) && !isAmbiguousYaml(tag) && { [APP_LABEL.version]: tag }),
    [APP_LABEL.component]: 'agent',
    [APP_LABEL.managedBy]: MANAGED_BY,
    ...(props.tenant !== undefined && { [keys.tenant]: props.tenant }),
    ...selectorLabels,
  };
}

function checkIdentity(
  problems: Problems,
  props: AgentDeploymentProps,
  name: string,
  keys: LabelKeys,
  selectorLabels: Record<string, string>,
  own: string[],
): void {
  if (problems.rule('name', dnsLabelHolds(name))) problems.rule('name', workloadLabelHolds(selectorLabels[keys.workload] ?? ''));
  if (props.namespace !== undefined) problems.rule('namespace', dnsLabelHolds(props.namespace));
  if (props.tenant !== undefined) problems.rule('tenant', idHolds(props.tenant));
  const { labelDomain } = props;
  if (labelDomain !== undefined) {
    problems.that(
      isDnsSubdomain(labelDomain),
      'labelDomain',
      'label-domain',
      `must be a DNS name, got ${shown(labelDomain)}`,
      `write 'agents.example.com'`,
    );
  }
  const reserved = [...own, APP_LABEL.version, APP_LABEL.instance, keys.tenant];
  for (const [key, value] of sortedEntries(props.labels ?? {})) problems.at('labels').rule(key, labelHolds(key, value, reserved));
  for (const [key, value] of sortedEntries(props.annotations ?? {})) {
    const at = problems.at('annotations');
    at.that(
      isLabelKey(key) && key !== keys.configChecksum,
      key,
      'annotation',
      `${shown(key)} is no key for an annotation, or one of ours`,
      `write a key such as 'example.com/runbook'`,
    );
    at.rule(key, textHolds(value));
  }
  if (props.nodePool !== undefined) problems.rule('nodePool', dnsLabelHolds(props.nodePool));
  if (props.priorityClassName !== undefined) {
    const { priorityClassName } = props;
    problems.that(
      isDnsSubdomain(priorityClassName),
      'priorityClassName',
      'dns-name',
      `must be a DNS name, got ${shown(priorityClassName)}`,
      'give the name of a PriorityClass',
    );
  }
}

function checkTask(problems: Problems, { task }: AgentDeploymentProps, p99S: number, graceS: number): void {
  const at = problems.at('task');
  at.that(p99S > 0, 'p99', 'duration', 'must be above zero', 'measure it under load');
  if (task.p50 !== undefined) {
    const p50S = seconds(task.p50);
    at.that(p50S > 0, 'p50', 'duration', 'must be above zero', 'measure it under load, or leave it out');
    at.that(p50S <= p99S, 'p50', 'percentiles', `p50 is ${p50S} s, above p99 of ${p99S} s`, 'measure both under the same load');
  }
  if (task.concurrency !== undefined) at.integer('concurrency', task.concurrency, 1, MAX_CONCURRENCY);
  if (problems.integer('terminationGracePeriod', graceS, 1)) problems.rule('terminationGracePeriod', gracePeriodHolds(graceS, p99S));
}

function checkTraffic(
  problems: Problems,
  { needs = [], tenant, ownMemory, consumes, publishes = [], hosts = [], servesTo = [], callers = [], name, metrics }: AgentDeploymentProps,
): void {
  for (const violation of needsHold({ needs, consumes: consumes !== undefined, publishes: publishes.length > 0 }))
    problems.rule('needs', violation);
  problems.that(
    ownMemory !== true || (tenant !== undefined && needs.includes('memory')),
    'ownMemory',
    'own-memory',
    tenant === undefined ? 'it is nobody’s agent, so nobody’s memory is its own' : `'memory' is not needed`,
    `give a tenant and need 'memory', or leave it out`,
  );
  checkHosts(problems.at('hosts'), hosts);
  servesTo.forEach((caller, index) => {
    problems.that(
      CALLER_NAMES.includes(caller),
      `servesTo.${index}`,
      'caller',
      `${shown(caller)} is no caller`,
      `one of ${CALLER_NAMES.join(', ')}; anybody else with \`callers\``,
    );
  });
  if (name !== undefined && servesTo.length + callers.length > 0) {
    // https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#rfc-1035-label-names
    problems.that(
      !/^\d/.test(name),
      'name',
      'service-name',
      `a Service cannot start with a digit, got ${shown(name)}`,
      'start with a letter',
    );
  }
  if (metrics !== undefined) checkMetrics(problems.at('metrics'), metrics);
}

/** Rules `port-taken` and `metrics-path`. */
export function checkMetrics(at: Problems, metrics: AgentMetrics): void {
  const { port, path, intervalS } = metricsOf(metrics);
  if (at.integer('port', port, MIN_PORT, MAX_PORT))
    at.that(port !== HTTP_PORT, 'port', 'port-taken', `${HTTP_PORT} is the agent's own port`, 'choose another');
  at.that(/^\/[A-Za-z0-9._~/-]*$/.test(path), 'path', 'metrics-path', `must be a path, got ${shown(path)}`, `write '${METRICS_PATH}'`);
  if (intervalS !== undefined) at.integer('interval', intervalS, 1);
}

/** Rule `credentials`: of this agent and this tenant, and for nothing that it does not need. */
function checkCredentials(problems: Problems, { credentials, tenant, needs = [] }: AgentDeploymentProps, name: string): void {
  if (credentials === undefined) return;
  const whose = `${credentials.tenant}/${credentials.agent}`;
  const mine = `${tenant ?? ''}/${name}`;
  problems.that(
    whose === mine,
    'credentials',
    'credentials',
    `are those of ${shown(whose)}, this is ${shown(mine)}`,
    'make some of its own',
  );
  const more = credentials.needs.filter((need) => !needs.includes(need));
  problems.that(
    more.length === 0,
    'credentials',
    'credentials',
    `are for ${more.join(', ')}, which it does not need`,
    'give both the same needs',
  );
}

/** Rules `env-name`, `literal-secret` and `env-reserved`. */
export function checkEnv(at: Problems, env: Readonly<Record<string, string>>): void {
  for (const [name, value] of sortedEntries(env)) {
    at.rule(name, envHolds(name, value));
    at.that(!Object.hasOwn(OWN_ENV, name), name, 'env-reserved', `${name} is set by the construct`, 'leave it out');
  }
}

function checkTarget(problems: Problems, { userNamespace }: AgentDeploymentProps, target: TargetVersions): void {
  problems.rule('', featureHolds(target, 'app-armor-profile'));
  problems.rule('', featureHolds(target, 'pre-stop-sleep'));
  if (userNamespace === true) problems.rule('userNamespace', featureHolds(target, 'user-namespaces'));
}

function rollingUpdateOf({ rollingUpdate }: AgentDeploymentProps): RollingUpdate {
  return {
    maxSurge: podShare(rollingUpdate?.maxSurge) ?? DEFAULT_ROLLING_UPDATE.maxSurge,
    maxUnavailable: podShare(rollingUpdate?.maxUnavailable) ?? DEFAULT_ROLLING_UPDATE.maxUnavailable,
  };
}

/** Where Prometheus reads, with every default filled in. */
export function metricsOf({ port, path, interval }: AgentMetrics): NonNullable<AgentPlan['metrics']> {
  return { port: port ?? METRICS_PORT, path: path ?? METRICS_PATH, intervalS: interval === undefined ? undefined : seconds(interval) };
}

function seconds(duration: Duration): number {
  return duration.toSeconds({ integral: false });
}
