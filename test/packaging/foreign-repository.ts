import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { checkServed } from './foreign-api';
import { CDK8S_INIT, install, must, node, npx, step } from './package';

/**
 * A platform repository that knows nothing of this one: a platform for documents, written against the tarball and README.md alone
 * (`documents/`). Without a bus it is delivered by Flux in dev and by Argo CD in prod; with a bus there is a system of its own.
 */

const DOCUMENTS = join(__dirname, 'documents');
const NAMESPACES = ['tenant-acme', 'tenant-bolt'];
const DATABASE = { port: 5433, ranges: ['10.0.64.0/20', '10.0.80.0/20'] };

export interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: unknown;
  readonly rules?: unknown;
  readonly data?: Readonly<Record<string, string>>;
  readonly resources?: readonly string[];
}

interface Policy {
  readonly egress?: readonly { readonly ports?: readonly { port: number }[]; readonly to?: readonly Peer[] }[];
  readonly ingress?: readonly { readonly from?: readonly Peer[] }[];
}

interface Peer {
  readonly ipBlock?: { readonly cidr: string };
  readonly namespaceSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
}

export async function checkForeignRepository(repository: string, tarball: string): Promise<void> {
  install(repository, tarball, 'ts-node');
  cpSync(DOCUMENTS, repository, { recursive: true });
  const lines = readFileSync(join(repository, 'main.ts'), 'utf8').trim().split('\n').length;
  must(lines === 3, `main.ts should have three lines, but has ${lines}`);
  checkTypes(repository);
  checkSynth(repository);
  for (const stage of ['papers/dev', 'papers/prod', 'papers-bus/dev']) checkManifests(repository, stage);
  checkFlux(repository);
  checkArgoCd(repository);
  await checkServed(repository, below(repository, 'papers/prod/manifests/tenants/tenant-acme'));
}

