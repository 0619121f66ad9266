import { ApiObject, App, Chart } from 'cdk8s';
import { renderApp } from '../../src/render/render';
import { OBJECTS_PER_TENANT, tenantsApp } from './tenants';

/** What an app of some size makes cdk8s and us do. */
interface Work {
  readonly validations: number;
  readonly serialisations: number;
  readonly bytes: number;
}

/** Counts instead of measuring time: a count is the same on every machine, busy or not. */
function workFor(charts: number): Work {
  const work = { validations: 0, serialisations: 0, bytes: 0 };
  class Counting extends ApiObject {
    public override toJson(): unknown {
      work.serialisations++;
      return super.toJson() as unknown;
    }
  }
  const app = new App();
  for (let index = 0; index < charts; index++) {
    const object = new Counting(new Chart(app, `c${10_000 + index}`), 'o', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `o${10_000 + index}` },
    });
    object.node.addValidation({ validate: () => (work.validations++, []) });
  }
  for (const text of renderApp(app, 'x').values()) work.bytes += text.length;
  return work;
}

test.each([1, 10, 400])('%i charts: each object is validated once and serialised once', (charts) => {
  const { validations, serialisations } = workFor(charts);
  expect([validations, serialisations]).toEqual([charts, charts]);
});

test('4 times the charts are 4 times the bytes', () => {
  expect(workFor(400).bytes).toBe(4 * workFor(100).bytes);
});

test('4 times the tenants in one app take less than 8 times the time', () => {
  const time = (tenants: number): number => {
    const app = tenantsApp(tenants);
    const start = process.cpuUsage().user;
    const files = renderApp(app, 'x');
    expect([...files.values()].join('').match(/^---$/gm)).toHaveLength(tenants * OBJECTS_PER_TENANT);
    return process.cpuUsage().user - start;
  };
  // the first run pays for the compiler; of the others the best is the one that was least disturbed
  time(10);
  const best = (tenants: number): number => Math.min(...[1, 2, 3].map(() => time(tenants)));
  expect(best(80) / best(20)).toBeLessThan(8);
});
