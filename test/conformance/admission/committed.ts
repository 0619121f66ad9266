import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { byText } from '../../../src/kernel/order';
import { parseManifests } from '../../../src/judges/inventory/parse';
import type { KubeObject } from '../harness/kube-client';

const DIST = resolve(__dirname, '..', '..', '..', 'dist');

/** One folder `dist/<system>/<environment>`. */
export interface Committed {
  /** `<system>/<environment>`. */
  readonly name: string;
  /** Objects of `manifests/` in the order in which `kubectl apply -R -f` reads the files. */
  readonly objects: readonly KubeObject[];
}

/**
 * Every rendered environment, sorted by name.
 *
 * @throws {Error} if there is none, or one holds no object: nothing to check is no success
 */
export function committedEnvironments(): Committed[] {
  const environments = foldersOf(DIST).flatMap((system) => foldersOf(join(DIST, system)).map((environment) => `${system}/${environment}`));
  if (environments.length === 0) throw new Error('dist/ holds no environment: render it first');
  return environments.map((name) => {
    const objects = filesBelow(join(DIST, name, 'manifests')).flatMap((file) =>
      parseManifests(readFileSync(join(DIST, name, 'manifests', file), 'utf8'), file).map(({ document }) => document as KubeObject),
    );
    if (objects.length === 0) throw new Error(`dist/${name} holds no objects`);
    return { name, objects };
  });
}

/** `<kind> <namespace>/<name>`: what a person looks for in a list. */
export function titleOf({ kind, metadata: { namespace, name } }: KubeObject): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** The objects of one kind. */
export function ofKind(objects: readonly KubeObject[], kind: string): KubeObject[] {
  return objects.filter((object) => object.kind === kind);
}

/** Whatever has pods of a template: kinds that agents and gateways are rendered as. */
export function workloadsOf(objects: readonly KubeObject[]): KubeObject[] {
  return ['Deployment', 'Rollout'].flatMap((kind) => ofKind(objects, kind));
}

function foldersOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort(byText);
}

/** Folder by folder, each sorted by name, as Go's `filepath.Walk` goes. */
function filesBelow(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .sort((a, b) => byText(a.name, b.name))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(folder, join(below, entry.name)) : [join(below, entry.name)]));
}
