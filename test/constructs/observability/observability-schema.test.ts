import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { crdSchemas } from '../../../src/judges/schemas/crd-schema';
import { fieldTable } from '../../../src/judges/schemas/field-table';
import { parseManifests } from '../../../src/judges/inventory/parse';
import { validateStrict } from '../../../src/judges/schemas/strict';
import { observed } from '../../judges/checks/observed';

const FILE = 'prometheus-operator-v0.93.0.yaml';
const CRDS = [process.env['CRDS_DIR'], resolve(__dirname, '..', '..', '..', '..', 'shared', 'crds')].find(
  (folder) => folder !== undefined && existsSync(resolve(folder, FILE)),
);
const withCrds = CRDS === undefined ? test.skip : test;

interface Rules {
  readonly kind: string;
  readonly spec: { readonly groups: readonly { readonly rules: readonly object[] }[] };
}

withCrds('renders rules and a dashboard that Kubernetes 1.30 to 1.36 and the real PrometheusRule take', () => {
  expectKnown(CRDS ?? '');
});

function expectKnown(folder: string): void {
  const custom = crdSchemas(parseManifests(readFileSync(resolve(folder, FILE), 'utf8'), FILE).map(({ document }) => document));
  const file = 'manifests/tenants/tenant-acme/observability.yaml';
  const documents = parseManifests(observed().get(file) ?? '', file).map(({ document }) => document as Rules);
  expect(documents.map(({ kind }) => kind).sort()).toEqual(['ConfigMap', 'PrometheusRule']);
  for (const minor of ['1.30', '1.33', '1.36']) {
    const schemas = { core: fieldTable(minor), custom };
    expect(documents.flatMap((document) => validateStrict(document, schemas))).toEqual([]);
    const rules = documents.filter(({ kind }) => kind === 'PrometheusRule');
    const misspelt = rules.map((document) => ({
      ...document,
      spec: { groups: [{ ...document.spec.groups[0], rules: [{ ...document.spec.groups[0]?.rules[0], severity: 'x' }] }] },
    }));
    expect(misspelt.flatMap((document) => validateStrict(document, schemas))).toHaveLength(1);
  }
}
