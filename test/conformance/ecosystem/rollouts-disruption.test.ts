import { canaryPods } from '../../../src/features/rollout/share';
import { DEFAULT_ROLLING_UPDATE } from '../../../src/features/rollout/peak';
import { quotaRefusal } from '../controllers/rolling-update';
import { accepted } from '../controllers/swarm';
import { isReady, type Workload } from '../controllers/workloads';
import { CleanUp } from '../harness/clean-up';
import type { KubeObject } from '../harness/kube-client';
import { pause, until } from '../harness/poll';
import { withComponents } from '../harness/require';
import { EndpointWatch } from './endpoint-watch';
import { ROLLOUT_COMPONENTS, RolloutCluster, VERSION_MS } from './rollout-cluster';
import { AGENT, namespaceOf, renderedAgent, type ServedAgent, SHORTEST } from './served-agent';

const CANARY: ServedAgent = { tenant: 'canary', rollout: { kind: 'canary', weight: 10, analysis: SHORTEST }, replicas: 10 };
const BLUE_GREEN: ServedAgent = {
  tenant: 'blue-green',
  rollout: { kind: 'blue-green', manualPromotion: true, analysis: SHORTEST },
  replicas: 3,
};
const AGENTS = [
  ['a canary', CANARY],
  ['blue-green', BLUE_GREEN],
] as const;

/** Long enough to replace every pod of a canary one by one. */
const LONG_CHECKS = 300;

