import type { Violation } from './problems';
import { shown } from './shown';

/** Components whose release decides what may be rendered. */
export type Component = 'kubernetes' | 'keda' | 'argoRollouts' | 'nats';

/** Name of a component as people write it. */
const TITLE: Readonly<Record<Component, string>> = {
  kubernetes: 'Kubernetes',
  keda: 'KEDA',
  argoRollouts: 'Argo Rollouts',
  nats: 'NATS',
};

/** Context of a construct tree that holds the releases it is rendered for. */
export const TARGET_CONTEXT = 'cdk8s-agents/target';

/** What a release brought. */
export interface VersionFact {
  readonly component: Component;
  /** First release that does it unasked: general availability, or beta and on by default. */
  readonly since: string;
  /** What is meant, as it stands in a message. */
  readonly what: string;
  /** What to do on an older release. */
  readonly instead: string;
  readonly source: string;
}

/** Releases that are supported, and why no others. */
interface SupportedReleases {
  readonly oldest: string;
  readonly newest: string;
  /** Why no older one, as it stands in a message. */
  readonly why: string;
  readonly source: string;
}

/** Oldest release that is supported, and newest that was looked at; anything else is unknown and refused. docs/targets.md is made from it. */
export const SUPPORTED: Readonly<Record<Component, SupportedReleases>> = {
  kubernetes: {
    oldest: '1.30',
    newest: '1.37',
    why: 'it brought AppArmor as a field, a preStop that sleeps, and ValidatingAdmissionPolicy v1',
    source: 'https://kubernetes.io/blog/2024/04/17/kubernetes-v1-30-release/',
  },
  keda: {
    oldest: '2.17',
    newest: '2.20',
    why: 'it brought fallback.behavior of a ScaledObject, which keeps the replicas that run while the queue cannot be read',
    source: 'https://github.com/kedacore/keda/issues/6450',
  },
  argoRollouts: {
    oldest: '1.8',
    newest: '1.10',
    why: 'older ones were not looked at',
    source: 'https://github.com/argoproj/argo-rollouts/releases/tag/v1.8.0',
  },
  nats: {
    oldest: '2.10',
    newest: '2.14',
    why: 'it brought subject transforms and several filter subjects of a consumer',
    source: 'https://docs.nats.io/release-notes/whats_new/whats_new_210',
  },
};

/** The one table of facts that depend on a release. */
export const VERSION_FACTS = {
  'hpa-scale-to-zero': {
    component: 'kubernetes',
    since: '1.37',
    what: 'minReplicas 0 of a HorizontalPodAutoscaler (HPAScaleToZero)',
    instead: 'scale with KEDA, or keep one replica',
    source: 'https://kep.k8s.io/2021',
  },
  'hpa-tolerance': {
    component: 'kubernetes',
    since: '1.35',
    what: 'a tolerance per direction (HPAConfigurableTolerance)',
    instead: 'leave the tolerance out (0.1 applies)',
    source: 'https://kep.k8s.io/4951',
  },
  'app-armor-profile': {
    component: 'kubernetes',
    since: '1.30',
    what: 'securityContext.appArmorProfile',
    instead: 'raise the target',
    source: 'https://kep.k8s.io/24',
  },
  'pre-stop-sleep': {
    component: 'kubernetes',
    since: '1.30',
    what: 'lifecycle.preStop.sleep (PodLifecycleSleepAction)',
    instead: 'raise the target',
    source: 'https://kep.k8s.io/3960',
  },
  'validating-admission-policy': {
    component: 'kubernetes',
    since: '1.30',
    what: 'ValidatingAdmissionPolicy v1',
    instead: 'raise the target',
    source: 'https://kep.k8s.io/3488',
  },
  'user-namespaces': {
    component: 'kubernetes',
    since: '1.33',
    what: 'hostUsers: false (UserNamespacesSupport)',
    instead: 'leave userNamespace out',
    source: 'https://kep.k8s.io/127',
  },
  'any-env-name': {
    component: 'kubernetes',
    since: '1.32',
    what: 'a name of a variable with any printable ASCII but = (RelaxedEnvironmentVariableValidation)',
    instead: `write letters, digits, '_', '-' and '.'`,
    source: 'https://kep.k8s.io/4369',
  },
  'keda-metric-type': {
    component: 'keda',
    since: '2.18',
    what: 'a fallback without metricType (refused by the webhook of 2.17.0)',
    instead: 'nothing: the kind of the metric is written',
    source: 'https://github.com/kedacore/keda/issues/6696',
  },
  'keda-rollout-fallback': {
    component: 'keda',
    since: '2.18',
    what: 'a fallback that keeps the replicas of anything but a Deployment or StatefulSet (the operator of 2.17 crashes)',
    instead: 'scale a Deployment, or raise the target',
    source: 'https://github.com/kedacore/keda/pull/6992',
  },
  'keda-tolerance': {
    component: 'keda',
    since: '2.18',
    what: 'a tolerance in the behavior of a ScaledObject (a field that the API server drops before)',
    instead: 'leave the tolerance out (0.1 applies)',
    source: 'https://github.com/kedacore/keda/blob/v2.18.0/config/crd/bases/keda.sh_scaledobjects.yaml',
  },
  'keda-fallback-at-zero': {
    component: 'keda',
    since: '2.19',
    what: 'a fallback of a count that is 0 (before, it stays 0 for as long as the queue cannot be read)',
    instead: 'keep one replica, or raise the target',
    source: 'https://github.com/kedacore/keda/issues/7239',
  },
  'keda-cron-list': {
    component: 'keda',
    since: '2.20',
    what: `a window whose cron has a ',' (before, its metric gets a name that nobody can ask for)`,
    instead: `write a window for each value, a range such as '1-5' or a step such as '*/2', or raise the target`,
    source: 'https://github.com/kedacore/keda/issues/7448',
  },
  'keda-missing-consumer': {
    component: 'keda',
    since: '2.20',
    what: 'an error for a consumer that is not there (before, the last sequence of its stream is taken for its lag, and the count rises to the maximum)',
    instead: 'let the maximum be one that can be borne, raise the target, or use the prometheus-adapter engine',
    source: 'https://github.com/kedacore/keda/issues/7657',
  },
  'argo-rollouts': {
    component: 'argoRollouts',
    since: '1.9',
    what: 'a Rollout as it is rendered here',
    instead: 'raise the target, or write rolling',
    source: 'https://github.com/argoproj/argo-rollouts/releases/tag/v1.9.1',
  },
  'nats-consumer-pause': {
    component: 'nats',
    since: '2.11',
    what: 'a consumer paused until promotion (pauseUntil)',
    instead: 'leave exclusive out: both versions finish what they have',
    source: 'https://docs.nats.io/release-notes/whats_new/whats_new_211',
  },
} as const satisfies Readonly<Record<string, VersionFact>>;

