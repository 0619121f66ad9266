import type { Violation } from '../../kernel/problems';

/** Longest time that a pod may take to end, and an ack wait: a day. */
export const LONGEST_S = 86_400;
/** Seconds a pod keeps serving after it leaves its endpoints, so that routers see it go. */
export const PRE_STOP_S = 5;
/** Seconds left over after the longest task. */
export const GRACE_MARGIN_S = 5;
/**
 * Longest grace on a spot node, in seconds: it is taken two minutes after its notice, and ten seconds pass until its pods hear of it.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
 */
export const SPOT_GRACE_S = 110;
/** Seconds a managed node group waits for the pods of a node to leave: https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html */
const NODE_DRAIN_S = 900;
/** Shortest ack wait. With a shorter one, a slow network alone causes redelivery. */
const MIN_ACK_WAIT_S = 30;
/** Ack wait as a multiple of the task's p99. */
const ACK_WAIT_FACTOR = 1.5;
/** Ack wait is rounded up to this step, in seconds. */
const ACK_WAIT_STEP_S = 5;

/** Seconds that a pod needs to end its work: preStop, the longest task, a margin. */
export function graceNeededS(taskP99S: number): number {
  return Math.ceil(PRE_STOP_S + taskP99S + GRACE_MARGIN_S);
}

/** Seconds after which an unacknowledged message is delivered again. */
export function ackWaitNeededS(taskP99S: number): number {
  return Math.ceil(Math.max(MIN_ACK_WAIT_S, ACK_WAIT_FACTOR * taskP99S) / ACK_WAIT_STEP_S) * ACK_WAIT_STEP_S;
}

/**
 * Rule `grace-period`: a pod that is killed before its longest task ends loses that task.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
 */
export function checkGracePeriod(graceS: number, taskP99S: number): Violation | undefined {
  const needed = graceNeededS(taskP99S);
  return graceS >= needed
    ? undefined
    : {
        rule: 'grace-period',
        problem: `task p99 ${taskP99S} s + preStop ${PRE_STOP_S} s + margin ${GRACE_MARGIN_S} s = ${needed} s, but terminationGracePeriod is ${graceS} s`,
        fix: `leave it out (${needed} s is derived) or shorten the task`,
      };
}

/**
 * Rule `spot-grace`: a spot node is gone two minutes after its notice, and a longer task is lost with it.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
 */
export function checkSpotGrace(pool: string, graceS: number): Violation | undefined {
  return graceS <= SPOT_GRACE_S
    ? undefined
    : {
        rule: 'spot-grace',
        problem: `'${pool}' is spot: a node is gone ${SPOT_GRACE_S} s after its pods hear of it, but the grace period is ${graceS} s`,
        fix: 'choose an on-demand pool, or shorten the task',
      };
}

/** How the pods of one workload leave a node. */
export interface NodeDrain {
  /** Most pods of the workload on one node. */
  readonly podsPerNode: number;
  readonly graceS: number;
  /** From creation until the next pod is ready, in seconds. */
  readonly readyS: number;
  /** Pods that its disruption budget lets go at a time, at least 1. */
  readonly allowed: number;
}

/**
 * Rule `node-drain`: an update of a node group fails when the pods of a node need more than 15 minutes to leave. Checked: ⌈pods on a node ÷
 * allowed⌉ × (grace + ready) ≤ 15 minutes.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
 */
export function checkNodeDrain({ podsPerNode, graceS, readyS, allowed }: NodeDrain): Violation | undefined {
  const drainS = Math.ceil(podsPerNode / allowed) * (graceS + readyS);
  return drainS <= NODE_DRAIN_S
    ? undefined
    : {
        rule: 'node-drain',
        problem: `${podsPerNode} pods on a node, ${allowed} at a time, × (grace ${graceS} s + ready ${readyS} s) = ${drainS} s, but a node group waits ${NODE_DRAIN_S} s`,
        fix: 'spread the pods over more nodes, let more go at a time, or shorten the task',
      };
}

/**
 * Rule `grace-ack-wait`: a worker that keeps its messages when it stops must outlive their ack wait, or they stay locked until then.
 *
 * @see https://docs.nats.io/nats-concepts/jetstream/consumers#acknowledgement-policy
 */
export function checkGraceOutlivesAckWait(graceS: number, ackWaitS: number): Violation | undefined {
  return graceS >= ackWaitS
    ? undefined
    : {
        rule: 'grace-ack-wait',
        problem: `the worker does not nak on SIGTERM, so terminationGracePeriod must be at least the ack wait of ${ackWaitS} s, but it is ${graceS} s`,
        fix: `let it nak what is unfinished (naksOnSigterm: true), or set terminationGracePeriod to '${ackWaitS}s'`,
      };
}

/**
 * Rule `ack-wait`: a message whose ack wait is shorter than the task is delivered again, and worked on twice.
 *
 * @see https://docs.nats.io/nats-concepts/jetstream/consumers#acknowledgement-policy
 */
export function checkAckWait(ackWaitS: number, taskP99S: number): Violation | undefined {
  return ackWaitS >= taskP99S
    ? undefined
    : {
        rule: 'ack-wait',
        problem: `task p99 is ${taskP99S} s, but the ack wait is ${ackWaitS} s: the message is delivered again while it is worked on`,
        fix: `leave it out (${ackWaitNeededS(taskP99S)} s is derived) or set at least '${Math.ceil(taskP99S)}s'`,
      };
}
