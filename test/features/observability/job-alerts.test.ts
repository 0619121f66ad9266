import { jobAlerts } from '../../../src/features/observability/job-alerts';
import { said } from './said';

const of = (what: string): string => `kube_cronjob_${what}{namespace="tenant-acme", cronjob="report"}`;

test('a run has failed two minutes after its deadline, when all its attempts are over and seen; a run that never succeeded counts as one at zero', () => {
  const [failed] = jobAlerts({ namespace: 'tenant-acme', agent: 'report', deadlineS: 3600, startingS: 600 });
  expect(failed && said(failed)).toEqual({
    name: 'AgentJobFailed',
    expr: [
      `max(${of('status_last_schedule_time')}) > (max(${of('status_last_successful_time')}) or vector(0))`,
      'and',
      `time() - max(${of('status_last_schedule_time')}) > 3720`,
    ],
    forS: 0,
    severity: 'warning',
    agent: 'report',
  });
});

test('a run is missed once it may no longer begin, five minutes later: the controller sets the next time as it starts one', () => {
  const [, missed] = jobAlerts({ namespace: 'tenant-acme', agent: 'report', deadlineS: 3600, startingS: 600 });
  expect(missed && said(missed)).toEqual({
    name: 'AgentJobMissed',
    expr: [`time() - max(${of('next_schedule_time')}) > 600`],
    forS: 300,
    severity: 'warning',
    agent: 'report',
  });
});

test('a job is suspended for an hour: it has no next run then, so that the alert before cannot tell', () => {
  const [, , suspended, ...others] = jobAlerts({ namespace: 'tenant-acme', agent: 'report', deadlineS: 3600, startingS: 600 });
  expect(suspended && said(suspended)).toEqual({
    name: 'AgentJobSuspended',
    expr: [`max(${of('spec_suspend')}) > 0`],
    forS: 3600,
    severity: 'warning',
    agent: 'report',
  });
  expect(suspended?.description).toContain('for more than 60 minutes');
  expect(others).toEqual([]);
});
