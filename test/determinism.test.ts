import { createUser } from '@nats-io/nkeys';
import type { ServicesSpec, EnvironmentSpec } from '../src/resolve/spec';
import type { RenderedServices } from './resolve/services-fixture';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { renderManifests } from '../environments/wiring/environment';
import { renderInfrastructure } from '../environments/wiring/infrastructure';
import { dev } from '../environments/swarm/dev';
import { prod } from '../environments/swarm/prod';
import { staging } from '../environments/swarm/staging';
import { readTenantFiles } from '../src/cli/tenant-files';
import { looksSecret } from '../src/kernel/shown';
import { joinDataFiles } from '../src/resolve/data-file';
import { resolve } from '../src/resolve/resolve';

const ROOT = join(__dirname, '..');
const DIST = join(ROOT, 'dist');

/** Path below a folder → text, of every file there. */
function filesOf(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]));
}

const hash = (text: string | undefined): string =>
  createHash('sha256')
    .update(text ?? 'absent')
    .digest('hex');

/** Paths of files that are not the same bytes on both sides, or on one side only. */
function different(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((path) => hash(a.get(path)) !== hash(b.get(path))).sort();
}

describe('what is committed', () => {
  const committed = filesOf(DIST);
  const lines = [...committed].flatMap(([path, text]) => text.split('\n').map((line, index) => ({ place: `${path}:${index + 1}`, line })));
  const objects = [...committed]
    .filter(([path]) => path.endsWith('.yaml'))
    .flatMap(([path, text]) => parseAllDocuments(text).map((document) => ({ path, manifest: document.toJS() as Manifest })));

  test('there are files of three environments', () => {
    expect([...new Set([...committed.keys()].map((path) => path.split('/').slice(0, 2).join('/')))]).toEqual([
      'swarm/dev',
      'swarm/prod',
      'swarm/staging',
    ]);
    expect(objects.length).toBeGreaterThan(150);
  });

  test('no path of a machine is in it', () => {
    const absolute = /(^|[\s"'=:(])(\/(home|work|Users|root|tmp)\/|[A-Z]:\\)/;
    // /tmp itself is where an agent may write
    expect(lines.filter(({ line }) => line.includes(ROOT) || absolute.test(line))).toEqual([]);
  });

  test('no literal credential is in it', () => {
    expect(lines.filter(({ line }) => looksSecret(line)).map(({ place }) => place)).toEqual([]);
    expect([...committed].filter(([, text]) => looksSecret(text)).map(([path]) => path)).toEqual([]);
  });

  test('every image is by digest and none is latest', () => {
    const images = lines.filter(({ line }) => /^\s*(- )?image:/.test(line));
    expect(images.length).toBeGreaterThan(10);
    expect(images.filter(({ line }) => !/@sha256:[0-9a-f]{64}\s*$/.test(line))).toEqual([]);
    expect(lines.filter(({ line }) => /:latest\b/.test(line))).toEqual([]);
  });

  test('a workload states replicas exactly if no autoscaler owns the count', () => {
    const key = ({ path, manifest }: (typeof objects)[number], kind: string, name: string): string =>
      `${path.split('/').slice(0, 2).join('/')} ${manifest.metadata.namespace ?? ''} ${kind} ${name}`;
    const owned = new Set(
      objects.flatMap((object) => {
        const target = object.manifest.spec?.scaleTargetRef;
        return target === undefined ? [] : [key(object, target.kind ?? 'Deployment', target.name)];
      }),
    );
    const deployments = objects.filter(({ manifest }) => manifest.kind === 'Deployment');
    const stated = deployments.map((object) => ({
      workload: key(object, 'Deployment', object.manifest.metadata.name),
      spec: object.manifest.spec ?? {},
    }));
    expect(owned.size).toBeGreaterThanOrEqual(6);
    expect([...owned].filter((workload) => !stated.some((one) => one.workload === workload))).toEqual([]);
    expect(stated.filter(({ workload, spec }) => 'replicas' in spec === owned.has(workload)).map(({ workload }) => workload)).toEqual([]);
  });
});

describe('synth in a process of its own', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'same-bytes-')));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** Runs the program of a checkout with cwd and variables; the output goes to a new folder, unless it is compared only. */
  async function synth(
    args: readonly string[],
    { root = ROOT, cwd = ROOT, env = {} }: Surroundings,
  ): Promise<{ status: number; stderr: string }> {
    const inherited: NodeJS.ProcessEnv = { ...process.env, ...env };
    if (env['CDK8S_OUTDIR'] === undefined) delete inherited['CDK8S_OUTDIR'];
    const program = [join(root, 'node_modules/ts-node/dist/bin.js'), join(root, 'environments/main.ts'), ...args];
    return new Promise((done) => {
      execFile(process.execPath, program, { cwd, env: inherited }, (error, _stdout, stderr) => {
        done({ status: error === null ? 0 : Number(error.code ?? 1), stderr });
      });
    });
  }

  test('--check finds nothing that differs from what is committed', async () => {
    const { status, stderr } = await synth(['--check'], {});
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  }, 60_000);

  test('one more byte or one file less is a difference, so that the tests here can fail', () => {
    const committed = filesOf(DIST);
    const [first = '', second = ''] = committed.keys();
    const changed = new Map(committed).set(first, `${committed.get(first) ?? ''} `);
    changed.delete(second);
    expect(different(changed, committed)).toEqual([first, second]);
  });

  const turkish = { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' };
  const cases: [string, (home: string) => Surroundings][] = [
    ['in another time zone and a locale with other rules for i', () => ({ env: { TZ: 'Asia/Kathmandu', ...turkish } })],
    ['with the sorting of cdk8s turned off', () => ({ env: { CDK8S_DISABLE_SORT: '1' } })],
    ['from another working directory', () => ({ cwd: folder })],
    ['from a copy of the repository at another path', (home) => ({ root: copyOf(join(home, 'another checkout')), cwd: folder })],
  ];

  test.each(cases)(
    '%s writes the committed bytes',
    async (title, surroundings) => {
      const home = join(folder, title.replaceAll(' ', '-'));
      mkdirSync(home);
      const { status, stderr } = await synth(['--outdir', join(home, 'out')], surroundings(home));
      expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
      expect(different(filesOf(join(home, 'out')), filesOf(DIST))).toEqual([]);
    },
    60_000,
  );

  test('that locale does reach a process, so that the case above means something', async () => {
    const locale = await new Promise<string>((done) => {
      const script = 'process.stdout.write(Intl.DateTimeFormat().resolvedOptions().locale + new Date(0).getTimezoneOffset())';
      execFile(process.execPath, ['-e', script], { env: { ...process.env, TZ: 'Asia/Kathmandu', ...turkish } }, (_error, stdout) => {
        done(stdout);
      });
    });
    expect(locale).toBe('tr-TR-330');
  });
});

