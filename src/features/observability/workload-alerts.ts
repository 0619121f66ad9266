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

/** Seconds for which fewer than half of the pods may be available; a node that stops answering is seen within one of its minutes. */
const DOWN_S = 3 * 60;
/** Minutes for which so many replicas must have been wanted: more that were asked for just now are not missing yet. */
const WANTED_MIN = 5;

/** Fewer than half of the pods, whatever the reason: no rollout need be under way. */
export function unavailable({ namespace, agent, workload }: AlertedPods): Alert {
  const rollout = workload === 'Rollout';
  const labels = matchers(rollout ? { namespace, name: agent } : { namespace, deployment: agent });
  const available = `${rollout ? 'rollout_info_replicas_available' : 'kube_deployment_status_replicas_available'}${labels}`;
  const wanted = `${rollout ? 'rollout_info_replicas_desired' : 'kube_deployment_spec_replicas'}${labels}`;
  const look = `kubectl get ${rollout ? 'rollout' : 'deployment'} ${agent} -n ${namespace}`;
  return {
    name: 'AgentUnavailable',
    agent,
    expr: `max(${available}) < min_over_time(max(${wanted})[${WANTED_MIN}m:30s]) / 2`,
    forS: DOWN_S,
    severity: 'critical',
    summary: `{{ $value }} replicas of ${agent} are available, fewer than half of those it should have`,
    description: `For ${DOWN_S / 60} minutes {{ $value }} replicas of ${agent} are available, and more than twice as many are wanted (${look}). First see what its pods say (kubectl describe pods -n ${namespace} -l app.kubernetes.io/name=${agent}; kubectl logs -n ${namespace} -l app.kubernetes.io/name=${agent} --prefix --tail=100), and whether nodes are ready; where pods are missing altogether, ${refused(namespace)}. If a new version is the cause, revert its image.`,
    proof: {
      afterMin: 20,
      // one of four
      fires: [
        { series: available, values: steady(1, 20) },
        { series: wanted, values: steady(4, 20) },
      ],
      // two of four, and then of twenty that were asked for in the last minutes
      silent: [
        { series: available, values: steady(2, 20) },
        { series: wanted, values: '4+0x16 20+0x3' },
      ],
      value: '1',
    },
  };
}

/** Where it stands why there is no pod at all: a pod that a quota refuses was never made. */
function refused(namespace: string): string {
  return `kubectl get events -n ${namespace} --field-selector reason=FailedCreate says why none is made, such as a full quota`;
}

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
    description: `Pods of the new version of ${agent} were not ready within the deadline; the old ones still work. First read the events of a new pod (kubectl describe pods -n ${namespace} -l app.kubernetes.io/name=${agent}): an image that cannot be pulled or a failing probe are the usual causes. Where there is no new pod, ${refused(namespace)}. To go back, revert the image.`,
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
    description: `The rollout of ${agent} has not completed for ${withinS} s, so two versions run, or the old one after an abort; or no new version came, and its pods are not ready (then AgentUnavailable is on, too, if it is more than half of them). First read kubectl argo rollouts get rollout ${agent} -n ${namespace} (a plugin of kubectl): it names the step or the analysis that stopped it. Then promote what waits for a person, or go back: abort, and revert the image. Never retry what was rejected: reports/rollouts.md says why.`,
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
    description: `${PRESCALE_S / 60} minutes into ${name} only {{ $value }} of ${replicas} replicas of ${agent} are ready. First look for pods that are Pending (kubectl get pods -n ${namespace}), which a node group at its maximum leaves so. Where pods are missing altogether, ${refused(namespace)}. Raise that, as the peak is already here.`,
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