/** By the options of a strict team, and by those of `cdk8s init`, which know no `exports`: `typesVersions` leads them to the platform. */
function checkTypes(repository: string): void {
  const strict = { strict: true, target: 'ES2022', lib: ['ES2022'], types: ['node'], exactOptionalPropertyTypes: true, noEmit: true };
  const settings = {
    'tsconfig.strict.json': { ...strict, module: 'node16', moduleResolution: 'node16' },
    'tsconfig.json': CDK8S_INIT,
  };
  for (const [name, compilerOptions] of Object.entries(settings)) {
    writeFileSync(join(repository, name), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
    step(`tsc -p ${name}`, () => node(repository, 'node_modules/typescript/bin/tsc', '-p', name));
  }
}

function checkSynth(repository: string): void {
  step('npx cdk8s-agents synth', () => npx(repository, 'cdk8s-agents', 'synth'));
  const before = texts(join(repository, 'dist'));
  must(before.size > 0, 'nothing was written to dist');
  step('npx cdk8s-agents synth --check', () => npx(repository, 'cdk8s-agents', 'synth', '--check'));
  const after = texts(join(repository, 'dist'));
  must([...before].every(([file, text]) => after.get(file) === text) && before.size === after.size, '--check changed dist');
}

function checkManifests(repository: string, stage: string): void {
  const objects = below(repository, `${stage}/manifests`);
  const bus = objects.filter((one) => /nats|jetstream/i.test(`${one.apiVersion} ${one.kind} ${one.metadata.name}`));
  const text = JSON.stringify(objects);
  must(bus.length === 0, `${stage}: others run the bus, or there is none, but there is ${named(bus)}`);
  must(
    text.includes('nats.example.com') === stage.startsWith('papers-bus'),
    `${stage}: agents should dial a bus where there is one, and only there`,
  );
  const namespaces = stage.startsWith('papers-bus') ? NAMESPACES.slice(0, 1) : NAMESPACES;
  for (const namespace of namespaces) checkTenant(stage, namespace, objects);
}

function checkTenant(stage: string, namespace: string, objects: readonly Rendered[]): void {
  const one = (kind: string, name: string): unknown => the(objects, kind, name, namespace, stage);
  const { template } = one('Deployment', 'api') as { template: { spec: { hostAliases: unknown } } };
  equal(`${stage}: hostAliases of ${namespace}/api`, template.spec.hostAliases, [{ ip: '203.0.113.7', hostnames: ['legacy.example.com'] }]);
  equal(`${stage}: backends of the HTTPRoute ${namespace}/api`, (one('HTTPRoute', 'api') as { rules: unknown }).rules, [
    { backendRefs: [{ name: 'api', port: 3000 }] },
  ]);
  for (const agent of ['api', 'converter', 'indexer', 'notifier']) {
    one('Deployment', agent);
    const { egress = [] } = one('NetworkPolicy', agent) as Policy;
    const ranges = egress
      .filter(({ ports = [] }) => ports.some(({ port }) => port === DATABASE.port))
      .flatMap(({ to = [] }) => to.map(({ ipBlock }) => ipBlock?.cidr));
    equal(`${stage}: ranges that ${namespace}/${agent} reaches on port ${DATABASE.port}`, ranges, DATABASE.ranges);
  }
  const others = objects
    .filter(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.namespace === namespace)
    .flatMap(({ spec }) => {
      const { egress = [], ingress = [] } = spec as Policy;
      return [...egress.flatMap(({ to = [] }) => to), ...ingress.flatMap(({ from = [] }) => from)];
    })
    .flatMap(({ namespaceSelector }) => Object.values(namespaceSelector?.matchLabels ?? {}))
    .filter((name) => name.startsWith('tenant-') && name !== namespace);
  equal(`${stage}: other tenants that policies of ${namespace} name`, others, []);
  const foreign = objects.filter(
    ({ metadata, spec }) =>
      metadata.namespace === namespace && NAMESPACES.some((other) => other !== namespace && JSON.stringify(spec ?? {}).includes(other)),
  );
  equal(`${stage}: objects of ${namespace} that name another tenant's namespace`, named(foreign), '');
}

/** Flux applies the files that a stage lists, with the rights of its identity. */
function checkFlux(repository: string): void {
  for (const namespace of NAMESPACES) {
    const folder = join(repository, 'dist/papers/dev/delivery/stages', namespace);
    const [stage] = parsed(join(folder, 'kustomization.yaml'));
    const delivered = (stage?.resources ?? []).flatMap((path) => parsed(join(folder, path)));
    the(delivered, 'HTTPRoute', 'api', namespace, `stage ${namespace} of Flux`);
    checkRights('papers/dev', repository, namespace, delivered);
  }
}

/** Argo CD's project lets the kinds of the stage into its namespace and no other; what it syncs as has the rights of its identity. */
function checkArgoCd(repository: string): void {
  for (const namespace of NAMESPACES) {
    const what = `stage ${namespace} of Argo CD`;
    const [application] = below(repository, `papers/prod/delivery/applications/${namespace}.yaml`).filter(
      ({ kind }) => kind === 'Application',
    );
    const { source, destination, project } = application?.spec as {
      source: { path: string };
      destination: { server?: string };
      project: string;
    };
    equal(`${what}: folder`, source.path, `dist/papers/prod/manifests/tenants/${namespace}`);
    const delivered = below(repository, source.path.replace(/^dist\//, ''));
    the(delivered, 'HTTPRoute', 'api', namespace, what);
    const { namespaceResourceWhitelist, destinations } = the(
      below(repository, 'papers/prod/delivery/bootstrap'),
      'AppProject',
      project,
      'argocd',
      what,
    ) as {
      namespaceResourceWhitelist: readonly { group: string; kind: string }[];
      destinations: readonly { namespace: string; server: string }[];
    };
    equal(`${what}: destinations`, destinations, [{ namespace, server: destination.server }]);
    must(
      namespaceResourceWhitelist.some(({ group, kind }) => group === 'gateway.networking.k8s.io' && kind === 'HTTPRoute'),
      `${what}: the project lets no HTTPRoute in`,
    );
    checkRights('papers/prod', repository, namespace, delivered);
  }
}

/** Whether the stage's identity may make and remove its route, and whether its namespace is all it may write to. */
function checkRights(stage: string, repository: string, namespace: string, delivered: readonly Rendered[]): void {
  const objects = below(repository, `${stage}/delivery/bootstrap/${namespace}.yaml`);
  const roles = objects.filter(({ kind, metadata }) => kind === 'Role' && metadata.namespace === namespace);
  const rules = roles.flatMap(({ rules: all }) => all as readonly { apiGroups: string[]; resources: string[]; verbs: string[] }[]);
  const verbs = rules
    .filter(({ apiGroups, resources }) => apiGroups.includes('gateway.networking.k8s.io') && resources.includes('httproutes'))
    .flatMap((rule) => rule.verbs);
  equal(`${stage}: rights to the HTTPRoute of ${namespace}`, verbs.sort(), ['create', 'delete', 'get', 'patch']);
  const elsewhere = delivered.filter(({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== namespace);
  equal(`${stage}: objects of ${namespace} outside of it`, named(elsewhere), '');
}

/** The spec of the one object of that kind and name. */
export function the(objects: readonly Rendered[], kind: string, name: string, namespace: string, what: string): unknown {
  const found = objects.filter(
    (one) => one.kind === kind && one.metadata.name === name && (one.metadata.namespace ?? namespace) === namespace,
  );
  must(found.length === 1, `${what}: there should be one ${kind} ${namespace}/${name}, but there are ${found.length}`);
  return found[0]?.spec;
}

export function equal(what: string, got: unknown, expected: unknown): void {
  must(isDeepStrictEqual(got, expected), `${what} should be ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`);
}

function named(objects: readonly Rendered[]): string {
  return objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(', ');
}

/** All objects of the YAML files of a folder of the output, or of one file. */
function below(repository: string, path: string): Rendered[] {
  const place = join(repository, 'dist', path);
  return path.endsWith('.yaml') ? parsed(place) : [...texts(place).keys()].filter((file) => file.endsWith('.yaml')).flatMap(parsed);
}

function parsed(file: string): Rendered[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as Rendered);
}

function texts(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return new Map(paths.map((path) => [path, readFileSync(path, 'utf8')]));
}
