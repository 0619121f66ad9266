import { DELIVERED_KINDS } from '../../../src/features/delivery/kinds';

/** Kinds by their API group. */
const KINDS: Readonly<Record<string, string>> = {
  '': 'ConfigMap LimitRange Namespace ResourceQuota Service ServiceAccount',
  'admissionregistration.k8s.io': 'ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding',
  apps: 'Deployment StatefulSet',
  autoscaling: 'HorizontalPodAutoscaler',
  batch: 'CronJob',
  'networking.k8s.io': 'NetworkPolicy',
  policy: 'PodDisruptionBudget',
  'scheduling.k8s.io': 'PriorityClass',
  'argoproj.io': 'AnalysisTemplate Rollout',
  'cert-manager.io': 'Certificate',
  'external-secrets.io': 'ExternalSecret SecretStore',
  'keda.sh': 'ScaledJob ScaledObject TriggerAuthentication',
  'monitoring.coreos.com': 'PodMonitor PrometheusRule ServiceMonitor',
  'gateway.networking.k8s.io': 'Gateway GatewayClass HTTPRoute ReferenceGrant',
  'jetstream.nats.io': 'Account Consumer Stream',
  'postgresql.cnpg.io': 'Cluster Database DatabaseRole Pooler ScheduledBackup',
  'agentgateway.dev': 'AgentgatewayBackend AgentgatewayPolicy',
  'aigateway.envoyproxy.io': 'AIGatewayRoute AIServiceBackend BackendSecurityPolicy GatewayConfig QuotaPolicy',
  'gateway.envoyproxy.io': 'Backend BackendTrafficPolicy ClientTrafficPolicy EnvoyProxy SecurityPolicy',
};

const OF_CLUSTER = ['GatewayClass', 'Namespace', 'PriorityClass', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'];
const HOLD_DATA = ['Cluster', 'Database', 'DatabaseRole', 'StatefulSet', 'Stream'];

/** English, which all of them follow. */
function plural(kind: string): string {
  const word = kind.toLowerCase();
  if (/(s|ss)$/.test(word)) return `${word}es`;
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}

test('an engine is given rights for these kinds, by the plural of each', () => {
  const rows = Object.entries(KINDS).flatMap(([group, kinds]) => kinds.split(' ').map((kind) => `${group} ${kind} ${plural(kind)}`));
  expect(DELIVERED_KINDS.map(({ group, kind, resource }) => `${group} ${kind} ${resource}`).sort()).toEqual(rows.sort());
});

test('of the whole cluster, and gone for good once deleted', () => {
  const names = (which: (kind: (typeof DELIVERED_KINDS)[number]) => boolean) => DELIVERED_KINDS.filter(which).map(({ kind }) => kind);
  expect(names(({ namespaced }) => !namespaced).sort()).toEqual(OF_CLUSTER);
  expect(names(({ holdsData }) => holdsData).sort()).toEqual(HOLD_DATA);
});

/** As the status of each is documented by its project; nothing of the others can be waited for. */
test('readiness is read where each controller writes it', () => {
  const health = Object.fromEntries(
    DELIVERED_KINDS.flatMap(({ kind, health: one }) => {
      if (one.kind === 'no-status') return [];
      const { kind: how, ...rest } = one;
      return [[kind, [how, ...Object.values(rest)].join(' ').trimEnd()]];
    }),
  );
  expect(health).toEqual({
    ...Object.fromEntries(
      ['Namespace', 'Service', 'Deployment', 'StatefulSet', 'HorizontalPodAutoscaler', 'PodDisruptionBudget'].map((kind) => [
        kind,
        'kstatus',
      ]),
    ),
    Rollout: 'equal phase Healthy Degraded true',
    ...Object.fromEntries(
      ['Certificate', 'ExternalSecret', 'SecretStore', 'ScaledJob', 'ScaledObject'].map((kind) => [kind, 'condition Ready true']),
    ),
    Gateway: 'condition Programmed true',
    GatewayClass: 'condition Accepted true',
    HTTPRoute: 'parents parents Accepted true',
    ...Object.fromEntries(['Consumer', 'Stream', 'Cluster'].map((kind) => [kind, 'condition Ready false'])),
    Database: 'equal applied true  false',
    DatabaseRole: 'equal applied true  false',
    Pooler: 'same instances',
    ...Object.fromEntries(
      ['AIGatewayRoute', 'AIServiceBackend', 'BackendSecurityPolicy', 'GatewayConfig', 'QuotaPolicy', 'Backend'].map((kind) => [
        kind,
        'condition Accepted false',
      ]),
    ),
    ...Object.fromEntries(
      ['AgentgatewayPolicy', 'BackendTrafficPolicy', 'ClientTrafficPolicy', 'SecurityPolicy'].map((kind) => [
        kind,
        'parents ancestors Accepted false',
      ]),
    ),
  });
});
