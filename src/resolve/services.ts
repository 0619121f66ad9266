import { type Findings, findingsAt } from '../kernel/findings';
import { checkDnsLabel, checkPlainId } from '../kernel/names';
import type { Problems } from '../kernel/problems';
import { shown } from '../kernel/shown';
import { checkConnectionsFit } from '../features/database/connections';
import type { ServicePlans } from '../features/table/plans';
import { type Plans, SERVICES } from '../features/table/table';
import { checkExternalCapacity, checkSharedCredentials, type ExternalServicePlan } from '../features/external/plan';
import { agentsOf } from '../features/services/clients';
import type { SharedService } from '../features/services/service';
import type { Settled } from '../features/tenancy/resolve';
import type { Frame } from './frame';
import type { ServicesPlan } from './plan';
import type { ServicesSpec } from './spec';

type Key = keyof ServicePlans;

/** A row of the table, as the environment calls it: it holds everything that any row reads. */
interface Row extends Pick<SharedService, 'need' | 'certified' | 'external'> {
  readonly written: { readonly key: Key };
  readonly resolve: (written: never, world: ReturnType<typeof worldOf>, findings: Findings) => ServicePlans[Key];
  readonly without?: (around: ReturnType<typeof aroundOf> & { readonly unread: boolean }, findings: Findings) => void;
}

const ROWS: readonly Row[] = SERVICES;

/**
 * Completes and checks the shared services that are rendered, which follow from all tenants; `undefined` if nothing is written of any.
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
  const { problems } = findings;
  const rendered = ROWS.filter(({ need }) => frame.states.get(need)?.kind === 'rendered');
  const names = askedFor(services, rendered, frame, problems);
  const plans: { [K in Key]?: Plans[K] } = {};
  const unsound = new Set<string>();
  const world = worldOf(around, frame, names, complete, plans, unsound);
  for (const { need, written, external, resolve, without } of [...ROWS].reverse()) {
    const { key } = written;
    const spec = services[key];
    const at = findingsAt(findings, key);
    const before = problems.list.length;
    const state = frame.states.get(need);
    // the key is that of the row, so the value is what the row reads
    if (state?.kind === 'rendered') Object.assign(plans, { [key]: resolve(spec as never, world, at) });
    else without?.({ ...around, unread: problems.unread(key) }, at);
    if (state?.kind === 'external' && around.judged)
      warnOfExternal(state.plan, external?.keepsConnections === true, settled, findingsAt(at, 'external'));
    if (problems.list.length > before || problems.unread(key)) unsound.add(key);
  }
  // every row that is rendered has been resolved
  const others = [...frame.states.values()].flatMap((state) => (state.kind === 'external' ? [state.plan] : []));
  const inPlatform = rendered.length + (services.elsewhere ?? []).length > 0;
  return { secretStore: services.secretStore, external: others, inPlatform, ...(plans as Plans) };
}

/** Names that are asked for by what is written, checked; `missing-key` says by what. */
function askedFor(
  { secretStore, certificateIssuer }: ServicesSpec,
  rendered: readonly Row[],
  { states }: Frame,
  problems: Problems,
): { readonly secretStore: string; readonly certificateIssuer: string } {
  const places = (rows: readonly Row[]): string[] => rows.map(({ written }) => `services.${written.key}`);
  const external = ROWS.filter(({ need }) => {
    const state = states.get(need);
    return state?.kind === 'external' && state.plan.files.length > 0;
  });
  const asks = {
    secretStore: places([...rendered, ...external]),
    certificateIssuer: places(rendered.filter(({ certified }) => certified === true)),
  };
  const written = { secretStore, certificateIssuer };
  for (const key of ['secretStore', 'certificateIssuer'] as const) {
    const value = written[key];
    if (value !== undefined) problems.rule(key, checkDnsLabel(value));
    else if (asks[key].length > 0 && !problems.unread(key))
      problems.rule(key, { rule: 'missing-key', problem: `is required by ${asks[key].join(', ')}`, fix: `write ${shown(key)}` });
  }
  return { secretStore: secretStore ?? '', certificateIssuer: certificateIssuer ?? '' };
}

/** What is unknown of a service that others run, and what its users share. */
function warnOfExternal(
  plan: ExternalServicePlan,
  keepsConnections: boolean,
  settled: readonly Settled[],
  { problems, warnings }: Findings,
): void {
  const users = settled
    .map(({ tenant }) => agentsOf(tenant).filter(({ needs }) => needs.some((need) => need === plan.need)))
    .filter((agents) => agents.length > 0);
  const peakPods = users.flat().reduce((sum, agent) => sum + agent.peakPods, 0);
  if (keepsConnections) warnings.rule('', checkExternalCapacity(plan, peakPods));
  const { connectionsPerPod, maxConnections } = plan;
  if (connectionsPerPod !== undefined && maxConnections !== undefined)
    problems.rule(
      'maxConnections',
      checkConnectionsFit([{ name: 'agents', peakPods, pool: connectionsPerPod }], { maxConnections, reserved: 0 }),
    );
  warnings.rule('credentials', checkSharedCredentials(plan, users.length));
}

/** What every service may read, written or not. */
function aroundOf(settled: readonly Settled[], { resolved: { system, name, labelDomain }, registries }: Frame) {
  const judged = areJudged(settled, system, name);
  return { system, name, labelDomain, registries, tenants: settled, judged };
}

/** What a service reads of the environment and of the services before it. */
function worldOf(
  around: ReturnType<typeof aroundOf>,
  { resolved, states }: Frame,
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
    isRendered: (need: string): boolean | undefined => {
      const state = states.get(need)?.kind;
      return state === 'unread' ? undefined : state === 'rendered';
    },
    isSound: (key: Key): boolean => !unsound.has(key),
  };
}

/** Whether nothing is wrong with tenants and with what names are made of, so that sums over all of them mean something. */
function areJudged(settled: readonly Settled[], system: string, name: string): boolean {
  const ids = settled.flatMap(({ tenant: { id, members } }) => [id, ...(members ?? [])]);
  const named = [system, name].every((id) => checkPlainId(id) === undefined);
  return named && settled.every(({ sound }) => sound) && new Set(ids).size === ids.length;
}
