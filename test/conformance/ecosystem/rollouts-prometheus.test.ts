import { CleanUp } from '../harness/clean-up';
import { withComponents } from '../harness/require';
import { type PrometheusServer, startPrometheusServer } from './prometheus-server';
import { ROLLOUT_COMPONENTS, RolloutCluster, VERSION_MS } from './rollout-cluster';
import { namespaceOf, type ServedAgent, SHORTEST } from './served-agent';

const REPLICAS = 2;

/** Tasks of a version between two scrapes. */
const TASKS = 50;

/** Half of two pods is one pod. */
const canary = (tenant: string): ServedAgent => ({
  tenant,
  rollout: { kind: 'canary', weight: 50, analysis: SHORTEST },
  replicas: REPLICAS,
});

const [HEALTHY, BAD, SILENT] = [canary('healthy'), canary('bad'), canary('silent')];

/** Tasks that a version did until now; without failures there is no series of them. */
interface Counters {
  readonly labels: string;
  /** Between two scrapes. */
  readonly failing: number;
  scrapes: number;
}

withComponents([...ROLLOUT_COMPONENTS, 'prometheus'], 'a rendered canary that a real Prometheus tells of', () => {
  const cleanUp = new CleanUp();
  const counters: Counters[] = [];
  let world: RolloutCluster;
  let prometheus: PrometheusServer;

  const exposed = (): string =>
    counters
      .flatMap((counter) => {
        counter.scrapes += 1;
        const failed = `agent_tasks_failed_total{${counter.labels}} ${counter.scrapes * counter.failing}`;
        return [`agent_tasks_total{${counter.labels}} ${counter.scrapes * TASKS}`, ...(counter.failing > 0 ? [failed] : [])];
      })
      .map((line) => `${line}\n`)
      .join('');

  beforeAll(async () => {
    world = await RolloutCluster.start(cleanUp);
    prometheus = cleanUp.add(await startPrometheusServer(world.cluster.folder, exposed));
    await world.install([HEALTHY, BAD, SILENT]);
  }, 300_000);
  afterAll(() => cleanUp.run());

  /** The old version fails all of its tasks, which is none of the new one's business. */
  const count = (agent: ServedAgent, hash: string, failing: number): void => {
    const labels = `namespace="${namespaceOf(agent)}",pod="one-of-${hash}",rollouts_pod_template_hash="${hash}"`;
    counters.push({ labels, failing, scrapes: 0 });
  };

  const startTwo = async (agent: ServedAgent): Promise<string> => {
    const { stableRS: old = '' } = (await world.rollout(agent)).status;
    count(agent, old, TASKS);
    await world.apply(agent, 'two', { address: prometheus.address, checks: 5 });
    const { status } = await world.untilRollout(agent, 'on its way', ({ status: { currentPodHash } }) => currentPodHash !== old);
    return status.currentPodHash ?? '';
  };

  /** What the only analysis measured. */
  const measured = async (agent: ServedAgent): Promise<(string | undefined)[]> => {
    const [metric] = (await world.analysisRun(agent)).status?.metricResults ?? [];
    return (metric?.measurements ?? []).map(({ value }) => value);
  };

  test(
    'is promoted if none of its own tasks fails, whatever the old version does',
    async () => {
      count(HEALTHY, await startTwo(HEALTHY), 0);
      await world.untilPhase(HEALTHY, 'Healthy');
      expect(await world.versions(HEALTHY)).toEqual({ one: 0, two: REPLICAS });
      expect(await measured(HEALTHY)).toEqual(['[0]', '[0]', '[0]', '[0]', '[0]']);
    },
    VERSION_MS,
  );

  test(
    'is taken back at the first check if a fifth of its own tasks fails',
    async () => {
      count(BAD, await startTwo(BAD), TASKS / 5);
      const { status } = await world.untilPhase(BAD, 'Degraded');
      expect(status.message).toContain('failed (1) > failureLimit (0)');
      const [value = '', ...others] = await measured(BAD);
      expect(others).toEqual([]);
      // exactly a fifth, but for the digits of a quotient of rates
      expect(Number(value.replace(/[[\]]/g, ''))).toBeCloseTo(0.2, 6);
    },
    VERSION_MS,
  );

  test(
    'is taken back if Prometheus knows nothing of it, though it knows the old version',
    async () => {
      await startTwo(SILENT);
      const { status } = await world.untilPhase(SILENT, 'Degraded');
      expect(status.message).toContain('failed (1) > failureLimit (0)');
      expect(await measured(SILENT)).toEqual(['[]']);
    },
    VERSION_MS,
  );
});