/** Id of a fact. */
export type Feature = keyof typeof VERSION_FACTS;

/** Releases and capabilities of the cluster rendered for. */
export interface TargetVersions {
  /** Kubernetes minor, e.g. `1.33`. */
  readonly kubernetes: string;
  /** KEDA minor. @default - not installed */
  readonly keda?: string;
  /** Argo Rollouts minor. @default - not installed */
  readonly argoRollouts?: string;
  /** NATS server minor. @default - not installed */
  readonly nats?: string;
}

/** Order of two releases; `undefined` if one is not `<number>.<number>`. */
export function compareVersions(a: string, b: string): number | undefined {
  const [x, y] = [parse(a), parse(b)];
  return x === undefined || y === undefined ? undefined : x[0] - y[0] || x[1] - y[1];
}

/**
 * Rule `target-version`: a cluster of an older release refuses or silently drops what it does not know.
 *
 * @see https://kubernetes.io/releases/version-skew-policy/
 */
export function checkFeature(target: TargetVersions, feature: Feature): Violation | undefined {
  const { component, since, what, instead } = VERSION_FACTS[feature];
  const version = target[component];
  const order = version === undefined ? undefined : compareVersions(version, since);
  if (order !== undefined && order >= 0) return undefined;
  return {
    rule: 'target-version',
    problem: `${what} needs ${TITLE[component]} ${since}, the target is ${version === undefined ? 'without it' : `${TITLE[component]} ${order === undefined ? shown(version) : version}`}`,
    fix: instead,
  };
}

/** Rule `target-known`: fields and API versions of a release that is not in the table are unknown (our choice). */
export function checkVersion(component: Component, version: string): Violation | undefined {
  if (isSupported(component, version)) return undefined;
  const { oldest, newest, why } = SUPPORTED[component];
  const release = meant(component, version);
  const misread = release !== undefined || parse(version) === undefined;
  const older = (compareVersions(version, oldest) ?? 0) < 0;
  return {
    rule: 'target-known',
    problem: `${TITLE[component]} must be a release from ${oldest} to ${newest} written as text, got ${shown(version)}`,
    fix: misread
      ? `write '${release ?? newest}', or the minor that the cluster runs`
      : older
        ? `upgrade ${TITLE[component]} to ${oldest} or newer: ${why}`
        : `write '${newest}', the newest that was looked at, and try what is rendered on the newer one`,
  };
}

/** The supported release that a text or a number was probably to say: `1.33.2`, `v1.33`, `01.33`, and `1.3`, which YAML makes of `1.30`. */
function meant(component: Component, version: unknown): string | undefined {
  if (typeof version !== 'string' && typeof version !== 'number') return undefined;
  const [, major, minor] = /^\s*v?0*(\d{1,4})\.0*(\d{1,4})(?:\.\d{1,4})?\s*$/.exec(String(version)) ?? [];
  const texts =
    major === undefined || minor === undefined ? [] : [`${major}.${minor}`, ...(typeof version === 'number' ? [`${major}.${minor}0`] : [])];
  return texts.find((text) => isSupported(component, text));
}

function isSupported(component: Component, version: string): boolean {
  const { oldest, newest } = SUPPORTED[component];
  const [low, high] = [compareVersions(version, oldest), compareVersions(version, newest)];
  return low !== undefined && high !== undefined && low >= 0 && high <= 0;
}

/** Two numbers as people count releases: without zeros before them, and never as a number, which drops the zero of `1.30`. */
function parse(version: unknown): readonly [number, number] | undefined {
  const match = typeof version === 'string' ? /^(0|[1-9]\d{0,3})\.(0|[1-9]\d{0,3})$/.exec(version) : null;
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}
