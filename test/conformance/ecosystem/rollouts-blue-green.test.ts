import { CleanUp } from '../harness/clean-up';
import { until } from '../harness/poll';
import { withComponents } from '../harness/require';
import { EndpointWatch } from './endpoint-watch';
import { conditionOf, isOf, ROLLOUT_COMPONENTS, RolloutCluster, VERSION_MS } from './rollout-cluster';
import { AGENT, namespaceOf, type ServedAgent, SHORTEST } from './served-agent';

const REPLICAS = 3;

const HASH = 'rollouts-pod-template-hash';
const PREVIEW = `${AGENT}-preview`;

const blueGreen = (tenant: string, manualPromotion = false): ServedAgent => ({
  tenant,
  rollout: { kind: 'blue-green', manualPromotion, analysis: SHORTEST },
  replicas: REPLICAS,
});

const HEALTHY = blueGreen('healthy');
const BAD = blueGreen('bad');
const SILENT = blueGreen('silent');
const MANUAL = blueGreen('manual', true);
const AGAIN = blueGreen('again', true);

withComponents(ROLLOUT_COMPONENTS, 'a rendered blue-green rollout under Argo Rollouts', () => {
  const cleanUp = new CleanUp();
  let world: RolloutCluster;

  beforeAll(async () => {
    world = await RolloutCluster.start(cleanUp);
    await world.install([HEALTHY, BAD, SILENT, MANUAL, AGAIN]);
  }, 300_000);
  afterAll(() => cleanUp.run());

  const answer = (agent: ServedAgent, values: readonly number[]): void => {
    world.prometheus.answer(`namespace="${namespaceOf(agent)}"`, values);
  };

  const watched = (agent: ServedAgent): EndpointWatch => cleanUp.add(new EndpointWatch(world.client, namespaceOf(agent), AGENT));

  /** Versions that the two Services of an agent select. */
  const selected = async (agent: ServedAgent): Promise<(string | undefined)[]> =>
    Promise.all([AGENT, PREVIEW].map(async (service) => (await world.selected(agent, service))[HASH]));

  test('selects the one version by both Services at first, and judges nothing', async () => {
    const { stableRS = '' } = (await world.rollout(HEALTHY)).status;
    expect(await selected(HEALTHY)).toEqual([stableRS, stableRS]);
    expect(world.prometheus.asked('')).toEqual([]);
  });

  test(
    'is switched at once when all new pods are ready, never without an endpoint, and keeps the old pods until its analysis is over',
    async () => {
      answer(HEALTHY, [0.001]);
      const endpoints = watched(HEALTHY);
      const { stableRS: old = '' } = (await world.rollout(HEALTHY)).status;
      await world.apply(HEALTHY, 'two', { checks: 10 });
      const { currentPodHash: next = '' } = (
        await world.untilRollout(HEALTHY, 'switched', ({ status }) => status.blueGreen?.activeSelector === status.currentPodHash)
      ).status;
      const query = await until('a question', () => Promise.resolve(world.prometheus.asked(namespaceOf(HEALTHY))[0]));
      expect(query).toContain(`rollouts_pod_template_hash="${next}"`);
      expect(await world.ready(HEALTHY)).toEqual({ one: REPLICAS, two: REPLICAS });
      await world.untilPhase(HEALTHY, 'Healthy');
      await until('the old pods to go', async () => ((await world.versions(HEALTHY)).one === 0 ? true : undefined), VERSION_MS);
      await endpoints.stop();
      expect(endpoints.hashes).toEqual([old, next]);
      expect(endpoints.fewest).toBe(REPLICAS);
      expect(await world.ready(HEALTHY)).toEqual({ one: 0, two: REPLICAS });
      const { status } = await world.analysisRun(HEALTHY);
      expect([status?.phase, status?.message]).toEqual(['Successful', undefined]);
    },
    2 * VERSION_MS,
  );

  test.each([
    ['that fails a fifth of its tasks', BAD, [0.2]],
    ['of which there is no data', SILENT, []],
  ] as const)(
    'is switched back from a version %s, never without an endpoint',
    async (_what, agent, values) => {
      answer(agent, values);
      const endpoints = watched(agent);
      const { stableRS: old = '' } = (await world.rollout(agent)).status;
      await world.apply(agent, 'two');
      const { status } = await world.untilPhase(agent, 'Degraded');
      expect({ abort: status.abort, message: status.message }).toEqual({
        abort: true,
        message: expect.stringContaining('Metric "error-rate" assessed Failed due to failed (1) > failureLimit (0)') as unknown,
      });
      await until('the old version to be selected', () => Promise.resolve(endpoints.hashes.at(-1) === old ? true : undefined));
      await endpoints.stop();
      expect(endpoints.hashes).toEqual([old, status.currentPodHash, old]);
      expect(endpoints.fewest).toBe(REPLICAS);
      expect((await world.ready(agent)).one).toBe(REPLICAS);
    },
    VERSION_MS,
  );

  test(
    'waits for a person where one promotes: the preview is complete, and nobody is sent there',
    async () => {
      answer(MANUAL, [0.001]);
      const { stableRS: old = '' } = (await world.rollout(MANUAL)).status;
      await world.apply(MANUAL, 'two');
      const { status } = await world.untilPhase(MANUAL, 'Paused');
      expect(status.message).toBe('BlueGreenPause');
      expect(await world.ready(MANUAL)).toEqual({ one: REPLICAS, two: REPLICAS });
      expect(await selected(MANUAL)).toEqual([old, status.currentPodHash]);
      const config = (await world.pods(MANUAL)).map((pod) => [
        isOf('two')(pod) ? 'two' : 'one',
        (JSON.parse(pod.metadata.annotations?.['cdk8s-agents/config'] ?? '{}') as { readonly version?: string }).version,
      ]);
      expect(config.filter(([image, file]) => image !== file)).toEqual([]);
    },
    VERSION_MS,
  );

  test(
    'is not promoted, nor taken back, by applying the rendered files again',
    async () => {
      const before = await selected(MANUAL);
      const endpoints = watched(MANUAL);
      await world.apply(MANUAL, 'two');
      await world.apply(MANUAL, 'two');
      await new Promise((resolve) => setTimeout(resolve, 5000));
      expect(await selected(MANUAL)).toEqual(before);
      expect((await world.rollout(MANUAL)).status.phase).toBe('Paused');
      await endpoints.stop();
      expect([endpoints.hashes, endpoints.fewest]).toEqual([before.slice(0, 1), REPLICAS]);
    },
    VERSION_MS,
  );

  test(
    'is switched once the person has promoted it',
    async () => {
      await world.promote(MANUAL);
      const { status } = await world.untilPhase(MANUAL, 'Healthy');
      expect(await selected(MANUAL)).toEqual([status.currentPodHash, status.currentPodHash]);
    },
    VERSION_MS,
  );

  test(
    'is switched without a person and without an analysis where a preview was taken back and is applied again while its pods still stand',
    async () => {
      answer(AGAIN, [0.001]);
      await world.apply(AGAIN, 'two');
      const { currentPodHash: preview } = (await world.untilPhase(AGAIN, 'Paused')).status;
      await world.apply(AGAIN, 'one');
      await world.untilPhase(AGAIN, 'Healthy');
      await world.apply(AGAIN, 'two');
      const { status } = await world.untilPhase(AGAIN, 'Healthy');
      expect([status.currentPodHash, await selected(AGAIN)]).toEqual([preview, [preview, preview]]);
      expect(await world.client.list('argoproj.io/v1alpha1', 'AnalysisRun', namespaceOf(AGAIN))).toEqual([]);
    },
    VERSION_MS,
  );

  test('never had a specification that the controller calls invalid', async () => {
    for (const agent of [HEALTHY, BAD, SILENT, MANUAL, AGAIN])
      expect(conditionOf(await world.rollout(agent), 'InvalidSpec')).toBeUndefined();
  });
});
