/** What of an object's specification is for NACK itself and not for the server. */
const OF_NACK = ['account', 'streamName', 'preventDelete', 'preventUpdate'];

/** Where a declared field of a Stream or a Consumer is in the server's configuration. */
const PLACES: Readonly<Record<string, string>> = {
  ackPolicy: 'ack_policy',
  ackWait: 'ack_wait',
  allowDirect: 'allow_direct',
  allowRollup: 'allow_rollup_hdrs',
  backoff: 'backoff',
  compression: 'compression',
  deliverPolicy: 'deliver_policy',
  denyDelete: 'deny_delete',
  denyPurge: 'deny_purge',
  description: 'description',
  discard: 'discard',
  duplicateWindow: 'duplicate_window',
  durableName: 'durable_name',
  filterSubject: 'filter_subject',
  maxAckPending: 'max_ack_pending',
  maxAge: 'max_age',
  maxBytes: 'max_bytes',
  maxConsumers: 'max_consumers',
  maxDeliver: 'max_deliver',
  maxMsgSize: 'max_msg_size',
  maxMsgs: 'max_msgs',
  maxWaiting: 'max_waiting',
  memStorage: 'mem_storage',
  name: 'name',
  noAck: 'no_ack',
  replayPolicy: 'replay_policy',
  replicas: 'num_replicas',
  retention: 'retention',
  storage: 'storage',
  subjects: 'subjects',
};

type Fields = Readonly<Record<string, unknown>>;

/**
 * The server's configuration that a declared specification means, field by field.
 *
 * @throws at a field that is not known here, so that none is left out
 */
export function declaredConfig(spec: Fields): Fields {
  return Object.fromEntries(
    Object.entries(spec)
      .filter(([field]) => !OF_NACK.includes(field))
      .map(([field, value]) => {
        const place = PLACES[field];
        if (place === undefined) throw new Error(`${field} is declared, and not compared`);
        return [place, inNanoseconds(value)];
      }),
  );
}

/** The server's configuration in two parts: where something is declared, and the rest without the server's own marks of versions. The server leaves out what is off. */
export function splitConfig(config: Fields, declared: Fields): { readonly declared: Fields; readonly rest: Fields } {
  return {
    declared: Object.fromEntries(Object.keys(declared).map((place) => [place, config[place] ?? false])),
    rest: Object.fromEntries(Object.entries(config).filter(([place, value]) => !(place in declared) && !isOwnMark(place, value))),
  };
}

function isOwnMark(place: string, value: unknown): boolean {
  return place === 'metadata' && Object.keys(value as object).every((key) => key.startsWith('_nats.'));
}

/** What the definition's defaults put beside what is declared. */
export function defaulted(stored: Fields, declared: Fields): Fields {
  return Object.fromEntries(Object.entries(stored).filter(([field]) => !(field in declared)));
}

/** Durations are written in seconds, and counted by the server in nanoseconds. */
function inNanoseconds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inNanoseconds);
  const [, seconds] = typeof value === 'string' ? (/^(\d+)s$/.exec(value) ?? []) : [];
  return seconds === undefined ? value : Number(seconds) * 1e9;
}
