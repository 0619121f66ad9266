import { onOneLine, shown } from './shown';

/** What a rule found wrong: its id, the numbers on both sides, and what to do. Rules are pure functions that return this or `undefined`. */
export interface Violation {
  /** Id of the rule, kebab-case. */
  readonly rule: string;
  /** What is wrong, with the value found. */
  readonly problem: string;
  /** What to do about it. */
  readonly fix: string;
}

/** Largest count of a Kubernetes field: https://kubernetes.io/docs/reference/using-api/ (int32) */
const MAX_INT32 = 2 ** 31 - 1;

/** Where in a data file something was written. */
export interface SourcePosition {
  readonly file: string;
  /** First line is 1. */
  readonly line: number;
}

/** One wrong value, as the person wrote it. */
export interface Problem extends Violation {
  /** Dotted path from the root of what was written, e.g. `tenants.acme.agents.search.task.p99`. */
  readonly place: string;
  /** File and line, if the value came from a data file. */
  readonly source?: SourcePosition;
}

/** Finds the position of a place in a data file; `undefined` for values written in code. */
export type Locate = (place: string) => SourcePosition | undefined;

/** Thrown once per root (a construct, an environment), listing every problem. */
export class InvalidInputError extends Error {
  public override readonly name = 'InvalidInputError';

  constructor(
    /** What was read: a construct path or `<system>/<environment>`. */
    public readonly root: string,
    /** Every problem found, in the order in which it was found. */
    public readonly problems: readonly Problem[],
  ) {
    super(describeProblems(root, problems));
  }
}

/** The problems of one root as people read them. */
export function describeProblems(root: string, problems: readonly Problem[], note = ''): string {
  const count = `${problems.length} problem${problems.length === 1 ? '' : 's'}`;
  return [onOneLine(`${root}: ${count}${note}`), ...problems.map(describeProblem)].join('\n\n');
}

/** One problem: place (and file), then rule and numbers, then the fix. The root itself has no line of its own. */
export function describeProblem({ place, rule, problem, fix, source }: Problem): string {
  const where = [place, source === undefined ? '' : `${source.file}:${source.line}`].filter((part) => part !== '').join('   ');
  // a file name or a key with a line break would look like another problem
  return [...(where === '' ? [] : [where]), `  ${rule}: ${problem}`, `  fix: ${fix}`].map(onOneLine).join('\n');
}

/** `parent.key`, or `parent['…']` where a dot would mislead or the key is not printable. */
export function below(parent: string, key: string | number): string {
  const step = typeof key === 'number' ? `[${key}]` : /^[A-Za-z0-9_-]{1,64}$/.test(key) ? key : `[${shown(key)}]`;
  return joined(parent, step);
}

/** Collects problems while something reads its input; `throwIfAny` ends the reading. */
export class Problems {
  /** A new list for one root. */
  public static of(root: string, locate?: Locate): Problems {
    return new Problems(root, '', [], new Unread(), locate);
  }

  private constructor(
    private readonly root: string,
    private readonly prefix: string,
    private readonly found: Problem[],
    private readonly leftOut: Unread,
    private readonly locate: Locate | undefined,
  ) {}

  /** The same list, one step further down. */
  public at(step: string): Problems {
    return new Problems(this.root, this.place(step), this.found, this.leftOut, this.locate);
  }

  /** The same list, with positions found by `locate`. */
  public locatedBy(locate: Locate | undefined): Problems {
    return locate === undefined ? this : new Problems(this.root, this.prefix, this.found, this.leftOut, locate);
  }

  /** Records a problem unless `ok` holds. Returns whether it is known to hold, so that dependent checks can be skipped. */
  public that(ok: boolean, place: string, rule: string, problem: string, fix: string): boolean {
    return this.rule(place, ok ? undefined : { rule, problem, fix });
  }

  /**
   * Records what a rule found, if anything. Returns whether it is known to hold.
   *
   * What stands at a place that could not be read is a stand-in: nothing is said of it, and no rule is known to hold.
   */
  public rule(place: string, violation: Violation | undefined): boolean {
    const absolute = this.written(place);
    if (this.leftOut.covers(absolute)) return false;
    if (violation !== undefined) this.add({ place: absolute, rule: violation.rule, problem: violation.problem, fix: violation.fix });
    return violation === undefined;
  }

