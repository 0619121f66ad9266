import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import { AgentResources } from '../../../constructs/resources/agent-resources';
import { RedisInstance } from '../../../constructs/store/redis-instance';
import type { KeyFiles } from '../harness/keys';
import { freePorts } from '../harness/ports';

const IMAGE = `registry.example.com/platform/redis:7.0.15@sha256:${'a'.repeat(64)}`;
/** The parts of objects that are read here; each kind has its own. */
interface RenderedObject {
  readonly kind: string;
  readonly data: Readonly<Record<string, string>>;
  readonly spec: {
    readonly dnsNames: readonly string[];
    readonly template: {
      readonly spec: {
        readonly containers: readonly { readonly livenessProbe: { readonly exec: { readonly command: readonly string[] } } }[];
      };
    };
  };
}

/** Files of an instance on this machine. */
export interface InstanceFiles {
  readonly port: number;
  /** Names of the rendered certificate. */
  readonly names: readonly string[];
  /** Command of the rendered liveness probe. */
  readonly alive: readonly string[];
  readonly write: (users: string) => void;
  /** Puts a certificate where the kubelet would. */
  readonly show: (server: KeyFiles, authority: KeyFiles) => void;
  readonly path: (name: string) => string;
}

/** The rendered files of an instance, with this machine's folders and a free port in the place of those of the pod; `passwords` by operator. */
export async function filesOf(folder: string, passwords: Readonly<Record<string, string>>): Promise<InstanceFiles> {
  const chart = new Chart(new App(), 'platform');
  new RedisInstance(chart, 'State', {
    role: 'state',
    image: IMAGE,
    exporterImage: IMAGE,
    issuer: 'platform',
    resources: AgentResources.of({ cpu: '1', memory: '256Mi' }),
    disk: '1Gi',
    maxclients: 100,
  });
  const rendered = Testing.synth(chart) as RenderedObject[];
  const of = (wanted: string): RenderedObject => {
    const found = rendered.find(({ kind }) => kind === wanted);
    if (found === undefined) throw new Error(`no ${wanted}`);
    return found;
  };
  const { data } = of('ConfigMap');
  const [port = 0] = await freePorts(1);
  const path = (name: string): string => join(folder, name);
  for (const sub of ['data', 'redis-acl', 'redis-tls', 'secrets/probe', 'secrets/reloader']) mkdirSync(path(sub), { recursive: true });
  for (const [name, text] of Object.entries(data)) {
    writeFileSync(
      path(name),
      text
        .replaceAll('/etc/redis-acl', path('redis-acl'))
        .replaceAll('/etc/redis-tls', path('redis-tls'))
        .replaceAll('/var/run/secrets/redis', path('secrets'))
        .replaceAll('dir /data', `dir ${path('data')}`)
        .replaceAll('bind * -::*', 'bind 127.0.0.1')
        .replaceAll('6379', String(port)),
    );
  }
  for (const operator of ['probe', 'reloader']) writeFileSync(path(`secrets/${operator}/${operator}`), passwords[operator] ?? '');
  const write = (users: string): void => {
    writeFileSync(path('redis-acl/users.acl'), users);
  };
  const show = (server: KeyFiles, authority: KeyFiles): void => {
    copyFileSync(server.certificate, path('redis-tls/tls.crt'));
    copyFileSync(server.key, path('redis-tls/tls.key'));
    copyFileSync(authority.certificate, path('redis-tls/ca.crt'));
  };
  const [server] = of('StatefulSet').spec.template.spec.containers;
  const alive = (server?.livenessProbe.exec.command ?? []).map((word) => word.replace('6379', String(port)));
  return { port, names: of('Certificate').spec.dnsNames, alive, write, show, path };
}
