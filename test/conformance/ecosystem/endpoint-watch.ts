import type { KubeClient } from '../harness/kube-client';
import { pause } from '../harness/poll';

/** Ready endpoints of a Service, by the version of the pods, at some moment. */
export interface Endpoints {
  /** Ready ones. */
  readonly ready: number;
  /** What the Service selects of versions. */
  readonly hash: string | undefined;
}

const HASH = 'rollouts-pod-template-hash';

interface Slice {
  readonly endpoints?: readonly { readonly conditions?: { readonly ready?: boolean } }[] | null;
}

/** Sees what is behind a Service, and what it selects, twenty times a second. */
export class EndpointWatch {
  private readonly all: Endpoints[] = [];
  private readonly done: Promise<void>;
  private ended = false;

  constructor(
    private readonly client: KubeClient,
    private readonly namespace: string,
    private readonly service: string,
  ) {
    this.done = this.run();
  }

  /** Fewest ready endpoints at any moment. */
  public get fewest(): number {
    return Math.min(...this.all.map(({ ready }) => ready));
  }

  /** Versions that the Service selected, one after another. */
  public get hashes(): readonly (string | undefined)[] {
    return this.all.map(({ hash }) => hash).filter((hash, index, hashes) => index === 0 || hash !== hashes[index - 1]);
  }

  public async stop(): Promise<void> {
    this.ended = true;
    await this.done;
  }

  private async run(): Promise<void> {
    const path = `/api/v1/namespaces/${this.namespace}/services/${this.service}`;
    while (!this.ended) {
      const { body } = await this.client.request('GET', path);
      const { selector } = body['spec'] as { readonly selector?: Readonly<Record<string, string>> };
      const slices = await this.client.list(
        'discovery.k8s.io/v1',
        'EndpointSlice',
        this.namespace,
        `kubernetes.io/service-name=${this.service}`,
      );
      const endpoints = (slices as unknown as Slice[]).flatMap((slice) => slice.endpoints ?? []);
      this.all.push({ ready: endpoints.filter(({ conditions }) => conditions?.ready !== false).length, hash: selector?.[HASH] });
      await pause();
    }
  }
}
