import type { EnvironmentSpec } from '../../../environments/index';
import { renderInfrastructure } from '../../../environments/wiring/infrastructure';
import { renderManifests } from '../../../environments/wiring/environment';
import { resolve } from '../../../src/resolve/resolve';

/** Everything that an environment renders, one part at a time: who has found what it looks for need not wait for the rest. */
export function* partsOf(spec: EnvironmentSpec): Generator<ReadonlyMap<string, string>> {
  const resolved = resolve(spec);
  yield* renderManifests(resolved);
  yield renderInfrastructure(resolved);
}

/** The same by file, and judged. */
export function renderAll(spec: EnvironmentSpec): ReadonlyMap<string, string> {
  return new Map([...partsOf(spec)].flatMap((files) => [...files]));
}

/** A copy with the value at a dotted place another. */
export function withValue(spec: EnvironmentSpec, place: string, value: unknown): EnvironmentSpec {
  // not structuredClone, which keeps what two places share shared
  const copy = JSON.parse(JSON.stringify(spec)) as EnvironmentSpec;
  const parts = place.split('.');
  const last = parts.pop() ?? '';
  let here = copy as unknown as Record<string, unknown>;
  for (const part of parts) {
    const next = here[part];
    if (typeof next !== 'object' || next === null) throw new Error(`${spec.name}: there is no ${part} of ${place}`);
    here = next as Record<string, unknown>;
  }
  here[last] = value;
  return copy;
}

/** The value at a dotted place. */
export function valueAt(spec: EnvironmentSpec, place: string): unknown {
  return place
    .split('.')
    .reduce<unknown>(
      (here, part) => (typeof here === 'object' && here !== null ? (here as Record<string, unknown>)[part] : undefined),
      spec,
    );
}
