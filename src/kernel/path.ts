import { below } from './problems';

/** Where a reader stands; a place is only put together when something is wrong. */
export interface Path {
  readonly parent: Path | undefined;
  readonly key: string | number;
}

/** The dotted path from the root. */
export function placeOf(path: Path | undefined): string {
  const steps: (string | number)[] = [];
  for (let at = path; at !== undefined; at = at.parent) steps.unshift(at.key);
  return steps.reduce<string>(below, '');
}
