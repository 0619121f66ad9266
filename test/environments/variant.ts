import { join } from 'node:path';
import { prod } from '../../environments/swarm/prod';
import { renderManifests } from '../../environments/wiring/environment';
import { readTenantFiles } from '../../src/cli/tenant-files';
import { parseManifests } from '../../src/judges/inventory/parse';
import { joinDataFiles } from '../../src/resolve/data-file';
import { resolve } from '../../src/resolve/resolve';
import { acme } from '../../tenants/swarm/acme';
import type { AgentSpec } from '../../src/features/agent/spec';
import type { EnvironmentSpec } from '../../src/resolve/spec';
import type { Rendered } from './rendered';

const TENANTS = join(__dirname, '..', '..', 'tenants', 'swarm');

/** swarm/prod with some of its data written otherwise; every object by kind, namespace and name. */
export function prodWith(change: Partial<EnvironmentSpec>): Map<string, Rendered> {
  const { spec, sources } = joinDataFiles({ ...prod, ...change }, readTenantFiles(TENANTS));
  const files = [...renderManifests(resolve(spec, sources))]
    .flatMap((batch) => [...batch])
    .filter(([file]) => file.startsWith('manifests/'));
  return new Map(
    files.flatMap(([file, text]) =>
      parseManifests(text, file).map(({ document }) => {
        const object = document as Rendered;
        return [`${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`, object] as const;
      }),
    ),
  );
}

/** The same with one agent of acme written otherwise. */
export function prodWithAgent(
  agent: string,
  change: Partial<AgentSpec>,
  environment: Partial<EnvironmentSpec> = {},
): Map<string, Rendered> {
  const written = acme.agents[agent];
  if (written === undefined) throw new Error(`acme has no ${agent}`);
  return prodWith({ ...environment, tenants: [{ ...acme, agents: { ...acme.agents, [agent]: { ...written, ...change } } }] });
}

/** The object of that kind, namespace and name. */
export function of(objects: ReadonlyMap<string, Rendered>, key: string): Rendered {
  const object = objects.get(key);
  if (object === undefined) throw new Error(`there is no ${key}`);
  return object;
}