withComponents(ROLLOUT_COMPONENTS, 'drains and quotas during a rollout', () => {
  const cleanUp = new CleanUp();
  let world: RolloutCluster;

  beforeAll(async () => {
    world = await RolloutCluster.start(cleanUp);
    await world.install([CANARY, BLUE_GREEN]);
    world.prometheus.answer('namespace=', [0.001]);
  }, 300_000);
  afterAll(() => cleanUp.run());

  const quotaOf = (agent: ServedAgent): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'tenant', namespace: namespaceOf(agent) },
  });

  /** Pods that the rendered quota of an agent's namespace allows. */
  const renderedPods = (agent: ServedAgent): number => {
    const quota = renderedAgent(agent, 'one', world.prometheus.address).find(
      ({ kind, metadata }) => kind === 'ResourceQuota' && metadata.name === 'tenant',
    );
    return Number((quota?.['spec'] as { readonly hard: Readonly<Record<string, string>> }).hard['pods']);
  };

  const setQuota = async (agent: ServedAgent, pods: number): Promise<void> => {
    accepted(await world.client.patch(quotaOf(agent), { spec: { hard: { pods: String(pods) } } }));
    await until(`a quota of ${pods} pods`, async () => {
      const { hard } = (await world.client.get(quotaOf(agent))).body['status'] as { readonly hard?: Readonly<Record<string, string>> };
      return hard?.['pods'] === String(pods) ? true : undefined;
    });
  };

  /** Every pod that is there now is asked to leave, all at once and again until all have left. */
  const drain = async (agent: ServedAgent): Promise<{ readonly putOff: number; readonly fewestReady: number }> => {
    let [putOff, fewestReady] = [0, Infinity];
    const old = new Set((await world.pods(agent)).map(({ metadata }) => metadata.name));
    await until(
      'all pods to be others',
      async () => {
        const now = await world.pods(agent);
        fewestReady = Math.min(fewestReady, now.filter(isReady).length);
        const here = now.filter(({ metadata }) => old.has(metadata.name));
        if (here.length === 0) return true;
        for (const pod of here) {
          const eviction = {
            apiVersion: 'policy/v1',
            kind: 'Eviction',
            metadata: { name: pod.metadata.name, namespace: namespaceOf(agent) },
          };
          const { status, body } = await world.client.request('POST', `${await world.client.pathOf(pod)}/eviction`, eviction);
          if (status === 429) putOff += 1;
          else if (status !== 201 && status !== 404) throw new Error(`eviction: HTTP ${status}: ${body.message ?? ''}`);
        }
        return undefined;
      },
      VERSION_MS,
    );
    return { putOff, fewestReady };
  };

  /** Where a person promotes, a person does. */
  const promoted = (agent: ServedAgent): Promise<void> => (agent === BLUE_GREEN ? world.promote(agent) : Promise.resolve());

  const startVersion: Readonly<Record<string, () => Promise<number>>> = {
    canary: async () => {
      await world.apply(CANARY, 'two', { checks: LONG_CHECKS });
      await world.untilRollout(CANARY, 'at its analysis', ({ status }) => status.currentStepIndex === 1);
      const { canary, stable } = canaryPods(CANARY.replicas, 10, DEFAULT_ROLLING_UPDATE);
      return canary + stable;
    },
    'blue-green': async () => {
      await world.apply(BLUE_GREEN, 'two');
      await world.untilPhase(BLUE_GREEN, 'Paused');
      return 2 * BLUE_GREEN.replicas;
    },
  };

  test.each(AGENTS)(
    'a drain during %s takes one pod at a time of both versions together, and the rollout goes on as it was',
    async (_what, agent) => {
      const count = (await startVersion[agent.tenant]?.()) ?? NaN;
      const before = await world.versions(agent);
      await until('the budget to know all pods', async () => {
        const budget = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: AGENT, namespace: namespaceOf(agent) } };
        const { status } = (await world.client.get(budget)).body as {
          readonly status?: { readonly expectedPods?: number; readonly currentHealthy?: number };
        };
        if (status?.expectedPods === count && status.currentHealthy === count) return true;
        throw new Error(JSON.stringify(status));
      });
      const endpoints = cleanUp.add(new EndpointWatch(world.client, namespaceOf(agent), AGENT));
      const { putOff, fewestReady } = await drain(agent);
      await endpoints.stop();
      expect(fewestReady).toBe(count - 1);
      expect(putOff).toBeGreaterThan(0);
      expect(endpoints.fewest).toBeGreaterThanOrEqual(agent.replicas - 1);
      await until('both versions as before', async () =>
        JSON.stringify(await world.ready(agent)) === JSON.stringify(before) ? true : undefined,
      );
      expect((await world.rollout(agent)).status.abort ?? false).toBe(false);
    },
    2 * VERSION_MS,
  );

  test.each(AGENTS)(
    'the way back of %s and its next version stay within the rendered quota, where pods on their way out are counted as well',
    async (_what, agent) => {
      const allowed = renderedPods(agent);
      let most = 0;
      const complete = async (): Promise<void> => {
        await until(
          'a complete version',
          async () => {
            const rollout = await world.rollout(agent);
            const { status } = (await world.client.get(quotaOf(agent))).body as {
              readonly status: { readonly used: Readonly<Record<string, string>> };
            };
            most = Math.max(most, Number(status.used['pods']));
            return rollout.status.observedGeneration === String(rollout.metadata.generation) && rollout.status.phase === 'Healthy'
              ? true
              : undefined;
          },
          VERSION_MS,
        );
      };
      await world.apply(agent, 'one');
      await complete();
      // pods of a version that was taken back stay for half a minute, and as long as they do it needs no person
      await until(
        'the pods of the other version to go',
        async () => ((await world.versions(agent)).two === 0 ? true : undefined),
        VERSION_MS,
      );
      await world.apply(agent, 'two');
      await Promise.all([complete(), promoted(agent)]);
      process.stdout.write(`${agent.tenant}: at most ${most} of ${allowed} pods of the quota\n`);
      expect(most).toBeLessThanOrEqual(allowed);
      expect(most).toBeGreaterThan(agent.replicas);
      expect(await world.versions(agent)).toMatchObject({ two: agent.replicas });
    },
    3 * VERSION_MS,
  );

  test.each(AGENTS)(
    'without room for one more pod %s says that it is refused, loses nothing, and goes on once there is room',
    async (_what, agent) => {
      await until('the old version to be gone', async () => ((await world.versions(agent)).one === 0 ? true : undefined), VERSION_MS);
      await until('no pod on its way out', async () =>
        (await world.client.list('v1', 'Pod', namespaceOf(agent))).length === agent.replicas ? true : undefined,
      );
      await setQuota(agent, agent.replicas);
      // 'one' is the newer version now
      await world.client.apply(
        renderedAgent(agent, 'one', world.prometheus.address).find(({ kind }) => kind === 'Rollout') ?? quotaOf(agent),
      );
      const said = await until('the refusal to be said', async () => quotaRefusal((await world.rollout(agent)) as unknown as Workload));
      expect(said.reason).toBe('FailedCreate');
      for (let times = 0; times < 20; times++) await pause();
      expect(await world.ready(agent)).toEqual({ one: 0, two: agent.replicas });
      await setQuota(agent, renderedPods(agent));
      await promoted(agent);
      await world.untilPhase(agent, 'Healthy');
      expect((await world.ready(agent)).one).toBe(agent.replicas);
    },
    3 * VERSION_MS,
  );
});
