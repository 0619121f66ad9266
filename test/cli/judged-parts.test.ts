import { ApiObject, App, Chart } from 'cdk8s';
import { renderApp, renderManifests, resolve } from '../../environments/index';
import type { Part } from '../../src/cli/part';
import { agent, environment, tenant } from '../corpus/builders';
import { Sandbox } from './sandbox';

let box: Sandbox;
beforeEach(() => {
  box = new Sandbox();
});
afterEach(() => {
  box.remove();
});

/** A part of a team's own charts, with one object that says too much. */
const own = (spec: object): Part => ({
  path: 'shop/dev',
  render: () => {
    const app = new App();
    new ApiObject(new Chart(app, 'api'), 'Service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'api', namespace: 'shop' },
      spec,
    });
    return renderApp(app, 'manifests');
  },
});
const GOOD = { selector: { app: 'api' }, ports: [{ port: 80 }] };

test('a part of one’s own is judged, and nothing is written if anything is wrong', async () => {
  expect(await box.synth([own(GOOD)])).toBe(0);
  const before = box.untouched();
  expect(await box.synth([own({ ...GOOD, selectors: {} })])).toBe(1);
  expect(box.printed).toBe(
    `shop/dev: 1 problem, nothing written

Service shop/api spec.selectors   manifests/api.yaml:2
  unknown-field: is no field of ServiceSpec in Kubernetes 1.30; did you mean 'selector'?
  fix: correct the name of the field, or leave it out
done in 0.0 s`.replace('\ndone in 0.0 s', ''),
  );
  expect(box.untouched()).toEqual(before);
});

test('so are files that were put together anew, and those written by hand, once all have passed', async () => {
  const part: Part = {
    path: 'shop/dev',
    *render() {
      yield new Map([...(own({ ...GOOD, selectors: {} }).render() as ReadonlyMap<string, string>)]);
      yield new Map([['manifests/hand.yaml', 'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\ndata: { a: Yg== }\n']]);
    },
  };
  expect(await box.synth([part])).toBe(1);
  expect(box.printed).toContain('shop/dev: 2 problems, nothing written');
  expect(box.printed).toContain('Service shop/api spec.selectors   manifests/api.yaml:2\n  unknown-field');
  expect(box.printed).toContain('manifests/hand.yaml   manifests/hand.yaml:1\n  rendered-secret');
});

test('what judges are told stands in the part', async () => {
  const part = (judge?: Part['judge']): Part => ({
    path: 'shop/dev',
    ...(judge !== undefined && { judge }),
    render: () => {
      const app = new App();
      const groups = [{ name: 'own', rules: [{ alert: 'Own', expr: 'api_errors_total > 1' }] }];
      const metadata = { name: 'own', namespace: 'shop' };
      new ApiObject(new Chart(app, 'api'), 'Rule', {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PrometheusRule',
        metadata,
        spec: { groups },
      });
      return renderApp(app, 'manifests');
    },
  });
  expect(await box.synth([part()])).toBe(1);
  expect(box.printed).toContain('metric-unknown');
  expect(await box.synth([part({ metrics: { further: ['api_errors_total'] } })])).toBe(0);
});

test('what renderManifests has judged is not judged again by what a part says', async () => {
  // a release that knows no field of what is rendered would find every one of them unknown
  const resolved = resolve(environment('dev', [tenant('acme', { chat: agent() })], {}));
  const part: Part = { path: 'shop/dev', render: () => renderManifests(resolved), judge: { kubernetes: '1.30', metrics: { given: [] } } };
  expect(await box.synth([part])).toBe(0);
});
