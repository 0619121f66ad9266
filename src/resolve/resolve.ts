import { frozenCopy } from '../kernel/freeze';
import { checkId, checkPlainId } from '../kernel/names';
import { byText } from '../kernel/order';
import { type Locate, type Problem, Problems, below } from '../kernel/problems';
import type { EnvironmentSpec } from './spec';
import { type Findings, findingsAt, findingsLocatedBy } from '../kernel/findings';
import type { EnvironmentPlan } from './plan';
import { planDelivery } from '../features/delivery/plan';
import { resolveFrame } from './frame';
import { checkOpenPools, checkPromises } from '../features/nodes/promises';
import { planHatches } from '../features/objects/plan';
import { planObservability } from '../features/observability/plan';
import { resolveServices } from './services';
import { agentsOf } from '../features/services/clients';
import { namespaceOf, type Placed, resolveTenant } from '../features/tenancy/resolve';
import { checkTogether } from '../features/tenancy/together';
import { read } from '../kernel/read';
import { isPlainObject, ownText } from '../kernel/written';
import { SHARED_POOL, TENANT } from '../features/tenancy/schema';
import { ENVIRONMENT } from './schema';

/** Which tenants and pools came from data files. */
export interface Sources {
  /** By the value itself, since ids may be wrong or used twice. Places are those inside the file. */
  readonly locate: ReadonlyMap<unknown, Locate>;
  /** What is wrong with the files themselves; reported with everything else. */
  readonly problems: readonly Problem[];
}

const NO_SOURCES: Sources = { locate: new Map(), problems: [] };

/**
 * Completes and checks what was written, of whatever type it is: the values may come from JSON, YAML or plain JavaScript.
 *
 * The result is frozen and sorted; it does not depend on the order of the input.
 *
 * @throws InvalidInputError naming every problem.
 */
export function resolve(spec: EnvironmentSpec, sources: Sources = NO_SOURCES): EnvironmentPlan {
  const root = rootOf(spec);
  const findings: Findings = { problems: Problems.of(root), warnings: Problems.of(root) };
  const { problems, warnings } = findings;
  for (const { place, source, ...violation } of sources.problems) problems.locatedBy(source && (() => source)).rule(place, violation);

  // what is no object has no key by which it could be named
  const environment: EnvironmentSpec = read(spec, ENVIRONMENT, isPlainObject(spec) ? problems : problems.at('environment'));
  if (problems.standsIn('environment')) problems.throwIfAny();
  const frame = resolveFrame(environment, findings);
  const placed = [
    ...readAll(environment.tenants, 'tenant', sources, findings),
    ...readAll(environment.pools ?? [], 'pool', sources, findings),
  ];
  const settled = placed.sort((a, b) => byText(namespaceOf(a), namespaceOf(b))).map((one) => resolveTenant(one, frame, findings));
  const unreadFiles = sources.problems.length > 0;
  const someUnread = unreadFiles || problems.anyUnread('tenants', 'pools');
  // Rule `no-tenants`: an environment without tenants renders nothing that could be used (our choice).
  problems.that(placed.length > 0 || someUnread, 'tenants', 'no-tenants', 'must have at least one tenant or pool', 'add one');
  checkTogether(settled, environment.scale, someUnread, findings, frame.callers);
  // only if every number in it is valid
  if (problems.list.length === 0 && settled.every(({ sound }) => sound))
    checkPromises(
      settled.map(({ tenant }) => tenant),
      frame,
      findings,
    );
  if ([...frame.states.values()].some(({ kind }) => kind === 'rendered')) checkOpenPools(frame.nodePools, findings);
  const services = resolveServices(settled, frame, findings, !someUnread);
  // an invalid name was reported where it is written
  const namespaces = settled.filter(({ sound }) => sound).map(({ tenant }) => tenant.namespace);
  const { system, name } = environment;
  const delivery = planDelivery(environment.delivery, { system, name, namespaces }, problems.at('delivery'));
  const queues = settled.flatMap(({ tenant }) => agentsOf(tenant)).filter(({ consumes }) => consumes !== undefined).length;
  const observed = { scaler: frame.resolved.scaler, bus: frame.states.get('bus')?.kind ?? 'absent', queues };
  const observability = planObservability(environment.observability, observed, findingsAt(findings, 'observability'));
  const hatches = planHatches(problems, environment);
  problems.throwIfAny();
  return frozenCopy({
    ...frame.resolved,
    tenants: settled.map(({ tenant }) => tenant),
    services,
    delivery,
    observability,
    hatches,
    warnings: [...warnings.list],
  });
}

/** Reads tenants or pools one by one, each with its own place and file. */
function readAll(values: readonly unknown[], kind: Placed['kind'], sources: Sources, root: Findings): Placed[] {
  const list = kind === 'tenant' ? 'tenants' : 'pools';
  return values.flatMap((value, index) => {
    const place = placeOf(value, list, index);
    const inFile = sources.locate.get(value);
    const locate = inFile && ((whole: string) => inFile(whole.slice(place.length).replace(/^\./, '')));
    const findings = findingsLocatedBy(findingsAt(root, place), locate);
    const spec: Placed['spec'] = read(value, kind === 'tenant' ? TENANT : SHARED_POOL, findings.problems);
    return findings.problems.standsIn() ? [] : [{ kind, spec, findings }];
  });
}

/** `tenants.acme`, or `tenants[3]` where there is no id to go by. */
function placeOf(value: unknown, list: string, index: number): string {
  const id = ownText(value, 'id');
  return id === undefined || checkId(id) !== undefined ? below(list, index) : below(list, id);
}

/** `<system>/<environment>`, as far as both can be read. */
function rootOf(spec: unknown): string {
  const [system, name] = (['system', 'name'] as const).map((key) => ownText(spec, key));
  const readable = (id: string | undefined): string => (id !== undefined && checkPlainId(id) === undefined ? id : '?');
  return `${readable(system)}/${readable(name)}`;
}
