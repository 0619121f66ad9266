import { canaryPods } from '../../../src/features/rollout/share';
import { DEFAULT_ROLLING_UPDATE } from '../../../src/features/rollout/peak';
import { CleanUp } from '../harness/clean-up';
import { until } from '../harness/poll';
import { freePorts } from '../harness/ports';
import { withComponents } from '../harness/require';
import { conditionOf, isOf, ROLLOUT_COMPONENTS, RolloutCluster, rolloutOf, VERSION_MS } from './rollout-cluster';
import { namespaceOf, type ServedAgent, SHORTEST } from './served-agent';

/** A tenth of ten pods is one pod. */
const REPLICAS = 10;
const WEIGHT = 10;

/** Long enough to look at a canary, and to replace a pod. */
const LONG_CHECKS = 40;

const CONFIG = 'cdk8s-agents/config';

const canary = (tenant: string): ServedAgent => ({
  tenant,
  rollout: { kind: 'canary', weight: WEIGHT, analysis: SHORTEST },
  replicas: REPLICAS,
});

const HEALTHY = canary('healthy');
const [BAD, EMPTY, NAN, SEVERAL, UNREACHABLE] = ['bad', 'empty', 'nan', 'several', 'unreachable'].map(canary) as [
  ServedAgent,
  ServedAgent,
  ServedAgent,
  ServedAgent,
  ServedAgent,
];
const STUCK = canary('stuck');

/** What a check measured of versions that are taken back: its verdict, and what Prometheus had said. */
const TAKEN_BACK: readonly (readonly [string, ServedAgent, readonly number[], { readonly phase: string; readonly value: string }])[] = [
  ['that fails a fifth of its tasks', BAD, [0.2], { phase: 'Failed', value: '[0.2]' }],
  ['of which there is no data', EMPTY, [], { phase: 'Failed', value: '[]' }],
  ['that did nothing, whose share is no number', NAN, [NaN], { phase: 'Failed', value: '[NaN]' }],
  ['of which there are two answers', SEVERAL, [0.001, 0.001], { phase: 'Failed', value: '[0.001,0.001]' }],
];

