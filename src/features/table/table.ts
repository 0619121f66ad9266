import { BUS_SERVICE } from '../bus/service';
import { DATABASE_SERVICE } from '../database/service';
import { LLM_SERVICE } from '../llm/service';
import { directoryOf, type ServiceDirectory } from '../services/clients';
import { type DeliveredKind, groupOf } from '../services/delivered';
import type { MetricSource } from '../services/metric-source';
import type { ServicePlace } from '../services/places';
import type { ExporterContainer, OperatedKind, OperatedObject } from '../services/rendered';
import type { SharedService } from '../services/service';
import { STORE_SERVICE } from '../store/service';
import { TOOLS_SERVICE } from '../tools/service';

/**
 * The shared services. What people write, plans, policies, configuration files and credentials walk this list; a new service is a line in it.
 *
 * They are resolved from the last to the first, so that a service may read what those after it came to.
 */
export const SERVICES = [BUS_SERVICE, STORE_SERVICE, DATABASE_SERVICE, LLM_SERVICE, TOOLS_SERVICE] as const;

/** One of `SERVICES`. */
export type Service = (typeof SERVICES)[number];

type Need = Service['need'];

/** What an agent may declare to need. `tools` are reached over the bus and open no connection of their own. */
export const DEPENDENCIES: readonly [Need, ...Need[]] = [SERVICES[0].need, ...SERVICES.slice(1).map(({ need }) => need)];

/** Keys below `services`. */
export type ServiceFields = { readonly [S in Service as S['written']['key']]: S['written']['field'] };

/** Keys below `services`, each as its service describes it. */
export const SERVICE_FIELDS = Object.fromEntries(SERVICES.map(({ written: { key, field } }) => [key, field])) as ServiceFields;

/** What each service came to, by its key. `ServicePlans` is made of it, with the names that users see. */
export type Plans = { readonly [S in Service as S['written']['key']]: ReturnType<S['resolve']> | undefined };

const ROWS: readonly SharedService[] = SERVICES;

/** The services, as their clients see them. */
export const DIRECTORY: ServiceDirectory = directoryOf(ROWS);

/** The rows of what is needed, in the order of the table. */
export function servicesOf(needs: readonly string[]): readonly SharedService[] {
  return ROWS.filter(({ need }) => needs.includes(need));
}

/** Keys of services below `services`, by the word by which each is needed. */
export const SERVICE_KEYS: Readonly<Record<Need, string>> = Object.fromEntries(
  SERVICES.map(({ need, written }) => [need, written.key]),
) as Record<Need, string>;

/** Places that pods with these needs may reach. */
export function placesOf(needs: readonly string[], owner: string | undefined): readonly ServicePlace[] {
  return servicesOf(needs).flatMap(({ places }) => places(owner));
}

/** Kinds of operators of services that are delivered with them. */
export const SERVICE_KINDS: readonly DeliveredKind[] = ROWS.flatMap(({ kinds = [] }) => kinds);

/** Kinds of which operators of services make pods. */
export const OPERATED_KINDS: readonly OperatedKind[] = ROWS.flatMap(({ operated = [] }) => operated);

/** The one of an object; `undefined` if no operator of a service makes pods of it. */
export function operatedKind({ apiVersion, kind }: OperatedObject): OperatedKind | undefined {
  return OPERATED_KINDS.find((operated) => operated.kind === kind && operated.group === groupOf(apiVersion ?? ''));
}

/** What a container serves that is the exporter of a service. */
export function exporterOf(container: ExporterContainer): MetricSource | undefined {
  for (const { exporter } of ROWS) {
    const source = exporter?.(container);
    if (source !== undefined) return source;
  }
  return undefined;
}

/** Whether a service asks its clients who they are. */
export function asksWho(need: string): boolean {
  return ROWS.some((row) => row.need === need && row.proof !== undefined);
}
