'use strict';
/**
 * Runs one command and ends it when stdin closes: the kernel closes it however the parent went, by SIGKILL too.
 *
 *     node supervisor.js '{"command", "args", "uid"?, "gid"?, "stopSignal"?, "group"?, "thenRemove"?}'
 *
 * With `group` the command leads a process group, and whatever is left of the group is killed after it;
 * `thenRemove` names a folder that goes last. Ends with the exit code of the command.
 */
const { spawn } = require('node:child_process');
const { rmSync } = require('node:fs');
const { constants } = require('node:os');

/** kube-apiserver takes over ten seconds to stop politely, and nothing here is to be kept. */
const GRACE_MS = 1000;

const { command, args, uid, gid, stopSignal = 'SIGTERM', group = false, thenRemove } = JSON.parse(process.argv[2]);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: group, uid, gid });

const end = () => {
  child.kill(stopSignal);
  setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
};
process.stdin.on('end', end).on('error', end).resume();
// a terminal signals the whole group: the command is ended all the same, and this waits for it
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);

child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  finish(127);
});
child.on('exit', (code, signal) => finish(code ?? 128 + constants.signals[signal]));

function finish(code) {
  if (group && child.pid !== undefined) {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // nobody was left
    }
  }
  if (thenRemove !== undefined) rmSync(thenRemove, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  process.exit(code);
}
