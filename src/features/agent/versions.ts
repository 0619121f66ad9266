import { checkDrainAllowed } from '../availability/disruption';
import { checkQueueSwitch, nextName, nextReplicas, nextSubject } from '../bus/queue-versions';
import { checkJetStreamName } from '../bus/subjects';
import type { QueueRolloutPlan, RolloutPlan } from '../rollout/plan';
import { countsOf, type ScalePlan, scaledTo } from '../scaling/plan';
import { checkDnsLabel } from '../../kernel/names';
import type { PodShare } from '../../kernel/percent';
import type { Problems, Violation } from '../../kernel/problems';
import { callsPart } from './calls';
import { configAnnotations, configFile } from './config';
import { labelsOf } from './identity';
import type { AgentQueue } from './queue';
import { checkConfigSize } from '../../kernel/settings';
import { settingsAt, type WorkerContext, type WorkerPlan } from './worker';
import { checkWorkloadLabel } from './workload';

/** An agent, as far as a second version differs from it. */
interface Versioned extends WorkerPlan {
  readonly scale: ScalePlan;
  readonly countIsFree: boolean;
  readonly rollout: RolloutPlan;
  readonly minAvailable: PodShare | undefined;
  readonly podAnnotations: Readonly<Record<string, string>>;
}

/** The second version of a queue worker, complete; `undefined` for who has none beside it, or has no queue, which was reported. */
export function planNext<Plan extends Versioned>(problems: Problems, agent: Plan, door: WorkerContext['door']): Plan | undefined {
  const { rollout, consumes } = agent;
  switch (rollout.kind) {
    case 'rolling':
    case 'canary':
    case 'blue-green':
      return undefined;
    case 'queue': {
      if (consumes === undefined) return undefined;
      const next = nextOf(agent, rollout, consumes);
      checkNext(problems, agent, next, { name: door === 'spec' ? 'rollout' : 'name', settings: settingsAt(door) });
      return next;
    }
  }
}

/** Everything is the agent's, but for its name, its image, its queue and its share of the load. */
function nextOf<Plan extends Versioned>(
  agent: Plan,
  { switch: queueSwitch, image, maxAckPending }: QueueRolloutPlan,
  queue: AgentQueue,
): Plan {
  const consumes: AgentQueue = {
    ...queue,
    consumer: nextName(queue.consumer),
    subjects: queue.subjects.map(nextSubject),
    maxAckPending,
    boundIsKnown: true,
  };
  // a file that cannot be made was reported
  const file = agent.configFile === '' ? '' : configFile({ ...agent, consumes, parts: callsPart(agent.calls) });
  return {
    ...agent,
    name: nextName(agent.name),
    image,
    // for the LLM gateway both versions are one agent: a service account of its own would have to be admitted before the first pod and
    // until the last
    serviceAccountName: agent.serviceAccountName ?? agent.name,
    consumes,
    // both have those of the agent
    configMaps: [],
    // a share that is none was reported
    scale:
      checkQueueSwitch(queueSwitch) === undefined ? scaledTo(agent.scale, (replicas) => nextReplicas(replicas, queueSwitch)) : agent.scale,
    countIsFree: false,
    configFile: file,
    podAnnotations: configAnnotations({ ...agent, configFile: file }, false),
  };
}

/** What may hold for an agent and not for its second version, which has longer names and fewer pods. A mistake of both is said once. */
function checkNext(problems: Problems, agent: Versioned, next: Versioned, at: { readonly name: string; readonly settings: string }): void {
  const also = (place: string, check: (version: Versioned) => Violation | undefined): void => {
    if (check(agent) === undefined) problems.rule(place, check(next));
  };
  also(at.name, nameViolation);
  // one that is called as its agent was judged by that name
  if (agent.consumes?.consumer !== agent.name)
    also('consumes.consumer', ({ consumes }) => consumes && checkJetStreamName(consumes.consumer));
  also(at.settings, ({ configFile: file }) => checkConfigSize(file));
  const { minAvailable, scale } = next;
  if (minAvailable !== undefined) problems.rule('minAvailable', checkDrainAllowed({ minAvailable }, countsOf(scale)));
}

function nameViolation(version: Versioned): Violation | undefined {
  return checkDnsLabel(version.name) ?? checkWorkloadLabel(labelsOf(version).workload);
}
