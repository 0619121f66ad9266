import { readdirSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '..');

interface Rule {
  /** Folders of ours, besides itself. */
  readonly folders: readonly string[];
  /** Packages; a trailing `/` or `:` allows what lies below the name only. */
  readonly packages: readonly string[];
}

/** Who may import whom, literally. A folder that is not here may not exist. */
const MAY_IMPORT: Readonly<Record<string, Rule>> = {
  'src/kernel': { folders: [], packages: ['fastest-levenshtein', 'ipaddr.js', 'node:crypto', 'zod'] },
  'src/features': { folders: ['src/kernel'], packages: ['@nats-io/nkeys'] },
  constructs: { folders: ['src/kernel', 'src/features'], packages: ['cdk8s', 'cdk8s-plus-28', 'constructs'] },
  'src/resolve': { folders: ['src/kernel', 'src/features'], packages: ['yaml'] },
  'src/render': { folders: ['src/kernel'], packages: ['cdk8s', 'constructs'] },
  'src/judges': { folders: ['src/kernel', 'src/features'], packages: ['yaml', '@lezer/common', '@prometheus-io/lezer-promql'] },
  tenants: { folders: ['src/features'], packages: [] },
  'src/terraform': { folders: ['src/kernel', 'src/features', 'src/resolve'], packages: ['constructs', 'cdktf', '@cdktf/provider-aws/'] },
  'src/cli': {
    folders: ['src/kernel', 'src/resolve', 'src/render', 'src/judges'],
    packages: ['node:', '@nats-io/nkeys', 'commander', 'yaml'],
  },
  environments: {
    folders: ['src/kernel', 'src/features', 'src/resolve', 'src/render', 'src/judges', 'src/terraform', 'src/cli', 'constructs', 'tenants'],
    packages: ['cdk8s', 'constructs', 'node:module'],
  },
};

/** Built-in modules that touch what a render must not depend on; only the runner may. */
const OUTSIDE_WORLD = /^node:(fs|os|process|child_process|http|https|net|dns|path)/;

/** What the package publishes: one front door a room; nobody inside goes through one. */
const FRONT_DOORS = ['constructs/index', 'environments/index', 'environments/terraform'];

const folderOf = (path: string): string | undefined => Object.keys(MAY_IMPORT).find((folder) => path.startsWith(`${folder}/`));

