import type { Cluster } from '../harness/control-plane';
import type { KubeClient } from '../harness/kube-client';
import { until } from '../harness/poll';
import { type ComponentName, withComponents } from '../harness/require';
import { drain, fullestNode, loseZone } from './disruption';
import { ZONES } from './nodes';
import { poolsOf, strayPod, whyUnschedulable } from './placement';
import { leftWithoutZone, type Promised, promisesOf, remaining, shortOf } from './promises';
import { quotaRefusal, retryAborted, startRollout, untilStalled, watchRollout } from './rolling-update';
import { addNodes, ENVIRONMENT, REGION, startSwarm } from './swarm';
import { podQuotaOf, setPodQuota, tenantOf } from './tenant-quota';
import {
  type PerWorkload,
  pods,
  readyByZone,
  readyOf,
  renderedWorkloads,
  scales,
  scaleTo,
  skew,
  titleOf,
  untilComplete,
  workloads,
} from './workloads';

const NEEDS: readonly ComponentName[] = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kwok',
  'rollouts-controller',
  'crds',
];

/** Seconds after which a rollout without progress counts as stalled, longer than a pod takes to be available; rendered are ten minutes. */
const SHORT_DEADLINE_S = 10;

/** The quota has no room for pods on their way out, so some new ones are refused, and whoever makes them waits twice as long each time. */
const ROLLOUT_MS = 420_000;

const { least, most } = scales(ENVIRONMENT);
const promised = promisesOf(ENVIRONMENT, REGION);
const titles = Object.keys(promised);

/** The one workload of a namespace that is of a kind. */
const onlyOf = (namespace: string, kind: string): string => {
  const [only, ...others] = renderedWorkloads(ENVIRONMENT).filter((one) => one.kind === kind && one.metadata.namespace === namespace);
  if (only === undefined || others.length > 0) throw new Error(`${namespace} has not exactly one ${kind}`);
  return titleOf(only);
};

/** Pods of each workload, at its largest, of which something is promised. */
const inEach = (read: (promise: Promised, replicas: number) => number): PerWorkload =>
  Object.fromEntries(Object.entries(promised).map(([title, promise]) => [title, read(promise, most[title] ?? NaN)]));

const pools = Object.fromEntries(Object.entries(promised).map(([title, promise]) => [title, promise.pools]));

/** Workloads that are spread less evenly than they are to be. */
const uneven = (perZone: Readonly<Record<string, number[]>>): string[] =>
  Object.entries(promised)
    .filter(([title, { maxSkew }]) => !(skew(perZone[title] ?? [NaN]) <= maxSkew))
    .map(([title]) => `${title}: ${String(perZone[title])}`);

