import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkForeignRepository } from './foreign-repository';
import { answers, Failure, npm, pack, ROOT, say } from './package';
import { checkTeamRepository } from './team-repository';

/*
 * What a team does with the published package, from `npm pack` on. Needs a package registry; says so and stops where there is none. Not
 * part of `npm test`.
 *
 *   npx ts-node test/packaging/main.ts
 */

async function main(): Promise<void> {
  if (!answers(() => npm(ROOT, 'view', 'constructs', 'version'))) {
    say('SKIPPED: no package registry');
    return;
  }
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'packaging-')));
  // the served program is another user, who must reach its files
  chmodSync(folder, 0o755);
  try {
    const tarball = pack(folder);
    checkTeamRepository(join(folder, 'team'), tarball);
    say('a team can use the package in its own app');
    await checkForeignRepository(join(folder, 'documents'), tarball);
    say('a foreign platform repository is rendered, delivered and served');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main().catch((error: unknown) => {
  if (!(error instanceof Failure)) throw error;
  say(`FAILED: ${error.message}`);
  process.exitCode = 1;
});
