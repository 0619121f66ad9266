import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { crdSchemas } from '../../../src/judges/schemas/crd-schema';
import { fieldTable } from '../../../src/judges/schemas/field-table';
import { isJsonObject } from '../../../src/kernel/json';
import { textOf } from '../../../src/judges/inventory/finding';
import type { Manifest } from '../../../src/kernel/manifest';
import { parseManifests } from '../../../src/judges/inventory/parse';
import { type Schemas, validateStrict } from '../../../src/judges/schemas/strict';

const ROOT = resolve(__dirname, '..', '..', '..');
const DIST = join(ROOT, 'dist');
const CRDS = [process.env['CRDS_DIR'], join(ROOT, '..', 'shared', 'crds')].find((folder) => folder !== undefined && existsSync(folder));
const NO_CRDS = 'skipped: neither CRDS_DIR nor ../shared/crds has the CustomResourceDefinitions';

/** What clusters are given: all YAML but the lists of Flux's stages, which are no objects of an API; `kustomize build` is their schema. */
const isManifest = (path: string): boolean =>
  path.endsWith('.yaml') && ['manifests', 'delivery'].includes(path.split(/[\\/]/)[2] ?? '') && !/[\\/]delivery[\\/]stages[\\/]/.test(path);
const FILES = existsSync(DIST) ? readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter(isManifest).sort() : [];
const MANIFESTS: readonly Manifest[] = FILES.flatMap((file) => parseManifests(readFileSync(join(DIST, file), 'utf8'), file));

function kindOf(document: unknown): string {
  return isJsonObject(document) ? `${textOf(document, 'apiVersion') ?? '?'} ${textOf(document, 'kind') ?? '?'}` : '?';
}

/** What is wrong with the documents, as lines to read. */
function findings(manifests: readonly Manifest[], schemas: Schemas): string[] {
  return manifests.flatMap(({ file, line, document }) =>
    validateStrict(document, schemas).map(
      ({ place, rule, problem }) => `${file}:${line} ${kindOf(document)} ${place}: ${rule}: ${problem}`,
    ),
  );
}

const isCore = ({ document }: Manifest): boolean => new Set(fieldTable('1.33').kinds).has(kindOf(document));
const CORE = MANIFESTS.filter(isCore);
const CUSTOM = MANIFESTS.filter((manifest) => !isCore(manifest));

describe('the committed manifests', () => {
  test('are there, and every document of every file is looked at', () => {
    // counted without the parser: every file starts with the marker, and a document has one line of each of these at its margin
    const count = (pattern: RegExp): number =>
      FILES.reduce((sum, file) => sum + (readFileSync(join(DIST, file), 'utf8').match(pattern) ?? []).length, 0);
    expect(FILES.length).toBeGreaterThan(0);
    expect(CORE.length).toBeGreaterThan(0);
    expect(CORE.length + CUSTOM.length).toBe(count(/^---$/gm));
    expect(CORE.length + CUSTOM.length).toBe(count(/^kind: /gm));
  });

  test.each(['1.33', '1.36'])('of core kinds pass strict validation by Kubernetes %s', (minor) => {
    expect(CORE.length).toBeGreaterThan(0);
    expect(findings(CORE, { core: fieldTable(minor) })).toEqual([]);
  });

  test('of core kinds differ for Kubernetes 1.30 in nothing but fields that it does not know', () => {
    expect(CORE.length).toBeGreaterThan(0);
    expect(findings(CORE, { core: fieldTable('1.30') }).filter((finding) => !finding.includes(': unknown-field: '))).toEqual([]);
  });

  const withCrds = CRDS === undefined ? test.skip : test;
  withCrds(
    `of custom kinds pass strict validation by the real definitions, and no kind but EnvoyProxy is unchecked${CRDS === undefined ? ` (${NO_CRDS})` : ''}`,
    () => {
      expectCustomResourcesPass(CRDS ?? '');
    },
  );
});

/** Not among the definitions for tests. */
const WITHOUT_DEFINITION = 'gateway.envoyproxy.io/v1alpha1 EnvoyProxy';

function expectCustomResourcesPass(folder: string): void {
  expect(MANIFESTS.length).toBeGreaterThan(0);
  const kinds = [...new Set(CUSTOM.map(({ document }) => kindOf(document).split(' ')[1] ?? ''))];
  // a whole folder of definitions takes seconds to read: only files that name a rendered kind
  const definitions = readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }))
    .filter(({ text }) => kinds.some((kind) => text.includes(`kind: ${kind}\n`)))
    .flatMap(({ file, text }) => parseManifests(text, file).map(({ document }) => document));
  const found = findings(CUSTOM, { core: fieldTable('1.33'), custom: crdSchemas(definitions) });
  const unchecked = (finding: string): boolean => finding.includes(`${WITHOUT_DEFINITION} : unchecked-kind:`);
  expect(found.filter((finding) => !unchecked(finding))).toEqual([]);
  // one in each environment
  expect(found.filter(unchecked)).toHaveLength(3);
}
