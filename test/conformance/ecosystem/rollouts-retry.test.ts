import { CleanUp } from '../harness/clean-up';
import { until } from '../harness/poll';
import { withComponents } from '../harness/require';
import { type AnalysisRun, ROLLOUT_COMPONENTS, RolloutCluster, VERSION_MS } from './rollout-cluster';
import { namespaceOf, type ServedAgent, SHORTEST } from './served-agent';

const REPLICAS = 3;
/** More checks than a test lasts. */
const LONG = { checks: 300 };
const HASH = 'rollouts-pod-template-hash';

const agentOf = (tenant: string, kind: 'blue-green' | 'canary'): ServedAgent => ({
  tenant,
  rollout: kind === 'canary' ? { kind, weight: 34, analysis: SHORTEST } : { kind, analysis: SHORTEST },
  replicas: REPLICAS,
});

const STOPPED = agentOf('stopped', 'blue-green');
const FAILED = agentOf('failed', 'blue-green');
const REVERTED = agentOf('reverted', 'blue-green');
const CANARY = agentOf('canary', 'canary');

/** What the runbook may say of a version that was rejected. */
withComponents(ROLLOUT_COMPONENTS, 'a rendered rollout that was aborted', () => {
  const cleanUp = new CleanUp();
  let world: RolloutCluster;

  beforeAll(async () => {
    world = await RolloutCluster.start(cleanUp);
    await world.install([STOPPED, FAILED, REVERTED, CANARY]);
  }, 300_000);
  afterAll(() => cleanUp.run());

  const runs = async (agent: ServedAgent): Promise<AnalysisRun[]> =>
    await world.client.list('argoproj.io/v1alpha1', 'AnalysisRun', namespaceOf(agent));

  const untilJudged = (agent: ServedAgent, count: number): Promise<unknown> =>
    until('an analysis that asks', async () => {
      const found = await runs(agent);
      const asks = found.filter(({ status }) => status?.phase === 'Running' && status.metricResults !== undefined);
      return found.length === count && asks.length === 1 ? true : undefined;
    });

  /** Has a healthy version come, and a person reject it while it is watched. */
  const rejected = async (agent: ServedAgent): Promise<void> => {
    world.prometheus.answer(`namespace="${namespaceOf(agent)}"`, [0.001]);
    await world.apply(agent, 'two', LONG);
    await untilJudged(agent, 1);
    await world.abort(agent);
    await world.untilPhase(agent, 'Degraded');
    expect((await runs(agent)).map(({ status }) => [status?.phase, status?.message])).toEqual([['Successful', 'Run Terminated']]);
  };

  /** Versions that get requests, and whether they are the newest and the stable one. */
  const serving = async (agent: ServedAgent): Promise<readonly boolean[]> => {
    const { status } = await world.rollout(agent);
    const active = (await world.selected(agent))[HASH];
    return [active === status.currentPodHash, active === status.stableRS];
  };

  test(
    'is promoted by a retry without any analysis where a person aborted the switch',
    async () => {
      await rejected(STOPPED);
      expect(await serving(STOPPED)).toEqual([false, true]);
      await world.retry(STOPPED);
      await world.untilPhase(STOPPED, 'Healthy');
      expect(await serving(STOPPED)).toEqual([true, true]);
      expect(await runs(STOPPED)).toHaveLength(1);
    },
    VERSION_MS,
  );

  test(
    'is promoted by a retry without any analysis where its analysis failed',
    async () => {
      world.prometheus.answer(`namespace="${namespaceOf(FAILED)}"`, [0.2]);
      await world.apply(FAILED, 'two');
      await world.untilPhase(FAILED, 'Degraded');
      await world.retry(FAILED);
      await world.untilPhase(FAILED, 'Healthy');
      expect(await serving(FAILED)).toEqual([true, true]);
      expect((await runs(FAILED)).map(({ status }) => status?.phase)).toEqual(['Failed']);
    },
    VERSION_MS,
  );

  test(
    'is judged anew where the version was taken back, and comes again once its pods are gone',
    async () => {
      await rejected(REVERTED);
      await world.apply(REVERTED, 'one', LONG);
      await world.untilPhase(REVERTED, 'Healthy');
      await until('its pods to go', async () => ((await world.versions(REVERTED)).two === 0 ? true : undefined), VERSION_MS);
      expect(await serving(REVERTED)).toEqual([true, true]);
      await world.apply(REVERTED, 'two', LONG);
      await untilJudged(REVERTED, 2);
      expect(await serving(REVERTED)).toEqual([true, false]);
    },
    3 * VERSION_MS,
  );

  test(
    'is judged anew by a retry of a canary',
    async () => {
      await rejected(CANARY);
      await world.retry(CANARY);
      await untilJudged(CANARY, 2);
      expect((await world.rollout(CANARY)).status.phase).toBe('Progressing');
    },
    VERSION_MS,
  );
});
