import type { TlsPaths } from '../services/tls';
import { PROBE, RELOADER } from './acl';

/** Where a script finds what it needs. */
export interface ScriptPlaces {
  readonly port: number;
  /** File that holds the password of the script's own user. */
  readonly passwordFile: string;
}

/** Seconds between two looks at the files; the kubelet takes up to a minute to bring a changed Secret. */
const LOOK_S = 5;

/**
 * `redis-cli` for the server of the same pod. It does not verify: 127.0.0.1 is not a name of the certificate, no other process can listen
 * there. While an authority is replaced, its file is newer than the certificate that the server shows, and a client that verified could not
 * tell the server to reload.
 */
export function localCli(port: number): string[] {
  return ['redis-cli', '-h', '127.0.0.1', '-p', String(port), '--tls', '--insecure'];
}

/** `redis-cli` reads commands from its input, so that no password stands in an argument or a variable of a process; `printf` is the shell's own. */
function asking(user: string, { port, passwordFile }: ScriptPlaces, command: string): string {
  return `printf 'AUTH ${user} %s\\n${command}\\n' "$(cat ${passwordFile})" | ${localCli(port).join(' ')}`;
}

/** Ready once it answers: while it reads its file it says `LOADING`, at `maxclients` it refuses. */
export function readyScript(places: ScriptPlaces): string {
  return `#!/bin/sh\n${asking(PROBE.name, places, 'PING')} | grep -qx PONG\n`;
}

/**
 * Loads the ACL file and the certificate whenever they have changed. A file with a mistake changes nothing: the server keeps the users and
 * the certificate it has, and the next look tries again.
 *
 * Before release 7.4 every client is disconnected by a change of users and connects again; from 7.4 on, only those whose user changed. A
 * renewed certificate disconnects no client: setting the same file again makes the server read certificate, key and authority, and new
 * connections see them (7.0.0 alone does not read again: take a later patch).
 *
 * @see https://redis.io/docs/latest/commands/acl-load/
 * @see https://github.com/redis/redis/blob/7.2.4/src/acl.c (ACLLoadFromFile frees all old users and their clients)
 * @see https://github.com/redis/redis/pull/10713 (files of TLS are read again although the name is the same)
 */
export function reloadScript(places: ScriptPlaces, aclFile: string, tls: TlsPaths): string {
  return `#!/bin/sh
# the first process of a container ignores SIGTERM unless it says otherwise
trap 'exit 0' TERM
users=
certificate=
while :; do
${whenChanged('users', [aclFile], 'ACL LOAD', asking(RELOADER.name, places, 'ACL LOAD'))}
${whenChanged('certificate', Object.values(tls), 'CONFIG SET', asking(RELOADER.name, places, `CONFIG SET tls-cert-file ${tls.certificate}`))}
  sleep ${LOOK_S} &
  wait $!
done
`;
}

/** Asks once the files differ from those that were last accepted; `tr` makes two lines one. */
function whenChanged(variable: string, files: readonly string[], title: string, question: string): string {
  return `  now=$(cat ${files.join(' ')} | sha256sum)
  if [ "$now" != "$${variable}" ]; then
    answer=$(${question} | tr -s '\\n' ' ')
    echo "${title}: $answer"
    [ "$answer" = 'OK OK ' ] && ${variable}=$now
  fi`;
}
