import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseManifests } from '../../src/judges/inventory/parse';

/** A rendered object, as loosely typed as a test needs. */
export interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: Spec;
  readonly data?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** The parts of specs that rows speak of. */
export interface Spec {
  readonly replicas?: number;
  readonly minReplicaCount?: number;
  readonly maxReplicaCount?: number;
  readonly hard?: Readonly<Record<string, string>>;
  readonly triggers?: readonly { readonly type: string; readonly name?: string; readonly metadata: Readonly<Record<string, string>> }[];
  readonly advanced?: unknown;
  readonly fallback?: unknown;
  readonly strategy?: unknown;
  readonly egress?: readonly Peers[];
  readonly ingress?: readonly Peers[];
  readonly template?: { readonly metadata: Rendered['metadata']; readonly spec: PodSpec };
  readonly [key: string]: unknown;
}

interface Peers {
  readonly to?: readonly Peer[];
  readonly from?: readonly Peer[];
  readonly ports: readonly { readonly port: number; readonly protocol: string }[];
}

interface Peer {
  readonly namespaceSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly podSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly ipBlock?: { readonly cidr: string };
}

export interface PodSpec {
  readonly containers: readonly {
    readonly image: string;
    readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: unknown }[];
    readonly resources: { readonly requests: Readonly<Record<string, string>>; readonly limits: Readonly<Record<string, string>> };
    readonly [key: string]: unknown;
  }[];
  readonly volumes: readonly Readonly<Record<string, unknown>>[];
  readonly terminationGracePeriodSeconds: number;
  readonly [key: string]: unknown;
}

const DIST = resolve(__dirname, '..', '..', 'dist');

/** Environments of the swarm. */
export const ENVIRONMENTS = ['dev', 'staging', 'prod'] as const;

/** Files below an environment's folder, sorted. */
export function filesOf(environment: string, below = 'manifests'): string[] {
  return readdirSync(join(DIST, 'swarm', environment, below), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(DIST, 'swarm', environment).length + 1))
    .sort();
}

/** Text of one committed file. */
export function textOf(environment: string, file: string): string {
  return readFileSync(join(DIST, 'swarm', environment, file), 'utf8');
}

const read = new Map<string, readonly Rendered[]>();

/** Every object of an environment, in the order `kubectl apply -R -f` takes them. */
export function objectsOf(environment: string): readonly Rendered[] {
  const objects = read.get(environment) ?? parse(environment);
  read.set(environment, objects);
  return objects;
}

function parse(environment: string): Rendered[] {
  const objects = filesOf(environment).flatMap((file) =>
    parseManifests(textOf(environment, file), file).map(({ document }) => document as Rendered),
  );
  if (objects.length === 0) throw new Error(`dist/swarm/${environment} holds no objects`);
  return objects;
}

/** The one object of that kind, namespace and name. */
export function objectOf(environment: string, kind: string, namespace: string | undefined, name: string): Rendered {
  const found = objectsOf(environment).filter(
    (object) => object.kind === kind && object.metadata.namespace === namespace && object.metadata.name === name,
  );
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} objects ${kind} ${namespace ?? ''}/${name} in ${environment}`);
  return found[0];
}

/** All objects of a kind. */
export function kindOf(environment: string, kind: string): Rendered[] {
  return objectsOf(environment).filter((object) => object.kind === kind);
}

/** Kinds that run an agent's pods. */
const WORKLOADS: readonly string[] = ['Deployment', 'Rollout'];

/** Workloads of tenants and pools: agents. */
export function agentsOf(environment: string): Rendered[] {
  return objectsOf(environment).filter(({ kind, metadata }) => WORKLOADS.includes(kind) && metadata.namespace !== 'platform');
}

/** The one workload of an agent, whatever replaces its versions. */
export function workloadOf(environment: string, namespace: string, agent: string): Rendered {
  const [only, ...more] = agentsOf(environment).filter(({ metadata }) => metadata.namespace === namespace && metadata.name === agent);
  if (only === undefined || more.length > 0) throw new Error(`${namespace}/${agent} has not exactly one workload in ${environment}`);
  return only;
}

/** Configuration file of an agent: in its ConfigMap, or with its pods where each version keeps its own. */
export function configTextOf(environment: string, namespace: string, agent: string): string {
  const { kind, spec } = workloadOf(environment, namespace, agent);
  return kind === 'Rollout'
    ? (spec.template?.metadata.annotations?.['cdk8s-agents/config'] ?? '')
    : (objectOf(environment, 'ConfigMap', namespace, `${agent}-config`).data?.['agent.json'] ?? '');
}
