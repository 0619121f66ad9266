import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { equal, the, type Rendered } from './foreign-repository';
import { must, say } from './package';

/**
 * The API of the foreign platform as the cluster would run it: its program gets the variables and files that are rendered and no others,
 * is asked what the kubelet and callers ask, and is ended as the kubelet ends it. It has a loopback address of its own, as a pod has: only
 * Linux gives it one.
 */

const ADDRESS = '127.13.30.1';

interface Pod {
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: { readonly runAsUser: number; readonly runAsNonRoot: boolean };
  readonly containers: readonly [Container];
  readonly volumes: readonly {
    readonly name: string;
    readonly configMap?: { readonly name: string };
    readonly secret?: { readonly secretName: string };
  }[];
}

interface Container {
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly startupProbe: Probe;
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: number };
  readonly failureThreshold: number;
}

export async function checkServed(repository: string, objects: readonly Rendered[]): Promise<void> {
  const { template } = the(objects, 'Deployment', 'api', 'tenant-acme', 'papers/prod') as { template: { spec: Pod } };
  const pod = template.spec;
  const [container] = pod.containers;
  equal('uid of the API', pod.securityContext.runAsUser, 1000);
  equal('ports of the API', container.ports, [{ containerPort: 3000, name: 'http', protocol: 'TCP' }]);
  const root = join(repository, 'pod');
  mountFiles(root, pod, objects);
  const program = spawn(process.execPath, [join(repository, 'server.js'), root, ADDRESS], {
    env: Object.fromEntries(container.env.map(({ name, value }) => [name, value])),
    stdio: ['ignore', 'inherit', 'inherit'],
    // a kernel that lets a test be another user runs it as the rendered one
    ...(process.getuid?.() === 0 ? { uid: pod.securityContext.runAsUser } : {}),
  });
  try {
    await checkAnswers(container, objects);
    await checkEnd(program, pod);
    say('  the API answers its rendered probes and ends in time');
  } finally {
    program.kill('SIGKILL');
  }
}

async function checkAnswers({ startupProbe, readinessProbe, livenessProbe }: Container, objects: readonly Rendered[]): Promise<void> {
  for (let failures = 0; (await ask(startupProbe)) !== 200; failures += 1) {
    must(failures < startupProbe.failureThreshold, 'the API does not start');
    await wait(100);
  }
  for (const probe of [readinessProbe, livenessProbe]) {
    equal(`answer at ${probe.httpGet.path}`, [probe.httpGet.port, await ask(probe)], [3000, 200]);
  }
  const { ports } = the(objects, 'Service', 'api', 'tenant-acme', 'papers/prod') as {
    ports: readonly [{ port: number; targetPort: number }];
  };
  const about = await fetch(`http://${ADDRESS}:${ports[0].targetPort}/about`);
  equal('what the API finds in its variables and files', await about.json(), {
    environment: 'production',
    prompt: 'Answer as a librarian of acme.',
    stripe: 'papers/acme/stripe token',
    database: {
      address: 'papers.example.eu-central-1.rds.amazonaws.com:5433',
      database: 'papers',
      passwordFile: '/var/run/secrets/agent/api-credentials/database-password',
      sslmode: 'verify-full',
      userFile: '/var/run/secrets/agent/api-credentials/database-user',
      user: 'rds/acme user',
      password: 'rds/acme password',
    },
    calls: { converter: 'http://converter.tenant-acme.svc.cluster.local:8080' },
  });
}

async function checkEnd(program: ChildProcess, { terminationGracePeriodSeconds }: Pod): Promise<void> {
  const started = Date.now();
  const ended = once(program, 'exit');
  program.kill('SIGTERM');
  const late = AbortSignal.timeout(terminationGracePeriodSeconds * 1000);
  await Promise.race([ended, once(late, 'abort')]);
  must(program.exitCode === 0, `the API should end well ${terminationGracePeriodSeconds} s after SIGTERM, got ${String(program.exitCode)}`);
  must(Date.now() - started < terminationGracePeriodSeconds * 1000, 'the API ends too late');
}

/** The files of ConfigMaps and secrets below a folder; a secret has the entry and property of the store that it is read from. */
function mountFiles(root: string, { volumes, containers: [{ volumeMounts }] }: Pod, objects: readonly Rendered[]): void {
  for (const { name, mountPath } of volumeMounts) {
    const folder = join(root, mountPath);
    mkdirSync(folder, { recursive: true });
    const { configMap, secret } = volumes.find((volume) => volume.name === name) ?? {};
    const files = configMap === undefined ? stored(secret?.secretName, objects) : held(configMap.name, objects);
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  }
}

function held(name: string, objects: readonly Rendered[]): Readonly<Record<string, string>> {
  const data = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name)?.data;
  must(data !== undefined, `no ConfigMap ${name}, which the API mounts`);
  return data ?? {};
}

function stored(name: string | undefined, objects: readonly Rendered[]): Readonly<Record<string, string>> {
  if (name === undefined) return {};
  const { data } = the(objects, 'ExternalSecret', name, 'tenant-acme', 'papers/prod') as {
    data: readonly { secretKey: string; remoteRef: { key: string; property: string } }[];
  };
  return Object.fromEntries(data.map(({ secretKey, remoteRef }) => [secretKey, `${remoteRef.key} ${remoteRef.property}`]));
}

async function ask({ httpGet }: Probe): Promise<number | undefined> {
  try {
    return (await fetch(`http://${ADDRESS}:${httpGet.port}${httpGet.path}`)).status;
  } catch {
    return undefined;
  }
}
