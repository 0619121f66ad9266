import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromPublic, fromSeed } from '@nats-io/nkeys';
import { makeBusUser } from '../../src/cli/bus-user';

describe('makeBusUser', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bus-user-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test('answers with the public half of the seed that it keeps, which only the owner may read', () => {
    const file = join(folder, 'seed');
    const key = makeBusUser(file);
    const message = new TextEncoder().encode('nonce');
    const signature = fromSeed(readFileSync(file)).sign(message);
    expect(key).toMatch(/^U[A-Z2-7]{55}$/);
    expect(fromPublic(key).verify(message, signature)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('makes another pair every time', () => {
    expect(makeBusUser(join(folder, 'a'))).not.toBe(makeBusUser(join(folder, 'b')));
  });

  test('fails where a file is already, and leaves it as it was', () => {
    const file = join(folder, 'seed');
    writeFileSync(file, 'of somebody else');
    expect(() => makeBusUser(file)).toThrow(`${file} exists already: name another file`);
    expect(readFileSync(file, 'utf8')).toBe('of somebody else');
  });

  test('fails in a repository, however deep, and writes nothing', () => {
    mkdirSync(join(folder, '.git'));
    mkdirSync(join(folder, 'deep', 'er'), { recursive: true });
    expect(() => makeBusUser(join(folder, 'deep', 'er', 'seed'))).toThrow(`lies in the repository ${folder}`);
    expect(readdirSync(join(folder, 'deep', 'er'))).toEqual([]);
  });

  test('fails where there is no folder', () => {
    expect(() => makeBusUser(join(folder, 'no', 'seed'))).toThrow(`${join(folder, 'no')} does not exist`);
  });
});
