/** Something that must come before something else. What is not among the items to be ordered does not matter. */
export interface Edge<T> {
  /** What comes later. */
  readonly later: readonly T[];
  /** What comes first; what is in both lists comes first too. */
  readonly first: readonly T[];
}

/** Items in an order that respects every edge. */
export interface Ordered<T> {
  readonly items: readonly T[];
  /** Items of one cycle, the first repeated at the end; empty if there is none. */
  readonly cycle: readonly T[];
}

/** A step of the order: an item, or the gate between the two sides of an edge. */
interface Step<T> {
  readonly item: T | undefined;
  readonly after: Step<T>[];
}

/**
 * The items in their own order, each preceded by what it needs.
 *
 * Stable: an item moves forward only if an earlier one needs it. An edge is one gate that all of `first` passes before any of `later`,
 * so that a dependency between two groups costs their sum, not their product. No recursion, so that long chains are fine.
 */
export function inOrder<T>(items: readonly T[], edges: readonly Edge<T>[]): Ordered<T> {
  if (edges.length === 0) return { items, cycle: [] };
  const steps = new Map(items.map((item): [T, Step<T>] => [item, { item, after: [] }]));
  for (const { later, first } of edges) {
    const before = new Set(first);
    const gate: Step<T> = { item: undefined, after: stepsOf(steps, first) };
    for (const step of stepsOf(
      steps,
      later.filter((item) => !before.has(item)),
    ))
      step.after.push(gate);
  }
  return visitAll([...steps.values()]);
}

function stepsOf<T>(steps: ReadonlyMap<T, Step<T>>, items: readonly T[]): Step<T>[] {
  return items.flatMap((item) => steps.get(item) ?? []);
}

function visitAll<T>(starts: readonly Step<T>[]): Ordered<T> {
  const items: T[] = [];
  const done = new Set<Step<T>>();
  const open = new Set<Step<T>>();
  for (const start of starts) {
    const stack = [{ step: start, next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { step } = top;
      const needed = done.has(step) ? undefined : step.after[top.next++];
      open.add(step);
      if (needed === undefined) {
        stack.pop();
        open.delete(step);
        if (!done.has(step) && step.item !== undefined) items.push(step.item);
        done.add(step);
      } else if (open.has(needed)) {
        return {
          items: [],
          cycle: cycleTo(
            needed,
            stack.map((entry) => entry.step),
          ),
        };
      } else if (!done.has(needed)) {
        stack.push({ step: needed, next: 0 });
      }
    }
  }
  return { items, cycle: [] };
}

/** From the repeated step to the end of the path; a gate in front is only another name for the item behind it. */
function cycleTo<T>(repeated: Step<T>, path: readonly Step<T>[]): T[] {
  const round = path.slice(path.indexOf(repeated)).flatMap(({ item }) => (item === undefined ? [] : [item]));
  return [...round, ...round.slice(0, 1)];
}
