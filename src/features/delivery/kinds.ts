import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import {
  delivered,
  type DeliveredKind,
  equal,
  groupOf,
  KSTATUS,
  NO_STATUS,
  parents,
  PODS,
  ready,
  REPLICA_SETS,
} from '../services/delivered';
import { SERVICE_KINDS } from '../table/table';

const CLUSTER_SCOPED = { namespaced: false };

/**
 * Every kind that we render or mean to, those of shared services from their rows. Plural and scope are those of the definitions. RBAC and Secrets are not among them: an identity
 * that may write a Role could give itself rights, and secrets are never rendered.
 */
export const DELIVERED_KINDS: readonly DeliveredKind[] = [
  delivered('', 'ConfigMap', 'configmaps', NO_STATUS),
  delivered('', 'LimitRange', 'limitranges', NO_STATUS),
  delivered('', 'Namespace', 'namespaces', KSTATUS, CLUSTER_SCOPED),
  delivered('', 'ResourceQuota', 'resourcequotas', NO_STATUS),
  delivered('', 'Service', 'services', KSTATUS),
  delivered('', 'ServiceAccount', 'serviceaccounts', NO_STATUS),
  delivered('admissionregistration.k8s.io', 'ValidatingAdmissionPolicy', 'validatingadmissionpolicies', NO_STATUS, CLUSTER_SCOPED),
  delivered(
    'admissionregistration.k8s.io',
    'ValidatingAdmissionPolicyBinding',
    'validatingadmissionpolicybindings',
    NO_STATUS,
    CLUSTER_SCOPED,
  ),
  delivered('apps', 'Deployment', 'deployments', KSTATUS, { read: [REPLICA_SETS, PODS] }),
  delivered('apps', 'StatefulSet', 'statefulsets', KSTATUS, { read: [PODS], holdsData: true }),
  delivered('autoscaling', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', KSTATUS),
  delivered('batch', 'CronJob', 'cronjobs', NO_STATUS),
  delivered('networking.k8s.io', 'NetworkPolicy', 'networkpolicies', NO_STATUS),
  delivered('policy', 'PodDisruptionBudget', 'poddisruptionbudgets', KSTATUS),
  delivered('scheduling.k8s.io', 'PriorityClass', 'priorityclasses', NO_STATUS, CLUSTER_SCOPED),

  delivered('argoproj.io', 'AnalysisTemplate', 'analysistemplates', NO_STATUS),
  delivered('argoproj.io', 'Rollout', 'rollouts', equal('phase', 'Healthy', 'Degraded', true)),
  delivered('cert-manager.io', 'Certificate', 'certificates', ready(true)),
  delivered('external-secrets.io', 'ExternalSecret', 'externalsecrets', ready(true)),
  delivered('external-secrets.io', 'SecretStore', 'secretstores', ready(true)),
  delivered('keda.sh', 'ScaledJob', 'scaledjobs', ready(true)),
  delivered('keda.sh', 'ScaledObject', 'scaledobjects', ready(true)),
  delivered('keda.sh', 'TriggerAuthentication', 'triggerauthentications', NO_STATUS),
  delivered('monitoring.coreos.com', 'PodMonitor', 'podmonitors', NO_STATUS),
  delivered('monitoring.coreos.com', 'PrometheusRule', 'prometheusrules', NO_STATUS),
  delivered('monitoring.coreos.com', 'ServiceMonitor', 'servicemonitors', NO_STATUS),

  delivered('gateway.networking.k8s.io', 'Gateway', 'gateways', ready(true, 'Programmed')),
  delivered('gateway.networking.k8s.io', 'GatewayClass', 'gatewayclasses', ready(true, 'Accepted'), CLUSTER_SCOPED),
  delivered('gateway.networking.k8s.io', 'HTTPRoute', 'httproutes', parents('parents', 'Accepted', true)),
  delivered('gateway.networking.k8s.io', 'ReferenceGrant', 'referencegrants', NO_STATUS),

  ...SERVICE_KINDS,
];

const BY_NAME: ReadonlyMap<string, DeliveredKind> = new Map(DELIVERED_KINDS.map((kind) => [`${kind.group} ${kind.kind}`, kind]));

/** What is known of a kind; `undefined` if it is not in the table. */
export function deliveredKind(apiVersion: string, kind: string): DeliveredKind | undefined {
  return BY_NAME.get(`${groupOf(apiVersion)} ${kind}`);
}

/** Rule `delivery-kind`: rights can be given only for a kind whose plural, scope and health are known (our choice). */
export function checkDeliveredKind(apiVersion: string, kind: string): Violation | undefined {
  return deliveredKind(apiVersion, kind) !== undefined
    ? undefined
    : {
        rule: 'delivery-kind',
        problem: `${shown(`${apiVersion} ${kind}`)} is none of the ${DELIVERED_KINDS.length} kinds that an engine is given rights for`,
        fix: 'let an administrator apply it, or add the kind, its plural, scope and health to the table of delivered kinds',
      };
}
