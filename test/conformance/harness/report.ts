import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { logsAreKept, logsFolder } from './run-folder';
import { recorded } from './groups';
import { resultTable, type FileResult, secondsPerTier, unexplainedSkips } from './result-table';

/** Lines of each log that are shown beside a failure, and characters of each. */
const [LINES, WIDTH] = [30, 240];

/** Jest's reporter of this suite: logs of a failed file's processes, and the table at the end. */
export default class ComponentReporter {
  /** https://jestjs.io/docs/configuration#custom-reporters */
  public onTestResult(_test: unknown, result: FileResult & { readonly numFailingTests: number; readonly testExecError?: unknown }): void {
    const failed = result.numFailingTests > 0 || (result.testExecError ?? null) !== null;
    for (const path of readdirSync(logsFolder()).map((file) => join(logsFolder(), file))) {
      if (statSync(path).mtimeMs < result.perfStats.start) continue;
      if (failed) process.stdout.write(`\n--- ${path}\n${tail(path)}\n`);
      else if (!logsAreKept()) rmSync(path);
    }
  }

  public onRunComplete(_contexts: unknown, { testResults }: { readonly testResults: readonly FileResult[] }): void {
    const groups = recorded();
    const skips = unexplainedSkips(groups, testResults);
    process.stdout.write(`\n${resultTable(groups, testResults)}\n\n${secondsPerTier(testResults)}\n`);
    process.stdout.write(`${skips.length} unexplained skips${skips.map((name) => `\n  ${name}`).join('')}\n`);
  }
}

function tail(path: string): string {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(-LINES)
    .map((line) => line.slice(0, WIDTH))
    .join('\n');
}
