import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { NACK_GROUP } from '../bus/places';
import { equal, NO_STATUS, type Health, KSTATUS, parents, ready, same } from './health';

/** What an engine and its identity must know of a kind: only what stands in the API and cannot be read off a manifest. */
export interface DeliveredKind {
  /** API group; `''` for the core. */
  readonly group: string;
  readonly kind: string;
  /** Plural by which RBAC knows it. */
  readonly resource: string;
  readonly namespaced: boolean;
  /** When it has become what was written. */
  readonly health: Health;
  /** Whether deleting it deletes data: then no engine may delete it, only a person. */
  readonly holdsData: boolean;
  /** Objects made of it, which an engine reads to tell whether it is ready. */
  readonly read: readonly ReadResource[];
}

/** Something that is listed, never written. */
export interface ReadResource {
  readonly group: string;
  readonly resource: string;
}

const PODS: ReadResource = { group: '', resource: 'pods' };
const REPLICA_SETS: ReadResource = { group: 'apps', resource: 'replicasets' };

type Options = Partial<Pick<DeliveredKind, 'namespaced' | 'holdsData' | 'read'>>;

const row = (group: string, kind: string, resource: string, health: Health, options: Options = {}): DeliveredKind => ({
  group,
  kind,
  resource,
  health,
  namespaced: options.namespaced ?? true,
  holdsData: options.holdsData ?? false,
  read: options.read ?? [],
});

const CLUSTER_SCOPED: Options = { namespaced: false };
const HOLDS_DATA: Options = { holdsData: true };

/**
 * Every kind that we render or mean to. Plural and scope are those of the definitions. RBAC and Secrets are not among them: an identity
 * that may write a Role could give itself rights, and secrets are never rendered.
 */
export const DELIVERED_KINDS: readonly DeliveredKind[] = [
  row('', 'ConfigMap', 'configmaps', NO_STATUS),
  row('', 'LimitRange', 'limitranges', NO_STATUS),
  row('', 'Namespace', 'namespaces', KSTATUS, CLUSTER_SCOPED),
  row('', 'ResourceQuota', 'resourcequotas', NO_STATUS),
  row('', 'Service', 'services', KSTATUS),
  row('', 'ServiceAccount', 'serviceaccounts', NO_STATUS),
  row('admissionregistration.k8s.io', 'ValidatingAdmissionPolicy', 'validatingadmissionpolicies', NO_STATUS, CLUSTER_SCOPED),
  row('admissionregistration.k8s.io', 'ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings', NO_STATUS, CLUSTER_SCOPED),
  row('apps', 'Deployment', 'deployments', KSTATUS, { read: [REPLICA_SETS, PODS] }),
  row('apps', 'StatefulSet', 'statefulsets', KSTATUS, { read: [PODS], holdsData: true }),
  row('autoscaling', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', KSTATUS),
  row('batch', 'CronJob', 'cronjobs', NO_STATUS),
  row('networking.k8s.io', 'NetworkPolicy', 'networkpolicies', NO_STATUS),
  row('policy', 'PodDisruptionBudget', 'poddisruptionbudgets', KSTATUS),
  row('scheduling.k8s.io', 'PriorityClass', 'priorityclasses', NO_STATUS, CLUSTER_SCOPED),

  row('argoproj.io', 'AnalysisTemplate', 'analysistemplates', NO_STATUS),
  row('argoproj.io', 'Rollout', 'rollouts', equal('phase', 'Healthy', 'Degraded', true)),
  row('cert-manager.io', 'Certificate', 'certificates', ready(true)),
  row('external-secrets.io', 'ExternalSecret', 'externalsecrets', ready(true)),
  row('external-secrets.io', 'SecretStore', 'secretstores', ready(true)),
  row(NACK_GROUP, 'Account', 'accounts', NO_STATUS),
  row(NACK_GROUP, 'Consumer', 'consumers', ready(false)),
  row(NACK_GROUP, 'Stream', 'streams', ready(false), HOLDS_DATA),
  row('keda.sh', 'ScaledJob', 'scaledjobs', ready(true)),
  row('keda.sh', 'ScaledObject', 'scaledobjects', ready(true)),
  row('keda.sh', 'TriggerAuthentication', 'triggerauthentications', NO_STATUS),
  row('monitoring.coreos.com', 'PodMonitor', 'podmonitors', NO_STATUS),
  row('monitoring.coreos.com', 'PrometheusRule', 'prometheusrules', NO_STATUS),
  row('monitoring.coreos.com', 'ServiceMonitor', 'servicemonitors', NO_STATUS),
  row('postgresql.cnpg.io', 'Cluster', 'clusters', ready(false), HOLDS_DATA),
  row('postgresql.cnpg.io', 'Database', 'databases', equal('applied', true), HOLDS_DATA),
  row('postgresql.cnpg.io', 'DatabaseRole', 'databaseroles', equal('applied', true), HOLDS_DATA),
  row('postgresql.cnpg.io', 'Pooler', 'poolers', same('instances')),
  row('postgresql.cnpg.io', 'ScheduledBackup', 'scheduledbackups', NO_STATUS),

  row('agentgateway.dev', 'AgentgatewayBackend', 'agentgatewaybackends', NO_STATUS),
  row('agentgateway.dev', 'AgentgatewayPolicy', 'agentgatewaypolicies', parents('ancestors', 'Accepted', false)),
  row('aigateway.envoyproxy.io', 'AIGatewayRoute', 'aigatewayroutes', ready(false, 'Accepted')),
  row('aigateway.envoyproxy.io', 'AIServiceBackend', 'aiservicebackends', ready(false, 'Accepted')),
  row('aigateway.envoyproxy.io', 'BackendSecurityPolicy', 'backendsecuritypolicies', ready(false, 'Accepted')),
  row('aigateway.envoyproxy.io', 'GatewayConfig', 'gatewayconfigs', ready(false, 'Accepted')),
  row('aigateway.envoyproxy.io', 'QuotaPolicy', 'quotapolicies', ready(false, 'Accepted')),
  row('gateway.envoyproxy.io', 'Backend', 'backends', ready(false, 'Accepted')),
  row('gateway.envoyproxy.io', 'BackendTrafficPolicy', 'backendtrafficpolicies', parents('ancestors', 'Accepted', false)),
  row('gateway.envoyproxy.io', 'ClientTrafficPolicy', 'clienttrafficpolicies', parents('ancestors', 'Accepted', false)),
  row('gateway.envoyproxy.io', 'EnvoyProxy', 'envoyproxies', NO_STATUS),
  row('gateway.envoyproxy.io', 'SecurityPolicy', 'securitypolicies', parents('ancestors', 'Accepted', false)),
  row('gateway.networking.k8s.io', 'Gateway', 'gateways', ready(true, 'Programmed')),
  row('gateway.networking.k8s.io', 'GatewayClass', 'gatewayclasses', ready(true, 'Accepted'), CLUSTER_SCOPED),
  row('gateway.networking.k8s.io', 'HTTPRoute', 'httproutes', parents('parents', 'Accepted', true)),
  row('gateway.networking.k8s.io', 'ReferenceGrant', 'referencegrants', NO_STATUS),
];

const BY_NAME: ReadonlyMap<string, DeliveredKind> = new Map(DELIVERED_KINDS.map((kind) => [`${kind.group} ${kind.kind}`, kind]));

/** Group of an `apiVersion`. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

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
