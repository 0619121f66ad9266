import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { type ComponentName, locate } from '../harness/components';
import { type Running, startProcess } from '../harness/process';

/** A door of a room: a port inside it, or a socket with a path, which both sides see. */
export interface Door {
  readonly from: { readonly port: number } | { readonly path: string };
  readonly to: { readonly port: number } | { readonly path: string };
}

export interface RoomOptions {
  /** By path from the root, e.g. `certs/tls.crt`. */
  readonly files: Readonly<Record<string, string | Buffer>>;
  readonly doors: readonly Door[];
}

/** A place with a network and a root of its own, for servers whose ports and paths are fixed. */
export interface Room {
  /** Starts a component inside. */
  start(
    name: ComponentName,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    ready: () => Promise<boolean>,
  ): Promise<Running>;
  stop(): Promise<void>;
}

const UNSHARE = ['--map-root-user', '--mount', '--net'];

/** Why there are no rooms on this machine, to be read after "lacks"; `undefined` if there are. */
export function whyNoRooms(): string | undefined {
  if (locate('unshare') === undefined) return undefined;
  try {
    execFileSync('unshare', [...UNSHARE, 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'namespaces for users, mounts and networks (unshare, ip)';
  }
}

/**
 * Makes a room below `folder`.
 *
 * @throws if it is not ready in time
 */
export async function startRoom(folder: string, name: string, { files, doors }: RoomOptions): Promise<Room> {
  const own = join(folder, name);
  const [root, content, ready] = [join(own, 'root'), join(own, 'files'), join(own, 'ready')];
  const all = { 'etc/hosts': '127.0.0.1 localhost\n', 'etc/resolv.conf': 'nameserver 127.0.0.1\n', ...files };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(content, path)), { recursive: true });
    writeFileSync(join(content, path), text);
  }
  const spec = JSON.stringify({ root, files: content, ready, relays: doors });
  const room = await startProcess({
    name: 'unshare',
    folder,
    args: [...UNSHARE, process.execPath, join(__dirname, 'room.js'), spec],
    ready: () => Promise.resolve(existsSync(ready)),
  });
  const inside = [
    'nsenter',
    `--target=${readFileSync(ready, 'utf8')}`,
    '--user',
    '--preserve-credentials',
    '--mount',
    '--net',
    'chroot',
    root,
  ];
  const running = [room];
  return {
    start: async (component, args, env, isReady) => {
      const one = await startProcess({ name: component, args, folder, env, ready: isReady, within: inside });
      running.push(one);
      return one;
    },
    stop: async () => {
      for (const one of running.splice(0).reverse()) await one.stop();
    },
  };
}

/** A door of this process, outside all rooms. */
export async function openDoor(
  from: { readonly port: number; readonly host: string } | { readonly path: string },
  to: Door['to'],
): Promise<Server> {
  const server = createServer((socket) => {
    joinBoth(socket, connect(to));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(from, resolve);
  });
  return server;
}

function joinBoth(socket: Socket, other: Socket): void {
  for (const [one, two] of [
    [socket, other],
    [other, socket],
  ] as const) {
    one.pipe(two);
    one.on('error', () => two.destroy());
    one.on('close', () => two.destroy());
  }
}
