import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import type { BusMapping } from './account';

/** The word for the second version of a queue worker: last part of its names, first token of its subjects. */
const NEXT = 'next';

/** Name of the second version of an agent, or of its consumer. */
export const nextName = (agent: string): string => `${agent}-${NEXT}`;
/** Subject of the second version: what the mapping sends there, and nothing else is published to it. */
export const nextSubject = (subject: string): string => `${NEXT}.${subject}`;

/** A paused consumer waits for a person, not for a date; a fixed one, so that what is rendered stays the same. RFC 3339. */
export const PAUSED_UNTIL = '2100-01-01T00:00:00Z';

/** The agent gets a share of new messages replaced by the second version. */
export interface QueueCanarySwitch {
  readonly kind: 'canary';
  /** Percent of new messages that the second version gets, whole, from 0 to 100. */
  readonly weight: number;
}

/** One of two versions gets all new messages. */
export interface QueueBlueGreenSwitch {
  readonly kind: 'blue-green';
  /** Blue is the agent, green its second version. `none`: new messages wait for green while blue finishes. */
  readonly active: 'blue' | 'green' | 'none';
  /** Whether the two never take messages at one time: green's consumer is paused until it is active. */
  readonly exclusive: boolean;
}

/** Which version of a queue worker gets new messages. */
export type QueueSwitch = QueueCanarySwitch | QueueBlueGreenSwitch;

const MAX_WEIGHT = 100;
const ACTIVE: readonly string[] = ['blue', 'green', 'none'];

/** Percent of new messages that the second version gets. */
export function nextWeight(queueSwitch: QueueSwitch): number {
  switch (queueSwitch.kind) {
    case 'canary':
      return queueSwitch.weight;
    case 'blue-green':
      return queueSwitch.active === 'blue' ? 0 : MAX_WEIGHT;
  }
}

/** Whether the two versions never take messages at one time. */
export function isExclusive(queueSwitch: QueueSwitch): boolean {
  switch (queueSwitch.kind) {
    case 'canary':
      return false;
    case 'blue-green':
      return queueSwitch.exclusive;
  }
}

/** Whether the consumer of the second version has to be paused. */
export function nextPaused(queueSwitch: QueueSwitch): boolean {
  switch (queueSwitch.kind) {
    case 'canary':
      return false;
    case 'blue-green':
      return queueSwitch.exclusive && queueSwitch.active !== 'green';
  }
}

/**
 * What sends the second version its share. Nothing at weight 0: then no subject of the second version can be published to at all.
 *
 * @see https://docs.nats.io/nats-concepts/subject_mapping
 */
export function queueMappings(subjects: readonly string[], queueSwitch: QueueSwitch): BusMapping[] {
  const weight = nextWeight(queueSwitch);
  if (weight === 0) return [];
  return subjects.map((source) => ({ source, targets: [{ subject: destinationOf(source), weight }] }));
}

/** A destination names what a `*` of its source stood for. */
function destinationOf(source: string): string {
  let stars = 0;
  return nextSubject(source.replaceAll('*', () => `$${++stars}`));
}

/** Pods of the second version: its share of the agent's, rounded up, at least 1; all of them for blue-green, which takes over at once. */
export function nextReplicas(replicas: number, queueSwitch: QueueSwitch): number {
  switch (queueSwitch.kind) {
    case 'canary':
      // whole numbers are multiplied first, so that 20 × 0.1 is 2 and not 2.0000000000000004
      return Math.max(1, Math.ceil((replicas * queueSwitch.weight) / MAX_WEIGHT));
    case 'blue-green':
      return replicas;
  }
}

/** Checks `queue-weight` and `switch-active`. Both versions may be inactive only where they exclude each other. */
export function checkQueueSwitch(queueSwitch: QueueSwitch): Violation | undefined {
  switch (queueSwitch.kind) {
    case 'canary':
      return checkNextWeight(queueSwitch);
    case 'blue-green':
      return checkActive(queueSwitch);
  }
}

/**
 * Rule `queue-weight`: a subject mapping splits messages by whole percent; 0 rolls the next version back and 100 promotes it.
 *
 * @see https://docs.nats.io/nats-concepts/subject_mapping
 */
function checkNextWeight({ weight }: QueueCanarySwitch): Violation | undefined {
  return Number.isInteger(weight) && weight >= 0 && weight <= MAX_WEIGHT
    ? undefined
    : {
        rule: 'queue-weight',
        problem: `must be whole percent of new messages from 0 to ${MAX_WEIGHT}, got ${shown(weight)}`,
        fix: `write 10 for a tenth of new messages, 0 to roll back or ${MAX_WEIGHT} to promote`,
      };
}

function checkActive({ active, exclusive }: QueueBlueGreenSwitch): Violation | undefined {
  if (!ACTIVE.includes(active)) {
    // Rule `switch-active`: exactly one of two versions must get the messages, unless they exclude each other (our choice).
    return { rule: 'switch-active', problem: `must be ${ACTIVE.join(', ')}, got ${shown(active)}`, fix: `write 'blue' or 'green'` };
  }
  return active !== 'none' || exclusive
    ? undefined
    : {
        rule: 'switch-active',
        problem: `'none' stops no version, because the versions do not exclude each other`,
        fix: `set exclusive, or write 'blue' or 'green'`,
      };
}

/**
 * Rule `next-name`: the second version gets a name made from the agent's, and another agent of that name would be overwritten (our choice).
 */
export function checkNextName(agent: string, others: readonly string[]): Violation | undefined {
  const name = nextName(agent);
  return others.includes(name)
    ? {
        rule: 'next-name',
        problem: `'${name}' is an agent of its own, and also what the next version of '${agent}' would be called`,
        fix: `rename '${name}', or let '${agent}' be replaced by a rolling update`,
      }
    : undefined;
}

/** Rule `next-subject`: only the mapping may send messages to subjects of second versions, or they would bypass the share (our choice). */
export function checkNextSubject(subject: string): Violation | undefined {
  return subject.split('.', 1)[0] === NEXT
    ? {
        rule: 'next-subject',
        problem: `${shown(subject)} begins with '${NEXT}.', where the mappings of next versions send messages`,
        fix: 'begin with another token',
      }
    : undefined;
}
