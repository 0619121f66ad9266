import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Part } from '../../src/cli/part';
import { InvalidInputError } from '../../src/kernel/problems';
import { failing, files, part, Sandbox } from './sandbox';

const NAMESPACE =
  '---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: tenant-acme\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: words\n  namespace: tenant-acme\ndata:\n  a: |\n    ---\n    kind: Namespace\n';

let box: Sandbox;
beforeEach(() => {
  box = new Sandbox();
});
afterEach(() => {
  box.remove();
});

const wrong = (root: string): InvalidInputError =>
  new InvalidInputError(root, [
    { place: 'tenants.acme.a', rule: 'rule-a', problem: '1 is too small', fix: 'at least 2' },
    { place: 'tenants.acme.b', rule: 'rule-b', problem: 'is missing', fix: 'add it', source: { file: 'acme.yaml', line: 3 } },
  ]);

describe('a run that succeeds', () => {
  test('writes every part and says what it wrote', async () => {
    const dev = part('swarm/dev', { 'manifests/tenants/acme/00-namespace.yaml': NAMESPACE });
    const prod: Part = {
      path: 'swarm/prod',
      *render() {
        yield files({ 'manifests/tenants/acme/00-namespace.yaml': NAMESPACE });
        yield files({ 'manifests/tenants/bolt/00-namespace.yaml': NAMESPACE, 'terraform/eu-west-1/cdk.tf.json': '{}\n' });
      },
      warnings: () => [{ place: 'tenants.bolt', rule: 'spot-share', problem: 'all of it', fix: 'some on demand' }],
    };
    let clock = 0;
    expect(await box.synth([dev, prod], { now: () => (clock += 1337) - 1337 })).toBe(0);
    expect(box.printed).toBe(`swarm/dev    1 namespace    2 objects   1 file changed
swarm/prod   2 namespaces   4 objects   3 files changed   1 region
warning  swarm/prod  tenants.bolt
  spot-share: all of it
  fix: some on demand
done in 1.3 s`);
    expect(box.tree()).toEqual({
      'dist/swarm/dev/manifests/tenants/acme/00-namespace.yaml': NAMESPACE,
      'dist/swarm/prod/manifests/tenants/acme/00-namespace.yaml': NAMESPACE,
      'dist/swarm/prod/manifests/tenants/bolt/00-namespace.yaml': NAMESPACE,
      'dist/swarm/prod/terraform/eu-west-1/cdk.tf.json': '{}\n',
    });
  });

  test('has written each batch before it asks for the next', async () => {
    const seen: boolean[] = [];
    const lazy: Part = {
      path: 'swarm/dev',
      *render() {
        yield files({ 'manifests/a.yaml': 'a' });
        seen.push(existsSync(box.path('.dist.synth-lock/new/swarm/dev/manifests/a.yaml')), existsSync(box.outdir));
        yield files({ 'manifests/b.yaml': 'b' });
      },
    };
    expect(await box.synth([lazy])).toBe(0);
    expect(seen).toEqual([true, false]);
  });

  test('removes stale files, and stale environments of its systems, and says so', async () => {
    await box.synth([
      part('swarm/dev', { 'manifests/a.yaml': 'a', 'manifests/b.yaml': 'b' }),
      part('swarm/old', { 'manifests/a.yaml': 'a' }),
    ]);
    await box.synth([part('other/dev', { 'manifests/a.yaml': 'a' })]);
    box.write('dist/README.md', 'mine');
    box.write('dist/swarm/notes/todo.md', 'mine');
    box.write('dist/swarm/file', 'mine');
    expect(await box.synth([part('swarm/dev', { 'manifests/a.yaml': 'a', 'manifests/c.yaml': 'c' })])).toBe(0);
    expect(box.printed).toBe(`swarm/dev   0 namespaces   0 objects   2 files changed
swarm/old   removed: no longer declared
done in 0.0 s`);
    expect(Object.keys(box.tree())).toEqual([
      'dist/README.md',
      'dist/other/dev/manifests/a.yaml',
      'dist/swarm/dev/manifests/a.yaml',
      'dist/swarm/dev/manifests/c.yaml',
      'dist/swarm/file',
      'dist/swarm/notes/todo.md',
    ]);
  });

  test('says unchanged, and that again is the same to the byte', async () => {
    const parts = [part('swarm/dev', { 'manifests/a.yaml': '---\na: 1\n' })];
    await box.synth(parts);
    const before = box.tree();
    expect(await box.synth(parts)).toBe(0);
    expect(box.lines[0]).toBe('swarm/dev   0 namespaces   1 object   unchanged');
    expect(box.tree()).toEqual(before);
  });

  test('copies every part into the mirror, which may hold other things', async () => {
    box.write('mirror/swarm/dev/manifests/stale.yaml', 'old');
    box.write('mirror/mine.txt', 'mine');
    expect(await box.synth([part('swarm/dev', { 'manifests/a.yaml': 'a' })], { mirror: box.path('mirror') })).toBe(0);
    expect(box.tree('mirror')).toEqual({ 'mine.txt': 'mine', 'swarm/dev/manifests/a.yaml': 'a' });
  });

  test('needs no copy if the mirror is the output folder itself', async () => {
    expect(await box.synth([part('swarm/dev', { 'manifests/a.yaml': 'a' })], { mirror: `${box.outdir}/` })).toBe(0);
    expect(box.tree('dist')).toEqual({ 'swarm/dev/manifests/a.yaml': 'a' });
  });

  test('leaves nothing beside the output, and no listener', async () => {
    const count = (): number[] => ['SIGINT', 'SIGTERM', 'exit'].map((event) => process.listenerCount(event));
    const before = count();
    await box.synth([part('swarm/dev', { 'manifests/a.yaml': 'a' })]);
    expect(box.top).toEqual(['dist']);
    await box.synth([failing('swarm/dev', new Error('no'))]);
    expect(box.top).toEqual(['dist']);
    expect(count()).toEqual(before);
  });

  test('on a terminal, says what is being rendered on a line that goes away', async () => {
    const progress: string[] = [];
    await box.synth([part('swarm/dev', { a: 'a' }), part('swarm/prod', { a: 'a' })], { progress: (text) => progress.push(text) });
    expect(progress).toEqual([
      '\r\u001b[Krendering swarm/dev (1 of 2)',
      '\r\u001b[K',
      '\r\u001b[Krendering swarm/prod (2 of 2)',
      '\r\u001b[K',
    ]);
  });
});

