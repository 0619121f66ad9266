import { join, resolve as absolute } from 'node:path';
import { renderManifests } from '../../environments/wiring/environment';
import { prod } from '../../environments/swarm/prod';
import { readTenantFiles } from '../../src/cli/tenant-files';
import { parseManifests } from '../../src/judges/inventory/parse';
import { joinDataFiles } from '../../src/resolve/data-file';
import { resolve } from '../../src/resolve/resolve';
import type { OwnMemorySpec } from '../../src/features/store/spec';
import type { ServicesSpec } from '../../src/resolve/spec';
import type { RenderedServices } from '../resolve/services-fixture';
import type { Rendered } from './rendered';

const TENANTS = join(absolute(__dirname, '..', '..'), 'tenants', 'swarm');

/** 0.65 of 4Gi is 2662Mi, three times that is 7986Mi. */
export const OWN: OwnMemorySpec = {
  disk: '8Gi',
  storageClass: 'gp3',
  state: { resources: { cpu: '1', memory: '4Gi', ephemeralStorage: '1Gi' } },
  cache: { size: 'large' },
};

/** Files of swarm/prod, in which acme has a memory of its own and the pool uses the shared one. */
export function ownMemoryFiles(memory: OwnMemorySpec = OWN, change: (services: RenderedServices) => ServicesSpec = (same) => same) {
  const { services } = prod;
  if (services === undefined) throw new Error('swarm/prod has no services');
  const tenants = prod.tenants.map((tenant) => (tenant.id === 'acme' ? { ...tenant, memory } : tenant));
  const { spec, sources } = joinDataFiles({ ...prod, tenants, services: change(services as RenderedServices) }, readTenantFiles(TENANTS));
  return new Map([...renderManifests(resolve(spec, sources))].flatMap((files) => [...files]));
}

/** Objects of those files. */
export function ownMemoryObjects(...input: Parameters<typeof ownMemoryFiles>): Rendered[] {
  return [...ownMemoryFiles(...input)]
    .filter(([file]) => file.startsWith('manifests/'))
    .flatMap(([file, text]) => parseManifests(text, file).map(({ document }) => document as Rendered));
}
