/**
 * Props that stand for a plan which is complete, and the plans that they stand for.
 *
 * A platform repository has planned everything before the first construct is made: `planned` hands such a plan to a construct in the place of
 * its props, and the construct, which asks `planOf` first, builds its objects from it. So both ways end at one plan.
 */
const PLANS = new WeakMap<object, unknown>();

/** Props in name only, by which a construct finds `plan`, and the constructs that it is joined to. */
export function planned<P extends object>(plan: object, constructs: Partial<P> = {}): P {
  const props = { ...constructs };
  PLANS.set(props, plan);
  return props as P;
}

/** The plan that the props stand for; `undefined` for props that were written by hand. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- each construct names the kind of plan that it is handed
export function planOf<T>(props: object): T | undefined {
  return PLANS.get(props) as T | undefined;
}

/** Whether the props stand for a plan. */
export function isPlanned(props: object): boolean {
  return PLANS.has(props);
}