describe('a run that fails', () => {
  const good = part('swarm/dev', { 'manifests/a.yaml': 'new', 'manifests/more.yaml': 'more' });

  async function failed(parts: readonly Part[], mirror?: string): Promise<string> {
    await box.synth([part('swarm/dev', { 'manifests/a.yaml': 'old' }), part('swarm/gone', { 'manifests/a.yaml': 'old' })]);
    const before = box.untouched();
    expect(await box.synth(parts, { mirror })).toBe(1);
    expect(box.untouched()).toEqual(before);
    expect(box.top).toEqual(['dist']);
    return box.printed;
  }

  test('fails with the problems of every part, nothing written', async () => {
    expect(await failed([good, failing('swarm/prod', wrong('swarm/prod')), failing('swarm/qa', wrong('manifests/x'))]))
      .toBe(`swarm/prod: 2 problems, nothing written

tenants.acme.a
  rule-a: 1 is too small
  fix: at least 2

tenants.acme.b   acme.yaml:3
  rule-b: is missing
  fix: add it
swarm/qa, manifests/x: 2 problems, nothing written

tenants.acme.a
  rule-a: 1 is too small
  fix: at least 2

tenants.acme.b   acme.yaml:3
  rule-b: is missing
  fix: add it`);
  });

  test('fails on any other exception, with its stack', async () => {
    expect(await failed([good, failing('swarm/prod', new TypeError('x is not a function'))])).toMatch(
      /^swarm\/prod: unexpected error, nothing written\n\nTypeError: x is not a function\n {4}at /,
    );
  });

  test('fails half way through a part', async () => {
    const half: Part = {
      path: 'swarm/dev',
      *render() {
        yield files({ 'manifests/a.yaml': 'new' });
        throw wrong('swarm/dev');
      },
    };
    expect(await failed([half])).toMatch(/^swarm\/dev: 2 problems, nothing written\n/);
  });

  test('fails if the warnings of a part fail', async () => {
    const bad: Part = {
      ...good,
      warnings: () => {
        throw wrong('swarm/dev');
      },
    };
    expect(await failed([bad])).toMatch(/^synth, swarm\/dev: 2 problems, nothing written\n/);
  });

  test.each<[string, Part[], string]>([
    ['no part', [], 'empty-output: no environment is declared'],
    ['a part without files', [good, part('swarm/prod', {})], 'empty-output: rendered no files'],
    ['a part that yields nothing', [{ path: 'swarm/prod', render: () => [] }], 'empty-output: rendered no files'],
    ['two parts with one path', [good, part('swarm/Dev', { a: 'a' })], 'duplicate-part: two environments have this folder'],
    [
      'a file rendered twice',
      [{ path: 'swarm/dev', render: () => [files({ 'a/b': '1' }), files({ 'A/b': '2' })] }],
      'duplicate-file: is rendered twice',
    ],
  ])('fails on %s', async (_name, parts, message) => {
    expect(await failed(parts)).toContain(`  ${message}\n`);
  });

  test.each(['../x', '/etc/x', 'a/../b', 'a//b', './a', 'a/.', '', 'a\\b', 'a\u0000', 'C:x', '.hidden'])(
    'fails on the file name %j',
    async (name) => {
      expect(await failed([part('swarm/dev', { [name]: 'x' })])).toContain('  output-path: a rendered file must stay below its folder');
    },
  );

  test.each(['swarm', 'swarm/dev/x', '../dev', 'swarm/..', '/dev', 'swarm/', 'swarm\\dev', '.git/x'])(
    'fails on the part path %j',
    async (path) => {
      expect(await failed([part(path, { a: 'a' })])).toContain("  output-path: a part's folder is <system>/<environment>");
    },
  );

  test('fails on a folder that synth did not write', async () => {
    box.write('dist/swarm/mine/notes.md', 'mine');
    expect(await failed([good, part('swarm/mine', { a: 'a' })])).toContain(
      '/dist/swarm/mine\n  output-path: holds what synth did not write\n',
    );
  });

  test('fails if the copy would lie in the output of a part', async () => {
    expect(await failed([good], box.path('dist/swarm/dev/copy'))).toContain('  output-path: the copy would lie within');
  });

  test.each(['dist', 'dist/swarm', 'dist/swarm/dev'])('fails if %s is a symbolic link', async (name) => {
    box.write('elsewhere/swarm/dev/manifests/a.yaml', 'precious');
    box.write('elsewhere/dev/manifests/a.yaml', 'precious');
    box.write('elsewhere/manifests/a.yaml', 'precious');
    mkdirSync(join(box.path(name), '..'), { recursive: true });
    symlinkSync(box.path('elsewhere'), box.path(name));
    const before = box.untouched('elsewhere');
    expect(await box.synth([good])).toBe(1);
    expect(box.printed).toContain('  output-path: is a symbolic link\n');
    expect(box.untouched('elsewhere')).toEqual(before);
  });

  test('fails with a sentence if the output cannot be written', async () => {
    box.write('file', '');
    expect(await box.synth([good], { outdir: box.path('file/dist') })).toBe(1);
    expect(box.printed).toMatch(/^synth: 1 problem, nothing written\n\n\/file\/dist\n {2}output-path: (?:ENOTDIR|EEXIST): /);
  });
});

