import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { crdSchemas } from '../../../src/judges/schemas/crd-schema';
import { fieldTable } from '../../../src/judges/schemas/field-table';
import { parseManifests } from '../../../src/judges/inventory/parse';
import { validateStrict } from '../../../src/judges/schemas/strict';
import { acl, instance } from './redis-fixture';

const FILES = ['external-secrets-v2.9.0.yaml', 'prometheus-operator-v0.93.0.yaml', 'cert-manager-v1.21.1.yaml'];
const CRDS = [process.env['CRDS_DIR'], resolve(__dirname, '..', '..', '..', '..', 'shared', 'crds')].find(
  (folder) => folder !== undefined && FILES.every((file) => existsSync(resolve(folder, file))),
);

const withCrds = CRDS === undefined ? test.skip : test;

withCrds('renders nothing that Kubernetes 1.33 or the real definitions do not know', () => {
  expectKnown(CRDS ?? '');
});

function expectKnown(folder: string): void {
  const definitions = FILES.flatMap((file) => parseManifests(readFileSync(resolve(folder, file), 'utf8'), file));
  const schemas = { core: fieldTable('1.33'), custom: crdSchemas(definitions.map(({ document }) => document)) };
  const rendered = [...instance({ disk: '20Gi', storageClass: 'gp3' }), ...instance({ role: 'cache', tenant: 'acme' }), ...acl()];
  expect(rendered).toHaveLength(18);
  expect(
    rendered.flatMap((object) => validateStrict(object, schemas).map(({ place, problem }) => `${object.kind} ${place}: ${problem}`)),
  ).toEqual([]);
  const [secret] = acl();
  expect(validateStrict({ ...secret, spec: { ...secret?.spec, dta: [] } }, schemas)).toHaveLength(1);
}
