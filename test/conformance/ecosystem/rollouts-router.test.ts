import { accepted } from '../controllers/swarm';
import { CleanUp } from '../harness/clean-up';
import { pause, until } from '../harness/poll';
import { withComponents } from '../harness/require';
import { ROLLOUTS_CRDS } from '../harness/rollouts';
import { conditionOf, MONITORING_CRDS, ROLLOUT_COMPONENTS, RolloutCluster, VERSION_MS } from './rollout-cluster';
import { AGENT, renderedAgent, type ServedAgent, SHORTEST } from './served-agent';

const ROUTED: ServedAgent = {
  tenant: 'routed',
  rollout: {
    kind: 'canary',
    weight: 10,
    analysis: SHORTEST,
    router: { gateway: 'public', namespace: 'gateway', hostnames: ['coordinator.example.com'] },
  },
  replicas: 2,
};

/** https://github.com/argoproj/argo-rollouts/blob/v1.9.1/utils/plugin/plugin.go (GetPluginInfo) */
const NOT_INSTALLED = 'plugin argoproj-labs/gatewayAPI not configured in configmap';

withComponents(ROLLOUT_COMPONENTS, 'a rendered canary behind a Gateway, whose plugin is not installed', () => {
  const cleanUp = new CleanUp();
  let world: RolloutCluster;

  beforeAll(async () => {
    world = await RolloutCluster.start(cleanUp, { crds: [ROLLOUTS_CRDS, MONITORING_CRDS, 'gateway-api-v1.6.1'] });
    await world.apply(ROUTED, 'one');
  });
  afterAll(() => cleanUp.run());

  test('is taken by the strict schemas of HTTPRoute and Rollout, as it is rendered', async () => {
    const rendered = renderedAgent(ROUTED, 'one', world.prometheus.address).filter(({ kind }) => ['HTTPRoute', 'Rollout'].includes(kind));
    expect(rendered.map(({ kind }) => kind).sort()).toEqual(['HTTPRoute', 'Rollout']);
    for (const object of rendered) {
      accepted(await world.client.remove(object));
      await until('it to be gone', async () => ((await world.client.get(object)).status === 404 ? true : undefined));
      accepted(await world.client.create(object));
    }
  });

  test(
    'gets no pod, not even of its first version, and nothing calls it invalid: only the log of the controller says what is missing',
    async () => {
      await until(
        'the controller to say it',
        () => Promise.resolve(world.controller.log().includes(NOT_INSTALLED) ? true : undefined),
        VERSION_MS,
      );
      const rollout = await until('a first look at it', async () => {
        const found = await world.rollout(ROUTED);
        return found.status.phase === 'Progressing' ? found : undefined;
      });
      expect(conditionOf(rollout, 'InvalidSpec')).toBeUndefined();
      for (let times = 0; times < 100; times++) await pause();
      expect(await world.versions(ROUTED)).toEqual({ one: 0, two: 0 });
      // and so nobody is behind them
      expect([await world.selected(ROUTED), await world.selected(ROUTED, `${AGENT}-canary`)]).toEqual([{}, {}]);
    },
    2 * VERSION_MS,
  );
});
