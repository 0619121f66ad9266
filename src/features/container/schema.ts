import { BYTES } from '../../kernel/formats';
import { choice, duration, flag, list, nested, object, record, text, whole } from '../../kernel/schema';

/** Longest text of one variable or argument, and of all of either together: one string of a new process may be no longer. */
export const MAX_PROGRAM_TEXT = 128 * 1024 - 1;
/** Largest id of a user or a group. */
const MAX_ID = 2 ** 31 - 1;
/** Ports of TCP. */
const PORTS = { min: 1, max: 65_535 } as const;
/** Whatever is asked often enough to be of use, and rarely enough to be no load. */
const SECONDS = { most: 3600 } as const;

const QUESTION = {
  path: text('Path that is asked over HTTP; any answer from 200 to 399 is a yes. Not beside `command`.', {
    otherwise: 'the path of all probes, else the usual one',
  }),
  port: whole('Port that is asked. Not beside `command`.', { otherwise: `the agent's port`, ...PORTS }),
  command: list('Program that is run in the container instead; exit code 0 is a yes.', text('', { most: MAX_PROGRAM_TEXT }), {
    otherwise: 'it is asked over HTTP',
  }),
  initialDelay: duration('Time from the start of the container to the first question, in whole seconds.', { otherwise: 'at once' }),
  timeout: duration('Time for an answer, in whole seconds.', { default: '2s' }),
};

export const START_PROBE = object('StartProbeSpec', 'Whether the program has started: nothing else is asked until then.', {
  ...QUESTION,
  period: duration('Time between two questions, in whole seconds.', { default: '5s' }),
  failures: whole('Failures in a row after which the container is started again.', { default: 30, min: 1, max: SECONDS.most }),
});

export const READY_PROBE = object('ReadyProbeSpec', 'Whether requests may come.', {
  ...QUESTION,
  period: duration('Time between two questions, in whole seconds.', { default: '5s' }),
  failures: whole('Failures in a row after which no more requests come.', { default: 3, min: 1, max: SECONDS.most }),
});

export const LIVE_PROBE = object('LiveProbeSpec', 'Whether the program hangs, so that only a new start helps.', {
  ...QUESTION,
  period: duration('Time between two questions, in whole seconds.', { default: '10s' }),
  failures: whole('Failures in a row after which the container is started again.', { default: 6, min: 1, max: SECONDS.most }),
  off: flag('It is never asked: a program that hangs stays as it is. Beside nothing else.', { default: false }),
});

export const PROBES = object('ProbesSpec', 'How the kubelet asks the program how it is.', {
  path: text('One path for all three, e.g. `/healthz`.', { otherwise: '/startz, /readyz and /livez' }),
  start: nested('Asked until the first yes.', START_PROBE, { otherwise: '/startz every 5 s, for 150 s' }),
  ready: nested('Asked all the time.', READY_PROBE, { otherwise: '/readyz every 5 s; out of service after 3 failures' }),
  live: nested('Asked all the time.', LIVE_PROBE, { otherwise: '/livez every 10 s; started again after 6 failures' }),
});

export const METRICS = object('MetricsSpec', 'Where Prometheus reads.', {
  port: whole('Port; that of requests as well.', { default: 9090, ...PORTS }),
  path: text('Path; starts with `/`.', { default: '/metrics' }),
  interval: duration('Time between two readings, in whole seconds.', { otherwise: `Prometheus' own` }),
});

/** What a program that stays serves; keys of whoever has one. */
export const SERVED = {
  port: whole('Port of requests and, unless they name another, of probes. A Service has the same.', {
    plain: true,
    default: 8080,
    ...PORTS,
  }),
  probes: nested('How it is asked whether it has started, is ready and lives.', PROBES, {
    otherwise: '/startz, /readyz and /livez of its port',
  }),
  metrics: nested('Where Prometheus reads; a PodMonitor is rendered.', METRICS, { otherwise: '/metrics of port 9090' }),
};

/** What is run, and as whom; keys of whoever runs a program. */
export const PROGRAM = {
  command: list('Program and its first arguments, in place of those of the image.', text('', { most: MAX_PROGRAM_TEXT }), {
    otherwise: `the image's`,
  }),
  args: list('Further arguments, in place of those of the image.', text('', { most: MAX_PROGRAM_TEXT }), {
    otherwise: `the image's; none beside \`command\``,
  }),
  env: record(
    'Environment variables, at most 128 KiB together. No credentials: name and value are checked.',
    text('', { most: MAX_PROGRAM_TEXT }),
    {
      otherwise: 'PYTHONUNBUFFERED=1, and how tenants are told apart',
    },
  ),
  uid: whole('User that it runs as; root is refused.', { default: 10_001, min: 1, max: MAX_ID }),
  gid: whole('Group that it runs as, and that may read mounted files.', { otherwise: 'the uid', min: 0, max: MAX_ID }),
};

export const SECRET_FILE = object('SecretFileSpec', 'A value of the secret store that becomes a file.', {
  key: text('Entry of the store, e.g. `docs/prod/stripe`.'),
  property: text('Property of the entry, e.g. `token`.'),
});

export const TOLERATION = object('TolerationSpec', 'A taint of nodes that its pods may run on all the same.', {
  key: text('Key of the taint.'),
  value: text('Value of the taint.', { otherwise: 'any' }),
  effect: choice('What the taint does.', ['NoSchedule', 'PreferNoSchedule', 'NoExecute'], { otherwise: 'any' }),
});

/** What stands around the program, and where it runs; keys of whoever has pods. */
export const AROUND = {
  writable: record(
    'Folders that it may write to, by their path, with the size of each, e.g. `2Gi`; `/tmp` is one in any case, of 256Mi. They count as ephemeral storage, and end with the pod.',
    text('', { format: BYTES }),
    { otherwise: '/tmp only' },
  ),
  secrets: record(
    'Values of the secret store as files, by their name: `/var/run/secrets/agent/<agent>-secrets/<name>`. Needs `services.secretStore`.',
    SECRET_FILE,
    { otherwise: 'none but its credentials' },
  ),
  configMaps: record(
    'Files by the name of their folder: `/etc/agent.d/<folder>/<file>`. No credentials. A change replaces the pods.',
    record('', text('', { most: 65_536 })),
    { otherwise: 'none' },
  ),
  pullSecrets: list('Secrets of its namespace with which images are pulled.', text(), { otherwise: `the nodes' own` }),
  serviceAccountAnnotations: record('Annotations of its service account, e.g. of a role that a cloud gives it.', text(), {
    otherwise: 'none',
  }),
  runtimeClass: text('RuntimeClass of its pods, e.g. of a sandbox for code that is not trusted; its overhead counts in the quota.', {
    otherwise: `the nodes' own`,
  }),
  nodeLabels: record('Labels that its nodes must have, beside those of its pool.', text(), { otherwise: 'none' }),
  tolerations: list('Taints of nodes that its pods may run on all the same, beside that of its pool.', TOLERATION, { otherwise: 'none' }),
};
