import { App, Chart, Duration, Testing } from 'cdk8s';
import { AgentDeployment, type AgentDeploymentProps, BatchAgent, BatchTrigger, Target } from '../../../constructs/index';
import type { EnvironmentSpec } from '../../../environments/index';
import { Inventory, objectsAt, valueAt } from '../../../src/judges/inventory/inventory';
import { renderedPods, type RenderedPods } from '../../../src/judges/inventory/pods';
import { reaches } from '../../../src/judges/inventory/reach';
import { selects } from '../../../src/judges/inventory/selector';
import { problemsOf as problemsOfProps } from '../../constructs/agent/agent-fixture';
import { agent, environment, image, nightly, tenant, worker } from '../../corpus/builders';
import { renderAll } from '../../environments/wiring/render-all';
import { problemsOf } from '../../resolve/fixture';

const converter = agent({ port: 3000, probes: { path: '/healthz' } });

function platform(changes: Parameters<typeof tenant>[1] = {}): EnvironmentSpec {
  return environment('calls', [
    tenant(
      'acme',
      {
        api: agent({ calls: ['converter'], servesTo: ['gateway'] }),
        converter,
        other: agent(),
        sorter: worker('sorter', {
          calls: ['converter', 'other'],
          baseRate: 100,
          scaling: { min: 4, max: 12, onQueueDepth: 8 },
          rollout: { kind: 'canary', weight: 25, image: image('next', '1.1.0'), analysis: { healthyErrors: 0.1, badErrors: 5 } },
        }),
        ...changes,
      },
      { batch: { report: nightly({ calls: ['converter'] }) } },
    ),
    tenant('birch', { api: agent({ calls: ['converter'] }), converter }),
  ]);
}

const podsOf = (inventory: Inventory): readonly RenderedPods[] =>
  renderedPods(inventory).filter(({ owner }) => ['Deployment', 'CronJob', 'Rollout'].includes(owner.kind));

/** Whether the policies of a pod let it out to others at a port. */
function leaves(inventory: Inventory, from: RenderedPods, to: RenderedPods, port: number): boolean {
  return inventory
    .objects('NetworkPolicy', from.namespace)
    .filter(({ document }) => selects(valueAt(document, 'spec', 'podSelector'), from.labels))
    .flatMap(({ document }) => objectsAt(document, 'spec', 'egress'))
    .some(
      (rule) =>
        objectsAt(rule, 'ports').some((one) => one['port'] === port) &&
        objectsAt(rule, 'to').some(
          (peer) =>
            selects(peer['namespaceSelector'], { 'kubernetes.io/metadata.name': to.namespace }) && selects(peer['podSelector'], to.labels),
        ),
    );
}

/** Who gets through to an agent at a port, at both ends. */
function through(inventory: Inventory, namespace: string, name: string, number: number): string[] {
  const callee = podsOf(inventory).find((pods) => pods.namespace === namespace && pods.owner.name === name);
  if (callee === undefined) throw new Error(`no ${name}`);
  const port = callee.ports.find((one) => one.number === number);
  if (port === undefined) throw new Error(`no port ${number}`);
  const both = (pods: RenderedPods): boolean =>
    reaches(inventory, { namespace: pods.namespace, podLabels: pods.labels }, callee, port) && leaves(inventory, pods, callee, number);
  return podsOf(inventory)
    .filter(both)
    .map(({ namespace: own, owner }) => `${own}/${owner.name}`)
    .sort();
}

