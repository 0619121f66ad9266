import { isAddress, isCidr } from '../../kernel/cidr';
import { parseCron } from '../../kernel/cron';
import { isTimeZone } from '../../kernel/time-zone';
import { isDnsLabel, isDnsSubdomain, isLabelKey, isLabelValue } from '../../kernel/names';
import { shown } from '../../kernel/shown';
import { isJsonObject } from '../../kernel/json';
import { isPercent, isPortName } from './scalars';

/** What is wrong with a value of the right type: `must …`, to which a value that is no object or list is added; `undefined` if nothing is. */
export type ValueRule = (value: unknown) => string | undefined;

const onText =
  (must: string, holds: (text: string) => boolean): ValueRule =>
  (value) =>
    typeof value === 'string' && !holds(value) ? must : undefined;
const between =
  (min: number, max: number): ValueRule =>
  (value) =>
    typeof value === 'number' && (value < min || value > max) ? `must be ${min} to ${max}` : undefined;
const atLeast =
  (min: number): ValueRule =>
  (value) =>
    typeof value === 'number' && value < min ? `must be at least ${min}` : undefined;
const oneOf = (...allowed: readonly string[]): ValueRule =>
  onText(`must be one of ${allowed.join(', ')}`, (text) => allowed.includes(text));
/** Empty text is an absent value to the server wherever the field is no pointer there. */
const orEmpty =
  (rule: ValueRule): ValueRule =>
  (value) =>
    value === '' ? undefined : rule(value);
const each =
  (rule: ValueRule): ValueRule =>
  (value) => {
    for (const item of Array.isArray(value) ? (value as readonly unknown[]) : []) {
      const must = rule(item);
      if (must !== undefined) return `${must}, got ${shown(item)}`;
    }
    return undefined;
  };
const atMost =
  (max: number): ValueRule =>
  (value) =>
    Array.isArray(value) && value.length > max ? `must have at most ${max} items` : undefined;
/** Items without the field are not compared. */
const uniqueBy =
  (...fields: readonly string[]): ValueRule =>
  (value) => {
    if (!Array.isArray(value)) return undefined;
    const keys = value.filter(isJsonObject).map((item) => fields.map((field) => item[field]));
    const named = keys.filter((key) => key.every((part) => part !== undefined && part !== '')).map((key) => key.map(String).join(' '));
    const repeated = named.find((key, index) => named.indexOf(key) < index);
    return repeated === undefined ? undefined : `must not repeat ${fields.join(' and ')}, as with ${shown(repeated)}`;
  };
const keys =
  (must: string, holds: (key: string) => boolean): ValueRule =>
  (value) =>
    isJsonObject(value)
      ? Object.keys(value)
          .filter((key) => !holds(key))
          .map((key) => `${must}, not ${shown(key)}`)[0]
      : undefined;
const all =
  (...rules: readonly ValueRule[]): ValueRule =>
  (value) =>
    rules.map((rule) => rule(value)).find((problem) => problem !== undefined);

const unique: ValueRule = (value) => (Array.isArray(value) && new Set(value).size < value.length ? 'must not repeat an item' : undefined);
const filled: ValueRule = (value) => (value === '' || (Array.isArray(value) && value.length === 0) ? 'must not be empty' : undefined);
const selecting: ValueRule = (value) =>
  isJsonObject(value) && [value['matchLabels'], value['matchExpressions']].every((part) => Object.keys(part ?? {}).length === 0)
    ? 'must select something'
    : undefined;
const label = onText('must be a DNS label', isDnsLabel);
const subdomain = onText('must be a DNS subdomain', isDnsSubdomain);
const labelKey = onText('must be a label key', isLabelKey);
const labelValue = onText('must be a label value', isLabelValue);
const port = between(1, 65_535);
const protocol = oneOf('TCP', 'UDP', 'SCTP');
const portName = onText('must be a name of a port', isPortName);
const share = all(onText(`must be a percentage such as '25%'`, isPercent), atLeast(0));
/** https://github.com/kubernetes/kubernetes/blob/v1.36.0/staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go */
const id = between(0, 2 ** 31 - 1);

