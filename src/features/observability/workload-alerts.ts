import { type Alert, matchers, steady } from './alert';

/** What runs an agent's pods. */
export type AlertedWorkload = 'Deployment' | 'Rollout';

/** An agent's pods. */
export interface AlertedPods {
  readonly namespace: string;
  readonly agent: string;
  readonly workload: AlertedWorkload;
}

/** A window with more replicas. */
export interface AlertedWindow {
  readonly name: string;
  readonly replicas: number;
  /** Place of its trigger in the ScaledObject, from 0. */
  readonly trigger: number;
}

/** Seconds after the start of a window until its pods must be ready: a node's start included. */
const PRESCALE_S = 5 * 60;

/** Longest time in seconds that an autoscaler may be without its metric. */
const BLIND_S = 10 * 60;

/** A new version that does not come up: the controller has given up waiting, or it takes longer than it may. */
export function rolloutStuck({ namespace, agent, workload }: AlertedPods, withinS: number): Alert {
  return workload === 'Rollout' ? canaryStuck(namespace, agent, withinS) : deploymentStuck(namespace, agent);
}

/** Kubernetes itself says after `progressDeadlineSeconds` that a Deployment does not progress. */
function deploymentStuck(namespace: string, agent: string): Alert {
  const series = `kube_deployment_status_condition${matchers({ namespace, deployment: agent, condition: 'Progressing', status: 'false' })}`;
  return {
    name: 'AgentRolloutStuck',
    agent,
    expr: `max(${series}) > 0`,
    forS: 60,
    severity: 'warning',
    summary: `the new version of ${agent} does not come up`,
    description: `Pods of the new version of ${agent} were not ready within the deadline; the old ones still work. First read the events of a new pod (kubectl describe pods -n ${namespace} -l app.kubernetes.io/name=${agent}): an image that cannot be pulled, a full quota or a failing probe are the usual causes; to go back, revert the image.`,
    proof: {
      afterMin: 5,
      fires: [{ series, values: steady(1, 5) }],
      silent: [{ series, values: steady(0, 5) }],
    },
  };
}

function canaryStuck(namespace: string, agent: string, withinS: number): Alert {
  const series = (phase: string): string => `rollout_info${matchers({ namespace, name: agent, phase })}`;
  const minutes = Math.ceil(withinS / 60) + 10;
  return {
    name: 'AgentCanaryStuck',
    agent,
    expr: `max(rollout_info{namespace=${JSON.stringify(namespace)}, name=${JSON.stringify(agent)}, phase!="Completed"}) > 0`,
    forS: withinS,
    severity: 'warning',
    summary: `the new version of ${agent} is neither promoted nor rolled back`,
    description: `The rollout of ${agent} has not completed for ${withinS} s, so two versions run, or the old one after an abort. First read kubectl argo rollouts get rollout ${agent} -n ${namespace}: it names the step or the analysis that stopped it; then promote it, or go back: abort, and revert the image.`,
    proof: {
      afterMin: minutes,
      // from one unfinished phase to the next: still not completed
      fires: [
        { series: series('Progressing'), values: `1+0x4 _x${minutes}` },
        { series: series('Paused'), values: `_x4 1+0x${minutes}` },
      ],
      silent: [{ series: series('Completed'), values: steady(1, minutes) }],
    },
  };
}

/**
 * KEDA says whether the window is open: its cron is in the time of a place, which has summer and winter, and PromQL's clock is UTC. So this
 * alert sees nothing while KEDA is away, and `autoscalerBlind` must stand beside it.
 */
export function prescaleMissed({ namespace, agent, workload }: AlertedPods, { name, replicas, trigger }: AlertedWindow): Alert {
  const open = `keda_scaler_metrics_value${matchers({ namespace, scaledObject: agent, triggerIndex: String(trigger) })}`;
  const ready =
    workload === 'Rollout'
      ? `rollout_info_replicas_available${matchers({ namespace, name: agent })}`
      : `kube_deployment_status_replicas_ready${matchers({ namespace, deployment: agent })}`;
  return {
    name: 'AgentPrescaleMissed',
    agent,
    labels: { window: name },
    expr: `max(${ready}) < ${replicas} and max(${open}) >= ${replicas}`,
    forS: PRESCALE_S,
    severity: 'critical',
    summary: `${agent} is not ready for ${name}`,
    description: `${PRESCALE_S / 60} minutes into ${name} only {{ $value }} of ${replicas} replicas of ${agent} are ready. First look for pods that are Pending (kubectl get pods -n ${namespace}): a full quota or a node group at its maximum; raise that, as the peak is already here.`,
    proof: {
      afterMin: 10,
      fires: [
        { series: open, values: steady(replicas, 10) },
        { series: ready, values: steady(replicas - 1, 10) },
      ],
      // few replicas while the window is shut
      silent: [
        { series: open, values: steady(0, 10) },
        { series: ready, values: steady(replicas - 1, 10) },
      ],
      value: String(replicas - 1),
    },
  };
}

/** The alert on an autoscaler that has no metric. */
export function autoscalerBlind({ namespace, agent }: AlertedPods, engine: 'keda' | 'prometheus-adapter'): Alert {
  const value = `keda_scaler_metrics_value${matchers({ namespace, scaledObject: agent })}`;
  const errors = `keda_scaler_detail_errors_total${matchers({ namespace, scaledObject: agent })}`;
  const hpa = `kube_horizontalpodautoscaler_status_condition${matchers({
    namespace,
    horizontalpodautoscaler: agent,
    condition: 'ScalingActive',
    status: 'false',
  })}`;
  const keda = engine === 'keda';
  return {
    name: 'AgentAutoscalerBlind',
    agent,
    expr: keda ? `(count(${value}) or vector(0)) < 1\nor max(rate(${errors}[5m])) > 0` : `max(${hpa}) > 0`,
    forS: BLIND_S,
    severity: 'warning',
    summary: `${agent} is not scaled`,
    description: `For ${BLIND_S / 60} minutes the autoscaler of ${agent} has had no figure, so the count of replicas stays where it is, and no planned window opens. First read kubectl describe of its ${keda ? 'ScaledObject, then the logs of keda-operator' : 'HorizontalPodAutoscaler, then the logs of prometheus-adapter'}; meanwhile set the count by hand if a peak is near.`,
    proof: {
      afterMin: 30,
      fires: keda
        ? [
            { series: value, values: steady(5, 30) },
            { series: errors, values: '0+2x30' },
          ]
        : [{ series: hpa, values: steady(1, 30) }],
      silent: keda
        ? [
            { series: value, values: steady(5, 30) },
            { series: errors, values: steady(7, 30) },
          ]
        : [{ series: hpa, values: steady(0, 30) }],
    },
  };
}
