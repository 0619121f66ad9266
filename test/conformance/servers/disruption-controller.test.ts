import { budgetsSelectOnce, type DisruptionBudget, disruptionsAllowed } from '../../../src/features/availability/disruption';
import { type Cluster, startCluster } from '../harness/control-plane';
import { answersOk } from '../harness/http-probe';
import type { KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';
import { freePorts } from '../harness/ports';
import { type Running, startProcess } from '../harness/process';
import { withComponents } from '../harness/require';

const NAMESPACE = 'default';
const CASES: readonly (readonly [DisruptionBudget, number])[] = [
  [{ minAvailable: 2 }, 2],
  [{ minAvailable: 2 }, 3],
  [{ minAvailable: '50%' }, 1],
  [{ minAvailable: '50%' }, 2],
  [{ minAvailable: '50%' }, 3],
  [{ minAvailable: '75%' }, 3],
  [{ minAvailable: '75%' }, 4],
  [{ minAvailable: '100%' }, 4],
  [{ maxUnavailable: 0 }, 3],
  [{ maxUnavailable: '0%' }, 3],
  [{ maxUnavailable: 1 }, 1],
  [{ maxUnavailable: '1%' }, 3],
  [{ maxUnavailable: '33%' }, 3],
  [{ maxUnavailable: '34%' }, 3],
];

/** Rollouts and drains against Kubernetes' own disruption controller and its eviction API. */
withComponents(['etcd', 'kube-apiserver', 'kube-controller-manager', 'crds'], 'disruption budgets', () => {
  let cluster: Cluster;
  let controllers: Running;

  beforeAll(async () => {
    cluster = await startCluster();
    const [port = 0] = await freePorts(1);
    controllers = await startProcess({
      name: 'kube-controller-manager',
      folder: cluster.folder,
      args: [
        `--kubeconfig=${cluster.kubeconfig}`,
        '--bind-address=127.0.0.1',
        `--secure-port=${port}`,
        `--cert-dir=${cluster.folder}`,
        '--leader-elect=false',
        '--controllers=replicaset-controller,disruption-controller,serviceaccount-controller',
      ],
      ready: () => answersOk(`https://127.0.0.1:${port}/healthz`),
    });
  }, 120_000);
  afterAll(async () => {
    await controllers.stop();
    await cluster.stop();
  });

  test.each(CASES.map(([budget, pods], index) => ({ budget, pods, name: `case-${index}` })))(
    '$budget of $pods pods: as many may go as the rule says, and an eviction is refused where none may',
    async ({ budget, pods, name }) => {
      const healthy = await healthyPods(name, pods);
      await cluster.client.create(budgetObject(name, name, budget));
      const allowed = await until(`the budget ${name} to see ${pods} pods`, async () => {
        const { status } = (await cluster.client.get(budgetObject(name, name, budget))).body as { status?: Record<string, number> };
        return status?.['currentHealthy'] === pods && status['expectedPods'] === pods ? status['disruptionsAllowed'] : undefined;
      });
      expect(allowed).toBe(disruptionsAllowed(budget, pods));
      expect(await evict(healthy[0])).toBe(allowed === 0 ? 429 : 201);
    },
    60_000,
  );

  test('fails the eviction of a pod that two budgets select, and the rule says so', async () => {
    const [first] = await healthyPods('twice', 2);
    for (const name of ['twice-a', 'twice-b']) await cluster.client.create(budgetObject(name, 'twice', { maxUnavailable: 1 }));
    const selecting = ['twice-a', 'twice-b'].map((name) => ({ name, workloads: ['twice'] }));
    const found = budgetsSelectOnce(selecting, ['twice']);
    expect([found.map(({ rule }) => rule), await evict(first)]).toEqual([['one-budget'], 500]);
  });

  /** Pods of a ReplicaSet that say they are ready, though no node runs them. */
  async function healthyPods(app: string, replicas: number): Promise<KubeObject[]> {
    const template = { metadata: { labels: { app } }, spec: { containers: [{ name: 'a', image: 'registry.example.com/a:1' }] } };
    await cluster.client.create({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: app, namespace: NAMESPACE },
      spec: { replicas, selector: { matchLabels: { app } }, template },
    });
    const pods = await until(`${replicas} pods of ${app}`, async () => {
      const found = await cluster.client.list('v1', 'Pod', NAMESPACE, `app=${app}`);
      return found.length === replicas ? found : undefined;
    });
    const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
    for (const pod of pods) {
      const path = `${await cluster.client.pathOf(pod)}/status`;
      await cluster.client.request('PATCH', path, { status }, { contentType: 'application/merge-patch+json' });
    }
    return pods;
  }

  async function evict(pod: KubeObject | undefined): Promise<number> {
    const name = pod?.metadata.name ?? '';
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: NAMESPACE } };
    return (await cluster.client.request('POST', `/api/v1/namespaces/${NAMESPACE}/pods/${name}/eviction`, eviction)).status;
  }
});

function budgetObject(name: string, app: string, budget: DisruptionBudget): KubeObject {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace: NAMESPACE },
    spec: { ...budget, selector: { matchLabels: { app } } },
  };
}
