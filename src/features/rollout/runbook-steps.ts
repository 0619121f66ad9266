import type { QueueSwitch } from '../bus/queue-versions';

/** An agent that serves, and the steps of its Rollout. */
export interface ServingRunbook {
  readonly kind: 'canary' | 'blue-green';
  /** Percent of requests that a canary gets; of a blue-green switch, 100. */
  readonly weight: number;
  /** How long the new version is watched, in seconds; a blue-green switch is watched after it. */
  readonly windowS: number;
  /** Port of requests. */
  readonly port: number;
  /** Whether a person promotes. */
  readonly manualPromotion: boolean;
}

/** An agent that works on a queue, and which of its versions gets new messages. */
export interface QueueRunbook {
  readonly kind: 'queue';
  readonly switch: QueueSwitch;
  /** NATS account. */
  readonly account: string;
  readonly stream: string;
  /** Of the version before. */
  readonly consumer: string;
  readonly image: string;
  /** Time that the alerts look back at, in seconds. */
  readonly windowS: number;
  /** Tasks of the second version from which on its errors are judged. */
  readonly leastTasks: number;
}

/** One agent whose rollout is not a rolling update. */
export interface RunbookAgent {
  readonly tenant: string;
  readonly agent: string;
  readonly namespace: string;
  /** The team that is called, e.g. `team-acme`. */
  readonly owner: string;
  readonly rollout: ServingRunbook | QueueRunbook;
}

/** A step: what is changed or looked at, and the commands that show it. */
export interface RunbookStep {
  readonly text: string;
  readonly commands?: readonly string[];
}

/** The steps that a person takes for one agent. */
export interface RunbookSteps {
  readonly promote: readonly RunbookStep[];
  readonly rollBack: readonly RunbookStep[];
  readonly alerts: readonly string[];
}

/** A time as people read it. */
export function minutes(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
