import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv from 'ajv';
import { loadAll } from 'js-yaml';
import { crdSchemas } from '../../../src/judges/schemas/crd-schema';
import { fieldTable } from '../../../src/judges/schemas/field-table';
import { validateStrict } from '../../../src/judges/schemas/strict';
import { type Mixture, mixture } from './mixtures';

/*
 * Input that is accepted renders what an API server takes. RANDOM_ENVIRONMENTS says how many are tried (CI: 200), RANDOM_SEED where to begin.
 */

const ROOT = resolve(__dirname, '../../..');
const COUNT = Number(process.env['RANDOM_ENVIRONMENTS'] ?? 24);
const FIRST = Number(process.env['RANDOM_SEED'] ?? 1);
const CRDS = [process.env['CRDS_DIR'], join(ROOT, '../shared/crds')].find((folder) => folder !== undefined && existsSync(folder));
const definitions = CRDS === undefined ? [] : documentsBelow(CRDS);
const custom = crdSchemas(definitions);

/** Rules of the strict check: whoever meets one has described something that should have been refused earlier, by its own place. */
const LATE = [
  'unknown-field',
  'wrong-type',
  'missing-field',
  'server-field',
  'bad-name',
  'bad-label',
  'bad-value',
  'bad-quantity',
  'render-object',
];

/** The one kind that the definitions do not have. */
const UNDEFINED = "'gateway.envoyproxy.io/v1alpha1 EnvoyProxy'";

function documentsBelow(folder: string): unknown[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .flatMap((name) => loadAll(readFileSync(join(folder, name), 'utf8')));
}

const isManifest = (path: string): boolean => /^(manifests|delivery)\/.*\.yaml$/.test(path) && !path.includes('/stages/');
const documents = ({ files }: Mixture): unknown[] => [...files].filter(([path]) => isManifest(path)).flatMap(([, text]) => loadAll(text));

/** Objects that the tables of keys write whole. */
const OWN = /\/of-/;

const found = new Map<number, ReturnType<typeof mixture>>();
const seeds = Array.from({ length: COUNT }, (_, index) => FIRST + index);
const of = (seed: number): ReturnType<typeof mixture> => {
  const known = found.get(seed) ?? mixture(seed);
  found.set(seed, known);
  return known;
};

const ajv = new Ajv({ strict: false, allErrors: false });
const schemaOf = (file: string): object => JSON.parse(readFileSync(join(ROOT, 'docs/schemas', file), 'utf8')) as object;
for (const file of ['tenant.schema.json', 'pool.schema.json']) ajv.addSchema(schemaOf(file), file);
const accepts = ajv.compile(schemaOf('environment.schema.json'));

test.each(seeds)('environment %d', (seed) => {
  const { accepted, refused } = of(seed);
  // nothing is found out of our rendered objects only: what is wrong with an input has a place in it
  expect(refused.filter(({ place, rule }) => LATE.includes(rule) && !OWN.test(place))).toEqual([]);
  // each is said with a place and what to write
  expect(refused.filter(({ place, rule, problem, fix }) => [place, rule, problem, fix].includes(''))).toEqual([]);
  const core = fieldTable(accepted.spec.target.kubernetes);
  const strict = documents(accepted).flatMap((document) => validateStrict(document, { core, custom }));
  const named = strict.filter(({ rule, problem }) => rule !== 'unchecked-kind' || (definitions.length > 0 && !problem.includes(UNDEFINED)));
  expect({ changes: accepted.changes, found: named }).toEqual({ changes: accepted.changes, found: [] });
  // editors do not mark as wrong what is right
  expect(accepts(JSON.parse(JSON.stringify(accepted.spec)))).toBe(true);
});

test('they are many: of several descriptions, and most with changes that count', () => {
  const all = seeds.map((seed) => of(seed).accepted);
  expect(new Set(all.map(({ base }) => base)).size).toBeGreaterThan(Math.min(7, COUNT / 3));
  expect(all.filter(({ changes }) => changes.length >= 2).length).toBeGreaterThan(COUNT * 0.6);
  expect(new Set(all.map(({ files }) => JSON.stringify([...files]))).size).toBeGreaterThan(COUNT * 0.9);
});

const withCrds = CRDS === undefined ? test.skip : test;
withCrds('custom resources were held against the real definitions', expectDefinitions);

function expectDefinitions(): void {
  expect(custom.kinds.length).toBeGreaterThan(20);
}
