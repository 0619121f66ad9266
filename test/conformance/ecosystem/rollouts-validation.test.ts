import { ENVIRONMENTS, kindOf, objectsOf } from '../../environments/rendered';
import { accepted } from '../controllers/swarm';
import { CleanUp } from '../harness/clean-up';
import type { KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';
import { withComponents } from '../harness/require';
import { namespaceObject } from './objects';
import { conditionOf, type Rollout, ROLLOUT_COMPONENTS, RolloutCluster } from './rollout-cluster';
import { AGENT, renderedAgent, type ServedAgent, SHORTEST } from './served-agent';

const NOWHERE = 'http://127.0.0.1:9';

const AGENTS: readonly ServedAgent[] = [
  { tenant: 'canary', rollout: { kind: 'canary', weight: 10, analysis: SHORTEST }, replicas: 10 },
  { tenant: 'blue-green', rollout: { kind: 'blue-green' }, replicas: 2 },
  { tenant: 'manual', rollout: { kind: 'blue-green', manualPromotion: true }, replicas: 2 },
];

/** What a Rollout refers to, and the Rollout itself. */
const KINDS = ['Service', 'AnalysisTemplate', 'Rollout'];

/** Rollouts of one source, with what they refer to; each source has a namespace of its own. */
const SOURCES: readonly (readonly [title: string, objects: readonly KubeObject[]])[] = [
  ...ENVIRONMENTS.map((environment) => {
    const namespaces = new Set(kindOf(environment, 'Rollout').map(({ metadata }) => metadata.namespace));
    const objects = objectsOf(environment).filter(({ kind, metadata }) => KINDS.includes(kind) && namespaces.has(metadata.namespace));
    return [`swarm/${environment}`, objects] as const;
  }),
  ...AGENTS.map((agent) => [agent.tenant, renderedAgent(agent, 'one', NOWHERE).filter(({ kind }) => KINDS.includes(kind))] as const),
];

interface BlueGreen {
  readonly strategy: { readonly blueGreen: { readonly activeService: string } };
}

withComponents(ROLLOUT_COMPONENTS, "the controller's own validation of rendered Rollouts", () => {
  const cleanUp = new CleanUp();
  let world: RolloutCluster;

  beforeAll(async () => {
    world = await RolloutCluster.start(cleanUp);
  });
  afterAll(() => cleanUp.run());

  /** Rollouts once the controller has looked at them, in namespaces without quota, identity or priority. */
  const judged = async (prefix: string, objects: readonly KubeObject[]): Promise<Rollout[]> => {
    const moved = objects.map((object) =>
      withoutPods({ ...object, metadata: { ...object.metadata, namespace: `${prefix}-${object.metadata.namespace ?? ''}` } }),
    );
    for (const name of new Set(moved.map(({ metadata }) => metadata.namespace ?? '')))
      accepted(await world.client.create(namespaceObject(name)));
    for (const object of moved) accepted(await world.client.create(object));
    return Promise.all(
      moved
        .filter(({ kind }) => kind === 'Rollout')
        .map(async (object) =>
          until(`a word on ${object.metadata.name}`, async () => {
            const rollout = (await world.client.get(object)).body as unknown as Partial<Rollout>;
            return rollout.status?.observedGeneration === undefined ? undefined : (rollout as Rollout);
          }),
        ),
    );
  };

  test.each(SOURCES)('has nothing to say against those of %s', async (title, objects) => {
    const rollouts = await judged(title.replace('/', '-'), objects);
    expect(rollouts.length).toBeGreaterThan(0);
    await Promise.all(
      rollouts.map((rollout) =>
        // a template may reach the controller after the Rollout that names it
        until(`nothing to be said against ${rollout.metadata.name}`, async () => {
          const said = conditionOf((await world.client.get(rollout)).body as unknown as Rollout, 'InvalidSpec')?.message;
          if (said !== undefined) throw new Error(said);
          return true;
        }),
      ),
    );
  });

  test('fails one whose two Services are the same, and one whose Service is not there', async () => {
    const [, objects = []] = SOURCES.find(([title]) => title === 'blue-green') ?? [];
    const broken = (previewService: string): KubeObject[] =>
      objects.map((object) => {
        if (object.kind !== 'Rollout') return object;
        const spec = object['spec'] as BlueGreen;
        return { ...object, spec: { ...spec, strategy: { blueGreen: { ...spec.strategy.blueGreen, previewService } } } };
      });
    const messages = await Promise.all(
      [AGENT, 'nobody'].map(async (service) => {
        const [rollout] = await judged(`broken-${service}`, broken(service));
        return rollout === undefined ? undefined : conditionOf(rollout, 'InvalidSpec')?.message;
      }),
    );
    expect(messages).toEqual([
      expect.stringContaining('This rollout uses the same service for the active and preview services'),
      expect.stringContaining('service "nobody" not found'),
    ]);
  });
});

/** Pods are not what is judged here: none is made. */
function withoutPods(object: KubeObject): KubeObject {
  return object.kind === 'Rollout' ? { ...object, spec: { ...(object['spec'] as object), replicas: 0 } } : object;
}