describe('in an environment', () => {
  const inventory = Inventory.of([...renderAll(platform())].filter(([file]) => file.endsWith('.yaml')));

  test('who says that it calls an agent gets through, its second version and its jobs as well, and nobody else does', () => {
    expect(through(inventory, 'tenant-acme', 'converter', 3000)).toEqual([
      'tenant-acme/api',
      'tenant-acme/report',
      'tenant-acme/sorter',
      'tenant-acme/sorter-next',
    ]);
    expect(through(inventory, 'tenant-acme', 'other', 8080)).toEqual(['tenant-acme/sorter', 'tenant-acme/sorter-next']);
    expect(through(inventory, 'tenant-birch', 'converter', 3000)).toEqual(['tenant-birch/api']);
    expect(through(inventory, 'tenant-acme', 'api', 8080)).toEqual([]);
  });

  test('who is called has a Service at its port, whose selector has the label by which it is reached', () => {
    const service = inventory.object('Service', 'tenant-acme', 'converter');
    expect(valueAt(service?.document, 'spec', 'ports', 0)).toMatchObject({ port: 3000, targetPort: 3000 });
    expect(valueAt(service?.document, 'spec', 'selector')).toEqual({ 'cdk8s-agents/workload': 'acme-converter' });
    expect(inventory.object('Service', 'tenant-acme', 'sorter')).toBeUndefined();
  });

  test.each(['api', 'sorter', 'sorter-next', 'report'])('the configuration file of %s says where', (name) => {
    const file = valueAt(inventory.object('ConfigMap', 'tenant-acme', `${name}-config`)?.document, 'data', 'agent.json');
    expect((JSON.parse(String(file)) as { calls: object }).calls).toMatchObject({
      converter: 'http://converter.tenant-acme.svc.cluster.local:3000',
    });
  });
});

describe('fails for a call', () => {
  test.each([
    ['of an agent that there is not', ['convertor'], "did you mean 'converter'?"],
    ['of a job', ['report'], undefined],
    ['of an agent of another tenant', ['birch/converter'], undefined],
    ['of what every object has', ['toString'], undefined],
  ])('%s', (_, calls, fix) => {
    const [problem, ...more] = problemsOf(platform({ api: agent({ calls }) }));
    expect(problem).toMatchObject({
      place: 'tenants.acme.agents.api.calls[0]',
      rule: 'unknown-reference',
      ...(fix !== undefined && { fix }),
    });
    expect(more).toEqual([]);
  });

  test('of an agent whose name is no name of a Service', () => {
    const found = problemsOf(platform({ '1a': agent(), api: agent({ calls: ['1a'] }) }));
    expect(found.map(({ place, rule }) => `${place} ${rule}`)).toContain('tenants.acme.agents.1a.name service-name');
  });
});

test('an agent that only others of its tenant call may be replaced by a canary', () => {
  const analysis = { healthyErrors: 0.1, badErrors: 12, threshold: 2 };
  const rollout = { kind: 'canary', weight: 10, analysis } as const;
  const files = renderAll(platform({ converter: { ...converter, baseRate: 100, replicas: 10, rollout } }));
  const inventory = Inventory.of([...files].filter(([file]) => file.endsWith('.yaml')));
  expect(through(inventory, 'tenant-acme', 'converter', 3000)).toHaveLength(4);
});

describe('in a chart', () => {
  const PROPS = { image: image('agent'), task: { p99: Duration.seconds(2) } };

  function chartOf(build: (chart: Chart) => void, namespace = 'shop'): Chart {
    const app = new App();
    Target.set(app, { kubernetes: '1.33' });
    const chart = new Chart(app, 'chart', namespace === '' ? {} : { namespace });
    build(chart);
    return chart;
  }
  const define = (chart: Chart, id: string, props: Partial<AgentDeploymentProps> = {}): AgentDeployment =>
    new AgentDeployment(chart, id, { ...PROPS, ...props });

  test('the way is opened at both ends, and the Service is there once', () => {
    const chart = chartOf((here) => {
      const callee = define(here, 'Converter', { port: 3000 });
      define(here, 'Api', { calls: [callee] });
      define(here, 'Other');
      new BatchAgent(here, 'Report', { ...PROPS, trigger: BatchTrigger.schedule({ cron: '0 2 * * *' }), calls: [callee] });
    });
    const text = (Testing.synth(chart) as object[]).map((one) => JSON.stringify(one)).join('\n---\n');
    const inventory = Inventory.of([['chart.yaml', text]]);
    expect(through(inventory, 'shop', 'converter', 3000)).toEqual(['shop/api', 'shop/report']);
    expect(inventory.objects('Service', 'shop').map(({ name }) => name)).toEqual(['converter']);
  });

  test('fails where the namespace of the other is not known', () => {
    expect(problemsOfProps(() => chartOf((here) => define(here, 'Api', { calls: [define(here, 'Converter')] }), ''))).toEqual([
      'calls[0] call-namespace',
    ]);
  });

  test('fails where the name of the other is none of a Service', () => {
    expect(problemsOfProps(() => chartOf((here) => define(here, 'Api', { calls: [define(here, 'X', { name: '1a' })] })))).toEqual([
      'calls[0] service-name',
    ]);
  });
});
