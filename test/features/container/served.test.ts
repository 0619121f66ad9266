import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import { agent, environment, image, tenant } from '../../corpus/builders';
import { renderAll } from '../../environments/wiring/render-all';

/** A real process behind what is rendered: the API of a platform for documents, which knows nothing of this library. */

const PROGRAM = `
  const { createServer } = require('node:http');
  const answers = { '/healthz': 200, '/documents': 200, '/stats': 200 };
  createServer(({ url }, response) => response.writeHead(answers[url] ?? 404).end(process.env.GREETING)).listen(Number(process.argv[1]), '127.0.0.1');
`;

interface Container {
  readonly command: readonly [string, ...string[]];
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe: Probe;
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: number };
  readonly periodSeconds: number;
  readonly failureThreshold: number;
}

interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: unknown;
}

/** Port 3000, or another where somebody listens there already. */
async function freePort(): Promise<number> {
  for (const wanted of [3000, 0]) {
    const server = createServer();
    const port = await new Promise<number | undefined>((resolve) => {
      server.once('error', () => {
        resolve(undefined);
      });
      server.listen(wanted, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : undefined);
      });
    });
    if (port === undefined) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
  throw new Error('no port is free');
}

/** What the kubelet, a caller or Prometheus gets; `undefined`: nobody listens. */
async function ask(port: number, path: string): Promise<number | undefined> {
  try {
    return (await fetch(`http://127.0.0.1:${port}${path}`)).status;
  } catch {
    return undefined;
  }
}

const passes = (status: number | undefined): boolean => status !== undefined && status >= 200 && status < 400;

let port = 0;
let program: ChildProcess | undefined;
let container: Container;
let objects: readonly Rendered[];

function found(kind: string): unknown {
  const [one, ...more] = objects.filter((object) => object.kind === kind && object.metadata.name === 'api');
  if (one === undefined || more.length > 0) throw new Error(`not exactly one ${kind}`);
  return one.spec;
}

beforeAll(async () => {
  port = await freePort();
  const api = agent({
    image: image('api'),
    command: [process.execPath],
    args: ['-e', PROGRAM, String(port)],
    env: { GREETING: 'hello' },
    uid: 1000,
    port,
    probes: { path: '/healthz' },
    metrics: { port, path: '/stats' },
    servesTo: ['gateway'],
  });
  const files = renderAll(environment('documents', [tenant('acme', { api })]));
  objects = [...files]
    .filter(([file]) => file.endsWith('.yaml'))
    .flatMap(([, text]) => parseAllDocuments(text).map((document) => document.toJS() as Rendered));
  const { template } = found('Deployment') as { template: { spec: { containers: Container[] } } };
  const [only] = template.spec.containers;
  if (only === undefined) throw new Error('no container');
  container = only;
  const [executable, ...first] = container.command;
  // as the container runtime starts it: the variables that are rendered, and no others
  program = spawn(executable, [...first, ...container.args], {
    env: Object.fromEntries(container.env.map(({ name, value }) => [name, value])),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const { httpGet, failureThreshold } = container.startupProbe;
  for (let failures = 0; !passes(await ask(httpGet.port, httpGet.path)); failures += 1) {
    if (failures > failureThreshold) throw new Error('it does not start');
    await wait(100);
  }
});

afterAll(async () => {
  if (program === undefined) return;
  program.kill();
  await once(program, 'exit');
});

test.each(['startupProbe', 'readinessProbe', 'livenessProbe'] as const)('the program answers the rendered %s', async (name) => {
  const { httpGet } = container[name];
  expect([httpGet.port, await ask(httpGet.port, httpGet.path)]).toEqual([port, 200]);
});

test('the Service leads to it, and what it serves comes with the rendered variable', async () => {
  const service = found('Service') as { ports: readonly { port: number; targetPort: number }[] };
  expect(service.ports.map(({ port: open, targetPort }) => [open, targetPort])).toEqual([[port, port]]);
  const answer = await fetch(`http://127.0.0.1:${service.ports[0]?.targetPort ?? 0}/documents`);
  expect([answer.status, await answer.text()]).toEqual([200, 'hello']);
});

test('Prometheus reads it at the port by the name that the PodMonitor gives', async () => {
  const [endpoint] = (found('PodMonitor') as { podMetricsEndpoints: readonly { port: string; path: string }[] }).podMetricsEndpoints;
  const read = container.ports.find(({ name }) => name === endpoint?.port)?.containerPort ?? 0;
  expect(await ask(read, endpoint?.path ?? '')).toBe(200);
});

test('the gateway is let in at that port', () => {
  const { ingress } = found('NetworkPolicy') as { ingress: readonly { ports: readonly { port: number }[] }[] };
  expect(ingress.flatMap(({ ports }) => ports.map((one) => one.port))).toEqual([port, port]);
});

test.each(['/startz', '/readyz', '/livez', '/healthz/'])('fails at %s, which the program does not serve', async (path) => {
  expect(passes(await ask(port, path))).toBe(false);
});
