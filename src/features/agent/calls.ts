import { address, type NamedPlace } from '../services/places';
import { SERVED } from '../container/schema';
import { checkReference } from '../../kernel/findings';
import type { LabelKeys } from '../../kernel/labels';
import { byText } from '../../kernel/order';
import { below, type Problems } from '../../kernel/problems';
import { nextName } from '../bus/queue-versions';

/** Another agent that is called, and where its pods are. */
export interface CallPlan {
  readonly agent: string;
  readonly place: NamedPlace;
}

/** Pods that call. */
export type CallerPlan = Omit<NamedPlace, 'port' | 'service'>;

/** An agent, as far as calls are concerned. */
interface Calling {
  readonly calls?: readonly string[];
  readonly port?: number;
  readonly consumes?: object;
  readonly rollout?: { readonly kind?: string };
}

/** Who calls whom among the agents of one namespace. */
export interface CallsOfTenant {
  /** What an agent calls; rule `unknown-reference` for whom there is not. */
  readonly of: (problems: Problems, spec: Calling) => readonly CallPlan[];
  /** Pods that call an agent, sorted. */
  readonly to: (name: string) => readonly CallerPlan[];
}

/** A tenant, as far as calls are concerned. */
interface CallingTenant {
  readonly agents: Readonly<Record<string, Calling>>;
  readonly batch?: Readonly<Record<string, Calling>>;
}

/** Reads who calls whom from what is written, since both ends of a call are planned before either is known. */
export function callsOf(
  { agents, batch = {} }: CallingTenant,
  { tenant, namespace, labels }: { readonly tenant: string; readonly namespace: string; readonly labels: Pick<LabelKeys, 'workload'> },
  all: Problems,
): CallsOfTenant {
  const podsOf = (name: string): CallerPlan => ({ namespace, podLabels: { [labels.workload]: `${tenant}-${name}` } });
  const callers = new Map<string, Set<string>>();
  for (const [name, spec] of [...Object.entries(agents), ...Object.entries(batch)]) {
    for (const callee of spec.calls ?? [])
      callers.set(callee, new Set([...(callers.get(callee) ?? []), name, ...(hasNext(spec) ? [nextName(name)] : [])]));
  }
  return {
    of: (problems, { calls = [] }) =>
      [...new Set(calls)].sort(byText).flatMap((agent): CallPlan[] => {
        const callee = Object.hasOwn(agents, agent) ? agents[agent] : undefined;
        if (callee !== undefined) {
          const { port = SERVED.port.said.default } = callee;
          return [{ agent, place: { ...podsOf(agent), port, service: agent } }];
        }
        if (!all.unread(below('agents', agent)))
          problems.rule(below('calls', calls.indexOf(agent)), checkReference('agent', agent, Object.keys(agents)));
        return [];
      }),
    to: (name) => [...(callers.get(name) ?? [])].sort(byText).map(podsOf),
  };
}

/** Whether it may have a second version beside it, with pods of its own. */
function hasNext({ consumes, rollout }: Calling): boolean {
  return consumes !== undefined && (rollout?.kind === 'canary' || rollout?.kind === 'blue-green');
}

/** What the configuration file says of calls: where each agent is. */
export function callsPart(calls: readonly CallPlan[]): Readonly<Record<string, unknown>> {
  return calls.length === 0 ? {} : { calls: Object.fromEntries(calls.map(({ agent, place }) => [agent, `http://${address(place)}`])) };
}
