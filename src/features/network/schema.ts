import { CIDR, DNS_LABEL } from '../../kernel/formats';
import { list, nested, object, record, text, whole } from '../../kernel/schema';

export const EXTERNAL_HOST = object('ExternalHostSpec', 'A host outside the cluster.', {
  name: text('DNS name; refused where no ranges are given, because a NetworkPolicy filters by address only.', { optional: true }),
  cidrs: list('Address ranges; enforced by every CNI that enforces policies.', text('', { format: CIDR }), { optional: true }),
  port: whole('Port of the host.', { default: 443, min: 1, max: 65_535 }),
});

export const PODS = object('PodsSpec', 'Pods of others.', {
  namespace: text('Namespace that they run in.', { format: DNS_LABEL }),
  labels: record('Labels that they carry.', text(), { most: 10 }),
});

export const CALLERS = object(
  'CallersSpec',
  'Who calls what is rendered, by namespace and labels: policies let them in, and nobody else.',
  {
    gateway: nested('Whoever calls agents for the outside.', PODS, {
      otherwise: "`{ namespace: 'gateway', labels: { 'app.kubernetes.io/name': 'gateway' } }`",
    }),
    monitoring: nested('Prometheus.', PODS, {
      otherwise: "`{ namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } }`",
    }),
    keda: nested('The operator of KEDA, which reads the state of the bus.', PODS, {
      otherwise: "`{ namespace: 'keda', labels: { 'app.kubernetes.io/name': 'keda-operator' } }`",
    }),
    databaseOperator: nested('CloudNativePG.', PODS, {
      otherwise: "`{ namespace: 'cnpg-system', labels: { 'app.kubernetes.io/name': 'cloudnative-pg' } }`",
    }),
  },
);
