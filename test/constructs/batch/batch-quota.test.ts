import { App, Chart } from 'cdk8s';
import { TenantNamespace } from '../../../constructs/tenancy/tenant-namespace';
import { chartFor, rendered } from '../agent/agent-fixture';
import { at, batch, queued } from './batch-fixture';

/** What the tenant may use, and the largest container, with these batch agents beside. */
function limits(chart: Chart): { readonly quota: Record<string, string>; readonly max: unknown } {
  const namespace = new Chart(App.of(chart), 'namespace');
  new TenantNamespace(namespace, 'Tenant', { tenant: 'acme' });
  const objects = rendered(namespace);
  const quota = objects.find(({ kind, metadata }) => kind === 'ResourceQuota' && metadata.name === 'tenant');
  const range = objects.find(({ kind }) => kind === 'LimitRange')?.spec as { readonly limits: readonly { readonly max: unknown }[] };
  return { quota: quota?.spec['hard'] as Record<string, string>, max: range.limits[0]?.max };
}

test('the quota of a tenant holds one run of a schedule, and the jobs that are kept', () => {
  const { quota, max } = limits(batch().chart);
  // 1 pod of 1 CPU, 2Gi and 5Gi, and a tenth, rounded up
  expect(quota).toMatchObject({
    pods: '2',
    'requests.cpu': '2',
    'limits.memory': '3Gi',
    'requests.ephemeral-storage': '6Gi',
    'count/cronjobs.batch': '2',
    // 1 that runs, 3 that succeeded, 3 that failed: 7.7
    'count/jobs.batch': '8',
  });
  expect(max).toEqual({ cpu: '1', memory: '2Gi', 'ephemeral-storage': '5Gi' });
});

test('a run that replaces another counts twice', () => {
  expect(limits(at({ overlap: 'replace' }).chart).quota).toMatchObject({ pods: '3', 'requests.cpu': '3', 'count/jobs.batch': '9' });
});

test('the quota holds every job that may run of a queue, and those that ended since KEDA last looked', () => {
  const { quota } = limits(queued({ maxRunning: 10 }, { keepFailed: 1 }).chart);
  // 10 pods and a tenth; 10 + 10 + 3 + 1 jobs and a tenth
  expect(quota).toMatchObject({
    pods: '11',
    'requests.cpu': '11',
    'limits.memory': '22Gi',
    'count/cronjobs.batch': '0',
    'count/jobs.batch': '27',
  });
});

test('without batch agents nothing of it is there', () => {
  expect(limits(chartFor()).quota).toMatchObject({ pods: '0', 'count/cronjobs.batch': '0', 'count/jobs.batch': '0' });
});
