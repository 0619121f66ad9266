import type { Duration } from 'cdk8s';
import { checkAnnotations } from '../../src/kernel/annotations';
import { checkDrainAllowed } from '../../src/features/availability/disruption';
import { graceNeededS, checkGracePeriod } from '../../src/features/availability/termination';
import { sha256 } from '../../src/kernel/checksum';
import { checkImagePinned, parseImage } from '../../src/kernel/images';
import { APP_LABEL, labelKeys, type LabelKeys, MANAGED_BY } from '../../src/kernel/labels';
import {
  checkDnsLabel,
  checkId,
  isAmbiguousYaml,
  isDnsSubdomain,
  isLabelKey,
  isLabelValue,
  kebab,
  checkLabelDomain,
} from '../../src/kernel/names';
import { sortedEntries } from '../../src/kernel/order';
import { podShare, checkPodShare, type PodShare } from '../../src/kernel/percent';
import type { Problems } from '../../src/kernel/problems';
import type { PodResources } from '../../src/features/resources/spec';
import { type Caller, CALLERS } from '../../src/features/services/places';
import { checkEnvironmentVariable, checkText } from '../../src/features/agent/settings';
import { shown } from '../../src/kernel/shown';
import { checkFeature, type TargetVersions } from '../../src/kernel/versions';
import { checkLabel, checkDependencies, checkOwnMemory, checkWorkloadLabel } from '../../src/features/agent/workload';
import { type AgentQueue, planQueue } from './agent-bus';
import { agentConfig, checkConfig, CONFIG_FILE } from './agent-config';
import { checkHosts } from '../network/external-host';
import { checkMetrics, metricsOf, type ScrapedMetrics } from './agent-metrics';
import { type AgentMounts, planMounts } from './agent-mounts';
import { OWN_ENV } from './agent-pod';
import type { AgentBasis, AgentProps } from './agent-props';
import { AgentResources, checkResources } from '../resources/agent-resources';

/** Platform callers; KEDA reads the bus, not agents. */
const CALLER_NAMES = Object.keys(CALLERS).filter((name) => name !== 'keda');
const MAX_CONCURRENCY = 1000;

/** What differs between the pods of a Deployment and those of an Argo Rollout. */
export interface PodForm {
  /** Label by which the controller tells one version from the next. */
  readonly hashLabel: string;
  /**
   * Whether the configuration file travels in an annotation of the pods instead of a ConfigMap. Two versions that share a ConfigMap share the
   * new file: a stable pod that restarts would read it, and a rollback would not bring the old one back.
   */
  readonly carriesConfig: boolean;
}

/** The pods of a Deployment. */
export const DEPLOYMENT_PODS: PodForm = { hashLabel: 'pod-template-hash', carriesConfig: false };

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
  readonly form: PodForm;
  readonly minAvailable: PodShare | undefined;
  readonly queue: AgentQueue | undefined;
  /** Whose memory it reaches; `undefined` for the shared one. */
  readonly memoryOwner: string | undefined;
  readonly callers: readonly Caller[];
  readonly metrics: ScrapedMetrics | undefined;
  readonly configMapName: string;
  readonly configFile: string;
  /** Of the pods, beside those given: a changed file changes the template, so that the pods are replaced. */
  readonly podAnnotations: Readonly<Record<string, string>>;
  readonly mounts: AgentMounts;
}

