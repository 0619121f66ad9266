import { createServer, type Server } from 'node:net';

/** Below the range from which kernels take ports for outgoing connections (Linux: 32768, others: 49152). */
const FIRST_BLOCK = 20_000;

const END = 32_000;

const BLOCK = 100;

let block: { readonly guard: Server; readonly end: number; next: number } | undefined;

/**
 * Free ports on loopback, each handed out once.
 *
 * The first port of a block is held until this process ends, so that another run that is looking at the same time goes on to the next
 * block; the kernel gives it back however this process ends.
 */
export async function freePorts(count: number): Promise<number[]> {
  const free: number[] = [];
  while (free.length < count) {
    if (block === undefined || block.next >= block.end) block = await claimBlock(block?.end ?? FIRST_BLOCK);
    const port = block.next++;
    const probe = await listen(port);
    if (probe === undefined) continue;
    await close(probe);
    free.push(port);
  }
  return free;
}

async function claimBlock(first: number): Promise<NonNullable<typeof block>> {
  for (let start = first; start < END; start += BLOCK) {
    const guard = await listen(start);
    if (guard !== undefined) return { guard: guard.unref(), next: start + 1, end: start + BLOCK };
  }
  throw new Error(`no block of ports is free between ${first} and ${END}`);
}

function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen(port, '127.0.0.1', () => {
      resolve(server);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
