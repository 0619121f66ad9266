import type { KubeClient, KubeObject } from '../harness/kube-client';
import { pause } from '../harness/poll';

/** A count that began at some moment and held until the next one. */
export interface Count {
  readonly atMs: number;
  readonly replicas: number;
}

/** What is watched: Deployments, or another kind. */
export type WatchedKind = Pick<KubeObject, 'apiVersion' | 'kind'>;

const DEPLOYMENTS: WatchedKind = { apiVersion: 'apps/v1', kind: 'Deployment' };

/** Sees every count that a workload of a namespace is told to have, a tenth of a second after it is. */
export class ReplicaWatch {
  private readonly counts = new Map<string, Count[]>();
  private readonly done: Promise<void>;
  private ended = false;

  constructor(
    private readonly client: KubeClient,
    private readonly namespace: string,
    private readonly of = DEPLOYMENTS,
  ) {
    this.done = this.run();
  }

  /** All counts since `fromMs`, the one that held then first. */
  public since(fromMs: number, name: string): readonly Count[] {
    const all = this.counts.get(name) ?? [];
    const held = all.filter(({ atMs }) => atMs <= fromMs).slice(-1);
    return [...held, ...all.filter(({ atMs }) => atMs > fromMs)];
  }

  /** The count of now; `undefined` as long as there is no such workload. */
  public now(name: string): number | undefined {
    return this.counts.get(name)?.at(-1)?.replicas;
  }

  public async stop(): Promise<void> {
    this.ended = true;
    await this.done;
  }

  private async run(): Promise<void> {
    while (!this.ended) {
      // a server that is just stopping sees to its end in the test that stopped it
      const found = await this.client.list(this.of.apiVersion, this.of.kind, this.namespace).catch(() => []);
      for (const { metadata, spec } of found) this.note(metadata.name, (spec as { readonly replicas: number }).replicas);
      await pause();
    }
  }

  private note(name: string, replicas: number): void {
    const counts = this.counts.get(name) ?? [];
    if (counts.at(-1)?.replicas !== replicas) counts.push({ atMs: Date.now(), replicas });
    this.counts.set(name, counts);
  }
}

/** Only the counts. */
export function replicasOf(counts: readonly Count[]): number[] {
  return counts.map(({ replicas }) => replicas);
}
