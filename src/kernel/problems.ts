import { shown } from './shown';

/** A rule that does not hold: its id, the numbers on both sides, and what to do. Rules are pure and return this. */
export interface Violation {
  /** Id of the rule, kebab-case. */
  readonly rule: string;
  /** What is wrong, with the value found. */
  readonly problem: string;
  /** What to do about it. */
  readonly fix: string;
}

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
    /** Every problem found, in the order of the input. */
    public readonly problems: readonly Problem[],
  ) {
    super(describeProblems(root, problems));
  }
}

/** The problems of one root as people read them. */
export function describeProblems(root: string, problems: readonly Problem[], note = ''): string {
  const count = `${problems.length} problem${problems.length === 1 ? '' : 's'}`;
  return [`${root}: ${count}${note}`, ...problems.map(describeProblem)].join('\n\n');
}

/** One problem: place (and file), then rule and numbers, then the fix. */
export function describeProblem({ place, rule, problem, fix, source }: Problem): string {
  const where = source === undefined ? place : `${place}   ${source.file}:${source.line}`;
  return `${where}\n  ${rule}: ${problem}\n  fix: ${fix}`;
}

/** Collects problems while something reads its input; `throwIfAny` ends the reading. */
export class Problems {
  /** A new list for one root. */
  public static of(root: string, locate?: Locate): Problems {
    return new Problems(root, '', [], locate);
  }

  private constructor(
    private readonly root: string,
    private readonly prefix: string,
    private readonly found: Problem[],
    private readonly locate: Locate | undefined,
  ) {}

  /** The same list, one step further down. */
  public at(step: string): Problems {
    return new Problems(this.root, this.place(step), this.found, this.locate);
  }

  /** The same list, with positions found by `locate`. */
  public locatedBy(locate: Locate | undefined): Problems {
    return locate === undefined ? this : new Problems(this.root, this.prefix, this.found, locate);
  }

  /** Records a problem unless `ok` holds. Returns `ok`, so that dependent checks can be skipped. */
  public that(ok: boolean, place: string, rule: string, problem: string, fix: string): boolean {
    if (!ok) this.add({ place: this.place(place), rule, problem, fix });
    return ok;
  }

  /** Records what a rule found, if anything. Returns whether it held. */
  public rule(place: string, violation: Violation | undefined): boolean {
    if (violation !== undefined)
      this.add({ place: this.place(place), rule: violation.rule, problem: violation.problem, fix: violation.fix });
    return violation === undefined;
  }

  /** Records a problem unless `value` is a whole number in the range. */
  public integer(place: string, value: number, min: number, max = Number.MAX_SAFE_INTEGER): boolean {
    const range = max === Number.MAX_SAFE_INTEGER ? `>= ${min}` : `from ${min} to ${max}`;
    const ok = Number.isInteger(value) && value >= min && value <= max && !Object.is(value, -0);
    return this.that(ok, place, 'whole-number', `must be a whole number ${range}, got ${shown(value)}`, `write a whole number ${range}`);
  }

  /** What was found so far. */
  public get list(): readonly Problem[] {
    return this.found;
  }

  /** Throws one error with every problem. */
  public throwIfAny(): void {
    if (this.found.length > 0) throw new InvalidInputError(this.root, this.found);
  }

  private place(step: string): string {
    return this.prefix === '' || step === '' ? this.prefix + step : `${this.prefix}.${step}`;
  }

  private add(problem: Problem): void {
    const source = this.locate?.(problem.place);
    this.found.push(source === undefined ? problem : { ...problem, source });
  }
}
