import type { KubeClient } from '../harness/kube-client';
import { until } from '../harness/poll';
import { accepted } from './swarm';
import {
  byWorkload,
  type Condition,
  countOf,
  fewer,
  isComplete,
  isReady,
  type PerWorkload,
  pods,
  seconds,
  titleOf,
  type Workload,
  workloads,
} from './workloads';

/** What was seen while new pods took the place of old ones. */
export interface RolloutSeen {
  /** Until each workload was complete. */
  readonly seconds: PerWorkload;
  /** Fewest ready pods of each workload at any moment. */
  readonly fewestReady: PerWorkload;
  /** Most pods of each workload at any moment, those on their way out included. */
  readonly mostPods: PerWorkload;
  /** Workloads of which the quota refused a pod at some moment, by their own word. */
  readonly refused: readonly string[];
  /** Workloads that said at some moment that they had given up on progress. */
  readonly stalled: readonly string[];
}

/** Gives all pods of these workloads a new template, as a new image does. */
export async function startRollout(client: KubeClient, revision: string, of: readonly Workload[], deadlineS?: number): Promise<void> {
  const template = { metadata: { annotations: { 'conformance/revision': revision } } };
  const spec = { template, ...(deadlineS === undefined ? {} : { progressDeadlineSeconds: deadlineS }) };
  await Promise.all(of.map(async (one) => accepted(await client.patch(one, { spec }))));
}

/** Watches until the Workloads that `titles` names are complete. */
export async function watchRollout(client: KubeClient, titles: readonly string[], timeoutMs = 90_000): Promise<RolloutSeen> {
  const start = Date.now();
  const took: Record<string, number> = {};
  const mostPods: Record<string, number> = {};
  let fewestReady: PerWorkload = {};
  const [refused, stalled] = [new Set<string>(), new Set<string>()];
  await until(
    `the rollout of ${titles.join(', ')}`,
    async () => {
      const of = (await workloads(client)).filter((one) => titles.includes(titleOf(one)));
      const own = byWorkload(await pods(client), of);
      fewestReady = fewer(fewestReady, countOf(own, isReady));
      for (const one of of) {
        const title = titleOf(one);
        mostPods[title] = Math.max(mostPods[title] ?? 0, own.get(title)?.length ?? 0);
        if (quotaRefusal(one) !== undefined) refused.add(title);
        if (hasStalled(one)) stalled.add(title);
        if (isComplete(one)) took[title] ??= seconds(start);
      }
      const open = of.filter((one) => !isComplete(one));
      if (open.length === 0 && of.length === titles.length) return true;
      throw new Error(open.map((one) => `${titleOf(one)} ${JSON.stringify(one.status)}`).join('\n'));
    },
    timeoutMs,
  );
  return { seconds: took, fewestReady, mostPods, refused: [...refused].sort(), stalled: [...stalled].sort() };
}

/** What was seen of workloads that gave up. */
export interface StalledSeen {
  readonly stuck: readonly Workload[];
  /** Their ready pods in the end. */
  readonly ready: PerWorkload;
  /** Those of which the quota refused a pod at some moment, by their own word: who takes a version back says no more of it. */
  readonly refused: readonly string[];
}

/** Waits until all of these workloads say that they have given up; answers them as they are then, and their ready pods. */
export async function untilStalled(client: KubeClient, titles: readonly string[]): Promise<StalledSeen> {
  const refused = new Set<string>();
  return until(`the rollout of ${titles.join(', ')} to stall`, async () => {
    const stuck = (await workloads(client)).filter((one) => titles.includes(titleOf(one)));
    for (const one of stuck) if (quotaRefusal(one) !== undefined) refused.add(titleOf(one));
    if (stuck.every(hasStalled))
      return { stuck, ready: countOf(byWorkload(await pods(client), stuck), isReady), refused: [...refused].sort() };
    throw new Error(stuck.map((one) => `${titleOf(one)} ${JSON.stringify(one.status)}`).join('\n'));
  });
}

/** Tries again what Argo Rollouts took back, as `kubectl argo rollouts retry rollout` does: unlike a Deployment, a Rollout does not go on by itself. */
export async function retryAborted(client: KubeClient, of: readonly Workload[]): Promise<void> {
  for (const one of of.filter(({ kind }) => kind === 'Rollout')) {
    const path = `${await client.pathOf(one)}/status`;
    accepted(await client.request('PATCH', path, { status: { abort: false } }, { contentType: 'application/merge-patch+json' }));
  }
}

/** A workload's own word that a quota refuses its pods. */
export function quotaRefusal(one: Workload): Condition | undefined {
  return (one.status?.conditions ?? []).find(
    ({ type, status, message = '' }) => type === 'ReplicaFailure' && status === 'True' && message.includes('exceeded quota'),
  );
}

/** How a Deployment says that it has given up on progress, and how a Rollout does, which then takes the new version back. */
const GIVEN_UP = ['ProgressDeadlineExceeded', 'RolloutAborted'];

/** Whether a workload itself says that it has given up on progress. */
export function hasStalled(one: Workload): boolean {
  return (one.status?.conditions ?? []).some(
    ({ type, status, reason = '' }) => type === 'Progressing' && status === 'False' && GIVEN_UP.includes(reason),
  );
}
