/** What two judges said of one mutation. */
export interface Verdicts {
  /** Begins with the kind. */
  readonly title: string;
  /** The server's words; `undefined` if it accepted. */
  readonly server: string | undefined;
  /** Our first finding; `undefined` if there is none. */
  readonly own: string | undefined;
}

/** Why a server and our own validator may differ. */
interface Difference {
  readonly reason: string;
  /** The server's words, where it refuses what our validator accepts. */
  readonly server?: RegExp;
  /** Our finding, where it refuses what the server accepts. */
  readonly own?: RegExp;
  /** @default - every kind */
  readonly kind?: string;
  /** First minor in which it is gone. */
  readonly until?: string;
}

/** Everything in which they differ on mutations of rendered objects. What no line here explains is a fault of the validator. */
export const DIFFERENCES: readonly Difference[] = [
  {
    reason: "a null in a map or a list is the type's zero value to the server; in a manifest it is a value that somebody forgot",
    own: /: wrong-type: must be (?:a string|a quantity|an object), got null$/,
  },
  {
    reason: "an empty namespace is filled in from the request's path; a manifest is applied to whatever namespace is current then",
    own: /^metadata\.namespace: bad-name: must be a DNS label, got ''$/,
  },
  { reason: 'the server does not check the names of LimitRanges', own: /^metadata\.name: missing-field/ },
  { reason: 'the server does not check the names of PodDisruptionBudgets', own: /^metadata\.name: bad-name: must be a DNS subdomain/ },
  {
    reason: "the published schema requires a field that the server takes for its type's zero value",
    own: /missing-field: is required by (?:SleepAction|LimitRangeSpec|NetworkPolicySpec|PodFailurePolicy|PriorityClass)$/,
  },
  {
    reason: 'servers before 1.35 do not hold numbers of custom resources to their format',
    own: /^spec\.\S+: wrong-type: must be an integer of 32 bits, got number 2147483648$/,
    until: '1.35',
  },
  {
    reason: 'servers before 1.36 take the pods and claims of a StatefulSet as they are, and refuse them when they are made',
    kind: 'StatefulSet',
    own: /^spec\.(?:template|volumeClaimTemplates\[\d+\])\.spec[.:]/,
    until: '1.36',
  },
  {
    reason: 'the server takes labels and times of the pods of a job as they are, and refuses them when the job is made',
    kind: 'CronJob',
    own: /^spec\.jobTemplate\.(?:metadata\.labels|spec\.template\.spec\.terminationGracePeriodSeconds: bad-value)/,
  },
  {
    reason: 'servers before 1.36 want the status of a pod condition written',
    kind: 'CronJob',
    server: /onPodConditions\[0\]\.status: Required value/,
    until: '1.36',
  },
  {
    reason: 'CEL is not evaluated without a server',
    server:
      /expression: Invalid value|ScaledObject.*minReplicaCount must be less than|number of synchronous replicas|role name must not be empty/,
  },
  {
    reason: 'CEL is not evaluated without a server: the definitions of both gateways are full of it',
    server:
      /^422 \w+\.(?:ai)?gateway\.envoyproxy\.io .*Invalid value: .*(?:this policy can only have|either targetRef or|either remoteJWKS or|at least one of|one of fqdn|if authorization\.rules|only Gateway is supported|targetRefs must reference|When type is APIKey|BackendRef must be a|Image must include)/,
  },
  {
    reason: 'the count of a scale subresource is held to a range that its schema does not have',
    server: / \.spec\.(?:instances|replicas): Invalid value/,
  },
  { reason: 'two fields: a selector has to select the template', server: /`selector` does not match template `labels`/ },
  { reason: 'two fields: keys are compared of what a selector selects', server: /must not be specified when labelSelector is not set/ },
  { reason: 'two fields: a mount has to name a volume', server: /volumeMounts\[\d+\]\.name: Not found/ },
  {
    reason: 'two fields: whether values are needed depends on the operator',
    server: /must be (?:specified|at least one value) when `operator` is|operator must be Exists when/,
  },
  { reason: 'two fields: a request lies below its limit', server: /must be less than or equal to \S+ limit of/ },
  {
    reason: 'two fields: min, default and max of a LimitRange are in order',
    server: /(?:min|default|default request) value \S+ is greater than/,
  },
  { reason: 'two fields: the pause before the stop lies within the grace period', server: /less than terminationGracePeriodSeconds/ },
  { reason: 'two fields: the deadline lies behind the time to be ready', server: /must be greater than minReadySeconds/ },
  {
    reason: 'two fields: a privileged container escalates',
    server: /cannot set `allowPrivilegeEscalation` to false and `privileged` to true/,
  },
  { reason: 'two fields: whether ports are needed depends on the cluster IP', server: /spec\.ports: Required value/ },
];

/** The listed difference that explains these verdicts. */
export function explanationOf({ title, server, own }: Verdicts): Difference | undefined {
  const ofKind = DIFFERENCES.filter(({ kind }) => kind === undefined || title.startsWith(`${kind} `));
  if (server !== undefined && own === undefined) return ofKind.find((listed) => listed.server?.test(server) === true);
  if (server === undefined && own !== undefined) return ofKind.find((listed) => listed.own?.test(own) === true);
  return undefined;
}
