import { type Findings, findingsAt } from '../kernel/findings';
import { checkDnsLabel, checkPlainId } from '../kernel/names';
import type { ServicePlans } from '../features/table/plans';
import { type Plans, SERVICES } from '../features/table/table';
import type { Settled } from '../features/tenancy/resolve';
import type { Frame } from './frame';
import type { ServicesPlan } from './plan';

type Key = keyof ServicePlans;

/** A row of the table, as the environment calls it: it holds everything that any row reads. */
interface Row {
  readonly written: { readonly key: Key };
  readonly resolve: (written: never, world: ReturnType<typeof worldOf>, findings: Findings) => ServicePlans[Key];
  readonly without?: (around: ReturnType<typeof aroundOf> & { readonly unread: boolean }, findings: Findings) => void;
}

const ROWS: readonly Row[] = SERVICES;

/**
 * Completes and checks the shared services, which follow from all tenants; `undefined` if none are written.
 *
 * @param complete whether every tenant and pool could be read
 */
export function resolveServices(settled: readonly Settled[], frame: Frame, root: Findings, complete: boolean): ServicesPlan | undefined {
  const { services } = frame.spec;
  const findings = findingsAt(root, 'services');
  const around = aroundOf(settled, frame);
  const unread = frame.problems.unread('services');
  if (services === undefined) {
    for (const { without, written } of ROWS) without?.({ ...around, unread }, findingsAt(findings, written.key));
    return undefined;
  }
  const { secretStore, certificateIssuer } = services;
  const { problems } = findings;
  problems.rule('secretStore', checkDnsLabel(secretStore));
  problems.rule('certificateIssuer', checkDnsLabel(certificateIssuer));
  const plans: { [K in Key]?: Plans[K] } = {};
  const unsound = new Set<string>();
  const world = worldOf(around, frame, { secretStore, certificateIssuer }, complete, plans, unsound);
  for (const { written, resolve, without } of [...ROWS].reverse()) {
    const { key } = written;
    const spec = services[key];
    const at = findingsAt(findings, key);
    const before = problems.list.length;
    if (spec === undefined) without?.({ ...around, unread: problems.unread(key) }, at);
    // the key is that of the row, so the value is what the row reads
    else Object.assign(plans, { [key]: resolve(spec as never, world, at) });
    if (problems.list.length > before || problems.unread(key)) unsound.add(key);
  }
  // every row has been resolved, but those that may be left out and were
  return { secretStore, ...(plans as Plans) };
}

/** What every service may read, written or not. */
function aroundOf(settled: readonly Settled[], { resolved: { system, name, labelDomain }, registries, spec }: Frame) {
  const judged = areJudged(settled, system, name);
  return { system, name, labelDomain, registries, tenants: settled, judged, servicesWritten: spec.services !== undefined };
}

/** What a service reads of the environment and of the services before it. */
function worldOf(
  around: ReturnType<typeof aroundOf>,
  { resolved, spec, problems }: Frame,
  names: { readonly secretStore: string; readonly certificateIssuer: string },
  complete: boolean,
  plans: Partial<ServicePlans>,
  unsound: ReadonlySet<string>,
) {
  const { labels, target, natsMetricPrefix } = resolved;
  return {
    ...around,
    ...names,
    tenantLabel: labels.tenant,
    target,
    natsMetricPrefix,
    complete,
    plans,
    /** `undefined` if it cannot be read. */
    isWritten: (key: Key): boolean | undefined => (problems.unread(`services.${key}`) ? undefined : spec.services?.[key] !== undefined),
    isSound: (key: Key): boolean => !unsound.has(key),
  };
}

/** Whether nothing is wrong with tenants and with what names are made of, so that sums over all of them mean something. */
function areJudged(settled: readonly Settled[], system: string, name: string): boolean {
  const ids = settled.flatMap(({ tenant: { id, members } }) => [id, ...(members ?? [])]);
  const named = [system, name].every((id) => checkPlainId(id) === undefined);
  return named && settled.every(({ sound }) => sound) && new Set(ids).size === ids.length;
}
