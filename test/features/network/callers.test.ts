import { App, Chart, Duration, Testing } from 'cdk8s';
import { AgentDeployment, Callers, Target } from '../../../constructs/index';
import { planCallers } from '../../../src/features/network/callers';
import { CALLERS } from '../../../src/features/services/places';
import { InvalidInputError, Problems } from '../../../src/kernel/problems';
import { image } from '../../corpus/builders';
import { SERVICES } from '../../environments/wiring/keys-bases';
import { renderAll } from '../../environments/wiring/render-all';
import { changed, found } from '../../resolve/fixture';

const OTHERS = {
  gateway: { namespace: 'edge', labels: { app: 'public' } },
  monitoring: { namespace: 'observability', labels: { app: 'prom' } },
  keda: { namespace: 'scaling', labels: { app: 'keda' } },
  databaseOperator: { namespace: 'operators', labels: { app: 'cnpg' } },
} as const;

test('where nobody is named, callers are where their own charts put them', () => {
  expect(planCallers(Problems.of(''))).toEqual(CALLERS);
});

test.each<[string, object, string]>([
  ['no namespace', { monitoring: { namespace: '', labels: { a: 'b' } } }, 'callers.monitoring.namespace: dns-label'],
  ['a namespace of two', { keda: { namespace: 'a.b', labels: { a: 'b' } } }, 'callers.keda.namespace: dns-label'],
  ['a whole namespace', { gateway: { namespace: 'edge', labels: {} } }, 'callers.gateway.labels: caller-labels'],
  ['a label that is none', { gateway: { namespace: 'edge', labels: { app: 'a b' } } }, 'callers.gateway.labels.app: bad-label'],
])('both doors refuse %s', (_, callers, expected) => {
  expect(found(changed({ callers }))).toEqual([expected]);
  const refused = (): string[] => {
    try {
      Callers.set(new App(), callers);
      return [];
    } catch (error) {
      if (error instanceof InvalidInputError) return error.problems.map(({ place, rule }) => `${place}: ${rule}`);
      throw error;
    }
  };
  expect(refused()).toEqual([expected]);
});

test('every policy lets in those that are named, and none of the usual ones', () => {
  const textOf = (spec: typeof SERVICES): string =>
    [...renderAll(spec)].flatMap(([file, content]) => (file.startsWith('manifests/') ? [content] : [])).join('\n');
  const [named, usual] = [textOf({ ...SERVICES, callers: OTHERS }), textOf(SERVICES)];
  const peers = (text: string): string[] => [
    ...new Set([...text.matchAll(/kubernetes\.io\/metadata\.name: (\S+)/g)].map(([, name = '']) => name)),
  ];
  expect(peers(named)).toEqual(expect.arrayContaining(['observability', 'scaling', 'operators']));
  expect(peers(usual)).toEqual(expect.arrayContaining(['monitoring', 'keda', 'cnpg-system']));
  expect(peers(named).filter((name) => ['monitoring', 'keda', 'cnpg-system', 'gateway'].includes(name))).toEqual([]);
});

test('fails a tenant in the namespace of a caller', () => {
  const moved = { callers: { gateway: { namespace: 'tenant-birch', labels: { app: 'x' } } } };
  expect(found(changed(moved))).toEqual(['tenants.birch.id: unique-namespace']);
});

test('an agent of a team’s own chart lets in whom the tree names', () => {
  const app = new App();
  Target.set(app, { kubernetes: '1.33' });
  Callers.set(app, { gateway: OTHERS.gateway });
  const chart = new Chart(app, 'own', { namespace: 'own' });
  new AgentDeployment(chart, 'Api', { image: image('agent'), task: { p99: Duration.seconds(1) }, servesTo: ['gateway'], metrics: {} });
  const objects = Testing.synth(chart) as readonly { readonly kind: string; readonly spec?: { readonly ingress?: unknown } }[];
  const from = (namespace: string, matchLabels: object) =>
    expect.objectContaining({
      from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } }, podSelector: { matchLabels } }],
    }) as unknown;
  expect(objects.find(({ kind }) => kind === 'NetworkPolicy')?.spec?.ingress).toEqual([
    from('monitoring', { 'app.kubernetes.io/name': 'prometheus' }),
    from('edge', { app: 'public' }),
  ]);
});
