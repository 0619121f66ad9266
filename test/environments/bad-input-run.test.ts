import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A whole run on wrong input: what a person sees, the exit code, and that nothing was touched. */

const ROOT = resolve(__dirname, '..', '..');
const DIGEST = 'a'.repeat(64);

let repository: string;

beforeAll(() => {
  repository = mkdtempSync(join(tmpdir(), 'bad-input-'));
  for (const name of ['src', 'constructs', 'tenants', 'environments', 'dist', 'package.json', 'tsconfig.json']) {
    cpSync(join(ROOT, name), join(repository, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(repository, 'node_modules'));
});
afterAll(() => {
  rmSync(repository, { recursive: true, force: true });
});

/** One tenant with a mistake in nearly every line. */
const BROKEN = `id: Birch
tier: vip
owner: "team birch"
email: nobody
quota: { cpu: "1", memory: 128m, ephemeralStorage: 4 Gi, pods: 0 }
agents:
  search:
    image: registry.example.com/swarm/search:latest@sha256:${DIGEST}
    task: { p50: "30", p99: 1h30, concurrency: 0 }
    replicas: -1
    publishes: [tasks.>.x]
    interactive: true
    nodePool: agnets
    rollout: { kind: rolling, maxSurge: "0%", maxUnavailable: 0 }
  orders:
    image: docker.io/library/orders:1.0@sha256:${DIGEST}
    size: smal
    task: { p50: 1s, p99: 500ms }
    replicas: 2
    scaling: { min: 3, max: 2, onQueueDepth: 0.5 }
    needs: [buss, tools]
    hosts:
      - { name: api.example.com }
      - { cidrs: [10.0.0.1/8], port: 70000 }
    scalling: {}
  report:
    image: registry.example.com/swarm/report:1.0
    task: { p50: 1s, p99: 40s }
    needs: [bus]
    consumes: { subjects: [], ackWait: 10s }
    terminationGracePeriod: 30s
    settings: { apiToken: ghp_${'x'.repeat(36)} }
    scaling: { min: 0, max: 4, onQueueDepth: 1, drainedWithin: 5s, scaleDownWindow: 2h, prescale: [{ profile: flash-sael }] }
`;

test('a data file full of mistakes: all of them at once with file and line, exit 1, not a byte changed', () => {
  writeFileSync(join(repository, 'tenants', 'swarm', 'broken.yaml'), BROKEN);
  const before = fingerprint();
  const { status, stderr } = run();
  rmSync(join(repository, 'tenants', 'swarm', 'broken.yaml'));

  expect(status).toBe(1);
  expect(fingerprint()).toEqual(before);
  // every environment reads the file, and its mistakes are said once
  expect(stderr.match(/^swarm\/.*$/gm)).toEqual([
    expect.stringMatching(/^swarm\/dev, swarm\/prod, swarm\/staging: \d+ problems, nothing written$/),
  ]);
  const problems = stderr.trimEnd().split('\n\n').slice(1);
  expect(stderr).toContain(`: ${problems.length} problems,`);
  expect(problems.length).toBeGreaterThanOrEqual(25);
  for (const problem of problems) expect(problem).toMatch(/^\S+ {3}tenants\/swarm\/broken\.yaml:\d+\n {2}[a-z-]+: .+\n {2}fix: .+/);
  const rules = new Set(problems.map((problem) => /^ {2}([a-z0-9-]+): /m.exec(problem)?.[1]));
  expect(rules).toEqual(
    new Set([
      'ack-wait',
      'cidr',
      'duration',
      'egress-by-name',
      'email',
      'grace-period',
      'id',
      'image-pinned',
      'image-registry',
      'literal-secret',
      'needs-bus',
      'one-owner',
      'one-target',
      'owner',
      'quantity',
      'rolling-update',
      'stabilization-window',
      'subject',
      'task-times',
      'unknown-key',
      'unknown-reference',
      'unknown-value',
      'whole-number',
    ]),
  );
  expect(stderr).not.toContain('ghp_');
  // the last problem reads like a colleague
  expect(stderr).toContain("fix: did you mean 'scaling'?");
});

test('a mistake in a value: place, rule, numbers and fix, exit 1, not a byte changed', () => {
  const prod = join(repository, 'environments', 'swarm', 'prod.ts');
  const text = readFileSync(prod, 'utf8');
  writeFileSync(prod, text.replace("min: 2, max: 30, onQueueDepth: 8, scaleDownWindow: '5m'", "min: 2, max: 24, drainedWithin: '10s'"));
  const before = fingerprint();
  const { status, stderr } = run();
  writeFileSync(prod, text);

  expect(status).toBe(1);
  expect(fingerprint()).toEqual(before);
  expect(stderr).toContain(`swarm/prod: 1 problem, nothing written

scale.acme.product-search.drainedWithin
  drain-objective: 20/s × 10 needs 25 replicas, but max is 24: the backlog would never drain
  fix: raise max to at least 25`);
});

test('a file that cannot be read is said with its line, beside the others', () => {
  writeFileSync(join(repository, 'tenants', 'swarm', 'broken.yaml'), 'id: birch\nid: cedar\nx: !!js/function f\n<<: {a: 1}\n');
  const before = fingerprint();
  const { status, stderr } = run();
  rmSync(join(repository, 'tenants', 'swarm', 'broken.yaml'));
  expect(status).toBe(1);
  expect(fingerprint()).toEqual(before);
  expect(stderr).toMatch(/tenants\/swarm\/broken\.yaml:2\n {2}data-file: /);
});

function run(): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync(process.execPath, ['-r', 'ts-node/register', 'environments/main.ts'], {
    cwd: repository,
    encoding: 'utf8',
  });
  return { status, stderr };
}

/** Every file of dist with its text and time. */
function fingerprint(): string[] {
  const dist = join(repository, 'dist');
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).sort();
  expect(files.length).toBeGreaterThan(30);
  return files.map((file) => {
    const path = join(dist, file);
    const stat = statSync(path);
    return `${file} ${stat.mtimeMs} ${stat.isFile() ? readFileSync(path, 'utf8') : ''}`;
  });
}
