import { byText } from '../kernel/order';
import type { Problem } from '../kernel/problems';

/** Problems of one part. */
export interface PartProblems {
  /** Path of the part. */
  readonly path: string;
  readonly problems: readonly Problem[];
}

/** Problems that the same parts have. */
export interface SharedProblems {
  /** Paths of the parts, sorted. */
  readonly paths: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Each problem once, with every part that has it: a mistake in a file that three environments read is one mistake.
 *
 * Two problems are one if place, source, rule, text and fix are equal; what a part has twice stays twice. In the order in which they
 * are met, by parts, so that what all parts have comes first.
 */
export function shareProblems(parts: readonly PartProblems[]): SharedProblems[] {
  const owners = new Map<string, { readonly problem: Problem; readonly paths: string[] }>();
  for (const { path, problems } of parts) {
    const times = new Map<string, number>();
    for (const problem of problems) {
      const text = textOf(problem);
      const time = times.get(text) ?? 0;
      times.set(text, time + 1);
      const key = `${time} ${text}`;
      const known = owners.get(key);
      if (known === undefined) owners.set(key, { problem, paths: [path] });
      else known.paths.push(path);
    }
  }
  const groups = new Map<string, { readonly paths: readonly string[]; readonly problems: Problem[] }>();
  for (const { problem, paths } of owners.values()) {
    const sorted = [...paths].sort(byText);
    const key = JSON.stringify(sorted);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { paths: sorted, problems: [problem] });
    else group.problems.push(problem);
  }
  return [...groups.values()];
}

function textOf({ place, source, rule, problem, fix }: Problem): string {
  return JSON.stringify([place, source?.file, source?.line, rule, problem, fix]);
}
