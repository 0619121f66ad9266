import type { App } from 'cdk8s';
import { ALERT_TESTS, CLUSTER_FOLDER, PLATFORM_FOLDER, REPORTS, tenantFolder } from '../../src/features/delivery/layout';
import { PLATFORM_NAMESPACE } from '../../src/features/services/places';
import { Problems } from '../../src/kernel/problems';
import type { EnvironmentPlan } from '../../src/resolve/plan';
import type { Files, Rendered } from '../../src/render/files';
import { renderWithManifests } from '../../src/render/render';
import type { Extension } from './extension';
import { applyPatches } from './hatches';
import { tenantApp } from './tenant';
import { alertTests } from './alert-tests';
import { judged, type JudgedOptions } from './judged';
import { clusterApp, platformApp } from './platform';
import { rolloutReport } from './rollouts';
import { SHARED_SERVICES } from './shared-services';

/**
 * Every Kubernetes file of one environment, and what its reviewers are told besides, one App at a time, so that no more than one tenant is ever held.
 *
 * @throws InvalidInputError with everything that is wrong with what was rendered
 */
export function renderManifests(environment: EnvironmentPlan, extension: Extension = {}, options: JudgedOptions = {}): Generator<Files> {
  const problems = Problems.of(`${environment.system}/${environment.name}`);
  return judged(environment, renderApps(environment, problems, extension), problems, options);
}

/** The same before anybody has judged it, and without what delivers it. */
export function* renderApps(environment: EnvironmentPlan, problems: Problems, extension: Extension = {}): Generator<Rendered> {
  const [cluster, platform] = [clusterApp(environment, extension.cluster), platformApp(environment, extension.platform)];
  applyPatches([cluster, platform], environment.hatches.patches, [], problems);
  yield renderWithManifests(cluster, CLUSTER_FOLDER);
  // where nothing is shared, nothing stands there
  if (platform.charts.length > 0) yield renderWithManifests(platform, PLATFORM_FOLDER);
  yield* alertReport(platform, PLATFORM_NAMESPACE);
  yield* serviceReports(environment);
  const rollouts = rolloutReport(environment);
  if (rollouts !== undefined) yield report('rollouts.md', rollouts);
  for (const tenant of environment.tenants) {
    const app = tenantApp(tenant, environment, problems, extension);
    yield renderWithManifests(app, tenantFolder(tenant.namespace));
    yield* alertReport(app, tenant.namespace);
  }
}

function* serviceReports(environment: EnvironmentPlan): Generator<Rendered> {
  const { services } = environment;
  if (services === undefined) return;
  for (const { reports } of SHARED_SERVICES)
    for (const [file, text] of Object.entries(reports?.(services, environment) ?? {})) yield report(file, text);
}

function* alertReport(app: App, namespace: string): Generator<Rendered> {
  for (const [file, text] of Object.entries(alertTests(app, namespace))) yield report(`${ALERT_TESTS}/${file}`, text);
}

/** What is read by people, and holds no object. */
function report(file: string, text: string): Rendered {
  return { files: new Map([[`${REPORTS}/${file}`, text]]), manifests: [] };
}
