import type { Files } from '../src/render/files';
import { busSeparation } from '../src/core/bus/separation';
import { PLATFORM_NAMESPACE } from '../src/core/services';
import { renderApp } from '../src/render/render';
import type { ResolvedEnvironment } from '../src/model/resolved';
import { tenantApp } from '../tenants/tenant';
import { alertTests } from './alert-tests';
import { withMetricClosure } from './metric-closure';
import { withDelivery } from './delivery';
import { budgetReport } from './llm';
import { clusterApp, platformApp } from './platform';
import { rolloutReport } from './rollouts';

/** Every Kubernetes file of one environment, and what its reviewers are told besides, one App at a time, so that no more than one tenant is ever held. */
export function* renderManifests(environment: ResolvedEnvironment): Generator<Files> {
  const { delivery } = environment;
  const rendered = withMetricClosure(environment, environment.observability, manifests(environment));
  yield* delivery === undefined ? rendered : withDelivery(environment, delivery, rendered);
}

function* manifests(environment: ResolvedEnvironment): Generator<Files> {
  yield renderApp(clusterApp(environment), 'manifests/cluster');
  const platform = platformApp(environment);
  yield renderApp(platform, 'manifests/platform');
  yield alertTests(platform, PLATFORM_NAMESPACE);
  const budgets = budgetReport(platform, environment);
  if (budgets !== undefined) yield new Map([['reports/budgets.md', budgets]]);
  if (environment.services !== undefined) yield new Map([['reports/bus.md', busSeparation(environment.services.nats.accounts)]]);
  const rollouts = rolloutReport(environment);
  if (rollouts !== undefined) yield new Map([['reports/rollouts.md', rollouts]]);
  for (const tenant of environment.tenants) {
    const app = tenantApp(tenant, environment);
    yield renderApp(app, `manifests/tenants/${tenant.namespace}`);
    yield alertTests(app, tenant.namespace);
  }
}