/** https://kubernetes.io/docs/concepts/workloads/pods/downward-api/ */
const POD_FIELD =
  /^(metadata\.(name|namespace|uid|annotations|labels)|metadata\.(annotations|labels)\['[^']+'\]|spec\.(nodeName|serviceAccountName)|status\.(hostIP|hostIPs|podIP|podIPs))$/;
const requestingStorage: ValueRule = (value) => {
  const requests = isJsonObject(value) ? value['requests'] : undefined;
  return isJsonObject(requests) && requests['storage'] !== undefined && requests['storage'] !== null ? undefined : 'must request storage';
};

/** https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax */
const NAMED = /^@(annually|yearly|monthly|weekly|daily|midnight|hourly)$|^@every \S+$/;
const cron = onText('must be a schedule of five fields', (text) => NAMED.test(text) || parseCron(text.trim()) !== undefined);
const timeZone = onText('must be an IANA time zone', isTimeZone);
const podsThatEnd: ValueRule = (value) => {
  const spec = isJsonObject(value) && isJsonObject(value['spec']) ? value['spec'] : undefined;
  return spec === undefined || ['Never', 'OnFailure'].includes(String(spec['restartPolicy']))
    ? undefined
    : 'must have the restartPolicy OnFailure or Never';
};

/** https://kubernetes.io/docs/concepts/policy/resource-quotas/ */
const COMPUTE = /^(cpu|memory|ephemeral-storage|hugepages-.+)$|\//;
const LIMITED = /^(cpu|memory|ephemeral-storage|storage|hugepages-.+)$|\//;
const COUNTED =
  /^((requests\.|limits\.)?(cpu|memory|ephemeral-storage)|(requests\.)?(storage|hugepages-.+)|pods|services(\.nodeports|\.loadbalancers)?|replicationcontrollers|resourcequotas|secrets|configmaps|persistentvolumeclaims)$|\//;
const resources = (known: RegExp): ValueRule => keys('must name standard resources, or others with a domain', (key) => known.test(key));
const amounts = resources(COMPUTE);
const limits = resources(LIMITED);
/** https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces */
const podSecurity: ValueRule = (value) => {
  const labels = isJsonObject(value) && isJsonObject(value['labels']) ? Object.entries(value['labels']) : [];
  const wrong = labels.find(([key, text]) => {
    if (!/^pod-security\.kubernetes\.io\/(enforce|audit|warn)(-version)?$/.test(key) || typeof text !== 'string') return false;
    return !(key.endsWith('-version') ? /^(latest|v1\.(0|[1-9]\d*))$/ : /^(privileged|baseline|restricted)$/).test(text);
  });
  return wrong === undefined ? undefined : `must have a level or a version of Pod Security at ${shown(wrong[0])}`;
};

/**
 * What the API server checks and its schema does not say, of the types that are rendered, as `<type>.<field>`.
 *
 * From the validation of each group, e.g. https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/core/validation/validation.go;
 * held against running servers by the conformance tests. What needs two fields is not here.
 */
export const VALUE_RULES: Readonly<Record<string, ValueRule>> = {
  'AppArmorProfile.type': oneOf('Localhost', 'RuntimeDefault', 'Unconfined'),
  'ConfigMap.data': keys('must have keys of letters, digits, -, _ and .', (key) => /^[-._a-zA-Z0-9]{1,253}$/.test(key)),
  'ConfigMapVolumeSource.name': filled,
  'Container.image': filled,
  'Container.imagePullPolicy': orEmpty(oneOf('Always', 'IfNotPresent', 'Never')),
  'Container.name': label,
  'Container.ports': uniqueBy('name'),
  'Container.volumeMounts': uniqueBy('mountPath'),
  'ContainerPort.containerPort': port,
  'ContainerPort.name': orEmpty(portName),
  'ContainerPort.protocol': orEmpty(protocol),
  'CronJobSpec.concurrencyPolicy': orEmpty(oneOf('Allow', 'Forbid', 'Replace')),
  'CronJobSpec.failedJobsHistoryLimit': atLeast(0),
  'CronJobSpec.schedule': cron,
  'CronJobSpec.startingDeadlineSeconds': atLeast(0),
  'CronJobSpec.successfulJobsHistoryLimit': atLeast(0),
  'CronJobSpec.timeZone': timeZone,
  'DeploymentSpec.minReadySeconds': atLeast(0),
  'DeploymentSpec.progressDeadlineSeconds': atLeast(1),
  'DeploymentSpec.replicas': atLeast(0),
  'DeploymentSpec.revisionHistoryLimit': atLeast(0),
  'DeploymentSpec.selector': selecting,
  'DeploymentStrategy.type': orEmpty(oneOf('Recreate', 'RollingUpdate')),
  'EnvVar.name': filled,
  'ExecAction.command': filled,
  'HTTPGetAction.port': port,
  'IPBlock.cidr': onText('must be an address range', isCidr),
  'JobSpec.activeDeadlineSeconds': atLeast(0),
  'JobSpec.backoffLimit': atLeast(0),
  'JobSpec.completions': atLeast(0),
  'JobSpec.parallelism': atLeast(0),
  'JobSpec.podReplacementPolicy': oneOf('Failed', 'TerminatingOrFailed'),
  'JobSpec.template': podsThatEnd,
  'JobSpec.ttlSecondsAfterFinished': atLeast(0),
  'LabelSelectorRequirement.key': labelKey,
  'LabelSelectorRequirement.operator': oneOf('DoesNotExist', 'Exists', 'In', 'NotIn'),
  'LimitRangeItem.default': limits,
  'LimitRangeItem.defaultRequest': limits,
  'LimitRangeItem.max': limits,
  'LimitRangeItem.min': limits,
  'LimitRangeItem.type': oneOf('Container', 'Pod', 'PersistentVolumeClaim'),
  'LimitRangeSpec.limits': uniqueBy('type'),
  'MatchResources.matchPolicy': oneOf('Equivalent', 'Exact'),
  'MatchResources.resourceRules': filled,
  'NamedRuleWithOperations.apiGroups': filled,
  'NamedRuleWithOperations.apiVersions': all(filled, each(filled)),
  'NamedRuleWithOperations.operations': all(filled, each(oneOf('*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'))),
  'NamedRuleWithOperations.resources': all(filled, each(filled)),
  'NamedRuleWithOperations.scope': oneOf('*', 'Cluster', 'Namespaced'),
  'Namespace.metadata': podSecurity,
  'NetworkPolicyPort.port': port,
  'NetworkPolicyPort.protocol': protocol,
  'NetworkPolicySpec.policyTypes': all(each(oneOf('Ingress', 'Egress')), atMost(2)),
  'NodeSelector.nodeSelectorTerms': filled,
  'NodeSelectorRequirement.key': labelKey,
  'NodeSelectorRequirement.operator': oneOf('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'),
  'NodeSelectorRequirement.values': each(labelValue),
  'ObjectFieldSelector.fieldPath': onText('must name a field of a pod', (text) => POD_FIELD.test(text)),
  'PersistentVolumeClaimSpec.accessModes': all(filled, each(oneOf('ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'))),
  'PersistentVolumeClaimSpec.resources': requestingStorage,
  'PodAffinityTerm.topologyKey': labelKey,
  'PodDNSConfigOption.name': filled,
  'PodDisruptionBudgetSpec.maxUnavailable': share,
  'PodDisruptionBudgetSpec.minAvailable': share,
  'PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy': oneOf('AlwaysAllow', 'IfHealthyBudget'),
  'PodFailurePolicyOnPodConditionsPattern.status': orEmpty(oneOf('False', 'True', 'Unknown')),
  'PodFailurePolicyOnPodConditionsPattern.type': labelKey,
  'PodFailurePolicyRule.action': oneOf('Count', 'FailIndex', 'FailJob', 'Ignore'),
  'PodFailurePolicyRule.onPodConditions': filled,
  'PodSecurityContext.fsGroup': id,
  'PodSecurityContext.fsGroupChangePolicy': oneOf('Always', 'OnRootMismatch'),
  'PodSecurityContext.runAsGroup': id,
  'PodSecurityContext.runAsUser': id,
  'PodSpec.containers': all(filled, uniqueBy('name')),
  'PodSpec.priorityClassName': orEmpty(subdomain),
  'PodSpec.restartPolicy': orEmpty(oneOf('Always', 'OnFailure', 'Never')),
  'PodSpec.serviceAccountName': orEmpty(subdomain),
  'PodSpec.terminationGracePeriodSeconds': atLeast(0),
  'PodSpec.topologySpreadConstraints': uniqueBy('topologyKey', 'whenUnsatisfiable'),
  'PodSpec.volumes': uniqueBy('name'),
  'PriorityClass.preemptionPolicy': oneOf('Never', 'PreemptLowerPriority'),
  'Probe.failureThreshold': atLeast(0),
  'Probe.initialDelaySeconds': atLeast(0),
  'Probe.periodSeconds': atLeast(0),
  'Probe.successThreshold': atLeast(0),
  'Probe.timeoutSeconds': atLeast(0),
  'ResourceQuotaSpec.hard': resources(COUNTED),
  'ResourceRequirements.limits': amounts,
  'ResourceRequirements.requests': amounts,
  'RollingUpdateDeployment.maxSurge': share,
  'RollingUpdateDeployment.maxUnavailable': share,
  'ScopedResourceSelectorRequirement.operator': oneOf('DoesNotExist', 'Exists', 'In', 'NotIn'),
  'ScopedResourceSelectorRequirement.scopeName': oneOf(
    'BestEffort',
    'CrossNamespacePodAffinity',
    'NotBestEffort',
    'NotTerminating',
    'PriorityClass',
    'Terminating',
    'VolumeAttributesClass',
  ),
  'SeccompProfile.type': oneOf('Localhost', 'RuntimeDefault', 'Unconfined'),
  'ServicePort.name': orEmpty(label),
  'ServicePort.port': port,
  'ServicePort.protocol': orEmpty(protocol),
  // zero is read as absent
  'ServicePort.targetPort': between(0, 65_535),
  'ServiceSpec.clusterIP': orEmpty(onText(`must be an address or 'None'`, (text) => text === 'None' || isAddress(text))),
  'ServiceSpec.ports': uniqueBy('name'),
  'ServiceSpec.type': orEmpty(oneOf('ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort')),
  'SleepAction.seconds': atLeast(0),
  'StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted': orEmpty(oneOf('Delete', 'Retain')),
  'StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled': orEmpty(oneOf('Delete', 'Retain')),
  'StatefulSetSpec.minReadySeconds': atLeast(0),
  'StatefulSetSpec.podManagementPolicy': orEmpty(oneOf('OrderedReady', 'Parallel')),
  'StatefulSetSpec.replicas': atLeast(0),
  'StatefulSetSpec.selector': selecting,
  'StatefulSetSpec.serviceName': orEmpty(label),
  'StatefulSetUpdateStrategy.type': orEmpty(oneOf('OnDelete', 'RollingUpdate')),
  'Toleration.effect': orEmpty(oneOf('NoExecute', 'NoSchedule', 'PreferNoSchedule')),
  'Toleration.key': orEmpty(labelKey),
  'Toleration.operator': orEmpty(oneOf('Equal', 'Exists')),
  'Toleration.value': labelValue,
  'TopologySpreadConstraint.matchLabelKeys': each(labelKey),
  'TopologySpreadConstraint.maxSkew': atLeast(1),
  'TopologySpreadConstraint.topologyKey': filled,
  'TopologySpreadConstraint.whenUnsatisfiable': oneOf('DoNotSchedule', 'ScheduleAnyway'),
  'ValidatingAdmissionPolicyBindingSpec.policyName': all(filled, subdomain),
  'ValidatingAdmissionPolicyBindingSpec.validationActions': all(filled, each(oneOf('Audit', 'Deny', 'Warn')), unique),
  'ValidatingAdmissionPolicySpec.failurePolicy': oneOf('Fail', 'Ignore'),
  'ValidatingAdmissionPolicySpec.validations': filled,
  'Validation.expression': filled,
  'Validation.reason': oneOf('Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized'),
  'Variable.expression': filled,
  'Variable.name': onText('must be a CEL identifier', (text) => /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(text)),
  'Volume.name': label,
  'VolumeMount.mountPath': filled,
  'VolumeMount.name': filled,
  'WeightedPodAffinityTerm.weight': between(1, 100),
};

/** Fields that the server requires and its schema does not, as it holds them for optional in some other place. */
export const REQUIRED_TOO: Readonly<Record<string, readonly string[]>> = {
  ConfigMapVolumeSource: ['name'],
  Container: ['image'],
  CronJob: ['spec'],
  Deployment: ['spec'],
  ExecAction: ['command'],
  JobTemplateSpec: ['spec'],
  MatchResources: ['resourceRules'],
  NamedRuleWithOperations: ['apiGroups', 'apiVersions', 'operations', 'resources'],
  PersistentVolumeClaim: ['spec'],
  PersistentVolumeClaimSpec: ['accessModes', 'resources'],
  PodDNSConfigOption: ['name'],
  PodTemplateSpec: ['spec'],
  Service: ['spec'],
  StatefulSet: ['spec'],
  ValidatingAdmissionPolicy: ['spec'],
  ValidatingAdmissionPolicyBinding: ['spec'],
  ValidatingAdmissionPolicyBindingSpec: ['policyName', 'validationActions'],
  ValidatingAdmissionPolicySpec: ['matchConstraints'],
};

/** Types that say nothing without one of these fields. */
export const ONE_NEEDED: Readonly<Record<string, readonly string[]>> = {
  EnvVarSource: ['configMapKeyRef', 'fieldRef', 'fileKeyRef', 'resourceFieldRef', 'secretKeyRef'],
  LifecycleHandler: ['exec', 'httpGet', 'sleep', 'tcpSocket'],
  NetworkPolicyPeer: ['ipBlock', 'namespaceSelector', 'podSelector'],
  PodFailurePolicyRule: ['onExitCodes', 'onPodConditions'],
  Probe: ['exec', 'grpc', 'httpGet', 'tcpSocket'],
  ValidatingAdmissionPolicySpec: ['auditAnnotations', 'validations'],
};
