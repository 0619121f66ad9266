import type { Files } from '../src/render/files';
import { busSeparation } from '../src/core/bus/separation';
import { renderApp } from '../src/render/render';
import type { ResolvedEnvironment } from '../src/model/resolved';
import { tenantApp } from '../tenants/tenant';
import { clusterApp, platformApp } from './platform';
import { rolloutReport } from './rollouts';

/** Every Kubernetes file of one environment, and what its reviewers are told besides, one App at a time, so that no more than one tenant is ever held. */
export function* renderManifests(environment: ResolvedEnvironment): Generator<Files> {
  yield renderApp(clusterApp(environment), 'manifests/cluster');
  yield renderApp(platformApp(environment), 'manifests/platform');
  if (environment.services !== undefined) yield new Map([['reports/bus.md', busSeparation(environment.services.nats.accounts)]]);
  const rollouts = rolloutReport(environment);
  if (rollouts !== undefined) yield new Map([['reports/rollouts.md', rollouts]]);
  for (const tenant of environment.tenants) yield renderApp(tenantApp(tenant, environment), `manifests/tenants/${tenant.namespace}`);
}