withComponents(ROLLOUT_COMPONENTS, 'a rendered canary under Argo Rollouts', () => {
  const cleanUp = new CleanUp();
  const allStable = { one: REPLICAS, two: 0 };
  let world: RolloutCluster;

  beforeAll(async () => {
    world = await RolloutCluster.start(cleanUp);
    await world.install([HEALTHY, BAD, EMPTY, NAN, SEVERAL, UNREACHABLE, STUCK]);
  }, 300_000);
  afterAll(() => cleanUp.run());

  /** From now on, to the queries of one agent's analysis. */
  const answer = (agent: ServedAgent, values: readonly number[]): void => {
    world.prometheus.answer(`namespace="${namespaceOf(agent)}"`, values);
  };

  test('has no analysis at its first version, as there is nothing to fall back to', async () => {
    expect(await world.client.list('argoproj.io/v1alpha1', 'AnalysisRun')).toEqual([]);
    expect(world.prometheus.asked('')).toEqual([]);
  });

  test(
    'pauses at its weight with exactly the pods that are promised, and asks for nothing but the pods of the new version',
    async () => {
      answer(HEALTHY, [0.001]);
      await world.apply(HEALTHY, 'two', { checks: LONG_CHECKS });
      await world.untilRollout(HEALTHY, 'at its analysis', ({ status }) => status.currentStepIndex === 1);
      const { canary: two, stable: one } = canaryPods(REPLICAS, WEIGHT, DEFAULT_ROLLING_UPDATE);
      const query = await until('a question', () => Promise.resolve(world.prometheus.asked(namespaceOf(HEALTHY))[0]));
      expect({ weight: WEIGHT, ready: await world.ready(HEALTHY), all: await world.versions(HEALTHY) }).toEqual({
        weight: WEIGHT,
        ready: { one, two },
        all: { one, two },
      });
      const { currentPodHash = '', stableRS = '' } = (await world.rollout(HEALTHY)).status;
      expect(query).toContain(`rollouts_pod_template_hash="${currentPodHash}"`);
      expect(query).not.toContain(stableRS);
      expect(query).not.toContain('{{');
      const ofVersion = (await world.pods(HEALTHY))
        .filter(isOf('two'))
        .map(({ metadata }) => metadata.labels?.['rollouts-pod-template-hash']);
      expect(ofVersion).toEqual([currentPodHash]);
    },
    VERSION_MS,
  );

  test('gives a stable pod that is replaced meanwhile the configuration of its own version', async () => {
    const [old] = (await world.pods(HEALTHY)).filter(isOf('one'));
    if (old === undefined) throw new Error('no stable pod is there');
    const before = new Set((await world.pods(HEALTHY)).map(({ metadata }) => metadata.name));
    await world.client.remove(old);
    const replaced = await until('another stable pod', async () =>
      (await world.pods(HEALTHY)).find(({ metadata }) => !before.has(metadata.name)),
    );
    const config = JSON.parse(replaced.metadata.annotations?.[CONFIG] ?? '{}') as { readonly version?: string };
    expect([isOf('one')(replaced), config.version, replaced.metadata.annotations?.[CONFIG]]).toEqual([
      true,
      'one',
      old.metadata.annotations?.[CONFIG],
    ]);
    const [young] = (await world.pods(HEALTHY)).filter(isOf('two'));
    expect(JSON.parse(young?.metadata.annotations?.[CONFIG] ?? '{}')).toMatchObject({ version: 'two' });
  });

  test(
    'is promoted to all pods once its analysis found it healthy',
    async () => {
      const { status } = await world.untilPhase(HEALTHY, 'Healthy');
      expect(status.stableRS).toBe(status.currentPodHash);
      expect(await world.versions(HEALTHY)).toEqual({ one: 0, two: REPLICAS });
    },
    VERSION_MS,
  );

  test.each(TAKEN_BACK)(
    'is taken back by a version %s',
    async (_what, agent, values, measured) => {
      answer(agent, values);
      await world.apply(agent, 'two');
      const { status } = await world.untilPhase(agent, 'Degraded');
      expect({ abort: status.abort, message: status.message }).toEqual({
        abort: true,
        message: expect.stringContaining('Metric "error-rate" assessed Failed due to failed (1) > failureLimit (0)') as unknown,
      });
      const [metric] = (await world.analysisRun(agent)).status?.metricResults ?? [];
      expect(metric?.measurements).toEqual([expect.objectContaining(measured)]);
      await until('all stable pods', async () =>
        JSON.stringify(await world.ready(agent)) === JSON.stringify(allStable) ? true : undefined,
      );
    },
    VERSION_MS,
  );

  test(
    'is taken back where Prometheus cannot be reached',
    async () => {
      const [closed = 0] = await freePorts(1);
      await world.apply(UNREACHABLE, 'two', { address: `http://127.0.0.1:${closed}` });
      const { status } = await world.untilPhase(UNREACHABLE, 'Degraded');
      expect({ abort: status.abort, message: status.message }).toEqual({
        abort: true,
        message: expect.stringContaining('assessed Error due to consecutiveErrors (5) > consecutiveErrorLimit (4)') as unknown,
      });
      await until('all stable pods', async () =>
        JSON.stringify(await world.ready(UNREACHABLE)) === JSON.stringify(allStable) ? true : undefined,
      );
    },
    VERSION_MS,
  );

  test(
    'is taken back by itself if its pods do not become ready in time',
    async () => {
      // rendered are ten minutes; a node that nobody has keeps the pods from starting
      const spec = { progressDeadlineSeconds: 10, template: { spec: { nodeSelector: { 'example.com/nowhere': 'true' } } } };
      await world.client.patch(rolloutOf(STUCK), { spec });
      const { status } = await world.untilPhase(STUCK, 'Degraded');
      expect({ abort: status.abort, message: status.message }).toEqual({
        abort: true,
        message: expect.stringContaining('has timed out progressing') as unknown,
      });
      await until('all stable pods, and no others', async () =>
        JSON.stringify([await world.ready(STUCK), (await world.pods(STUCK)).length]) === JSON.stringify([allStable, REPLICAS])
          ? true
          : undefined,
      );
      expect(world.prometheus.asked(namespaceOf(STUCK))).toEqual([]);
    },
    VERSION_MS,
  );

  test('never had a specification that the controller calls invalid', async () => {
    for (const agent of [HEALTHY, BAD, EMPTY, NAN, SEVERAL, UNREACHABLE, STUCK])
      expect(conditionOf(await world.rollout(agent), 'InvalidSpec')).toBeUndefined();
  });
});
