import { ONE_NEEDED, REQUIRED_TOO, VALUE_RULES } from '../../../src/judges/schemas/core-values';

/** Values of a field that a server takes, and such that it refuses, by what it was asked: Kubernetes 1.33 and 1.36. */
interface Asked {
  readonly taken: readonly unknown[];
  readonly refused: readonly unknown[];
}

const asked = (fields: string, taken: readonly unknown[], refused: readonly unknown[]): [string, Asked][] =>
  fields
    .split(/\s+/)
    .filter((field) => field !== '')
    .map((field) => [field, { taken, refused }]);

/** Words that a field takes, each as it is written and no other; where `orNone`, empty text is an absent value. */
const words = (field: string, taken: string, { orNone = false } = {}): [string, Asked] => {
  const all = taken.split(' ');
  const others = all.map((word) => word.toLowerCase()).filter((word) => !all.includes(word));
  return [field, { taken: orNone ? [...all, ''] : all, refused: [...others, `${all[0] ?? ''} `, 'Neither', ...(orNone ? [] : [''])] }];
};

const LONG_LABEL = 'a'.repeat(63);
const DNS_LABEL = [
  ['a', 'a-1', '1a', LONG_LABEL],
  ['-a', 'a-', 'A', 'a.b', 'a_b', `${LONG_LABEL}a`],
] as const;
const LABEL_KEY = [
  ['app', 'example.com/App_1.x', LONG_LABEL],
  ['', '/a', 'a/', 'a/b/c', 'bad key', `${LONG_LABEL}a`, 'Example.com/a'],
] as const;
const COUNTED_BY_QUOTA = [
  'cpu memory ephemeral-storage storage pods services services.nodeports services.loadbalancers replicationcontrollers resourcequotas',
  'secrets configmaps persistentvolumeclaims requests.cpu requests.memory requests.ephemeral-storage requests.storage limits.cpu',
  'limits.memory limits.ephemeral-storage hugepages-2Mi requests.hugepages-2Mi count/jobs.batch requests.nvidia.com/gpu',
]
  .join(' ')
  .split(' ');
const has = (...names: readonly string[]): object => Object.fromEntries(names.map((name) => [name, '1']));
const level = (key: string, text: unknown): object => ({ labels: { [`pod-security.kubernetes.io/${key}`]: text } });
const named = (...names: readonly string[]): object[] => names.map((name) => ({ name }));