const sources = ['src', 'constructs', 'tenants', 'environments'].flatMap((top) =>
  readdirSync(resolve(ROOT, top), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${top}/${name}`),
);

const text = (path: string): string => readFileSync(resolve(ROOT, path), 'utf8');

const references = sources.flatMap((from) => ts.preProcessFile(text(from)).importedFiles.map(({ fileName }) => ({ from, name: fileName })));

const imports = references
  .filter(({ name }) => name.startsWith('.'))
  .map(({ from, name }) => ({ from, to: relative(ROOT, resolve(ROOT, dirname(from), name)) }));

test('there are sources to judge', () => {
  expect(sources.length).toBeGreaterThan(50);
  expect(imports.length).toBeGreaterThan(100);
});

test('every source file belongs to a folder with a rule', () => {
  expect(sources.filter((path) => folderOf(path) === undefined)).toEqual([]);
});

test('imports follow the direction of the data', () => {
  expect(
    imports.filter(({ from, to }) => {
      const [user, used] = [folderOf(from), folderOf(to)];
      return user !== used && (user === undefined || used === undefined || MAY_IMPORT[user]?.folders.includes(used) !== true);
    }),
  ).toEqual([]);
});

/** Features, low to high: each may import those before it. */
const FEATURES = [
  ...[
    'services',
    'clusters',
    'network',
    'resources',
    'container',
    'objects',
    'storage',
    'secrets',
    'external',
    'quota',
    'bus',
    'observability',
    'rollout',
    'availability',
  ],
  ...['nodes', 'scaling', 'llm', 'store', 'database', 'tools', 'table', 'agent', 'batch', 'tenancy', 'delivery'],
];

/** Building blocks, low to high. Those of a rollout are agents, and a service of the platform has the pod of one, so they come after them. */
const LATER = ['rollout', 'tools'];
const CONSTRUCTS = ['kinds', ...FEATURES.filter((name) => !LATER.includes(name))];
CONSTRUCTS.splice(CONSTRUCTS.indexOf('agent') + 1, 0, ...LATER);

const roomOf = (path: string, folder: string): string | undefined =>
  path.startsWith(`${folder}/`)
    ? path
        .slice(folder.length + 1)
        .split('/')
        .slice(0, -1)[0]
    : undefined;

const againstTheOrder = (folder: string, order: readonly string[]): string[] => [
  ...new Set(
    imports.flatMap(({ from, to }) => {
      const [user, used] = [roomOf(from, folder), roomOf(to, folder)];
      if (user === undefined) return [];
      if (folder === 'src/features' && to.startsWith('src/resolve/')) return [`${user} → src/resolve`];
      return used === undefined || order.indexOf(used) <= order.indexOf(user) ? [] : [`${user} → ${used}`];
    }),
  ),
];

test.each([
  ['src/features', FEATURES],
  ['constructs', CONSTRUCTS],
])('rooms of %s import only rooms before them', (folder, order) => {
  const rooms = new Set(sources.flatMap((path) => roomOf(path, folder) ?? []));
  expect([...rooms].filter((name) => !order.includes(name))).toEqual([]);
  expect(againstTheOrder(folder, order)).toEqual([]);
});

test('packages stay where they belong', () => {
  const allowed = (name: string, rule: string): boolean => (/[/:]$/.test(rule) ? name.startsWith(rule) : name === rule);
  expect(
    references.filter(({ from, name }) => {
      const user = folderOf(from);
      return user !== undefined && !name.startsWith('.') && MAY_IMPORT[user]?.packages.some((rule) => allowed(name, rule)) !== true;
    }),
  ).toEqual([]);
});

test('files, processes and the network are touched by the runner alone', () => {
  const outside = references.filter(({ name }) => OUTSIDE_WORLD.test(name)).map(({ from }) => from);
  expect([...new Set(outside)].filter((path) => !path.startsWith('src/cli/'))).toEqual([]);
  const ambient = sources.filter((path) => /\bprocess\.|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\.localeCompare\(/.test(text(path)));
  expect(ambient.filter((path) => !path.startsWith('src/cli/'))).toEqual([]);
});

test('nobody inside goes through a front door', () => {
  expect(imports.filter(({ from, to }) => FRONT_DOORS.includes(to) && from !== `${to}.ts`)).toEqual([]);
});

test('nobody parses what was just printed: text is read of strangers, and of rules that stand in a ConfigMap', () => {
  const readers = imports.filter(({ to }) => to === 'src/judges/inventory/parse').map(({ from }) => from);
  expect(readers.sort()).toEqual([
    'environments/wiring/platform-repository.ts',
    'src/judges/checks/adapter-rules.ts',
    'src/judges/inventory/inventory.ts',
    'src/judges/judge.ts',
  ]);
  const ofText = sources.filter((path) => /\bInventory\.of\(/.test(text(path)));
  expect(ofText).toEqual([]);
});

test('the data of a system is read by its environments and main.ts alone', () => {
  const data = /^(tenants|environments)\/(?!wiring\/)[^/]+\//;
  expect(imports.filter(({ from, to }) => data.test(to) && !data.test(from) && from !== 'environments/main.ts')).toEqual([]);
});

test.each(FRONT_DOORS.filter((door) => door !== 'environments/terraform'))('%s reaches no Terraform but its types', (door) => {
  expect(reachedFrom(door).filter((path) => path.startsWith('src/terraform'))).toEqual([]);
});

test('no file imports itself, however far round', () => {
  const edges = new Map<string, string[]>();
  for (const { from, to } of imports) edges.set(from.slice(0, -3), [...(edges.get(from.slice(0, -3)) ?? []), to]);
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
    if (trail.includes(path) || done.has(path)) return;
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  expect(cycles).toEqual([]);
});

test('no file holds more than one screenful of ideas: at most 300 lines', () => {
  expect(sources.map((path) => `${path}: ${text(path).split('\n').length}`).filter((line) => Number(line.split(': ')[1]) > 301)).toEqual(
    [],
  );
});

test('nothing waits for a later day in a comment', () => {
  expect(sources.filter((path) => /\b(TODO|FIXME|XXX|for now|not implemented)\b/.test(text(path)))).toEqual([]);
});

/** Whether a file names another for its types alone, which are gone when it runs. */
function typesAlone(from: string, to: string): boolean {
  const loads = text(from).replace(/^import type [^;]*;$/gm, '');
  return !ts.preProcessFile(loads).importedFiles.some(({ fileName }) => relative(ROOT, resolve(ROOT, dirname(from), fileName)) === to);
}

/** Every file that is loaded with one. */
function reachedFrom(door: string): string[] {
  const reached = new Set<string>();
  const walk = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    imports
      .filter(({ from, to }) => from === `${path}.ts` && !typesAlone(from, to))
      .forEach(({ to }) => {
        walk(to);
      });
  };
  walk(door);
  expect(reached.size).toBeGreaterThan(1);
  return [...reached];
}
