import { type Alert, matchers, steady } from './alert';

/** A job that a CronJob starts. */
export interface AlertedCronJob {
  readonly namespace: string;
  readonly agent: string;
  /** Seconds after which a run is ended, whatever it has done. */
  readonly deadlineS: number;
  /** Seconds that a run may begin late; after them it is left out. */
  readonly startingS: number;
}

/** Seconds between what the controller does and what is scraped of it. */
const SEEN_S = 2 * 60;
const MISSED_S = 5 * 60;
/** Somebody who suspends a job for some work goes on within it. */
const SUSPENDED_S = 60 * 60;

/** The alerts on a run that failed, on a run that never began, and on runs that are suspended. */
export function jobAlerts(job: AlertedCronJob): Alert[] {
  return [jobFailed(job), jobMissed(job), jobSuspended(job)];
}

/** Not before its deadline: until then further attempts may succeed. */
function jobFailed({ namespace, agent, deadlineS }: AlertedCronJob): Alert {
  const [started, succeeded] = ['last_schedule_time', 'last_successful_time'].map(
    (what) => `kube_cronjob_status_${what}${matchers({ namespace, cronjob: agent })}`,
  ) as [string, string];
  const [startS, afterS] = [60, deadlineS + SEEN_S];
  const minutes = Math.ceil((startS + afterS) / 60) + 2;
  return {
    name: 'AgentJobFailed',
    agent,
    expr: [`max(${started}) > (max(${succeeded}) or vector(0))`, 'and', `time() - max(${started}) > ${afterS}`].join('\n'),
    forS: 0,
    severity: 'warning',
    summary: `the last run of ${agent} did not succeed`,
    description: `The run of ${agent} that began last has not succeeded within its deadline of ${deadlineS} s, with all its attempts. First see how it ended: kubectl get jobs -n ${namespace}, then kubectl describe job <the newest> -n ${namespace}. Of a run that met its deadline the pod is deleted and its log with it; of any other, kubectl logs -n ${namespace} job/<the newest>. To run it again: kubectl create job -n ${namespace} --from=cronjob/${agent} ${agent}-$(date +%s), as each run needs a name of its own; the event UnexpectedJob of such a run is harmless. Whether LlmBudgetSpent is on for it says whether a budget is why.`,
    proof: {
      afterMin: minutes,
      fires: [{ series: started, values: steady(startS, minutes) }],
      silent: [
        { series: started, values: steady(startS, minutes) },
        { series: succeeded, values: steady(startS + 1, minutes) },
      ],
    },
  };
}

function jobMissed({ namespace, agent, startingS }: AlertedCronJob): Alert {
  const next = `kube_cronjob_next_schedule_time${matchers({ namespace, cronjob: agent })}`;
  const dueS = 60;
  const minutes = Math.ceil((dueS + startingS + MISSED_S) / 60) + 2;
  return {
    name: 'AgentJobMissed',
    agent,
    expr: `time() - max(${next}) > ${startingS}`,
    forS: MISSED_S,
    severity: 'warning',
    summary: `a run of ${agent} was due and did not begin`,
    description: `No run of ${agent} began within the ${startingS} s that it may be late, so it is left out. First see whether the one before still goes on (kubectl get cronjobs,jobs -n ${namespace}); then whether kube-controller-manager runs.`,
    proof: {
      afterMin: minutes,
      fires: [{ series: next, values: steady(dueS, minutes) }],
      // due once all is looked at
      silent: [{ series: next, values: steady(minutes * 60, minutes) }],
    },
  };
}

/**
 * What is rendered never suspends. A CronJob that is suspended has no next time, so that the alert before cannot tell.
 *
 * @see https://github.com/kubernetes/kube-state-metrics/blob/main/internal/store/cronjob.go
 */
function jobSuspended({ namespace, agent }: AlertedCronJob): Alert {
  const suspended = `kube_cronjob_spec_suspend${matchers({ namespace, cronjob: agent })}`;
  return {
    name: 'AgentJobSuspended',
    agent,
    expr: `max(${suspended}) > 0`,
    forS: SUSPENDED_S,
    severity: 'warning',
    summary: `${agent} is suspended and does not run`,
    description: `Somebody has suspended the CronJob ${agent} for more than ${SUSPENDED_S / 60} minutes: no run begins, and those that were due meanwhile are left out. To go on: kubectl patch cronjob ${agent} -n ${namespace} --type=merge -p '{"spec":{"suspend":false}}'.`,
    proof: {
      afterMin: 65,
      fires: [{ series: suspended, values: steady(1, 65) }],
      silent: [{ series: suspended, values: steady(0, 65) }],
    },
  };
}
