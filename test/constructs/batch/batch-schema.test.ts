import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { crdSchemas } from '../../../src/judges/schemas/crd-schema';
import { fieldTable } from '../../../src/judges/schemas/field-table';
import { parseManifests } from '../../../src/judges/inventory/parse';
import { validateStrict } from '../../../src/judges/schemas/strict';
import { rendered } from '../agent/agent-fixture';
import { batch, queued } from './batch-fixture';

const FILE = 'keda-v2.20.2.yaml';
const CRDS = [process.env['CRDS_DIR'], resolve(__dirname, '..', '..', '..', '..', 'shared', 'crds')].find(
  (folder) => folder !== undefined && existsSync(resolve(folder, FILE)),
);

const withCrds = CRDS === undefined ? test.skip : test;

test.each(['1.30', '1.33', '1.36'] as const)('a CronJob has nothing that Kubernetes %s does not know', (minor) => {
  const schemas = { core: fieldTable(minor), custom: crdSchemas([]) };
  const objects = rendered(batch({ resumable: false }).chart);
  expect(objects.map(({ kind }) => kind)).toContain('CronJob');
  expect(objects.flatMap((object) => validateStrict(object, schemas))).toEqual([]);
});

withCrds('a ScaledJob has nothing that the real definition does not know', () => {
  expectKnown(CRDS ?? '');
});

function expectKnown(folder: string): void {
  const documents = parseManifests(readFileSync(resolve(folder, FILE), 'utf8'), FILE).map(({ document }) => document);
  const schemas = { core: fieldTable('1.33'), custom: crdSchemas(documents) };
  const objects = rendered(queued().chart);
  expect(objects.flatMap((object) => validateStrict(object, schemas))).toEqual([]);
  const job = objects.find(({ kind }) => kind === 'ScaledJob');
  const wrong = { ...job, spec: { ...job?.spec, rollout: { strategy: 'gradually' }, maxReplicas: 1 } };
  expect(
    validateStrict(wrong, schemas)
      .map(({ place }) => place)
      .sort(),
  ).toEqual(['spec.maxReplicas', 'spec.rollout.strategy']);
}
