import { App, Chart, Duration } from 'cdk8s';
import { BatchAgent } from '../../../constructs/batch/batch-agent';
import type { BatchAgentProps } from '../../../constructs/batch/batch-props';
import { BatchTrigger } from '../../../constructs/batch/batch-trigger';
import { Target } from '../../../constructs/kinds/target';
import type { KubeClient, KubeObject } from '../harness/kube-client';
import { NAMESPACE, nodeObject } from './objects';
import { STREAM } from './queue-workers';

const IMAGE = `registry.example.com/agents/report:2.4.1@sha256:${'a'.repeat(64)}`;

export const TENANT = 'acme';

/** No node is of this pool until one is added, so that jobs stay where they are. */
const POOL = 'batch';

/** The label and the taint of a pool. */
const POOL_KEY = 'cdk8s-agents/pool';

/** A Job as the cluster has it. */
export interface Job extends KubeObject {
  readonly spec: { readonly activeDeadlineSeconds: number; readonly backoffLimit: number };
  readonly status: {
    readonly active?: number;
    readonly failed?: number;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[];
  };
}

/** A pod of a Job. */
export interface JobPod extends KubeObject {
  readonly status: { readonly phase: string };
}

/** All objects of one batch agent, rendered as a team would. */
export function batchAgent(name: string, props: Pick<BatchAgentProps, 'trigger'> & Partial<BatchAgentProps>): KubeObject[] {
  const app = new App();
  Target.set(app, { kubernetes: '1.30', keda: '2.20' });
  const chart = new Chart(app, name, { namespace: NAMESPACE, labels: { owner: 'team-acme' } });
  const task = { p99: Duration.seconds(20) };
  new BatchAgent(chart, 'Batch', { name, image: IMAGE, tenant: TENANT, task, nodePool: POOL, spot: true, ...props });
  return chart.toJson() as KubeObject[];
}

/** One by the clock. */
export function eachMinute(name: string, props: Partial<BatchAgentProps> = {}): KubeObject[] {
  return batchAgent(name, { trigger: BatchTrigger.schedule({ cron: '* * * * *', timeZone: 'America/New_York' }), ...props });
}

/** One by the queue, looked at each second. */
export function byQueue(name: string, monitoringEndpoint: string, maxRunning: number, perJob: number): KubeObject[] {
  return batchAgent(name, {
    needs: ['bus'],
    keepSucceeded: 1,
    trigger: BatchTrigger.queue({
      stream: STREAM,
      subjects: [`tasks.${name}.>`],
      maxRunning,
      perJob,
      pollingInterval: Duration.seconds(1),
      monitoringEndpoint,
    }),
  });
}

/** A node of the pool. */
export function poolNode(): KubeObject {
  const node = nodeObject('batch-node');
  const room = { cpu: '8', memory: '32Gi', 'ephemeral-storage': '100Gi', pods: '58' };
  const taints = [{ key: POOL_KEY, value: POOL, effect: 'NoSchedule' }];
  return {
    ...node,
    metadata: { ...node.metadata, labels: { [POOL_KEY]: POOL } },
    spec: { taints },
    status: { capacity: room, allocatable: room },
  };
}

/** The Jobs of one agent, found as people find them. */
export async function jobsOf(client: KubeClient, name: string): Promise<Job[]> {
  return (await client.list('batch/v1', 'Job', NAMESPACE, `cdk8s-agents/workload=${TENANT}-${name}`)) as Job[];
}

/** The pods of one agent, as its network policy selects them. */
export async function podsOf(client: KubeClient, name: string): Promise<JobPod[]> {
  return (await client.list('v1', 'Pod', NAMESPACE, `cdk8s-agents/workload=${TENANT}-${name}`)) as JobPod[];
}

/** Why a Job is over; `undefined` while it is not. */
export function endOf({ status: { conditions = [] } }: Job): string | undefined {
  const end = conditions.find(({ type, status }) => (type === 'Failed' || type === 'Complete') && status === 'True');
  return end === undefined ? undefined : `${end.type} ${end.reason ?? ''}`.trim();
}

/** What a kubelet would say of a pod. */
export async function report(client: KubeClient, pods: readonly JobPod[], status: Readonly<Record<string, unknown>>): Promise<void> {
  for (const pod of pods) {
    const path = `${await client.pathOf(pod)}/status`;
    const { status: code, body } = await client.request('PATCH', path, { status }, { contentType: 'application/merge-patch+json' });
    if (code !== 200) throw new Error(`PATCH ${path}: HTTP ${code}: ${body.message ?? ''}`);
  }
}
