import { BUS_SERVICE, TOOLS_SERVICE } from '../bus/service';
import { DATABASE_SERVICE } from '../database/service';
import { LLM_SERVICE } from '../llm/service';
import type { ServicePlace } from '../services/places';
import type { ServiceClient, Settings, SharedService } from '../services/service';
import { STORE_SERVICE } from '../store/service';

/** The shared services that agents may need. Policies, configuration files and credentials walk this list; a new service is a line in it. */
const SERVICES = [BUS_SERVICE, STORE_SERVICE, DATABASE_SERVICE, LLM_SERVICE, TOOLS_SERVICE] as const;

/** What an agent may declare to need. `tools` are reached over the bus and open no connection of their own. */
export type Dependency = (typeof SERVICES)[number]['need'];

/** Every `Dependency`. */
export const DEPENDENCIES: readonly [Dependency, ...Dependency[]] = [SERVICES[0].need, ...SERVICES.slice(1).map(({ need }) => need)];

const ROWS: readonly SharedService[] = SERVICES;

/** The rows of what is needed, in the order of the table. */
export function servicesOf(needs: readonly string[]): readonly SharedService[] {
  return ROWS.filter(({ need }) => needs.includes(need));
}

/** Places that pods with these needs may reach. */
export function placesOf(needs: readonly string[], owner: string | undefined): readonly ServicePlace[] {
  return servicesOf(needs).flatMap(({ places }) => places(owner));
}

/** Keys of configuration files that services take, whether or not they are needed. */
export const SERVICE_KEYS: readonly string[] = ROWS.flatMap(({ config }) => config?.key ?? []);

/** Whether a service asks its clients who they are. */
export function asksWho(need: string): boolean {
  return ROWS.some((row) => row.need === need && row.proof !== undefined);
}

/**
 * What a configuration file tells of the services that are needed: where they are, and to an agent the rest.
 *
 * @param proof how the agent proves itself to a service
 */
export function serviceSettings(
  needs: readonly string[],
  owner: string | undefined,
  agent?: ServiceClient,
  proof: (service: SharedService) => Settings = () => ({}),
): Readonly<Record<string, Settings>> {
  return Object.fromEntries(
    servicesOf(needs).flatMap((service) => {
      const { config } = service;
      if (config === undefined) return [];
      return [[config.key, { ...config.addresses(owner), ...(agent !== undefined && config.settings?.(agent)), ...proof(service) }]];
    }),
  );
}
