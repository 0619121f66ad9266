import { App, Chart, Testing } from 'cdk8s';
import { planned } from '../../constructs/kinds/planned';
import { InvalidInputError, type Violation } from '../../src/kernel/problems';

/** An object as it is rendered. */
export interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly labels: object };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** One thing as neutral data, and how each door takes it: a specification that is resolved, and props of a construct. */
export interface Doors<D, P extends object> {
  /** A value of its own for all that can be written. */
  readonly data: D;
  /** The plan of a specification; throws what the environment is refused for. */
  readonly planOf: (data: D) => object | undefined;
  readonly propsOf: (data: D) => P;
  readonly build: (chart: Chart, props: P) => unknown;
}

/** What is wrong: its name, the data that differ, and the rules that refuse it. */
export type Refusal<D> = readonly [name: string, part: Partial<D>, rules: readonly string[]];

/** Objects of a construct in a chart of its own. */
export function rendered<P extends object>({ build }: Pick<Doors<never, P>, 'build'>, props: P): Rendered[] {
  const chart = new Chart(new App(), 'platform', { disableResourceNameHashes: true });
  build(chart, props);
  return Testing.synth(chart) as Rendered[];
}

/** What is rendered of a specification; fails if it plans no such thing. */
export function renderedSpec<D, P extends object>(doors: Doors<D, P>, data: D = doors.data): Rendered[] {
  const plan = doors.planOf(data);
  if (plan === undefined) throw new Error('the specification plans nothing that could be rendered');
  return rendered(doors, planned<P>(plan));
}

/** `spec` of the one object of a kind. */
export function specOfKind(objects: readonly Rendered[], kind: string): Readonly<Record<string, unknown>> {
  const [found, ...others] = objects.filter((one) => one.kind === kind);
  if (found === undefined || others.length > 0) throw new Error(`${others.length + (found === undefined ? 0 : 1)} objects are a ${kind}`);
  return found.spec;
}

/** What both doors must have in common: what they render, and the words in which they refuse. */
export function testDoors<D, P extends object>(doors: Doors<D, P>, refusals: readonly Refusal<D>[]): void {
  const { data, planOf, propsOf } = doors;

  test('a specification and props that say the same render the same, with no value from a default', () => {
    expect(renderedSpec(doors)).toEqual(rendered(doors, propsOf(data)));
  });

  test.each(refusals)('fails %s, with the same words at both doors', (_, part, rules) => {
    const wrong = { ...data, ...part };
    const bySpec = refused(() => planOf(wrong));
    expect(bySpec.map(({ rule }) => rule)).toEqual(rules);
    expect(refused(() => rendered(doors, propsOf(wrong)))).toEqual(bySpec);
  });
}

function refused(run: () => unknown): Violation[] {
  try {
    run();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.problems.map(({ rule, problem, fix }) => ({ rule, problem, fix }));
  }
  return [];
}
