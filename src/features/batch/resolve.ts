import { batchGraceS, checkClockChanges, checkBearableLoss, checkNobodyWaits } from './rules';
import { cronRuns } from '../quota/quota';
import { checkSpotGrace } from '../availability/termination';
import { checkId } from '../../kernel/names';
import { sortedEntries } from '../../kernel/order';
import { settingsViolations } from '../agent/settings';
import { checkSubject } from '../bus/subjects';
import { checkDependencies } from '../agent/workload';
import { checkImage, inOrder, resolveNodePool, resolveTimes } from '../agent/parts';
import type { BatchAgentSpec } from './spec';
import { DEFAULTS, LIMITS } from '../../kernel/defaults';
import { type Findings, findingsAt, wholeSecondsOf } from '../../kernel/findings';
import { deadlineOf, resolveTrigger } from './resolve-trigger';
import type { AgentPlan } from '../agent/plan';
import type { BatchPlan } from './plan';
import type { Frame } from '../../resolve/frame';
import { resolveHosts } from '../network/resolve';
import { resolveResources } from '../resources/resolve';
import { below } from '../../kernel/problems';

/** Pool that batch agents run on unless they name another. */
const DEFAULT_POOL = 'batch';

/** Completes and checks the batch agents of one tenant or pool; `agents` are its others. */
export function resolveBatchAgents(
  batch: Readonly<Record<string, BatchAgentSpec>> | undefined,
  agents: readonly AgentPlan[],
  frame: Frame,
  findings: Findings,
): readonly BatchPlan[] {
  const names = new Set(agents.map(({ name }) => name));
  const consumers = new Map(
    agents.flatMap(({ name, consumes }) => (consumes === undefined ? [] : [[`${consumes.stream} ${consumes.consumer}`, name]])),
  );
  return sortedEntries(batch ?? {}).map(([name, spec]) => {
    const own = findingsAt(findings, 'batch', name);
    const resolved = resolveBatch(name, spec, frame, own);
    // Rule `unique-agent`: the Service, the disruption budget and the policy of one agent would select the pods of the other (our choice).
    own.problems.that(
      !names.has(name),
      '',
      'unique-agent',
      `'${name}' is also an agent of this tenant, and the Service, the budget and the policy of one would select the pods of the other`,
      'rename one of them',
    );
    if (resolved.consumes !== undefined) {
      const key = `${resolved.consumes.stream} ${resolved.consumes.consumer}`;
      const other = consumers.get(key);
      // Rule `unique-consumer`: two agents on one consumer each get a part of the other's messages.
      // https://docs.nats.io/nats-concepts/jetstream/consumers
      own.problems.that(
        other === undefined,
        'consumes',
        'unique-consumer',
        `takes from the consumer of '${other ?? ''}', so each gets a part of the other's messages`,
        'give each agent a consumer of its own',
      );
      consumers.set(key, name);
    }
    return resolved;
  });
}

/** Completes and checks one batch agent. Where a problem was recorded the smallest harmless value stands in; `resolve` throws before anyone sees it. */
function resolveBatch(name: string, spec: BatchAgentSpec, frame: Frame, findings: Findings): BatchPlan {
  const { problems, warnings } = findings;
  problems.rule('', checkId(name));
  checkImage(spec.image, frame, problems);
  problems.rule('interactive', checkNobodyWaits(spec.interactive ?? false));
  checkReach(spec, findings);
  const resources = resolveResources(spec, DEFAULTS.agent.size, findings);
  const { p50S, p99S, concurrency } = resolveTask(spec, findings);
  const written = wholeSecondsOf(problems, 'terminationGracePeriod', spec.terminationGracePeriod, LIMITS.graceS);
  const graceS = written ?? batchGraceS(p99S);
  const { trigger, consumes, periodS } = resolveTrigger(name, spec, { p99S, concurrency, graceS }, frame, findings);
  const nodePool = resolveNodePool(spec, DEFAULT_POOL, frame, problems);
  if (nodePool.capacity === 'spot') problems.rule('terminationGracePeriod', checkSpotGrace(nodePool.name, graceS));
  const { retries, deadlineS } = deadlineOf(spec, { p99S, concurrency, periodS, trigger }, findings);
  for (const { place, violation } of settingsViolations(spec.settings ?? {}))
    problems.rule(place === '' ? 'settings' : `settings.${place}`, violation);

  const resumable = spec.resumable ?? false;
  if (!resumable) warnings.rule('task.p99', checkBearableLoss(graceS, p99S));
  if (trigger.kind === 'schedule')
    checkClockChanges(trigger.cron, trigger.timeZone).forEach((violation) => warnings.rule('schedule', violation));
  return {
    name,
    image: spec.image,
    resources,
    taskP50S: p50S,
    taskP99S: p99S,
    concurrency,
    trigger,
    consumes,
    publishes: inOrder(spec.publishes),
    needs: inOrder(spec.needs),
    hosts: resolveHosts(spec.hosts ?? [], frame, findings),
    retries,
    deadlineS,
    resumable,
    graceS,
    peakPods: trigger.kind === 'queue' ? trigger.maxRunning : cronRuns(trigger.overlap === 'replace' ? 'Replace' : 'Forbid'),
    nodePool,
    settings: spec.settings ?? {},
  };
}

function checkReach(spec: BatchAgentSpec, { problems }: Findings): void {
  (spec.publishes ?? []).forEach((subject, index) => problems.rule(below('publishes', index), checkSubject(subject)));
  if (problems.unread('needs')) return;
  const reach = { needs: spec.needs ?? [], consumes: spec.consumes !== undefined, publishes: (spec.publishes ?? []).length > 0 };
  checkDependencies(reach).forEach((violation) => problems.rule('needs', violation));
}

function resolveTask(
  { task }: BatchAgentSpec,
  { problems }: Findings,
): { readonly p50S: number; readonly p99S: number; readonly concurrency: number } {
  const { p50S, p99S } = resolveTimes(task, problems);
  const { concurrency = DEFAULTS.agent.concurrency } = task;
  const counted = problems.integer('task.concurrency', concurrency, LIMITS.concurrency.min, LIMITS.concurrency.max);
  return { p50S: p50S ?? 0, p99S: p99S ?? 0, concurrency: counted ? concurrency : 1 };
}