withComponents(NEEDS, `swarm/${ENVIRONMENT} with Kubernetes' controllers`, () => {
  let cluster: Cluster;

  /** Every node, and nothing under way at these counts; what an earlier test left does not matter. */
  const settledAt = async (replicas: PerWorkload): Promise<KubeClient> => {
    const { client } = cluster;
    await addNodes(client, 'max_size');
    await scaleTo(client, replicas);
    await untilComplete(client, replicas);
    return client;
  };

  beforeAll(async () => {
    cluster = await startSwarm();
  });

  afterAll(async () => {
    await cluster.stop();
  });

  test('becomes available at its smallest on the fewest nodes, in its pool and over all zones', async () => {
    const { client } = cluster;
    await scaleTo(client, least);
    await untilComplete(client, least);
    expect(await poolsOf(client)).toEqual(pools);
    expect(uneven(await readyByZone(client))).toEqual([]);
  });

  test('fails to place a pod in its pool without the rendered toleration', async () => {
    const title = titles.find((one) => promised[one]?.pools[0] === 'agents') ?? '';
    expect(await whyUnschedulable(cluster.client, strayPod(ENVIRONMENT, title, { tolerations: [] }))).toContain('untolerated taint');
    expect(await whyUnschedulable(cluster.client, strayPod(ENVIRONMENT, title, {}))).toMatch(/^it went to agents-\d+$/);
  });

  test('becomes available at its largest on the most nodes, in its pool and over all zones', async () => {
    const client = await settledAt(most);
    expect(await poolsOf(client)).toEqual(pools);
    expect(uneven(await readyByZone(client))).toEqual([]);
  });

  test('keeps the promised replicas when a zone is lost, and the other zones take over', async () => {
    const client = await settledAt(most);
    const { lost, left } = await loseZone(client, ZONES[0]);
    const atLeast = inEach(({ maxSkew }, replicas) => leftWithoutZone(replicas, ZONES.length, maxSkew));
    expect(shortOf(atLeast, left)).toEqual([]);
    expect(lost).toBeGreaterThan(0);
  });

  test('loses no more to a drain than its budgets allow, and the node gets empty', async () => {
    const client = await settledAt(most);
    const node = await fullestNode(client);
    const { putOff, fewestReady } = await drain(client, node);
    await client.patch(node, { spec: { unschedulable: null } });
    const atLeast = inEach(({ drained }, replicas) => remaining(drained, replicas, 'up'));
    expect(shortOf(atLeast, fewestReady)).toEqual([]);
    // otherwise no budget had anything to say
    expect(putOff).toBeGreaterThan(0);
  });

  test(
    'completes an update of everything at its largest under the rendered quota, no pod missing meanwhile',
    async () => {
      const client = await settledAt(most);
      await startRollout(client, '1', await workloads(client));
      const { fewestReady, stalled } = await watchRollout(client, titles, ROLLOUT_MS);
      const atLeast = inEach(({ rolling }, replicas) => remaining(rolling, replicas, 'down'));
      expect(shortOf(atLeast, fewestReady)).toEqual([]);
      expect(stalled).toEqual([]);
    },
    ROLLOUT_MS + 60_000,
  );

  describe('an update under a smaller quota', () => {
    const rollOut = async (client: KubeClient, own: readonly string[], deadlineS: number): Promise<void> => {
      const of = (await workloads(client)).filter((one) => own.includes(titleOf(one)));
      await startRollout(client, '2', of, deadlineS);
    };

    test('fails without headroom, loses nothing by it, and completes once headroom is given back', async () => {
      const client = await settledAt(least);
      const own = tenantOf('tenant-acme', least);
      await setPodQuota(client, own.namespace, own.replicas);
      await rollOut(client, own.titles, SHORT_DEADLINE_S);
      const { stuck, ready, refused } = await untilStalled(client, own.titles);
      expect(refused).toEqual(own.titles);
      expect(Object.fromEntries(stuck.map((one) => [titleOf(one), one.status?.updatedReplicas ?? 0]))).toEqual(
        Object.fromEntries(own.titles.map((title) => [title, 0])),
      );
      expect(ready).toEqual(Object.fromEntries(own.titles.map((title) => [title, least[title]])));

      await setPodQuota(client, own.namespace, podQuotaOf(own.namespace));
      await retryAborted(client, stuck);
      expect(Object.keys((await watchRollout(client, own.titles)).seconds).sort()).toEqual(own.titles);
    });

    test('is only slower with room for one more pod: none can start before another is gone', async () => {
      const client = await settledAt(least);
      const own = tenantOf('shared-tenants', least);
      const title = onlyOf(own.namespace, 'Deployment');
      const { availableAfterS, goneAfterS } = promised[title] ?? { availableAfterS: NaN, goneAfterS: NaN };
      await setPodQuota(client, own.namespace, own.replicas + 1);
      await rollOut(client, [title], 60);
      const { refused, stalled, seconds } = await watchRollout(client, [title]);
      await setPodQuota(client, own.namespace, podQuotaOf(own.namespace));
      expect({ refused, stalled }).toEqual({ refused: [title], stalled: [] });
      expect(seconds[title]).toBeGreaterThan(((least[title] ?? NaN) - 1) * (availableAfterS + goneAfterS));
    });

    test(
      'of blue and green is not switched as long as one pod has no room, and goes on by itself once it has',
      async () => {
        const client = await settledAt(least);
        const own = tenantOf('shared-tenants', least);
        const title = onlyOf(own.namespace, 'Rollout');
        const count = least[title] ?? NaN;
        await setPodQuota(client, own.namespace, own.replicas + count - 1);
        await rollOut(client, [title], 600);
        const seen = await until('all but one pod of the new version', async () => {
          const one = (await workloads(client)).find((found) => titleOf(found) === title);
          return one?.status?.updatedReplicas === count - 1 && quotaRefusal(one) !== undefined ? one : undefined;
        });
        expect(seen.status?.phase).toBe('Progressing');
        await setPodQuota(client, own.namespace, podQuotaOf(own.namespace));
        const { fewestReady, mostPods, stalled } = await watchRollout(client, [title], ROLLOUT_MS);
        expect({ stalled, most: mostPods[title] }).toEqual({ stalled: [], most: 2 * count });
        expect(fewestReady[title]).toBeGreaterThanOrEqual(count);
      },
      ROLLOUT_MS + 60_000,
    );
  });

  test('leaves nothing behind when its namespace is deleted, and leaves other tenants alone', async () => {
    const client = await settledAt(least);
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'tenant-acme' } };
    const isOwn = ({ metadata }: { readonly metadata: { readonly namespace?: string } }): boolean => metadata.namespace === 'tenant-acme';
    const others = (await workloads(client)).filter((one) => !isOwn(one));
    expect((await client.remove(namespace)).status).toBe(200);
    await until('the namespace to be gone', async () => ((await client.get(namespace)).status === 404 ? true : undefined), 60_000);
    const left = await pods(client);
    expect(left.filter(isOwn)).toEqual([]);
    expect(readyOf(left, others)).toEqual(Object.fromEntries(others.map((one) => [titleOf(one), least[titleOf(one)]])));
  });
});
