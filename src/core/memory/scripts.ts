import { PROBE, RELOADER } from './acl';

/** Where a script finds what it needs. */
export interface ScriptPlaces {
  readonly port: number;
  /** File that holds the password of the script's own user. */
  readonly passwordFile: string;
}

/** Seconds between two looks at the ACL file; the kubelet takes up to a minute to bring a changed Secret. */
const LOOK_S = 5;

/** `redis-cli` reads commands from its input, so that no password stands in an argument or a variable of a process; `printf` is the shell's own. */
function asking(user: string, { port, passwordFile }: ScriptPlaces, command: string): string {
  return `printf 'AUTH ${user} %s\\n${command}\\n' "$(cat ${passwordFile})" | redis-cli -h 127.0.0.1 -p ${port}`;
}

/** Ready once it answers: while it reads its file it says `LOADING`, at `maxclients` it refuses. */
export function readyScript(places: ScriptPlaces): string {
  return `#!/bin/sh\n${asking(PROBE.name, places, 'PING')} | grep -qx PONG\n`;
}

/**
 * Loads the ACL file whenever it has changed. A file with a mistake changes nothing: the server keeps the users it has, and the next look tries again.
 *
 * Before release 7.4 every client is disconnected by it and connects again; from 7.4 on, only those whose user changed.
 *
 * @see https://redis.io/docs/latest/commands/acl-load/
 * @see https://github.com/redis/redis/blob/7.2.4/src/acl.c (ACLLoadFromFile frees all old users and their clients)
 */
export function reloadScript(places: ScriptPlaces, aclFile: string): string {
  return `#!/bin/sh
# the first process of a container ignores SIGTERM unless it says otherwise
trap 'exit 0' TERM
loaded=
while :; do
  now=$(sha256sum ${aclFile})
  if [ "$now" != "$loaded" ]; then
    answer=$(${asking(RELOADER.name, places, 'ACL LOAD')} | tr -s '\\n' ' ')
    echo "ACL LOAD: $answer"
    [ "$answer" = 'OK OK ' ] && loaded=$now
  fi
  sleep ${LOOK_S} &
  wait $!
done
`;
}
