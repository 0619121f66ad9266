import type { EnvironmentSpec } from '../../../environments/index';
import { parseManifests } from '../../../src/judges/inventory/parse';
import { ROLLOUTS, SERVICES } from './keys-bases';
import { OBJECTS } from './objects';
import { renderAll } from './render-all';

/** Kind and name of every object of every manifest, by file; other files by their path alone. */
function objectsOf(spec: EnvironmentSpec): Record<string, readonly string[]> {
  return Object.fromEntries(
    [...renderAll(spec)].map(([file, text]) => [
      file,
      file.endsWith('.yaml') && !file.startsWith('reports/')
        ? parseManifests(text, file).map(({ document }) => {
            const { kind, metadata } = document as { kind: string; metadata?: { name?: string } };
            return `${kind} ${metadata?.name ?? ''}`.trim();
          })
        : [],
    ]),
  );
}

/** Whoever adds, moves or forgets an object changes this list, and says so. */
test.each([
  ['services', SERVICES],
  ['rollouts', ROLLOUTS],
] as const)('an environment with %s has these files, and these objects in them', (name, spec) => {
  expect(objectsOf(spec)).toEqual(OBJECTS[name]);
});