const ASKED: Readonly<Record<string, Asked>> = Object.fromEntries([
  ...asked(
    `CronJobSpec.failedJobsHistoryLimit CronJobSpec.startingDeadlineSeconds CronJobSpec.successfulJobsHistoryLimit
    DeploymentSpec.minReadySeconds DeploymentSpec.replicas DeploymentSpec.revisionHistoryLimit JobSpec.activeDeadlineSeconds
    JobSpec.backoffLimit JobSpec.completions JobSpec.parallelism JobSpec.ttlSecondsAfterFinished PodSpec.terminationGracePeriodSeconds
    Probe.failureThreshold Probe.initialDelaySeconds Probe.periodSeconds Probe.successThreshold Probe.timeoutSeconds SleepAction.seconds
    StatefulSetSpec.minReadySeconds StatefulSetSpec.replicas`,
    [0, 1],
    [-1],
  ),
  ...asked('DeploymentSpec.progressDeadlineSeconds TopologySpreadConstraint.maxSkew', [1, 2], [0, -1]),
  ...asked('ContainerPort.containerPort HTTPGetAction.port NetworkPolicyPort.port ServicePort.port', [1, 65_535], [0, 65_536]),
  ...asked('ServicePort.targetPort', [0, 65_535, 'http'], [-1, 65_536]),
  ...asked(
    'PodSecurityContext.fsGroup PodSecurityContext.runAsGroup PodSecurityContext.runAsUser',
    [0, 2_147_483_647],
    [-1, 2_147_483_648],
  ),
  ...asked('WeightedPodAffinityTerm.weight', [1, 100], [0, 101]),
  ...asked(
    `PodDisruptionBudgetSpec.maxUnavailable PodDisruptionBudgetSpec.minAvailable RollingUpdateDeployment.maxSurge
    RollingUpdateDeployment.maxUnavailable`,
    [0, 1, '0%', '25%', '100%'],
    [-1, '25', 'half', '-1%', '%'],
  ),
  words('AppArmorProfile.type', 'Localhost RuntimeDefault Unconfined'),
  words('Container.imagePullPolicy', 'Always IfNotPresent Never', { orNone: true }),
  words('ContainerPort.protocol', 'TCP UDP SCTP', { orNone: true }),
  words('CronJobSpec.concurrencyPolicy', 'Allow Forbid Replace', { orNone: true }),
  words('DeploymentStrategy.type', 'Recreate RollingUpdate', { orNone: true }),
  words('JobSpec.podReplacementPolicy', 'Failed TerminatingOrFailed'),
  words('LabelSelectorRequirement.operator', 'DoesNotExist Exists In NotIn'),
  words('LimitRangeItem.type', 'Container Pod PersistentVolumeClaim'),
  words('MatchResources.matchPolicy', 'Equivalent Exact'),
  words('NamedRuleWithOperations.scope', '* Cluster Namespaced'),
  words('NetworkPolicyPort.protocol', 'TCP UDP SCTP'),
  words('NodeSelectorRequirement.operator', 'In NotIn Exists DoesNotExist Gt Lt'),
  words('PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy', 'AlwaysAllow IfHealthyBudget'),
  words('PodFailurePolicyOnPodConditionsPattern.status', 'False True Unknown', { orNone: true }),
  words('PodFailurePolicyRule.action', 'Count FailIndex FailJob Ignore'),
  words('PodSecurityContext.fsGroupChangePolicy', 'Always OnRootMismatch'),
  words('PodSpec.restartPolicy', 'Always OnFailure Never', { orNone: true }),
  words('PriorityClass.preemptionPolicy', 'Never PreemptLowerPriority'),
  words('ScopedResourceSelectorRequirement.operator', 'DoesNotExist Exists In NotIn'),
  words(
    'ScopedResourceSelectorRequirement.scopeName',
    'BestEffort CrossNamespacePodAffinity NotBestEffort NotTerminating PriorityClass Terminating VolumeAttributesClass',
  ),
  words('SeccompProfile.type', 'Localhost RuntimeDefault Unconfined'),
  words('ServicePort.protocol', 'TCP UDP SCTP', { orNone: true }),
  words('ServiceSpec.type', 'ClusterIP ExternalName LoadBalancer NodePort', { orNone: true }),
  words('StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted', 'Delete Retain', { orNone: true }),
  words('StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled', 'Delete Retain', { orNone: true }),
  words('StatefulSetSpec.podManagementPolicy', 'OrderedReady Parallel', { orNone: true }),
  words('StatefulSetUpdateStrategy.type', 'OnDelete RollingUpdate', { orNone: true }),
  words('Toleration.effect', 'NoExecute NoSchedule PreferNoSchedule', { orNone: true }),
  words('Toleration.operator', 'Equal Exists', { orNone: true }),
  words('TopologySpreadConstraint.whenUnsatisfiable', 'DoNotSchedule ScheduleAnyway'),
  words('ValidatingAdmissionPolicySpec.failurePolicy', 'Fail Ignore'),
  words('Validation.reason', 'Forbidden Invalid RequestEntityTooLarge Unauthorized'),
  ...asked('NamedRuleWithOperations.operations', [['*'], ['CONNECT', 'CREATE', 'DELETE', 'UPDATE']], [[], ['create'], ['*', 'READ']]),
  ...asked('NamedRuleWithOperations.apiGroups', [['']], [[]]),
  ...asked('NamedRuleWithOperations.apiVersions NamedRuleWithOperations.resources', [['*'], ['a', 'b']], [[], ['a', '']]),
  ...asked('NetworkPolicySpec.policyTypes', [[], ['Ingress'], ['Ingress', 'Egress']], [['ingress'], ['Ingress', 'Egress', 'Egress']]),
  ...asked(
    'PersistentVolumeClaimSpec.accessModes',
    [['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']],
    [[], ['ReadWrite']],
  ),
  // who says one of the two alone repeats nothing
  ...asked(
    'PodSpec.topologySpreadConstraints',
    [
      [{ topologyKey: 'a' }, { topologyKey: 'a' }],
      [
        { topologyKey: 'a', whenUnsatisfiable: 'b' },
        { topologyKey: 'a', whenUnsatisfiable: 'c' },
      ],
    ],
    [[{ topologyKey: 'a', whenUnsatisfiable: 'b' }, { topologyKey: 'c' }, { topologyKey: 'a', whenUnsatisfiable: 'b' }]],
  ),
  ...asked('ValidatingAdmissionPolicyBindingSpec.validationActions', [['Deny'], ['Audit', 'Warn']], [[], ['deny'], ['Deny', 'Deny']]),
  ...asked(
    `ConfigMapVolumeSource.name Container.image EnvVar.name PodDNSConfigOption.name TopologySpreadConstraint.topologyKey Validation.expression
    Variable.expression VolumeMount.mountPath VolumeMount.name`,
    ['a'],
    [''],
  ),
  ...asked(
    `ExecAction.command MatchResources.resourceRules NodeSelector.nodeSelectorTerms PodFailurePolicyRule.onPodConditions
    ValidatingAdmissionPolicySpec.validations`,
    [['a']],
    [[]],
  ),
  ...asked('Container.name Volume.name', DNS_LABEL[0], [...DNS_LABEL[1], '']),
  ...asked('ServicePort.name StatefulSetSpec.serviceName', [...DNS_LABEL[0], ''], DNS_LABEL[1]),
  ...asked('PodSpec.priorityClassName PodSpec.serviceAccountName', ['a.b', 'a', ''], ['A', 'a..b', 'a_b']),
  ...asked('ValidatingAdmissionPolicyBindingSpec.policyName', ['a.b', 'a'], ['A', '']),
  ...asked('ContainerPort.name', ['http', 'a-1', 'a'.repeat(15), ''], ['a'.repeat(16), '1', '1-2', 'a--b', '-a', 'Http']),
  ...asked(
    `LabelSelectorRequirement.key NodeSelectorRequirement.key PodAffinityTerm.topologyKey PodFailurePolicyOnPodConditionsPattern.type`,
    ...LABEL_KEY,
  ),
  ...asked('Toleration.key', [...LABEL_KEY[0], ''], LABEL_KEY[1].slice(1)),
  ...asked('TopologySpreadConstraint.matchLabelKeys', [['app', 'example.com/a']], [['app', 'bad key']]),
  ...asked('NodeSelectorRequirement.values', [['a', ''], [LONG_LABEL]], [['a', 'b c'], [`${LONG_LABEL}a`]]),
  ...asked('Toleration.value', ['', 'a', LONG_LABEL], ['b c', '-a', `${LONG_LABEL}a`]),
  ...asked('Container.ports', [named('a', 'b'), [{}, {}], named('', '')], [named('a', 'b', 'a')]),
  ...asked('Container.volumeMounts', [[{ mountPath: '/a' }, { mountPath: '/b' }]], [[{ mountPath: '/a' }, { mountPath: '/a' }]]),
  ...asked('LimitRangeSpec.limits', [[{ type: 'Pod' }, { type: 'Container' }]], [[{ type: 'Pod' }, { type: 'Pod' }]]),
  ...asked('PodSpec.containers', [named('a', 'b')], [[], named('a', 'a')]),
  ...asked('PodSpec.volumes ServiceSpec.ports', [named('a', 'b'), []], [named('a', 'a')]),
  ...asked(
    'PodSpec.topologySpreadConstraints',
    [
      [
        { topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' },
        { topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' },
      ],
    ],
    [
      [
        { topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' },
        { topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' },
      ],
    ],
  ),
  ...asked(
    'DeploymentSpec.selector StatefulSetSpec.selector',
    [{ matchLabels: { a: 'b' } }, { matchExpressions: [{ key: 'a' }] }],
    [{}, { matchLabels: {} }, { matchLabels: {}, matchExpressions: [] }],
  ),
  ...asked(
    'ConfigMap.data',
    [{}, { 'a.b_c-D': '' }, { ['a'.repeat(253)]: '' }],
    [{ 'a b': '' }, { 'a/b': '' }, { ['a'.repeat(254)]: '' }, { '': '' }],
  ),
  ...asked(
    'CronJobSpec.schedule',
    ['0 0 * * *', '@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly', '@every 1h'],
    ['', '* * * *', '* * * * * *', '@fortnightly'],
  ),
  ...asked('CronJobSpec.timeZone', ['Europe/Berlin', 'Etc/UTC'], ['Mars/Phobos']),
  ...asked('IPBlock.cidr', ['10.0.0.0/8', '2001:db8::/32'], ['10.0.0.0', '10.0.0.0/33', '010.0.0.0/8']),
  ...asked('ServiceSpec.clusterIP', ['None', '10.0.0.1', '::1', ''], ['none', '10.0.0', 'name']),
  ...asked(
    'ObjectFieldSelector.fieldPath',
    [
      'metadata.name metadata.namespace metadata.uid metadata.annotations metadata.labels spec.nodeName spec.serviceAccountName',
      'status.hostIP status.hostIPs status.podIP status.podIPs',
    ]
      .join(' ')
      .split(' ')
      .concat("metadata.labels['app']", "metadata.annotations['a/b']"),
    ['', 'metadata', 'metadata.labels[app]', 'spec.containers', 'status.phase', 'xmetadata.name', 'metadata.namex'],
  ),
  ...asked('Variable.name', ['a', '_a1', 'aB'], ['', '1a', 'a-b', 'a.b']),
  ...asked(
    'JobSpec.template',
    [{ spec: { restartPolicy: 'Never' } }, { spec: { restartPolicy: 'OnFailure' } }, {}],
    [{ spec: {} }, { spec: { restartPolicy: 'Always' } }],
  ),
  ...asked(
    'PersistentVolumeClaimSpec.resources',
    [{ requests: { storage: '1Gi' } }],
    [{}, { requests: {} }, { requests: { storage: null } }],
  ),
  ...asked(
    'ResourceRequirements.limits ResourceRequirements.requests',
    [has('cpu', 'memory', 'ephemeral-storage', 'hugepages-2Mi', 'nvidia.com/gpu')],
    [has('cpus'), has('storage'), has('pods'), has('hugepages-'), has('ephemeral-storages')],
  ),
  ...asked(
    'LimitRangeItem.default LimitRangeItem.defaultRequest LimitRangeItem.max LimitRangeItem.min',
    [has('cpu', 'memory', 'ephemeral-storage', 'storage', 'hugepages-2Mi', 'nvidia.com/gpu')],
    [has('cpus'), has('pods'), has('requests.cpu')],
  ),
  ...asked(
    'ResourceQuotaSpec.hard',
    [has(...COUNTED_BY_QUOTA)],
    [...['pod', 'cpus', 'limits.storage', 'limits.hugepages-2Mi', 'services.nodeport', 'requests.pods'].map((name) => has(name))],
  ),
  ...asked(
    'Namespace.metadata',
    [
      {},
      ...['privileged', 'baseline', 'restricted'].flatMap((text) => ['enforce', 'audit', 'warn'].map((key) => level(key, text))),
      ...['latest', 'v1.0', 'v1.33'].map((text) => level('enforce-version', text)),
      level('other', 'strict'),
      { labels: { 'example.com/enforce': 'strict' } },
    ],
    [
      level('enforce', 'strict'),
      level('warn', ''),
      level('audit', 'Baseline'),
      level('enforce-version', '1.33'),
      level('warn-version', 'v1.033'),
    ],
  ),
]);

test('every field with a rule is asked for here, and no other', () => {
  expect(Object.keys(ASKED).sort()).toEqual(Object.keys(VALUE_RULES).sort());
});

test.each(Object.keys(VALUE_RULES))('%s', (field) => {
  const { taken, refused } = ASKED[field] ?? { taken: [], refused: [] };
  const must = (value: unknown): string | undefined => VALUE_RULES[field]?.(value);
  expect(taken.filter((value) => must(value) !== undefined)).toEqual([]);
  expect(refused.filter((value) => must(value) === undefined)).toEqual([]);
});

/** What a person reads of each kind of rule. */
test.each<readonly [string, unknown, string]>([
  ['JobSpec.template', { spec: {} }, 'must have the restartPolicy OnFailure or Never'],
  ['PersistentVolumeClaimSpec.resources', {}, 'must request storage'],
  ['CronJobSpec.schedule', '* * *', 'must be a schedule of five fields'],
  ['CronJobSpec.timeZone', 'Mars/Phobos', 'must be an IANA time zone'],
  ['DeploymentSpec.selector', {}, 'must select something'],
  ['Container.name', 'A', 'must be a DNS label'],
  ['PodSpec.priorityClassName', 'A', 'must be a DNS subdomain'],
  ['Toleration.key', 'bad key', 'must be a label key'],
  ['Toleration.value', 'b c', 'must be a label value'],
  ['ContainerPort.name', 'A', 'must be a name of a port'],
  ['ContainerPort.containerPort', 0, 'must be 1 to 65535'],
  ['Probe.periodSeconds', -1, 'must be at least 0'],
  ['PodDisruptionBudgetSpec.minAvailable', 'half', "must be a percentage such as '25%'"],
  ['EnvVar.name', '', 'must not be empty'],
  ['NetworkPolicySpec.policyTypes', ['Ingress', 'Egress', 'Egress'], 'must have at most 2 items'],
  ['NetworkPolicySpec.policyTypes', ['ingress'], "must be one of Ingress, Egress, got 'ingress'"],
  ['ValidatingAdmissionPolicyBindingSpec.validationActions', ['Deny', 'Deny'], 'must not repeat an item'],
  ['Container.volumeMounts', [{ mountPath: '/a' }, { mountPath: '/a' }], "must not repeat mountPath, as with '/a'"],
  ['IPBlock.cidr', '10.0.0.0', 'must be an address range'],
  ['ServiceSpec.clusterIP', 'name', `must be an address or 'None'`],
  ['ConfigMap.data', { 'a b': '' }, "must have keys of letters, digits, -, _ and ., not 'a b'"],
  ['ResourceQuotaSpec.hard', { pod: '1' }, "must name standard resources, or others with a domain, not 'pod'"],
  ['ObjectFieldSelector.fieldPath', 'metadata', 'must name a field of a pod'],
  ['Variable.name', '1a', 'must be a CEL identifier'],
])('%s of %j: %s', (field, value, must) => {
  expect(VALUE_RULES[field]?.(value)).toBe(must);
});

/** What a server answers with "Required value" where its schema holds the field for optional. */
test('the fields that a server asks for besides its schema', () => {
  const list = (table: Readonly<Record<string, readonly string[]>>) =>
    Object.entries(table).map(([type, fields]) => `${type}: ${fields.join(' ')}`);
  expect(list(REQUIRED_TOO)).toEqual([
    'ConfigMapVolumeSource: name',
    'Container: image',
    'CronJob: spec',
    'Deployment: spec',
    'ExecAction: command',
    'JobTemplateSpec: spec',
    'MatchResources: resourceRules',
    'NamedRuleWithOperations: apiGroups apiVersions operations resources',
    'PersistentVolumeClaim: spec',
    'PersistentVolumeClaimSpec: accessModes resources',
    'PodDNSConfigOption: name',
    'PodTemplateSpec: spec',
    'Service: spec',
    'StatefulSet: spec',
    'ValidatingAdmissionPolicy: spec',
    'ValidatingAdmissionPolicyBinding: spec',
    'ValidatingAdmissionPolicyBindingSpec: policyName validationActions',
    'ValidatingAdmissionPolicySpec: matchConstraints',
  ]);
  expect(list(ONE_NEEDED)).toEqual([
    'EnvVarSource: configMapKeyRef fieldRef fileKeyRef resourceFieldRef secretKeyRef',
    'LifecycleHandler: exec httpGet sleep tcpSocket',
    'NetworkPolicyPeer: ipBlock namespaceSelector podSelector',
    'PodFailurePolicyRule: onExitCodes onPodConditions',
    'Probe: exec grpc httpGet tcpSocket',
    'ValidatingAdmissionPolicySpec: auditAnnotations validations',
  ]);
});
