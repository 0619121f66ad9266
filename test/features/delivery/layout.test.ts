import { checkFolder, isTenantFolder, NAMESPACE_FILES, stageOfFile, tenantFolder } from '../../../src/features/delivery/layout';

test.each<readonly [file: string, stage: string, folder: string]>([
  ['manifests/cluster/priority-classes.yaml', 'cluster', 'manifests/cluster'],
  ['manifests/cluster/00-namespace.yaml', 'cluster', 'manifests/cluster'],
  ['manifests/platform/nats.yaml', 'platform', 'manifests/platform'],
  ['manifests/platform/00-namespace.yaml', 'namespaces', 'manifests'],
  ['manifests/tenants/tenant-acme/search.yaml', 'tenant-acme', 'manifests/tenants/tenant-acme'],
  ['manifests/tenants/tenant-acme/00-namespace.yaml', 'namespaces', 'manifests'],
  ['manifests/tenants/cluster/search.yaml', 'cluster', 'manifests/tenants/cluster'],
])('%s is of the stage %s', (file, name, folder) => {
  expect(stageOfFile(file)).toEqual({ name, folder });
  expect(checkFolder(file)).toBeUndefined();
});

test.each([
  'manifests/a.yaml',
  'manifests/extra/a.yaml',
  'manifests/platform/a/b.yaml',
  'manifests/tenants/a.yaml',
  'manifests/tenants/tenant-acme/a/b.yaml',
  'reports/bus.md',
  'search.yaml',
])('%s is of no stage', (file) => {
  expect(stageOfFile(file)).toBeUndefined();
  expect(checkFolder(file)).toEqual({
    rule: 'delivery-folder',
    problem: `'${file}' would never be applied`,
    fix: 'render it into manifests/cluster, manifests/platform or manifests/tenants/<namespace>',
  });
});

test('the folders that are advised are those of stages', () => {
  const advised = checkFolder('a.yaml')?.fix.match(/manifests\/\S+[^\s,]/g) ?? [];
  expect(advised).toHaveLength(3);
  for (const folder of advised) expect(checkFolder(`${folder}/a.yaml`)).toBeUndefined();
});

test('a tenant’s folder is its namespace’s, and the files of namespaces are found in it', () => {
  expect([tenantFolder('tenant-acme'), NAMESPACE_FILES]).toEqual([
    'manifests/tenants/tenant-acme',
    '{platform,tenants/*}/00-namespace.yaml',
  ]);
  expect(['manifests/tenants/a', 'manifests/tenants', 'manifests/platform'].map(isTenantFolder)).toEqual([true, false, false]);
});
