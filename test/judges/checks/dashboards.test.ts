import { dashboardUses } from '../../../src/judges/checks/dashboards';
import { Inventory } from '../../../src/judges/inventory/inventory';

const mapOf = (text: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'board', namespace: 'tenant-acme', labels: { grafana_dashboard: '1' } },
    data: { 'a.json': text },
  });

const usesOf = (text: string) => dashboardUses(Inventory.of(new Map([['manifests/a.yaml', `---\n${mapOf(text)}\n`]])));

/** What the query of a variable reads. */
function readBy(query: unknown): string[] {
  const dashboard = { templating: { list: [{ type: 'query', name: 'a', query }] } };
  return usesOf(JSON.stringify(dashboard)).uses.map(({ text }) => text);
}

test.each([
  ['label_values(up, job)', ['up']],
  ['label_values(up{a="b, c"}, job)', ['up{a="b, c"}']],
  [' label_values ( up , job ) ', [' up ']],
  ['label_values(rate(up[5m]),\njob)', ['rate(up[5m])']],
  ['query_result(topk(5, sum by (a) (up)))', ['topk(5, sum by (a) (up))']],
  // names of labels and of metrics read no series
  ['label_values(job)', []],
  ['label_names()', []],
  ['metrics(up.*)', []],
  ['', []],
  // functions of Grafana stand alone: as a part of something else they are a query
  ['my_metrics(up)', ['my_metrics(up)']],
  ['sum(label_values(up, job))', ['sum(label_values(up, job))']],
  ['metrics(up) + down', ['metrics(up) + down']],
  ['label_values(up, job) + 1', ['label_values(up, job) + 1']],
  ['up', ['up']],
])('the variable %j reads %j', (query, wanted) => {
  expect(readBy(query)).toEqual(wanted);
  expect(readBy({ query, refId: 'a' })).toEqual(wanted);
});

test('every query has the place that it is read from: panels, folded ones, variables, annotations', () => {
  const dashboard = {
    panels: [{ targets: [{ expr: 'a' }, { expr: ' ' }, {}] }, { panels: [{ targets: [{ expr: 'b > $limit' }] }] }],
    templating: {
      list: [
        { type: 'custom', query: 'c' },
        { type: 'query', query: 'label_values(d, e)' },
      ],
    },
    annotations: { list: [{ expr: 'f' }, {}] },
  };
  expect(usesOf(JSON.stringify(dashboard)).uses.map(({ field, query }) => [field, query])).toEqual([
    ['data["a.json"] panels[0].targets[0].expr', 'a'],
    ['data["a.json"] panels[1].panels[0].targets[0].expr', 'b > 1'],
    ['data["a.json"] templating.list[1].query', 'd'],
    ['data["a.json"] annotations.list[0].expr', 'f'],
  ]);
});

test.each([
  ['{', /^is no JSON: /],
  ['[]', /^is no JSON object$/],
  ['{"dashboard": {}}', /^is the envelope of the HTTP API: /],
])('fails with %j', (text, problem) => {
  expect(usesOf(text).problems).toEqual([
    expect.objectContaining({
      place: expect.stringContaining('data["a.json"]') as string,
      rule: 'dashboard-json',
      problem: expect.stringMatching(problem) as string,
    }),
  ]);
});