describe('--check', () => {
  const before = part('swarm/dev', { 'manifests/a.yaml': '---\na: 1\nb: 1\n', 'manifests/gone.yaml': 'x', 'manifests/same.yaml': 'same' });
  const after = part('swarm/dev', {
    'manifests/a.yaml': '---\na: 1\nb: 2\nc: 3\n',
    'manifests/new.yaml': 'x',
    'manifests/same.yaml': 'same',
  });

  test('succeeds if everything is as rendered', async () => {
    await box.synth([before]);
    const untouched = box.untouched();
    expect(await box.synth([before], { check: true })).toBe(0);
    expect(box.printed).toBe('swarm/dev   0 namespaces   1 object   unchanged\ndone in 0.0 s');
    expect(box.untouched()).toEqual(untouched);
  });

  test('fails with every difference and its first line, and writes nothing', async () => {
    await box.synth([before, part('swarm/old', { 'manifests/a.yaml': 'x' })]);
    const untouched = box.untouched();
    expect(await box.synth([after], { check: true, mirror: box.path('mirror') })).toBe(1);
    expect(box.printed).toBe(`swarm/dev   0 namespaces   1 object   3 files changed
swarm/old   no longer declared
changed  swarm/dev/manifests/a.yaml:3
  - b: 1
  + b: 2
removed  swarm/dev/manifests/gone.yaml
added  swarm/dev/manifests/new.yaml
3 files and 1 folder in /dist not as rendered: run synth and commit /dist
done in 0.0 s`);
    expect(box.untouched()).toEqual(untouched);
    expect(box.top).toEqual(['dist']);
  });

  test('fails if nothing was ever written', async () => {
    expect(await box.synth([part('swarm/dev', { a: 'x' })], { check: true })).toBe(1);
    expect(box.top).toEqual([]);
  });

  test('fails on a link in place of a rendered file, and shows no line of what it points to', async () => {
    await box.synth([before]);
    box.write('secret', 'precious');
    rmSync(box.path('dist/swarm/dev/manifests/a.yaml'));
    symlinkSync(box.path('secret'), box.path('dist/swarm/dev/manifests/a.yaml'));
    expect(await box.synth([before], { check: true })).toBe(1);
    expect(box.printed).toBe(`swarm/dev   0 namespaces   1 object   1 file changed
changed  swarm/dev/manifests/a.yaml
1 file in /dist not as rendered: run synth and commit /dist
done in 0.0 s`);
    expect(readFileSync(box.path('secret'), 'utf8')).toBe('precious');
  });

  test('fails on a link beside the rendered files, without reading through it', async () => {
    await box.synth([before]);
    box.write('secret', 'precious');
    symlinkSync(box.path('secret'), box.path('dist/swarm/dev/manifests/link'));
    expect(await box.synth([before], { check: true })).toBe(1);
    expect(box.printed).toContain('removed  swarm/dev/manifests/link\n');
    expect(box.printed).not.toContain('precious');
    expect(readFileSync(box.path('secret'), 'utf8')).toBe('precious');
  });
});