/** Fills in defaults and records every problem; what it returns may be used only if there was none. */
export function planAgent(problems: Problems, id: string, props: AgentProps, target: TargetVersions, form: PodForm): AgentPlan {
  const name = props.name ?? kebab(id);
  const keys = labelKeys(props.labelDomain);
  const selectorLabels = { [keys.workload]: props.tenant === undefined ? name : `${props.tenant}-${name}` };
  const ownLabels = labelsOf(props, name, keys, selectorLabels);
  const resources = props.resources ?? AgentResources.small();
  const concurrency = props.task.concurrency ?? 1;
  const p99S = seconds(props.task.p99);
  const graceS = props.terminationGracePeriod === undefined ? graceNeededS(p99S) : seconds(props.terminationGracePeriod);
  const { metrics } = props;

  checkIdentity(problems, props, name, keys, selectorLabels, Object.keys(ownLabels));
  checkTask(problems, props, p99S);
  if (problems.integer('terminationGracePeriod', graceS, 1)) problems.rule('terminationGracePeriod', checkGracePeriod(graceS, p99S));
  problems.rule('image', checkImagePinned(props.image));
  checkResources(problems.at('resources'), resources);
  const minAvailable = podShare(props.minAvailable);
  const counted = props.replicas === undefined || problems.integer('replicas', props.replicas, 1);
  const budgeted = minAvailable === undefined || problems.rule('minAvailable', checkPodShare(minAvailable));
  // an autoscaler checks its own bounds, and the default is checked when rendered
  if (props.replicas !== undefined && counted && minAvailable !== undefined && budgeted)
    problems.rule('minAvailable', checkDrainAllowed({ minAvailable }, { min: props.replicas, max: props.replicas }));
  const queue = planQueue(problems, props, { name, concurrency, p99S, graceS });
  checkTraffic(problems, props);
  checkEnv(problems.at('env'), props.env ?? {});
  problems.rule('', checkFeature(target, 'pre-stop-sleep'));
  checkTarget(problems, props, target);
  const identity = props.identity ?? name;
  if (props.identity !== undefined) problems.rule('identity', checkDnsLabel(identity));
  checkCredentials(problems, props, identity);

  const configMapName = `${name}-config`;
  const { credentials } = props;
  const secrets = [...(props.secrets ?? []), ...(credentials === undefined ? [] : [credentials.secret])];
  const configSource = form.carriesConfig
    ? { downwardAPI: { items: [{ path: CONFIG_FILE, fieldRef: { fieldPath: `metadata.annotations['${keys.config}']` } }] } }
    : { configMap: { name: configMapName } };
  const mounts = planMounts(problems, { ...props, secrets }, configSource);
  const memoryOwner = props.ownMemory === true ? props.tenant : undefined;
  const config = {
    name: identity,
    tenant: props.tenant,
    concurrency,
    needs: props.needs ?? [],
    memoryOwner,
    queue,
    publishes: props.publishes ?? [],
    budgetNotice: props.budgetNotice ?? false,
    credentials,
    settings: props.config ?? {},
  };
  const configFile = checkConfig(problems, config) ? agentConfig(config) : '';
  const podAnnotations = form.carriesConfig ? { [keys.config]: configFile } : { [keys.configChecksum]: sha256(configFile) };
  problems.rule('config', checkAnnotations({ ...props.annotations, ...podAnnotations }));
  return {
    name,
    keys,
    selectorLabels,
    ownLabels,
    resources,
    concurrency,
    graceS,
    form,
    minAvailable,
    queue,
    memoryOwner,
    callers: props.servesTo ?? [],
    metrics: metrics === undefined ? undefined : metricsOf(metrics),
    configMapName,
    configFile,
    podAnnotations,
    mounts,
  };
}

