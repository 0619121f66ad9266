const OWN_CONNECTION = 'says or changes something of the caller’s own connection';
const OWN_TRANSACTION = 'begins or ends the caller’s own transaction; each command in it is checked';
const OF_THE_RELEASE = 'tells of the commands of the release, the same for everybody';
const OWN_SUBSCRIPTION = 'ends the caller’s own subscriptions; a name that it does not have means nothing';

/** Commands that a tenant may send without a key or channel of its own, and why that does no harm to others. */
export const HARMLESS: Readonly<Record<string, string>> = {
  auth: 'logs in; the names and passwords of others have to be known',
  hello: 'chooses the protocol, and logs in like AUTH',
  quit: OWN_CONNECTION,
  reset: OWN_CONNECTION,
  ping: OWN_CONNECTION,
  echo: OWN_CONNECTION,
  'client|getname': OWN_CONNECTION,
  'client|id': `${OWN_CONNECTION}; ids grow by one a connection of anybody, which is a count and no name`,
  'client|info': OWN_CONNECTION,
  'client|reply': OWN_CONNECTION,
  'client|setname': OWN_CONNECTION,
  command: OF_THE_RELEASE,
  'command|count': OF_THE_RELEASE,
  'command|docs': OF_THE_RELEASE,
  'command|getkeys': 'parses what the caller sends and looks nothing up',
  'command|getkeysandflags': 'parses what the caller sends and looks nothing up',
  'command|help': OF_THE_RELEASE,
  'command|info': OF_THE_RELEASE,
  'command|list': OF_THE_RELEASE,
  unsubscribe: OWN_SUBSCRIPTION,
  punsubscribe: OWN_SUBSCRIPTION,
  sunsubscribe: OWN_SUBSCRIPTION,
  multi: OWN_TRANSACTION,
  exec: OWN_TRANSACTION,
  discard: OWN_TRANSACTION,
  unwatch: OWN_TRANSACTION,
};

/** What `scripting: true` adds. */
export const HARMLESS_SCRIPTS: Readonly<Record<string, string>> = {
  'script|exists': 'tells whether a script was loaded, to whoever knows its SHA-1; data is not in it',
  'script|load': 'compiles a script and runs nothing; it takes memory of the server until it restarts, which is why scripts are a choice',
};
