/** What is installed beside the rendered objects and has no key in `target`: one release is rendered for, and older ones lack something or were not tried. */
export interface RenderedFor {
  readonly title: string;
  /** API groups of the kinds that are rendered for it. */
  readonly groups: readonly string[];
  readonly oldest: string;
  /** Release that the rendered objects were tried with, in `test/conformance` or against its CRDs. */
  readonly tried: string;
  /** Why no older one. */
  readonly why: string;
  readonly source: string;
}

const NOT_TRIED = 'older ones were not tried';

/** In the order of their titles. */
export const RENDERED_FOR: readonly RenderedFor[] = [
  {
    title: 'agentgateway',
    groups: ['agentgateway.dev'],
    oldest: '1.4',
    tried: '1.4.1',
    why: NOT_TRIED,
    source: 'https://github.com/agentgateway/agentgateway/releases/tag/v1.4.1',
  },
  {
    title: 'Argo CD',
    groups: [],
    oldest: '3.5',
    tried: '3.5.1',
    why: NOT_TRIED,
    source: 'https://github.com/argoproj/argo-cd/releases/tag/v3.5.1',
  },
  {
    title: 'cert-manager',
    groups: ['cert-manager.io'],
    oldest: '1.21',
    tried: '1.21.1',
    why: NOT_TRIED,
    source: 'https://cert-manager.io/docs/releases/',
  },
  {
    title: 'CloudNativePG',
    groups: ['postgresql.cnpg.io'],
    oldest: '1.30',
    tried: '1.30.0',
    why: 'it brought DatabaseRole, by which each tenant has a user of its own',
    source: 'https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/config/crd/bases/postgresql.cnpg.io_databaseroles.yaml',
  },
  {
    title: 'Envoy AI Gateway',
    groups: ['aigateway.envoyproxy.io'],
    oldest: '1.1',
    tried: '1.1.0',
    why: NOT_TRIED,
    source: 'https://github.com/envoyproxy/ai-gateway/releases/tag/v1.1.0',
  },
  {
    title: 'Envoy Gateway',
    groups: ['gateway.envoyproxy.io'],
    oldest: '1.9',
    tried: '1.9.0',
    why: 'the fields are there from 1.6 (`sni` of a Backend), but Envoy AI Gateway 1.1 was tried with 1.9 alone',
    source: 'https://github.com/envoyproxy/gateway/releases/tag/v1.9.0',
  },
  {
    title: 'External Secrets',
    groups: ['external-secrets.io'],
    oldest: '0.16',
    tried: '2.9.0',
    why: 'it brought external-secrets.io/v1',
    source: 'https://github.com/external-secrets/external-secrets/releases/tag/v0.16.0',
  },
  {
    title: 'Flux (kustomize-controller)',
    groups: ['kustomize.toolkit.fluxcd.io', 'source.toolkit.fluxcd.io'],
    oldest: '1.9',
    tried: '1.9.4',
    why: 'it brought `ignore` of a Kustomization, without which it fights with autoscalers',
    source: 'https://github.com/fluxcd/kustomize-controller/blob/v1.9.0/config/crd/bases/kustomize.toolkit.fluxcd.io_kustomizations.yaml',
  },
  {
    title: 'Gateway API',
    groups: ['gateway.networking.k8s.io'],
    oldest: '1.0',
    tried: '1.6.1',
    why: 'it brought HTTPRoute v1',
    source: 'https://github.com/kubernetes-sigs/gateway-api/releases/tag/v1.0.0',
  },
  {
    title: 'NACK',
    groups: ['jetstream.nats.io'],
    oldest: '0.22',
    tried: '0.22.4',
    why: NOT_TRIED,
    source: 'https://github.com/nats-io/nack/releases/tag/v0.22.4',
  },
  {
    title: 'Prometheus operator',
    groups: ['monitoring.coreos.com'],
    oldest: '0.93',
    tried: '0.93.0',
    why: NOT_TRIED,
    source: 'https://github.com/prometheus-operator/prometheus-operator/releases/tag/v0.93.0',
  },
];

/** Groups of kinds that are rendered for a component of `target`. */
export const TARGET_GROUPS: Readonly<Record<string, string>> = { 'keda.sh': 'keda', 'argoproj.io': 'argoRollouts' };

/** Groups that Kubernetes serves itself, and the one that kubectl reads alone. */
export const OWN_GROUPS = [
  ...['admissionregistration.k8s.io', 'networking.k8s.io', 'rbac.authorization.k8s.io', 'scheduling.k8s.io', 'kustomize.config.k8s.io'],
];
