import { type Cluster, startCluster } from '../harness/control-plane';
import type { KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';
import { withComponents } from '../harness/require';
import { CleanUp } from '../harness/clean-up';
import { createAll, NAMESPACE, namespaceObject, nodeObject, statusOf } from './objects';
import { ROLLOUTS_CRDS, startRollouts } from '../harness/rollouts';

const REPLICAS = 3;

const labels = { app: 'worker' };

const ROLLOUT: KubeObject = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Rollout',
  metadata: { name: 'worker', namespace: NAMESPACE },
  spec: {
    replicas: REPLICAS,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'worker', image: 'worker:1' }] } },
    strategy: { canary: { steps: [{ setWeight: 34 }, { pause: {} }] } },
  },
};

/** The part of a Rollout's status that tells where it is. */
interface RolloutStatus {
  readonly phase?: string;
  readonly message?: string;
  readonly observedGeneration?: string;
  readonly availableReplicas?: number;
  readonly updatedReplicas?: number;
}

withComponents(
  ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok', 'crds', 'rollouts-controller'],
  'Argo Rollouts',
  () => {
    const cleanUp = new CleanUp();
    let cluster: Cluster;

    beforeAll(async () => {
      cluster = cleanUp.add(await startCluster({ controllers: true, crds: [ROLLOUTS_CRDS] }));
      await createAll(cluster.client, [nodeObject('node'), namespaceObject(NAMESPACE)]);
      cleanUp.add(await startRollouts(cluster));
    });
    afterAll(() => cleanUp.run());

    /** Status once a phase is reached that was found for the newest generation. */
    const untilPhase = async (phase: string): Promise<RolloutStatus> =>
      until(`the Rollout to be ${phase}`, async () => {
        const { generation } = (await cluster.client.get(ROLLOUT)).body['metadata'] as { readonly generation: number };
        const status = (await statusOf(cluster.client, ROLLOUT)) as RolloutStatus;
        if (status.phase === phase && status.observedGeneration === String(generation)) return status;
        throw new Error(JSON.stringify(status));
      });

    test('makes a minimal Rollout healthy', async () => {
      await createAll(cluster.client, [ROLLOUT]);
      expect(await untilPhase('Healthy')).toMatchObject({ availableReplicas: REPLICAS, updatedReplicas: REPLICAS });
    });

    test('pauses a changed one at its first step, with a third of the pods', async () => {
      await cluster.client.patch(ROLLOUT, {
        spec: { template: { spec: { containers: [{ name: 'worker', image: 'worker:2' }] } } },
      });
      expect(await untilPhase('Paused')).toMatchObject({ message: 'CanaryPauseStep', updatedReplicas: 1 });
    });
  },
);
