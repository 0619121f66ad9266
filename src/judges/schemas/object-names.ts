import { isDnsLabel, isDnsSubdomain, isLabelKey, isLabelValue } from '../../kernel/names';
import { shown } from '../../kernel/shown';
import { isJsonObject, type JsonObject } from '../../kernel/json';
import { fieldPlace, type Finding } from '../inventory/finding';

interface NameRule {
  readonly must: string;
  readonly holds: (name: string) => boolean;
}

/** CronJobs get 11 characters appended for their Jobs: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ */
const MAX_CRON_JOB_NAME = 52;

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const SUBDOMAIN: NameRule = { must: 'a DNS subdomain', holds: isDnsSubdomain };
const LABEL: NameRule = { must: 'a DNS label', holds: isDnsLabel };
const SERVICE: NameRule = { must: 'a DNS label that starts with a letter', holds: (name) => isDnsLabel(name) && /^[a-z]/.test(name) };
const CRON_JOB: NameRule = {
  must: `a DNS subdomain of at most ${MAX_CRON_JOB_NAME} characters`,
  holds: (name) => isDnsSubdomain(name) && name.length <= MAX_CRON_JOB_NAME,
};
const PATH_SEGMENT: NameRule = {
  must: `a path segment: not '.' or '..', without '/' and '%'`,
  holds: (name) => name !== '' && !/^\.{1,2}$|[/%]/.test(name),
};

const NAME_RULE: Readonly<Record<string, NameRule>> = {
  'v1 Namespace': LABEL,
  'v1 Service': SERVICE,
  'batch/v1 CronJob': CRON_JOB,
  'rbac.authorization.k8s.io/v1 Role': PATH_SEGMENT,
  'rbac.authorization.k8s.io/v1 RoleBinding': PATH_SEGMENT,
  'rbac.authorization.k8s.io/v1 ClusterRole': PATH_SEGMENT,
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': PATH_SEGMENT,
};

/** Name and namespace of a whole document. */
export function checkObjectName(document: JsonObject, apiVersion: string, kind: string): Finding[] {
  const metadata = document['metadata'];
  // a missing `metadata` is a missing name; one of the wrong type has been found already
  if (metadata !== undefined && metadata !== null && !isJsonObject(metadata)) return [];
  const { name, namespace, generateName } = metadata ?? {};
  const findings: Finding[] = [];
  const rule = NAME_RULE[`${apiVersion} ${kind}`] ?? SUBDOMAIN;
  if (name === undefined || name === null || name === '') {
    if (generateName === undefined) findings.push({ place: 'metadata.name', rule: 'missing-field', problem: 'is required' });
  } else if (typeof name === 'string' && !rule.holds(name)) {
    // Rule `bad-name`: an API server refuses an object with a malformed name.
    // https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
    findings.push({ place: 'metadata.name', rule: 'bad-name', problem: `must be ${rule.must}, got ${shown(name)}` });
  }
  if (typeof namespace === 'string' && !isDnsLabel(namespace)) {
    findings.push({ place: 'metadata.namespace', rule: 'bad-name', problem: `must be ${LABEL.must}, got ${shown(namespace)}` });
  }
  return findings;
}

/** Maps whose keys and values are labels, as `<type>.<field>`. */
const LABEL_MAPS: ReadonlySet<string> = new Set([
  'ObjectMeta.labels',
  'LabelSelector.matchLabels',
  'PodSpec.nodeSelector',
  'ServiceSpec.selector',
]);

/** Labels, selectors and annotation keys, wherever they stand. */
export function checkLabelMap(type: string, field: string, map: JsonObject, place: string): Finding[] {
  const labels = LABEL_MAPS.has(`${type}.${field}`);
  if (!labels && `${type}.${field}` !== 'ObjectMeta.annotations') return [];
  return Object.entries(map).flatMap(([key, value]) => {
    const findings: Finding[] = [];
    // the prefix of an annotation may have capitals: https://github.com/kubernetes/kubernetes/blob/v1.36.0/staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go
    if (!isLabelKey(labels ? key : key.toLowerCase())) {
      findings.push({
        place: fieldPlace(place, key),
        rule: 'bad-label',
        problem: `the key must be a name of at most 63 characters with an optional DNS prefix, got ${shown(key)}`,
      });
    }
    if (labels && typeof value === 'string' && !isLabelValue(value)) {
      findings.push({
        place: fieldPlace(place, key),
        rule: 'bad-label',
        problem: `the value must be at most 63 letters, digits, '-', '_', '.', with letters or digits at both ends, got ${shown(value)}`,
      });
    }
    return findings;
  });
}