  /** Records a problem unless `value` is a whole number in the range; without one, up to what a field of 32 bits holds. */
  public integer(place: string, value: number, min: number, max = MAX_INT32): boolean {
    // the largest number that is still exact is named to whoever is above it only
    const range = max === MAX_INT32 && !(value > max) ? `>= ${min}` : `from ${min} to ${max}`;
    const ok = Number.isInteger(value) && value >= min && value <= max && !Object.is(value, -0);
    // Rule `whole-number`: a count that is not a whole number in its range is refused, or rounded to something else (our choice).
    return this.that(ok, place, 'whole-number', `must be a whole number ${range}, got ${shown(value)}`, `write a whole number ${range}`);
  }

  /** Whether something at, above or below the place could not be read, so that neither what stands there nor its absence means anything. */
  public unread(place = ''): boolean {
    return this.leftOut.touches(this.written(place));
  }

  /** Whether what stands at the place, or above it, is a stand-in for what could not be read. */
  public standsIn(place = ''): boolean {
    return this.leftOut.covers(this.written(place));
  }

  /** Whether one of the places is `unread`. */
  public anyUnread(...places: readonly string[]): boolean {
    return places.some((place) => this.unread(place));
  }

  /** Records why the value at a place cannot be read: whatever stands in for it means nothing from now on. */
  public unreadable(place: string, violation: Violation): void {
    this.rule(place, violation);
    this.leftOut.add(this.place(place), 'wrong');
  }

  /** Takes the absence of a key for unknown: another key may be this one, misspelt. */
  public unsure(place: string): void {
    this.leftOut.add(this.place(place), 'absent');
  }

  /** Says which entries of a list were kept: what is said of an entry from now on stands where it was written. */
  public kept(place: string, indexes: readonly number[]): void {
    this.leftOut.keep(this.place(place), indexes);
  }

  /** A place as a message names it, for what is found out later. */
  public placeOf(place: string): string {
    return this.written(place);
  }

  /** What was found so far. */
  public get list(): readonly Problem[] {
    return this.found;
  }

  /** Throws one error with every problem. */
  public throwIfAny(): void {
    if (this.found.length > 0) throw new InvalidInputError(this.root, [...this.found]);
  }

  private place(step: string): string {
    return joined(this.prefix, step);
  }

  /** Where it was written, which differs in lists that lost entries. */
  private written(step: string): string {
    return this.leftOut.written(this.place(step));
  }

  private add(problem: Problem): void {
    const source = this.locate?.(problem.place);
    this.found.push(source === undefined ? problem : { ...problem, source });
  }
}

/** Places whose values could not be read. */
class Unread {
  /** What was written there is wrong. */
  private readonly wrong = new Set<string>();
  /** Nothing is written there, but another key may be this one misspelt. */
  private readonly absent = new Set<string>();
  /** Those places, and all above them. */
  private readonly above = new Set<string>();
  /** Lists that lost entries, and where those that are left were written. */
  private readonly indexes = new Map<string, readonly number[]>();

  public add(place: string, why: 'wrong' | 'absent'): void {
    this[why].add(place);
    for (const step of steps(place)) this.above.add(step);
  }

  public keep(place: string, indexes: readonly number[]): void {
    this.indexes.set(place, indexes);
  }

  /** The place as it was written, of a place in what was read. */
  public written(place: string): string {
    if (this.indexes.size === 0) return place;
    let at = '';
    let rest = 0;
    for (const { 0: entry, 1: index, index: start } of place.matchAll(/\[(\d+)\]/g)) {
      at += place.slice(rest, start);
      const kept = this.indexes.get(at)?.[Number(index)];
      at += kept === undefined ? entry : `[${kept}]`;
      rest = start + entry.length;
    }
    return at + place.slice(rest);
  }

  /** Whether what stands at the place is a stand-in. */
  public covers(place: string): boolean {
    return this.wrong.size > 0 && steps(place).some((step) => this.wrong.has(step));
  }

  public touches(place: string): boolean {
    if (this.wrong.size + this.absent.size === 0) return false;
    return this.above.has(place) || steps(place).some((step) => this.wrong.has(step) || this.absent.has(step));
  }
}

/** The root, every place above, and the place itself. */
function steps(place: string): string[] {
  const all = place === '' ? [''] : ['', place];
  for (let index = 1; index < place.length; index += 1) {
    if (place[index] === '.' || place[index] === '[') all.push(place.slice(0, index));
  }
  return all;
}

function joined(parent: string, step: string): string {
  return parent === '' || step === '' || step.startsWith('[') ? parent + step : `${parent}.${step}`;
}
