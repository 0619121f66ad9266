import { parseManifests } from '../../../src/judges/inventory/parse';
import { SERVICES } from './keys-bases';
import { renderAll } from './render-all';

interface Workload {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly template: { readonly spec: { readonly containers: readonly { readonly env?: readonly unknown[] }[] } } };
}

/** Environment variables of every Deployment of tenants, by namespace. */
const workloads = [...renderAll(SERVICES)]
  .filter(([file]) => file.startsWith('manifests/tenants/') && file.endsWith('.yaml'))
  .flatMap(([file, text]) => parseManifests(text, file).map(({ document }) => document as Workload))
  .filter(({ kind }) => kind === 'Deployment');

test.each([
  ['tenant-acme', 'namespace'],
  ['shared', 'envelope'],
])('agents in %s are told where a message names its tenant: %s', (namespace, value) => {
  const own = workloads.filter(({ metadata }) => metadata.namespace === namespace);
  expect(own.length).toBeGreaterThan(0);
  for (const { spec } of own) expect(spec.template.spec.containers[0]?.env).toContainEqual({ name: 'TENANT_ID_MODE', value });
});
