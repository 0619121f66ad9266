import { spawnSync } from 'node:child_process';
import { undocumented } from './documentation';
import { ROOT } from './specs';

test('published types and editor schemas are what the schemas make of them, and there are no others: npm run generate', () => {
  // in a process of its own, since the formatter is loaded in a way that jest does not know
  const { status, stdout } = spawnSync(process.execPath, ['-r', 'ts-node/register', 'test/schemas/write.ts', '--check'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});

test('the TypeScript language service explains every key of every published spec', () => {
  expect(undocumented()).toEqual([]);
});
