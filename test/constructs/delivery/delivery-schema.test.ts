import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ArgoCdDelivery, ArgoCdRoot } from '../../../constructs/delivery/argo-cd-delivery';
import { DeliverySource } from '../../../constructs/delivery/delivery-source';
import { FluxDelivery } from '../../../constructs/delivery/flux-delivery';
import { crdSchemas } from '../../../src/judges/schemas/crd-schema';
import { fieldTable } from '../../../src/judges/schemas/field-table';
import { parseManifests } from '../../../src/judges/inventory/parse';
import { validateStrict } from '../../../src/judges/schemas/strict';
import { GIT, keeper, only, rendered, stageOf } from './delivery-fixture';

const FILES = ['argo-cd-v3.5.1.yaml', 'flux-kustomize-controller-v1.9.4.yaml', 'flux-source-controller-v1.9.1.yaml'];
const CRDS = [process.env['CRDS_DIR'], resolve(__dirname, '..', '..', '..', '..', 'shared', 'crds')].find(
  (folder) => folder !== undefined && FILES.every((file) => existsSync(resolve(folder, file))),
);

const withCrds = CRDS === undefined ? test.skip : test;

withCrds('renders nothing that Kubernetes 1.30 to 1.36 or the real definitions of the engines do not know', () => {
  expectKnown(CRDS ?? '');
});

function expectKnown(folder: string): void {
  const custom = crdSchemas(
    FILES.flatMap((file) => parseManifests(readFileSync(resolve(folder, file), 'utf8'), file).map(({ document }) => document)),
  );
  const ignored = [
    { group: '', kind: 'Service', namespace: 'acme', name: 'chat', paths: ['/spec/selector'] },
    { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'acme', name: 'chat', paths: ['/spec/rules'] },
  ];
  const stages = [keeper(), stageOf({ after: ['namespaces'], ignored, include: '*.yaml' })];
  const oci = DeliverySource.oci('oci://registry.example.com/shop/platform', { tag: '1.4.0' }, 'pull');
  const objects = rendered((chart) => {
    new FluxDelivery(chart, 'Flux', { prefix: 'shop', source: GIT, stages });
    new FluxDelivery(chart, 'Oci', { prefix: 'other', source: oci, stages });
    new ArgoCdDelivery(chart, 'ArgoCd', { prefix: 'shop-prod', source: GIT, stages });
    new ArgoCdRoot(chart, 'Root', { prefix: 'shop-prod', source: GIT, path: 'dist/applications' });
  });
  expect(new Set(objects.map(({ kind }) => kind)).size).toBe(13);
  for (const minor of ['1.30', '1.33', '1.36']) {
    const schemas = { core: fieldTable(minor), custom };
    expect(
      objects.flatMap((object) => validateStrict(object, schemas).map(({ place, problem }) => `${object.kind} ${place}: ${problem}`)),
    ).toEqual([]);
    const kustomization = only(objects, 'Kustomization', 'shop-acme');
    expect(validateStrict({ ...kustomization, spec: { ...kustomization.spec, serviceAccount: 'x' } }, schemas)).toHaveLength(1);
  }
}
