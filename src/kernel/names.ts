import type { Violation } from './problems';
import { shown } from './shown';

/** RFC 1123 label and RFC 1035 label: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
export const MAX_LABEL = 63;

/**
 * Longest tenant, agent and pool id.
 *
 * `<tenant>-<agent>` is a label value (63), a ScaledObject may have 54 characters (`keda-hpa-` is put before it), and the ids
 * stand in IAM role names (64): 30 leaves room in each.
 */
export const MAX_ID = 30;

const ID = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
/** Namespaces of Kubernetes, of ours and of controllers that are known, where their own charts and manifests put them. */
const RESERVED = new RegExp(
  `^(${[
    'kube-.*|openshift-.*|default|system|kube|platform|monitoring|gateway|keda|argocd|flux-system|cert-manager|external-secrets',
    'argo-rollouts|cnpg-system|envoy-gateway-system|envoy-ai-gateway-system|agentgateway-system|nack|nats-system|ingress-nginx',
    'istio-system|linkerd|cilium-system|calico-system|tigera-operator|gatekeeper-system|kyverno|karpenter|amazon-cloudwatch',
  ].join('|')})$`,
);

/** RFC 1123 label: namespaces and most objects. */
export function isDnsLabel(text: string): boolean {
  return text.length <= MAX_LABEL && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text);
}

/** Kubernetes label value: at most 63 letters, digits, `-`, `_`, `.`, with letters or digits at both ends. */
export function isLabelValue(text: string): boolean {
  return text === '' || (text.length <= MAX_LABEL && /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(text));
}

/** Kubernetes label key: optional DNS prefix, slash, name. */
export function isLabelKey(text: string): boolean {
  const [name, prefix, ...rest] = text.split('/').reverse();
  return rest.length === 0 && name !== undefined && name !== '' && isLabelValue(name) && (prefix === undefined || isDnsSubdomain(prefix));
}

/**
 * A name of an object as the API server takes it: a part between dots may be longer than a label of the DNS.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.0/staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go (IsDNS1123Subdomain)
 */
export function isDnsSubdomain(text: string): boolean {
  return text.length <= 253 && text.split('.').every((part) => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(part));
}

/** A name that the DNS can answer: parts of at most 63 characters. https://www.rfc-editor.org/rfc/rfc1123#page-13 */
export function isDnsName(text: string): boolean {
  return text.length <= 253 && text.split('.').every(isDnsLabel);
}

/** Domains that Kubernetes keeps for itself: https://kubernetes.io/docs/reference/labels-annotations-taints/ */
const KUBERNETES_DOMAIN = /(^|\.)(kubernetes|k8s)\.io$/;

/**
 * Rule `label-domain`: label keys need a DNS name as their prefix, and kubernetes.io and k8s.io are reserved.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
export function checkLabelDomain(domain: string | undefined): Violation | undefined {
  return domain === undefined || (isDnsName(domain) && !KUBERNETES_DOMAIN.test(domain))
    ? undefined
    : {
        rule: 'label-domain',
        problem: `must be a DNS name outside kubernetes.io and k8s.io, got ${shown(domain)}`,
        fix: `write 'example.com'`,
      };
}

/** Label values that YAML 1.1 readers take for something else; analysers that paste them unquoted then match nothing. */
export function isAmbiguousYaml(text: string): boolean {
  return (
    /^(y|yes|n|no|on|off|true|false|null|~)$/i.test(text) ||
    /^[-+]?[0-9][0-9_]*(\.[0-9_]*)?(e[-+]?[0-9]+)?$/i.test(text) ||
    /^\d{4}-\d\d?-\d\d?$/.test(text) ||
    /^0[xob]/i.test(text)
  );
}

/**
 * Rule `id`: names, subjects, paths and labels are made from an id, and other characters would break one of them (our choice). The rule
 * holds for tenants, agents, pools, node pools, systems and environments.
 */
export function checkId(id: string, max = MAX_ID): Violation | undefined {
  if (!ID.test(id) || id.length > max || id.includes('--')) {
    return {
      rule: 'id',
      problem: `must be 1 to ${max} lower-case letters, digits and single hyphens, starting with a letter and not ending with a hyphen, got ${shown(id)}`,
      fix: `choose an id such as 'acme' or 'product-search'`,
    };
  }
  if (RESERVED.test(id))
    // Rule `id-reserved`: an id that is also a name of the platform or of Kubernetes would collide with its objects (our choice).
    return { rule: 'id-reserved', problem: `${shown(id)} names something of the platform or of Kubernetes`, fix: 'choose another id' };
  if (isAmbiguousYaml(id)) {
    // Rule `id-ambiguous`: YAML readers take words such as `no` or `1e3` for a boolean or a number, so the id would change its meaning.
    // https://yaml.org/type/bool.html
    return {
      rule: 'id-ambiguous',
      problem: `${shown(id)} is not read as text by every YAML reader`,
      fix: 'choose an id that is no YAML keyword',
    };
  }
  return undefined;
}

/** Checks `dns-label` and `id-reserved` for the name of a namespace that people choose. */
export function checkNamespace(name: string): Violation | undefined {
  return (
    checkDnsLabel(name) ??
    (RESERVED.test(name)
      ? { rule: 'id-reserved', problem: `${shown(name)} names something of the platform or of Kubernetes`, fix: 'choose another id' }
      : undefined)
  );
}

/** Checks `id` for names that stay inside the platform, which may be reserved ones: a node pool `platform` is no namespace. */
export function checkPlainId(id: string): Violation | undefined {
  const violation = checkId(id);
  return violation?.rule === 'id-reserved' ? undefined : violation;
}

/**
 * Rule `dns-label`: the API server refuses an object whose name is not a DNS label.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
 */
export function checkDnsLabel(name: string, max = MAX_LABEL): Violation | undefined {
  return isDnsLabel(name) && name.length <= max
    ? undefined
    : {
        rule: 'dns-label',
        problem: `must be a DNS label of at most ${max} characters, got ${shown(name)}`,
        fix: 'use lower-case letters, digits and hyphens',
      };
}

/** `ProductSearch` → `product-search`, `HTTPGateway` → `http-gateway`. */
export function kebab(id: string): string {
  return id
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}
