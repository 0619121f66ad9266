// Generated from schema.ts by `npm run generate`; not edited.

/** Whether the program hangs, so that only a new start helps. */
export interface LiveProbeSpec {
  /** Path that is asked over HTTP; any answer from 200 to 399 is a yes. Not beside `command`. @default - the path of all probes, else the usual one */
  readonly path?: string;
  /** Port that is asked. Not beside `command`. From 1 to 65535. @default - the agent's port */
  readonly port?: number;
  /** Program that is run in the container instead; exit code 0 is a yes. @default - it is asked over HTTP */
  readonly command?: readonly string[];
  /** Time from the start of the container to the first question, in whole seconds. @default - at once */
  readonly initialDelay?: string;
  /** Time for an answer, in whole seconds. @default '2s' */
  readonly timeout?: string;
  /** Time between two questions, in whole seconds. @default '10s' */
  readonly period?: string;
  /** Failures in a row after which the container is started again. From 1 to 3600. @default 6 */
  readonly failures?: number;
  /** It is never asked: a program that hangs stays as it is. Beside nothing else. @default false */
  readonly off?: boolean;
}

/** Where Prometheus reads. */
export interface MetricsSpec {
  /** Port; that of requests as well. From 1 to 65535. @default 9090 */
  readonly port?: number;
  /** Path; starts with `/`. @default '/metrics' */
  readonly path?: string;
  /** Time between two readings, in whole seconds. @default - Prometheus' own */
  readonly interval?: string;
}

/** How the kubelet asks the program how it is. */
export interface ProbesSpec {
  /** One path for all three, e.g. `/healthz`. @default - /startz, /readyz and /livez */
  readonly path?: string;
  /** Asked until the first yes. @default - /startz every 5 s, for 150 s */
  readonly start?: StartProbeSpec;
  /** Asked all the time. @default - /readyz every 5 s; out of service after 3 failures */
  readonly ready?: ReadyProbeSpec;
  /** Asked all the time. @default - /livez every 10 s; started again after 6 failures */
  readonly live?: LiveProbeSpec;
}

/** Whether requests may come. */
export interface ReadyProbeSpec {
  /** Path that is asked over HTTP; any answer from 200 to 399 is a yes. Not beside `command`. @default - the path of all probes, else the usual one */
  readonly path?: string;
  /** Port that is asked. Not beside `command`. From 1 to 65535. @default - the agent's port */
  readonly port?: number;
  /** Program that is run in the container instead; exit code 0 is a yes. @default - it is asked over HTTP */
  readonly command?: readonly string[];
  /** Time from the start of the container to the first question, in whole seconds. @default - at once */
  readonly initialDelay?: string;
  /** Time for an answer, in whole seconds. @default '2s' */
  readonly timeout?: string;
  /** Time between two questions, in whole seconds. @default '5s' */
  readonly period?: string;
  /** Failures in a row after which no more requests come. From 1 to 3600. @default 3 */
  readonly failures?: number;
}

/** A value of the secret store that becomes a file. */
export interface SecretFileSpec {
  /** Entry of the store, e.g. `docs/prod/stripe`. */
  readonly key: string;
  /** Property of the entry, e.g. `token`. */
  readonly property: string;
}

/** Whether the program has started: nothing else is asked until then. */
export interface StartProbeSpec {
  /** Path that is asked over HTTP; any answer from 200 to 399 is a yes. Not beside `command`. @default - the path of all probes, else the usual one */
  readonly path?: string;
  /** Port that is asked. Not beside `command`. From 1 to 65535. @default - the agent's port */
  readonly port?: number;
  /** Program that is run in the container instead; exit code 0 is a yes. @default - it is asked over HTTP */
  readonly command?: readonly string[];
  /** Time from the start of the container to the first question, in whole seconds. @default - at once */
  readonly initialDelay?: string;
  /** Time for an answer, in whole seconds. @default '2s' */
  readonly timeout?: string;
  /** Time between two questions, in whole seconds. @default '5s' */
  readonly period?: string;
  /** Failures in a row after which the container is started again. From 1 to 3600. @default 30 */
  readonly failures?: number;
}

/** A taint of nodes that its pods may run on all the same. */
export interface TolerationSpec {
  /** Key of the taint. */
  readonly key: string;
  /** Value of the taint. @default - any */
  readonly value?: string;
  /** What the taint does. @default - any */
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}