describe('the order of the input', () => {
  const reversed: Reorder = (items) => [...items].reverse();
  const rotated: Reorder = (items) => [...items.slice(1), ...items.slice(0, 1)];
  /** By a fixed pseudo-random key: neither the order that was written nor its mirror. */
  const mixed: Reorder = (items) =>
    items
      .map((item, index) => ({ item, key: createHash('sha256').update(`${index} of ${items.length}`).digest('hex') }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ item }) => item);

  const orders: [string, Reorder][] = [
    ['reversed', reversed],
    ['rotated', rotated],
    ['mixed', mixed],
  ];

  describe.each([dev, staging, prod])('$name', (written) => {
    const { spec } = joinDataFiles(
      crowded(written),
      readTenantFiles(join(ROOT, 'tenants/swarm')).map(({ file, text }) => ({ file, text })),
    );
    const expected = render(spec);

    test('has three tenants and two pools, in this test', () => {
      expect([spec.tenants.length, spec.pools?.length]).toEqual([3, 2]);
      expect(expected.size).toBeGreaterThan(20);
    });

    test.each(orders)('renders the same files when every record and list is %s', (_name, reorder) => {
      const other = reordered(spec, '', reorder) as EnvironmentSpec;
      expect(JSON.stringify(other)).not.toBe(JSON.stringify(spec));
      expect(different(render(other), expected)).toEqual([]);
    });
  });

  /** The environment with more tenants and pools than it has, on nodes enough for them. */
  function crowded(written: EnvironmentSpec): EnvironmentSpec {
    const [acme, ...others] = written.tenants;
    if (acme === undefined) throw new Error('no tenant to copy');
    const named = { ...acme, owner: 'team-platform' };
    const pools = [
      {
        id: 'zoo-tenants',
        owner: named.owner,
        agents: named.agents,
        budget: named.budget ?? {},
        members: [{ id: 'elm' }, { id: 'ash' }, { id: 'fir' }],
      },
    ];
    const nodePools = Object.fromEntries(Object.entries(written.nodePools).map(([name, pool]) => [name, { ...pool, max: pool.max * 10 }]));
    const tenants = [acme, ...others, { ...named, id: 'zebra' }, { ...named, id: 'beech' }];
    return { ...written, tenants, pools, nodePools, ...(written.services && { services: withKeys(written.services as RenderedServices) }) };
  }

  /** Keys for those who were added; another run has others. */
  function withKeys(services: RenderedServices): ServicesSpec {
    const agents = ['agent-coordinator', 'agent-order-tracking', 'agent-product-search', 'provisioner'];
    const keysOf = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, createUser().getPublicKey()]));

    const added = {
      zebra: keysOf(agents),
      beech: keysOf(agents),
      'zoo-tenants': keysOf([...agents, 'member-elm', 'member-ash', 'member-fir']),
    };
    const redis = { ...services.redis, cache: services.redis.state };
    const { llmGateway } = services;
    if (llmGateway === undefined) throw new Error('no gateway to share');
    const provider = { ...llmGateway.provider, limit: { perMinute: 30_000_000 } };
    const shared = { ...llmGateway, provider };
    return {
      ...services,
      llmGateway: shared,
      redis,
      nats: { ...services.nats, disk: '100Gi', users: { ...services.nats.users, ...added } },
    };
  }
});

/** Lists that mean the same in any order. The order of, say, `instanceTypes` means something. */
const UNORDERED = new Set(['tenants', 'pools', 'members', 'needs', 'servesTo', 'registries', 'prescale', 'regions']);

type Reorder = <T>(items: readonly T[]) => T[];

function reordered(value: unknown, key: string, reorder: Reorder): unknown {
  if (Array.isArray(value)) {
    const items: unknown[] = value.map((item) => reordered(item, '', reorder));
    return UNORDERED.has(key) ? reorder(items) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(reorder(Object.entries(value)).map(([name, item]) => [name, reordered(item, name, reorder)]));
}

function render(spec: EnvironmentSpec): Map<string, string> {
  const environment = resolve(spec);
  return new Map([...renderManifests(environment), renderInfrastructure(environment)].flatMap((files) => [...files]));
}

interface Surroundings {
  readonly root?: string;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: { readonly replicas?: number; readonly scaleTargetRef?: { readonly kind?: string; readonly name: string } };
}

/** What synth needs of this repository, elsewhere. */
function copyOf(target: string): string {
  for (const name of ['src', 'constructs', 'tenants', 'environments', 'tsconfig.json', 'package.json']) {
    cpSync(join(ROOT, name), join(target, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(target, 'node_modules'));
  return target;
}