/** Our own labels but `instance`. */
export function labelsOf(props: AgentBasis, name: string, keys: LabelKeys, selectorLabels: Record<string, string>): Record<string, string> {
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

/** Rules for names, labels, annotations and where the pods run. */
export function checkIdentity(
  problems: Problems,
  props: AgentBasis,
  name: string,
  keys: LabelKeys,
  selectorLabels: Record<string, string>,
  own: string[],
): void {
  if (problems.rule('name', checkDnsLabel(name))) problems.rule('name', checkWorkloadLabel(selectorLabels[keys.workload] ?? ''));
  if (props.namespace !== undefined) problems.rule('namespace', checkDnsLabel(props.namespace));
  if (props.tenant !== undefined) problems.rule('tenant', checkId(props.tenant));
  problems.rule('labelDomain', checkLabelDomain(props.labelDomain));
  const reserved = [...own, APP_LABEL.version, APP_LABEL.instance, keys.tenant];
  for (const [key, value] of sortedEntries(props.labels ?? {})) problems.at('labels').rule(key, checkLabel(key, value, reserved));
  for (const [key, value] of sortedEntries(props.annotations ?? {})) {
    const at = problems.at('annotations');
    // Rule `annotation`: the API server refuses a malformed key, and a second owner of one of our keys would break what reads it.
    // https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set
    at.that(
      isLabelKey(key) && key !== keys.configChecksum && key !== keys.config,
      key,
      'annotation',
      `${shown(key)} is no key for an annotation, or one of ours`,
      `write a key such as 'example.com/runbook'`,
    );
    at.rule(key, checkText(value));
  }
  if (props.nodePool !== undefined) problems.rule('nodePool', checkDnsLabel(props.nodePool));
  if (props.priorityClassName !== undefined) {
    const { priorityClassName } = props;
    // Rule `dns-name`: the API server refuses a reference that is not a DNS name.
    // https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names
    problems.that(
      isDnsSubdomain(priorityClassName),
      'priorityClassName',
      'dns-name',
      `must be a DNS name, got ${shown(priorityClassName)}`,
      'give the name of a PriorityClass',
    );
  }
}

/** Rules `duration`, `percentiles` and `whole-number` of a task. */
export function checkTask(problems: Problems, { task }: AgentBasis, p99S: number): void {
  const at = problems.at('task');
  at.that(p99S > 0, 'p99', 'duration', 'must be above zero', 'measure it under load');
  if (task.p50 !== undefined) {
    const p50S = seconds(task.p50);
    at.that(p50S > 0, 'p50', 'duration', 'must be above zero', 'measure it under load, or leave it out');
    // Rule `percentiles`: a median above the 99th percentile cannot come from one measurement (our choice).
    at.that(p50S <= p99S, 'p50', 'percentiles', `p50 is ${p50S} s, above p99 of ${p99S} s`, 'measure both under the same load');
  }
  if (task.concurrency !== undefined) at.integer('concurrency', task.concurrency, 1, MAX_CONCURRENCY);
}

function checkTraffic(
  problems: Problems,
  { needs = [], tenant, ownMemory, consumes, publishes = [], hosts = [], servesTo = [], callers = [], name, metrics }: AgentProps,
): void {
  for (const violation of checkDependencies({ needs, consumes: consumes !== undefined, publishes: publishes.length > 0 }))
    problems.rule('needs', violation);
  problems.rule('ownMemory', checkOwnMemory(ownMemory, tenant, needs));
  checkHosts(problems.at('hosts'), hosts);
  servesTo.forEach((caller, index) => {
    // Rule `caller`: a network policy can admit only callers whose pods it knows how to select (our choice).
    problems.that(
      CALLER_NAMES.includes(caller),
      `servesTo.${index}`,
      'caller',
      `${shown(caller)} is no caller`,
      `one of ${CALLER_NAMES.join(', ')}; anybody else with \`callers\``,
    );
  });
  if (name !== undefined && servesTo.length + callers.length > 0) {
    // Rule `service-name`: the API server refuses a Service whose name starts with a digit.
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

/**
 * Rule `credentials`: credentials of another agent or tenant give that agent's rights, and unused ones are a risk without a benefit (our
 * choice).
 */
export function checkCredentials(problems: Problems, { credentials, tenant, needs = [] }: AgentBasis, name: string): void {
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
    at.rule(name, checkEnvironmentVariable(name, value));
    // Rule `env-reserved`: a variable that the construct sets would be overwritten, and the agent would not find its services (our choice).
    at.that(!Object.hasOwn(OWN_ENV, name), name, 'env-reserved', `${name} is set by the construct`, 'leave it out');
  }
}

/** Rule `target-version` of what every pod of an agent has. */
export function checkTarget(problems: Problems, { userNamespace }: AgentBasis, target: TargetVersions): void {
  problems.rule('', checkFeature(target, 'app-armor-profile'));
  if (userNamespace === true) problems.rule('userNamespace', checkFeature(target, 'user-namespaces'));
}

/** Seconds, and parts of one. */
export function seconds(duration: Duration): number {
  return duration.toSeconds({ integral: false });
}
