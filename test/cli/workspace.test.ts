import { spawn, spawnSync } from 'node:child_process';
import fs, { chmodSync, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { swap } from '../../src/cli/swap';
import { Workspace } from '../../src/cli/workspace';
import { part, Sandbox } from './sandbox';

const LOCK = '.dist.synth-lock';

let box: Sandbox;
beforeEach(() => {
  box = new Sandbox();
});
afterEach(() => {
  box.remove();
});

/** The id of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;

const good = part('swarm/dev', { 'manifests/a.yaml': 'new' });

describe('the lock', () => {
  test('fails while another process holds it, and touches nothing', async () => {
    await box.synth([part('swarm/dev', { 'manifests/a.yaml': 'old' })]);
    // the parent of this process lives as long as the test
    box.write(`${LOCK}/pid`, `${process.ppid}\n`);
    const before = [box.untouched(), box.untouched(LOCK)];
    expect(await box.synth([good])).toBe(1);
    expect(box.printed).toBe(`synth: 1 problem, nothing written

/dist
  synth-lock: process ${process.ppid} is writing /dist
  fix: wait for it; if it is no synth, remove /${LOCK}`);
    expect([box.untouched(), box.untouched(LOCK)]).toEqual(before);
    expect(box.top).toEqual([LOCK, 'dist']);
  });

  test.each([
    ['a dead process', () => `${deadPid()}\n`],
    ['nobody', () => 'x'],
    ['an earlier process with our id', () => `${process.pid}\n`],
  ])('of %s is taken over, with what it left', async (_name, pid) => {
    box.write(`${LOCK}/pid`, pid());
    box.write(`${LOCK}/new/swarm/dev/manifests/half.yaml`, 'half');
    expect(await box.synth([good])).toBe(0);
    expect(box.tree()).toEqual({ 'dist/swarm/dev/manifests/a.yaml': 'new' });
  });

  test('without a process id, as a crash of the file system leaves it, is taken over', async () => {
    box.write(`${LOCK}/new/swarm/dev/manifests/half.yaml`, 'half');
    expect(await box.synth([good])).toBe(0);
    expect(box.tree()).toEqual({ 'dist/swarm/dev/manifests/a.yaml': 'new' });
  });

  test('whose process id cannot be read is nobody’s to take: fails, and leaves it there', async () => {
    box.write(`${LOCK}/pid/x`, '');
    expect(await box.synth([good])).toBe(1);
    expect(box.printed).toMatch(/EISDIR/);
    expect(box.tree()).toEqual({ [`${LOCK}/pid/x`]: '' });
  });

  test('of a process that died between two renames gives back what was set aside', () => {
    box.write(`${LOCK}/pid`, `${deadPid()}\n`);
    box.write(`${LOCK}/old/swarm/prod/manifests/a.yaml`, 'set aside');
    box.write(`${LOCK}/old/swarm/dev/manifests/a.yaml`, 'replaced');
    box.write('dist/swarm/dev/manifests/a.yaml', 'replacement');
    Workspace.open(box.outdir).close();
    expect(box.tree()).toEqual({ 'dist/swarm/dev/manifests/a.yaml': 'replacement', 'dist/swarm/prod/manifests/a.yaml': 'set aside' });
  });

  test('of a process that died while it copied onto a mount gives back what is not whole, and leaves what is', () => {
    box.write(`${LOCK}/pid`, `${deadPid()}\n`);
    for (const path of ['swarm/dev', 'swarm/prod']) box.write(`${LOCK}/old/${path}/manifests/a.yaml`, 'set aside');
    box.write(`${LOCK}/torn/swarm/dev/x`, '');
    box.write('dist/swarm/dev/manifests/half.yaml', 'half');
    box.write('dist/swarm/prod/manifests/a.yaml', 'replacement');
    Workspace.open(box.outdir).close();
    expect(box.tree()).toEqual({ 'dist/swarm/dev/manifests/a.yaml': 'set aside', 'dist/swarm/prod/manifests/a.yaml': 'replacement' });
  });

  test('notes of a part that it is not whole, until it is', () => {
    const workspace = Workspace.open(box.outdir);
    workspace.tear('swarm/dev');
    expect(existsSync(box.path(`${LOCK}/torn/swarm/dev`))).toBe(true);
    workspace.mend('swarm/dev');
    expect(existsSync(box.path(`${LOCK}/torn/swarm/dev`))).toBe(false);
    workspace.close();
  });

  test('is one per output folder', async () => {
    box.write(`${LOCK}/pid`, `${process.ppid}\n`);
    expect(await box.synth([good], { outdir: box.path('other') })).toBe(0);
  });
});

describe('taking the lock', () => {
  const rename = fs.renameSync;
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test('fails at once of what no other try would mend, and leaves nothing', () => {
    jest.spyOn(fs, 'renameSync').mockImplementation(() => {
      throw Object.assign(new Error('EACCES: denied'), { code: 'EACCES' });
    });
    expect(() => Workspace.open(box.outdir)).toThrow('EACCES: denied');
    expect(box.top).toEqual([]);
  });

  test('fails where a living process took it over in the meantime, and gives it back', () => {
    box.write(`${LOCK}/pid`, `${deadPid()}\n`);
    jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      // just before it is moved aside
      if (from === box.path(LOCK)) box.write(`${LOCK}/pid`, `${process.ppid}\n`);
      rename(from, to);
    });
    expect(() => Workspace.open(box.outdir)).toThrow(`process ${process.ppid} is writing`);
    expect(box.tree()).toEqual({ [`${LOCK}/pid`]: `${process.ppid}\n` });
  });
});

describe('swapping', () => {
  test('fails as a whole: what was swapped is swapped back', () => {
    for (const path of ['a/one', 'b/two']) box.write(`dist/${path}/manifests/x.yaml`, `old ${path}`);
    const before = box.tree('dist');
    const workspace = Workspace.open(box.outdir);
    // nothing was rendered for the last part, so its rename fails after the others succeeded
    for (const path of ['a/one', 'c/new']) box.write(`${LOCK}/new/${path}/manifests/x.yaml`, 'new');
    expect(() => {
      swap(workspace, ['a/one', 'c/new', 'b/two'], []);
    }).toThrow(/ENOENT/);
    expect(box.tree('dist')).toEqual(before);
    expect(existsSync(box.path('dist/c'))).toBe(false);
    expect(box.tree(`${LOCK}/new`)).toEqual({ 'a/one/manifests/x.yaml': 'new', 'c/new/manifests/x.yaml': 'new' });
    workspace.close();
    expect(box.top).toEqual(['dist']);
  });

  test('notes, where a mount is in the way, of what is set aside by its content that it is not whole, until the new one is', () => {
    box.write('dist/a/one/manifests/x.yaml', 'old');
    const workspace = Workspace.open(box.outdir);
    box.write(`${LOCK}/new/a/one/manifests/x.yaml`, 'new');
    const torn: boolean[] = [];
    const rename = fs.renameSync;
    const copy = fs.cpSync;
    jest.spyOn(fs, 'cpSync').mockImplementation((from, to, options) => {
      torn.push(existsSync(box.path(`${LOCK}/torn/a/one`)));
      copy(from, to, options);
    });
    jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      if (String(from).includes('/a/one')) throw Object.assign(new Error('EXDEV'), { code: 'EXDEV' });
      rename(from, to);
    });
    swap(workspace, ['a/one'], []);
    jest.restoreAllMocks();
    // before the first copy nothing is torn; while the second goes on, what is there is not whole
    expect(torn).toEqual([false, true]);
    expect(existsSync(box.path(`${LOCK}/torn/a/one`))).toBe(false);
    expect(box.tree('dist')).toEqual({ 'a/one/manifests/x.yaml': 'new' });
    workspace.close();
  });

  test('removes a system that has no environment left', () => {
    box.write('dist/a/one/manifests/x.yaml', 'old');
    const workspace = Workspace.open(box.outdir);
    swap(workspace, [], ['a/one']);
    // where the next process would look for it if this one died here
    expect(Object.keys(box.tree(LOCK))).toContain('old/a/one/manifests/x.yaml');
    workspace.close();
    expect(existsSync(box.path('dist/a'))).toBe(false);
  });
});

// only the superuser can become nobody; anybody else would have to be given a folder of somebody else
const describeAsNobody = process.getuid?.() === 0 ? describe : describe.skip;

describeAsNobody('an output folder that may not be written', () => {
  test('fails with a sentence, and leaves everything as it was', async () => {
    await box.synth([part('swarm/dev', { 'manifests/a.yaml': 'old' })]);
    const before = box.untouched();
    chmodSync(box.folder, 0o755);
    process.seteuid?.(65534);
    try {
      expect(await box.synth([good])).toBe(1);
    } finally {
      process.seteuid?.(0);
    }
    expect(box.printed).toMatch(/^synth: 1 problem, nothing written\n\n\/dist\n {2}output-path: EACCES: permission denied/);
    expect(box.untouched()).toEqual(before);
    expect(box.top).toEqual(['dist']);
  });

  test('fails in the middle of the swap and rolls back', async () => {
    await box.synth([part('swarm/dev', { 'manifests/a.yaml': 'old' }), part('other/dev', { 'manifests/a.yaml': 'old' })]);
    const before = box.untouched();
    // beside the output may be written, and one of the two systems
    for (const path of ['.', 'dist/swarm', 'dist/swarm/dev']) chmodSync(box.path(path), 0o777);
    process.seteuid?.(65534);
    try {
      expect(await box.synth([good, part('other/dev', { 'manifests/a.yaml': 'new' })])).toBe(1);
    } finally {
      process.seteuid?.(0);
    }
    expect(box.printed).toContain('output-path: EACCES: permission denied');
    expect((before as unknown[][]).map(([path, text]) => [path, text])).toEqual(
      (box.untouched() as unknown[][]).map(([path, text]) => [path, text]),
    );
    expect(box.top).toEqual(['dist']);
  });
});

describe('signals', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'fails on %s between two batches: nothing written, nothing left, ended by the signal',
    async (signal) => {
      await box.synth([part('swarm/dev', { 'manifests/a.yaml': 'old' })]);
      const before = box.untouched();
      const program = `
      const { synth } = require(${JSON.stringify(resolve('src/cli/synth.ts'))});
      const part = { path: 'swarm/dev', *render() {
        for (let i = 0; i < 1e6; i++) { if (i === 3) console.log('rendering'); yield new Map([['manifests/' + i + '.yaml', 'new']]); }
      } };
      synth([part], { outdir: ${JSON.stringify(box.outdir)}, print: (line) => console.log(line) });`;
      const child = spawn(process.execPath, ['-r', 'ts-node/register', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        if (output === '') child.kill(signal);
        output += chunk.toString();
      });
      const ended = await new Promise((done) =>
        child.on('close', (code, by) => {
          done([code, by]);
        }),
      );
      expect(ended).toEqual([null, signal]);
      expect(output).toBe(`rendering\nstopped by ${signal}, nothing written\n`);
      expect(box.untouched()).toEqual(before);
      expect(box.top).toEqual(['dist']);
    },
  );

  test('process.exit in the middle of rendering leaves nothing behind', () => {
    const program = `
      const { synth } = require(${JSON.stringify(resolve('src/cli/synth.ts'))});
      const part = { path: 'swarm/dev', *render() { yield new Map([['a', 'a']]); process.exit(7); } };
      synth([part], { outdir: ${JSON.stringify(box.outdir)}, print: (line) => console.log(line) });`;
    expect(spawnSync(process.execPath, ['-r', 'ts-node/register', '-e', program]).status).toBe(7);
    expect(box.top).toEqual([]);
  });
});
