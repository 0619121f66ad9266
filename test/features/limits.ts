import type { Problem } from '../../src/kernel/problems';
import { resolve } from '../../src/resolve/resolve';
import type { EnvironmentSpec } from '../../src/resolve/spec';
import { ABSENT, changed, found, problemsOf } from '../resolve/fixture';

/** A whole number that can be written: its path below the environment, and the least and the most that it may be. */
export type Limits = readonly [path: string, min: number, max: number];

/** Something that may be left out: what then holds, and another value that can be written as well. */
export type Default = readonly [path: string, value: unknown, other: unknown];

/** Refusals of whole numbers, just inside and just outside of what they may be. */
export function testLimits(spec: () => EnvironmentSpec, rows: readonly Limits[]): void {
  test.each(rows)('%s fails below %d and above %d, each at its own place', (path, min, max) => {
    const refused = (value: number): string[] =>
      found(changed({ [path]: value }, spec())).filter((line) => line === `${path}: whole-number`);
    expect([min - 1, min, max, max + 1].map((value) => refused(value).length)).toEqual([1, 0, 0, 1]);
  });
}

/** What holds where nothing is written is what holds where it is written, and another value is another plan, or is refused. */
export function testDefaults(spec: () => EnvironmentSpec, rows: readonly Default[]): void {
  test.each(rows)('without %s it is %j', (path, value, other) => {
    const planned = (written: unknown) => planOrProblems(changed({ [path]: written }, spec()));
    expect(planned(value).problems).toEqual([]);
    expect(planned(ABSENT)).toEqual(planned(value));
    expect(planned(other)).not.toEqual(planned(value));
  });
}

function planOrProblems(spec: EnvironmentSpec): { readonly plan: unknown; readonly problems: readonly Problem[] } {
  const problems = problemsOf(spec);
  return { plan: problems.length > 0 ? undefined : resolve(spec), problems };
}
