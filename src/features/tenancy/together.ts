import { namespaceOf, type Placed, type ScaleOfTenants, type Settled } from './resolve';
import { type Findings, findingsAt, checkReference } from '../../kernel/findings';
import { checkId } from '../../kernel/names';
import type { CallersPlan } from '../services/places';
import { sortedEntries } from '../../kernel/order';
import { below } from '../../kernel/problems';

/** What only several tenants together can get wrong. Each pass is one walk with a map, so that ten thousand tenants stay affordable. */
export function checkTogether(
  settled: readonly Settled[],
  scale: ScaleOfTenants | undefined,
  unreadFiles: boolean,
  root: Findings,
  callers: CallersPlan,
): void {
  const placed = settled.map((one) => one.placed).filter(({ spec }) => checkId(spec.id) === undefined);
  checkIds(placed, new Map(Object.entries(callers).map(([caller, { namespace }]) => [namespace, caller])));
  checkMembers(placed);
  checkWorkloads(settled);
  checkScale(settled, scale, unreadFiles, root);
}

/** Checks `unique-id` and `unique-namespace`. */
function checkIds(placed: readonly Placed[], others: ReadonlyMap<string, string>): void {
  const byId = new Map<string, Placed>();
  const byNamespace = new Map<string, Placed>();
  for (const one of placed) {
    const { problems } = one.findings;
    const { id } = one.spec;
    const namespace = namespaceOf(one);
    const twin = byId.get(id);
    const neighbour = byNamespace.get(namespace);
    if (twin !== undefined) {
      // Rule `unique-id`: account, labels, folder and namespace come from the id, so two of one id would share them (our choice).
      problems.rule('id', { rule: 'unique-id', problem: `'${id}' is also the id of another ${twin.kind}`, fix: 'rename one of them' });
    } else if (neighbour !== undefined) {
      // Rule `unique-namespace`: two tenants in one namespace would share quota, policies and secrets (our choice).
      problems.rule(one.spec.namespace === undefined ? 'id' : 'namespace', {
        rule: 'unique-namespace',
        problem: `its namespace '${namespace}' is also that of the ${neighbour.kind} '${neighbour.spec.id}'`,
        fix: 'rename one of them',
      });
    }
    const caller = others.get(namespace);
    problems.that(
      caller === undefined,
      one.spec.namespace === undefined ? 'id' : 'namespace',
      'unique-namespace',
      `its namespace '${namespace}' is also that of callers.${caller ?? ''}`,
      'rename one of them',
    );
    byId.set(id, twin ?? one);
    byNamespace.set(namespace, neighbour ?? one);
  }
}

/** Checks `both-tiers` and `unique-id`: a message names its tenant by `tenant_id`, so each tenant has one home. */
function checkMembers(placed: readonly Placed[]): void {
  const tenants = new Set(placed.flatMap(({ kind, spec }) => (kind === 'tenant' ? spec.id : [])));
  const homes = new Map<string, Placed>();
  for (const one of placed) {
    (one.spec.members ?? []).forEach(({ id }, index) => {
      const place = `${below('members', index)}.id`;
      const { problems } = one.findings;
      // Rule `both-tiers`: a tenant that is also a member of a pool would have two homes, and a message could go to either (our choice).
      problems.that(
        !tenants.has(id),
        place,
        'both-tiers',
        `'${id}' is also a tenant with a namespace of its own`,
        'keep it in one of the two',
      );
      const home = homes.get(id) ?? one;
      problems.that(home === one, place, 'unique-id', `'${id}' is also a member of the pool '${home.spec.id}'`, 'keep it in one pool');
      homes.set(id, home);
    });
  }
}

/** Rule `unique-workload`: `a-b` with `c` and `a` with `b-c` would carry one label, and selectors would mix their pods (our choice). */
function checkWorkloads(settled: readonly Settled[]): void {
  const owners = new Map<string, string>();
  for (const { placed, tenant } of settled) {
    for (const [kind, name] of [
      ...tenant.agents.map((agent) => ['agents', agent.name] as const),
      ...tenant.batch.map((agent) => ['batch', agent.name] as const),
    ]) {
      const label = `${tenant.id}-${name}`;
      const owner = owners.get(label);
      // the same id twice is a problem of its own
      placed.findings.problems.that(
        owner === undefined || owner === tenant.id,
        below(kind, name),
        'unique-workload',
        `its workload label '${label}' is also that of an agent of '${owner ?? ''}'`,
        'rename one of the two agents',
      );
      owners.set(label, owner ?? tenant.id);
    }
  }
}

/** Rule `unknown-reference` for the scale of the environment. */
function checkScale(settled: readonly Settled[], scale: ScaleOfTenants | undefined, unreadFiles: boolean, root: Findings): void {
  const byId = new Map(settled.map(({ placed }) => [placed.spec.id, placed]));
  for (const [id, agents] of sortedEntries(scale ?? {})) {
    const placed = byId.get(id);
    if (placed === undefined) {
      // a tenant may stand in a file, or under an id, that could not be read
      const certain = !unreadFiles && settled.every(({ placed: { findings } }) => !findings.problems.standsIn('id'));
      if (certain) findingsAt(root, 'scale', id).problems.rule('', checkReference('tenant or pool', id, [...byId.keys()]));
      continue;
    }
    const known = placed.spec.agents;
    for (const name of Object.keys(agents)) {
      if (!Object.hasOwn(known, name) && !placed.findings.problems.unread(below('agents', name)))
        findingsAt(root, below('scale', id), name).problems.rule('', checkReference('agent', name, Object.keys(known)));
    }
  }
}
