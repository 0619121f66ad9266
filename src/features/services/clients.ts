import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import type { ServiceClient, Settings, SharedService } from './service';

/** The services that a workload may need, as its plan sees them. */
export interface ServiceDirectory {
  /** Words by which they are needed. */
  readonly needs: readonly string[];
  /** Keys of configuration files that they take, whether or not they are needed. */
  readonly keys: readonly string[];
  /**
   * What a configuration file tells of the services that are needed: where they are, and to an agent the rest.
   *
   * @param owner tenant that has services of its own
   * @param proof how the client proves itself to a service
   * @param external what it is told of a service that others run; `undefined` of any other
   */
  readonly settings: (
    needs: readonly string[],
    owner: string | undefined,
    agent?: ServiceClient,
    proof?: (service: SharedService) => Settings,
    external?: (service: SharedService) => Settings | undefined,
  ) => Readonly<Record<string, Settings>>;
}

/** Some services, as their clients see them. */
export function directoryOf(services: readonly SharedService[]): ServiceDirectory {
  return {
    needs: services.map(({ need }) => need),
    keys: services.flatMap(({ config }) => config?.key ?? []),
    settings: (needs, owner, agent, proof = () => ({}), external = () => undefined) =>
      Object.fromEntries(
        services.flatMap((service) => {
          const { config, need } = service;
          if (config === undefined || !needs.includes(need)) return [];
          const others = external(service);
          const told = agent !== undefined && service.external?.tellsAgent === true ? config.settings?.(agent) : {};
          if (others !== undefined) return [[config.key, { ...told, ...others }]];
          return [[config.key, { ...config.addresses(owner), ...(agent !== undefined && config.settings?.(agent)), ...proof(service) }]];
        }),
      ),
  };
}

/** Rule `dependency`: a network policy can open the way only to services that it knows (our choice). */
export function checkKnownNeeds(needs: readonly string[], known: readonly string[]): Violation[] {
  return needs
    .filter((need) => !known.includes(need))
    .map((need) => ({ rule: 'dependency', problem: `${shown(need)} is no dependency`, fix: `one of ${known.join(', ')}` }));
}

/** What a service asks of an agent: what it needs, and how many pods it has at its peak. */
export interface NeedyAgent {
  readonly needs: readonly string[];
  readonly peakPods: number;
}

/** Every agent of a tenant: those that stay, and those that end with their work. */
export function agentsOf<A, B>({ agents, batch }: { readonly agents: readonly A[]; readonly batch: readonly B[] }): readonly (A | B)[] {
  return [...agents, ...batch];
}

/** Pods of all agents that need it, at their peak. */
export function podsThatNeed(dependency: 'memory' | 'database', agents: readonly NeedyAgent[]): number {
  return agents.reduce((sum, { needs, peakPods }) => sum + (needs.includes(dependency) ? peakPods : 0), 0);
}
