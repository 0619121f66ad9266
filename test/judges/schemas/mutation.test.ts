import { crdSchemas } from '../../../src/judges/schemas/crd-schema';
import { fieldTable } from '../../../src/judges/schemas/field-table';
import { fieldPlace, type Finding, itemPlace } from '../../../src/judges/inventory/finding';
import { validateStrict } from '../../../src/judges/schemas/strict';
import { changed, deployment, type Path, widgetCrd } from '../fixtures';

const ROUNDS = 400;

const DOCUMENTS: readonly unknown[] = [
  deployment(),
  {
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { name: 'w', labels: { a: 'b' } },
    spec: {
      name: 'abc',
      mode: 'fast',
      count: 3,
      on: true,
      rows: [{ id: 'x', kind: 'b' }],
      sizes: { small: 1 },
      from: { url: 'u' },
      any: { a: 1 },
    },
  },
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'search', labels: { a: 'b' } },
    spec: {
      minReplicas: 2,
      maxReplicas: 8,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'search' },
      metrics: [
        {
          type: 'External',
          external: {
            metric: { name: 'lag', selector: { matchLabels: { a: 'b' } } },
            target: { type: 'AverageValue', averageValue: '30' },
          },
        },
      ],
      behavior: { scaleDown: { policies: [{ type: 'Percent', value: 50, periodSeconds: 60 }] } },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'q', labels: { a: 'b' } },
    spec: { hard: { pods: '60', 'limits.memory': '120Gi' } },
  },
];
const schemas = { core: fieldTable('1.33'), custom: crdSchemas([widgetCrd()]) };

interface Node {
  readonly path: Path;
  readonly value: unknown;
}

/** Every node below a document, in order. */
function nodes(value: unknown, path: Path = []): Node[] {
  const children: (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((item: unknown, index) => [index, item] as const)
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
      : [];
  return [{ path, value }, ...children.flatMap(([step, child]) => nodes(child, [...path, step]))];
}

/** The place of a path, as findings write it. */
function placeOf(path: Path): string {
  return path.reduce<string>((place, step) => (typeof step === 'number' ? itemPlace(place, step) : fieldPlace(place, step)), '');
}

/** mulberry32: the same numbers on every machine. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const isMap = ({ path }: Node): boolean =>
  ['labels', 'matchLabels', 'annotations', 'nodeSelector', 'hard', 'requests', 'limits', 'sizes'].includes(String(path.at(-1)));
const REQUIRED = new Set([
  'selector',
  'template',
  'containers',
  'containerPort',
  'maxReplicas',
  'scaleTargetRef',
  'periodSeconds',
  'metric',
  'target',
  'id',
]);
const QUANTITY_PARENTS = new Set(['hard', 'requests', 'limits']);
const isOneStepBelow = (parents: ReadonlySet<string>, { path }: Node): boolean => parents.has(String(path.at(-2)));

interface Mutation {
  readonly name: string;
  readonly rule: string;
  readonly applies: (node: Node) => boolean;
  readonly mutate: (document: unknown, node: Node) => { readonly document: unknown; readonly place: string };
}

const replaceBy =
  (value: (node: Node) => unknown): Mutation['mutate'] =>
  (document, node) => ({ document: changed(document, node.path, value(node)), place: placeOf(node.path) });

const MUTATIONS: readonly Mutation[] = [
  {
    name: 'an unknown field',
    rule: 'unknown-field',
    applies: (node) => typeof node.value === 'object' && !Array.isArray(node.value) && !isMap(node),
    mutate: (document, { path }) => ({ document: changed(document, [...path, 'zzz'], 1), place: placeOf([...path, 'zzz']) }),
  },
  {
    name: 'a wrong type',
    rule: 'wrong-type',
    applies: ({ path }) => path.length > 1,
    mutate: replaceBy(({ value }) => (Array.isArray(value) ? {} : [value])),
  },
  {
    name: 'a missing required field',
    rule: 'missing-field',
    // `selector` of a metric and `target` elsewhere may be left out
    applies: ({ path }) =>
      REQUIRED.has(String(path.at(-1))) && !(path.at(-1) === 'selector' && path.at(-2) === 'metric') && !path.includes('readinessProbe'),
    mutate: replaceBy(() => undefined),
  },
  {
    name: 'a malformed quantity',
    rule: 'bad-quantity',
    applies: (node) => isOneStepBelow(QUANTITY_PARENTS, node),
    mutate: replaceBy(() => '1 Gi'),
  },
  {
    name: 'a malformed label',
    rule: 'bad-label',
    applies: (node) => isOneStepBelow(new Set(['labels', 'matchLabels', 'nodeSelector']), node),
    mutate: replaceBy(({ value }) => `${String(value)} `),
  },
];

const rulesAt = (findings: readonly Finding[], place: string): string[] =>
  findings.filter((finding) => finding.place === place).map(({ rule }) => rule);

describe('a seeded mutation', () => {
  test('has documents to start from in which nothing is found', () => {
    expect(DOCUMENTS.flatMap((document) => validateStrict(document, schemas))).toEqual([]);
  });

  test.each(MUTATIONS)('of $name is found at its place', ({ rule, applies, mutate }) => {
    const next = seeded(20_300_101);
    const sites = DOCUMENTS.flatMap((document) =>
      nodes(document)
        .filter(applies)
        .map((node) => ({ document, node })),
    );
    expect(sites.length).toBeGreaterThan(3);
    for (let round = 0; round < ROUNDS; round++) {
      const site = sites[next(sites.length)];
      if (site === undefined) throw new RangeError('no site');
      const { document, place } = mutate(site.document, site.node);
      expect({ place, rules: rulesAt(validateStrict(document, schemas), place) }).toEqual({ place, rules: [rule] });
    }
  });
});
