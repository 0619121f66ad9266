import { checkBucket } from '../features/clusters/buckets';
import { checkAwsRegion } from '../features/clusters/aws-names';
import { labelKeys } from '../kernel/labels';
import { isDnsSubdomain } from '../kernel/names';
import { byText } from '../kernel/order';
import { checkRegistry } from '../kernel/registries';
import { PROMETHEUS, checkPrometheus } from '../features/rollout/prometheus';
import { checkProfiles } from '../features/scaling/resolve';
import { shown } from '../kernel/shown';
import { type Component, checkFeature, SUPPORTED, checkVersion } from '../kernel/versions';
import { DEFAULTS, LIMITS } from '../kernel/defaults';
import type { EnvironmentSpec } from './spec';
import type { Findings } from '../kernel/findings';
import type { EnvironmentPlan } from './plan';
import { checkPlainId, resolveNodePools } from '../features/nodes/resolve';
import { below, type Problems } from '../kernel/problems';

/** Everything of an environment but its tenants, and what their checks ask of it. */
export interface Frame {
  readonly resolved: Omit<EnvironmentPlan, 'tenants' | 'services' | 'delivery' | 'observability' | 'warnings'>;
  readonly spec: EnvironmentSpec;
  /** Where places of the environment itself are judged. */
  readonly problems: Problems;
  /** Allowed registries; `undefined` if they could not be read, or there is none and so nothing to compare with. */
  readonly registries: readonly string[] | undefined;
}

/** Domains that Kubernetes keeps for itself: https://kubernetes.io/docs/reference/labels-annotations-taints/ */
const KUBERNETES_DOMAIN = /(^|\.)(kubernetes|k8s)\.io$/;

/** Completes and checks what does not belong to a tenant. */
export function resolveFrame(spec: EnvironmentSpec, findings: Findings): Frame {
  const { problems } = findings;
  const { system, name, labelDomain = DEFAULTS.labelDomain, prometheus = PROMETHEUS } = spec;
  problems.rule('prometheus', checkPrometheus(prometheus));
  problems.rule('system', checkPlainId(system));
  problems.rule('name', checkPlainId(name));
  // Rule `overcommit`: a ratio below 1 wastes nodes, and a large one promises what the nodes cannot give (our choice).
  // Rule `cni-enforces`: without a CNI that enforces network policies every pod reaches every other pod.
  // https://kubernetes.io/docs/concepts/services-networking/network-policies/#prerequisites
  problems.that(
    isDnsSubdomain(labelDomain) && !KUBERNETES_DOMAIN.test(labelDomain),
    'labelDomain',
    'label-domain',
    `must be a DNS name outside kubernetes.io and k8s.io, got ${shown(labelDomain)}`,
    `write 'example.com'`,
  );
  const target = resolveTarget(spec, findings);
  const { min, max } = LIMITS.overcommit;
  const overcommit = spec.overcommit ?? DEFAULTS.overcommit;
  problems.that(
    overcommit >= min && overcommit <= max,
    'overcommit',
    'overcommit',
    `must be from ${min} to ${max}, got ${overcommit}`,
    `write ${min} to promise no more than the nodes have`,
  );
  checkRegistries(spec, findings);
  checkProfiles(spec.profiles ?? {}, findings);
  return {
    spec,
    problems,
    registries: problems.unread('registries') || spec.registries.length === 0 ? undefined : spec.registries,
    resolved: {
      system,
      name,
      target,
      labels: labelKeys(labelDomain),
      labelDomain,
      scaler: resolveScaler(spec, findings),
      natsMetricPrefix: spec.natsMetricPrefix ?? DEFAULTS.natsMetricPrefix,
      prometheus,
      overcommit,
      nodePools: resolveNodePools(spec.nodePools, findings),
      regions: resolveRegions(spec, findings),
      terraformState: resolveState(spec, findings),
    },
  };
}

function resolveTarget(spec: EnvironmentSpec, { problems, warnings }: Findings): EnvironmentPlan['target'] {
  const { cni = DEFAULTS.cni, cniStrictMode = DEFAULTS.cniStrictMode, ...releases } = spec.target;
  for (const component of Object.keys(SUPPORTED) as Component[]) {
    const release = releases[component];
    if (release !== undefined) problems.rule(`target.${component}`, checkVersion(component, release));
  }
  problems.that(
    cni !== 'none',
    'target.cni',
    'cni-enforces',
    'network policies are rendered, but without a CNI that enforces them every pod reaches every other',
    `install a CNI that does and write 'vpc-cni' (with enableNetworkPolicy) or 'cilium'`,
  );
  if (cni === 'vpc-cni' && !cniStrictMode) {
    // Rule `cni-strict-mode`: without strict mode a new pod is open to all traffic until its policies arrive.
    // https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html
    warnings.rule('target.cniStrictMode', {
      rule: 'cni-strict-mode',
      problem: 'without strict mode a new pod is open until its policies arrive',
      fix: 'set NETWORK_POLICY_ENFORCING_MODE=strict on the VPC CNI and write cniStrictMode: true',
    });
  }
  return { kubernetes: '', ...withoutUndefined(releases), cni, cniStrictMode };
}

/** Rule `scaler-target`: a scaler of KEDA does nothing in a cluster without KEDA (our choice). */
function resolveScaler(spec: EnvironmentSpec, { problems }: Findings): EnvironmentPlan['scaler'] {
  const { keda } = spec.target;
  const scaler = spec.scaler ?? (keda === undefined ? 'prometheus-adapter' : 'keda');
  if (scaler !== 'keda' || problems.unread('target')) return scaler;
  const installed = problems.that(
    keda !== undefined,
    'scaler',
    'scaler-target',
    `is 'keda', but the target has no KEDA`,
    `name its release in target.keda, or write 'prometheus-adapter'`,
  );
  if (installed && keda !== undefined && checkVersion('keda', keda) === undefined)
    problems.rule('target.keda', checkFeature({ kubernetes: '', keda }, 'keda-missing-consumer'));
  return scaler;
}

function checkRegistries(spec: EnvironmentSpec, { problems }: Findings): void {
  const { registries } = spec;
  registries.forEach((registry, index) => problems.rule(below('registries', index), checkRegistry(registry)));
  problems.that(registries.length > 0, 'registries', 'registry', 'must name at least one registry', `write ['registry.example.com']`);
}

function resolveRegions(spec: EnvironmentSpec, { problems }: Findings): readonly string[] {
  const { regions } = spec;
  regions.forEach((region, index) => {
    const place = below('regions', index);
    if (problems.rule(place, checkAwsRegion(region))) {
      // Rule `unique-region`: a region that is listed twice would render one folder twice (our choice).
      problems.that(regions.indexOf(region) === index, place, 'unique-region', `${shown(region)} is listed twice`, 'list each region once');
    }
  });
  problems.that(regions.length > 0, 'regions', 'aws-region', 'must name at least one region', `write ['us-west-2']`);
  return [...new Set(regions)].sort(byText);
}

function resolveState(spec: EnvironmentSpec, { problems }: Findings): EnvironmentPlan['terraformState'] {
  const { bucket, region } = spec.terraformState;
  problems.rule('terraformState.bucket', checkBucket(bucket));
  if (region !== undefined) problems.rule('terraformState.region', checkAwsRegion(region));
  return { bucket, region };
}

/** The same record without keys whose value is `undefined`. */
function withoutUndefined<K extends string>(record: { readonly [key in K]?: string | undefined }): { readonly [key in K]?: string } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as { readonly [key in K]?: string };
}
