import { planCluster } from '../features/clusters/plan';
import { labelKeys } from '../kernel/labels';
import { checkLabelDomain, checkPlainId } from '../kernel/names';
import { checkRegistry } from '../kernel/registries';
import { planCallers } from '../features/network/callers';
import { checkPrometheus, prometheusIn } from '../features/rollout/prometheus';
import { checkProfiles } from '../features/scaling/resolve';
import { checkFeature, checkVersion } from '../kernel/versions';
import { ENVIRONMENT } from './schema';
import type { EnvironmentSpec } from './spec';
import type { Findings } from '../kernel/findings';
import type { EnvironmentPlan } from './plan';
import { planNodePools } from '../features/nodes/plan';
import { below, type Problems } from '../kernel/problems';

import type { ServiceStates } from '../features/external/state';
import { resolveStates } from './states';

/** Everything of an environment but its tenants, complete. */
type FramePlan = Omit<EnvironmentPlan, 'tenants' | 'services' | 'delivery' | 'observability' | 'hatches' | 'warnings'>;

/** Everything of an environment but its tenants, and what their checks ask of it. Features see it through interfaces of their own. */
export interface Frame extends FramePlan {
  readonly resolved: FramePlan;
  readonly spec: EnvironmentSpec;
  /** Where places of the environment itself are judged. */
  readonly problems: Problems;
  /** Allowed registries; `undefined` if one is wrong, or there is none and so nothing to compare with. */
  readonly registries: readonly string[] | undefined;
  /** How it has each of the shared services. */
  readonly states: ServiceStates;
}

/** Completes and checks what does not belong to a tenant. */
export function resolveFrame(spec: EnvironmentSpec, findings: Findings): Frame {
  const { problems } = findings;
  const { shape } = ENVIRONMENT;
  const { system, name, labelDomain = shape.labelDomain.said.default } = spec;
  const callers = planCallers(problems.at('callers'), spec.callers);
  const { prometheus = prometheusIn(callers.monitoring.namespace) } = spec;
  if (spec.prometheus !== undefined) problems.rule('prometheus', checkPrometheus(prometheus));
  problems.rule('system', checkPlainId(system));
  problems.rule('name', checkPlainId(name));
  problems.rule('labelDomain', checkLabelDomain(labelDomain));
  const cluster = planCluster(spec, findings);
  const { min, max } = shape.overcommit.said;
  const overcommit = spec.overcommit ?? shape.overcommit.said.default;
  // Rule `overcommit`: a ratio below 1 wastes nodes, and a large one promises what the nodes cannot give (our choice).
  problems.that(
    overcommit >= min && overcommit <= max,
    'overcommit',
    'overcommit',
    `must be from ${min} to ${max}, got ${overcommit}`,
    `write ${min} to promise no more than the nodes have`,
  );
  const registriesKnown = checkRegistries(spec, findings);
  checkProfiles(spec.profiles ?? {}, findings);
  const resolved = {
    system,
    name,
    labels: labelKeys(labelDomain),
    labelDomain,
    scaler: resolveScaler(spec, findings),
    natsMetricPrefix: spec.natsMetricPrefix ?? shape.natsMetricPrefix.said.default,
    callers,
    prometheus,
    overcommit,
    nodePools: planNodePools(spec.nodePools, findings),
    ...cluster,
  };
  const registries = registriesKnown && spec.registries.length > 0 ? spec.registries : undefined;
  return { ...resolved, resolved, spec, problems, registries, states: resolveStates(spec.services, findings) };
}

/** Rule `scaler-target`: a scaler of KEDA does nothing in a cluster without KEDA (our choice). */
function resolveScaler(spec: EnvironmentSpec, { problems, warnings }: Findings): EnvironmentPlan['scaler'] {
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
    warnings.rule('target.keda', checkFeature({ kubernetes: '', keda }, 'keda-missing-consumer'));
  return scaler;
}

/** Whether all of them can be compared with. */
function checkRegistries(spec: EnvironmentSpec, { problems }: Findings): boolean {
  const { registries } = spec;
  const sound = registries.map((registry, index) => problems.rule(below('registries', index), checkRegistry(registry)));
  problems.that(registries.length > 0, 'registries', 'registry', 'must name at least one registry', `write ['registry.example.com']`);
  return sound.every(Boolean) && !problems.unread('registries');
}
