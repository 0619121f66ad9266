import { Chart, Testing } from 'cdk8s';
import { CONSTRUCTS } from '../corpus/constructs';
import { built } from '../corpus/constructs/chart';
import type { Manifest } from './agent/agent-fixture';

/** Where objects lie that are not in the namespace of their chart, with the least that a construct is given: that of who reads them, or their own. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'flux-delivery-least': 'flux-system acme',
  'flux-source-least': 'flux-system',
  'flux-stage-least': 'flux-system acme',
  'argo-cd-delivery-least': 'argocd acme',
  'argo-cd-root-least': 'argocd',
  'argo-cd-settings-least': 'argocd',
  'argo-cd-project-and-application-least': 'argocd acme',
  'delivery-identity-least': 'flux-system acme',
  'prometheus-adapter-rules-least': 'monitoring',
  'platform-namespace-least': 'platform',
  'postgres-least': 'platform',
  'platform-deployment-least': 'platform',
  'bus-client-policy-least': 'platform',
  'llm-gateway-least': 'platform',
  'llm-agentgateway-least': 'platform',
  'budget-alerts-least': 'platform',
  'tenant-namespace-least': 'tenant-acme',
};

/** Kinds without a namespace, which the server drops from them. */
const OF_CLUSTER = ['Namespace', 'PriorityClass', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding', 'GatewayClass'];

const least = CONSTRUCTS.filter(({ name }) => name.endsWith('-least'));

test('there is one of every construct', () => {
  expect(least.length).toBeGreaterThan(20);
  expect(least.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(ELSEWHERE)));
});

test.each(least.map((one) => [one.name, one] as const))('%s: in the namespace of its chart, unless it has one of its own', (name, one) => {
  const [chart] = built({ ...one, chart: { namespace: 'somewhere' } }).app.node.children.filter((child) => Chart.isChart(child));
  const objects = (chart === undefined ? [] : Testing.synth(chart)) as Manifest[];
  const found = objects.flatMap(({ kind, metadata }) => (OF_CLUSTER.includes(kind) ? [] : [metadata.namespace]));
  const wanted = (ELSEWHERE[name] ?? 'somewhere').split(' ');
  expect([...new Set(found)]).toEqual(found.length === 0 ? [] : wanted);
});
