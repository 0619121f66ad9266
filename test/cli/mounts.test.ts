import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { Workspace } from '../../src/cli/workspace';
import { part, Sandbox } from './sandbox';

const mount = (...args: readonly string[]): boolean => spawnSync('mount', args, { stdio: 'ignore' }).status === 0;
const unmount = (path: string): void => void spawnSync('umount', ['-l', path], { stdio: 'ignore' });

/** Only who may mount can try it: the superuser outside of most containers. */
const canMount = ((): boolean => {
  const box = new Sandbox();
  try {
    const can = mount('-t', 'tmpfs', 'none', box.folder);
    if (can) unmount(box.folder);
    return can;
  } finally {
    box.remove();
  }
})();

const describeMounts = canMount ? describe : describe.skip;

let box: Sandbox;
let mounts: string[];
beforeEach(() => {
  box = new Sandbox();
  mounts = [];
});
afterEach(() => {
  for (const path of mounts.reverse()) unmount(path);
  box.remove();
});

/** A file system of its own at a path. */
const own = (path: string): void => {
  mkdirSync(box.path(path), { recursive: true });
  if (!mount('-t', 'tmpfs', 'none', box.path(path))) throw new Error(`cannot mount ${path}`);
  mounts.push(box.path(path));
};

/** The folder itself, mounted where it is: one file system, and yet nothing can be renamed into it. */
const bound = (path: string, ...options: readonly string[]): void => {
  mkdirSync(box.path(path), { recursive: true });
  if (!mount('--bind', box.path(path), box.path(path))) throw new Error(`cannot bind ${path}`);
  mounts.push(box.path(path));
  for (const option of options) mount('-o', `remount,bind,${option}`, box.path(path));
};

const dev = (text: string) => part('swarm/dev', { 'manifests/a.yaml': text, 'manifests/deep/b.yaml': text });
const prod = (text: string) => part('swarm/prod', { 'manifests/a.yaml': text });
const both = (text: string) => ({
  'dist/swarm/dev/manifests/a.yaml': text,
  'dist/swarm/dev/manifests/deep/b.yaml': text,
  'dist/swarm/prod/manifests/a.yaml': text,
});

describeMounts.each([
  ['the output folder is a file system of its own', () => own('dist')],
  ['the output folder is bound into itself', () => bound('dist')],
  ['a system is a file system of its own', () => own('dist/swarm')],
  ['an environment is a file system of its own', () => own('dist/swarm/dev')],
  ['an environment is bound into itself', () => bound('dist/swarm/dev')],
])('where %s', (_, prepare) => {
  beforeEach(prepare);

  test('everything is written, replaced and removed as elsewhere, and nothing is left beside it', async () => {
    expect(await box.synth([dev('old'), prod('old')])).toBe(0);
    expect(box.tree()).toEqual(both('old'));
    expect(await box.synth([dev('new'), prod('new')])).toBe(0);
    expect(box.tree()).toEqual(both('new'));
    expect(await box.synth([prod('new')])).toBe(0);
    expect(box.tree()).toEqual({ 'dist/swarm/prod/manifests/a.yaml': 'new' });
    expect(box.top).toEqual(['dist']);
  });

  test('fails as a whole: what was replaced comes back', async () => {
    await box.synth([dev('old'), prod('old')]);
    // nobody can replace what is read-only, so that the second part fails after the first has been moved
    bound('dist/swarm/prod', 'ro');
    expect(await box.synth([dev('new'), prod('new')])).toBe(1);
    expect(box.printed).toMatch(/^synth: 1 problem, nothing written\n\n\/dist\n {2}output-path: E[A-Z]+: /);
    expect(box.tree()).toEqual(both('old'));
    expect(box.top).toEqual(['dist']);
  });
});

describeMounts('an output folder that is read-only', () => {
  beforeEach(async () => {
    await box.synth([dev('old'), prod('old')]);
  });

  test.each([
    ['alone', 'dist'],
    ['with the folder it is in', '.'],
  ])('%s is no trouble while nothing in it changes', async (_, path) => {
    bound(path, 'ro');
    const before = box.untouched();
    expect(await box.synth([dev('old'), prod('old')])).toBe(0);
    expect(await box.synth([dev('old'), prod('old')], { check: true })).toBe(0);
    expect(await box.synth([dev('new'), prod('old')], { check: true })).toBe(1);
    expect(box.untouched()).toEqual(before);
    expect(box.top).toEqual(['dist']);
  });

  test('fails with a sentence where something does', async () => {
    bound('.', 'ro');
    expect(await box.synth([dev('new'), prod('old')])).toBe(1);
    expect(box.printed).toMatch(/^synth: 1 problem, nothing written\n\n\/dist\n {2}output-path: EROFS: read-only file system/);
    expect(box.tree()).toEqual(both('old'));
  });

  test('fails while another process holds its lock, which is in the folder for temporary files', () => {
    bound('.', 'ro');
    const held = Workspace.open(box.outdir);
    const code = `require('ts-node/register/transpile-only');
      require(${JSON.stringify(require.resolve('../../src/cli/workspace'))}).Workspace.open(${JSON.stringify(box.outdir)});`;
    try {
      const other = spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' });
      expect(other.stderr).toContain('synth-lock');
      expect(other.stderr).toContain(`process ${process.pid} is writing`);
    } finally {
      held.close();
    }
  });
});
