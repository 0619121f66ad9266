import type { Problems } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { type ExternalServiceInput, externalFor, type ExternalServicePlan, planExternal } from '../external/plan';
import { servicesOf } from '../table/table';
import type { Dependency } from './spec';

/** A service that others run, as an agent of a team's own chart says it. */
export interface AgentExternalInput extends ExternalServiceInput {
  readonly need: Dependency;
}

/** Whose agent says it. */
export interface ExternalUser {
  readonly needs: readonly Dependency[];
  readonly agent: string;
  /** `undefined` for the agent of no tenant. */
  readonly tenant: string | undefined;
  readonly namespace: string | undefined;
  readonly members?: readonly string[] | undefined;
}

/** The services that others run, as one agent sees them. `problems` stand at their list. */
export function planAgentExternal(
  problems: Problems,
  services: readonly AgentExternalInput[],
  { needs, agent, tenant, namespace, members }: ExternalUser,
): ExternalServicePlan[] {
  return services.flatMap((service, index) => {
    const { need } = service;
    const at = problems.at(String(index));
    const [row] = servicesOf([need]);
    const first = services.findIndex((other) => other.need === need) === index;
    // Rule `external-need`: a service that is not needed is not reached, and one without an address of its own cannot be said (our choice).
    const used = at.that(
      needs.includes(need) && row?.external !== undefined && first,
      'need',
      'external-need',
      `${shown(need)} is not needed, has no address of its own, or is there already`,
      'name each of bus, memory, database and llm-gateway that it needs at most once',
    );
    if (!used || row?.external === undefined) return [];
    const plan = planExternal(at, service, { need, external: row.external });
    const reader = { tenant: tenant ?? '', namespace: namespace ?? '', agent, members };
    return [externalFor(plan, reader, tenant === undefined ? {} : row.external)];
  });
}
