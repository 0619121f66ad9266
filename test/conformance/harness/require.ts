import { type ComponentName, locate } from './components';
import { record } from './groups';

export type { ComponentName } from './components';

/**
 * Declares tests that need components; where one is missing, a skipped test says which, and so does the table at the end.
 *
 * @param lacks what else keeps them from running on this machine, to be read after "lacks"
 */
export function withComponents(names: readonly ComponentName[], title: string, tests: () => void, lacks?: string): void {
  const missing = names.filter((name) => locate(name) === undefined);
  record({ file: expect.getState().testPath ?? '', title, components: names, missing, ...(lacks === undefined ? {} : { lacks }) });
  if (missing.length === 0 && lacks === undefined) describe(title, tests);
  else {
    describe(title, () => {
      test.skip(missing.length > 0 ? `needs ${missing.join(', ')}` : `lacks ${lacks ?? ''}`, () => undefined);
    });
  }
}
