'use strict';
const { appendFileSync } = require('node:fs');

/** Writes a line for each test file as it ends: with --bail jest ends before it writes --json, and files that do not load do not bail at all. */
module.exports = class {
  onTestResult(_test, result) {
    const { testFilePath: path, testResults, testExecError, failureMessage, perfStats } = result;
    const failed = testResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
    if (testExecError)
      failed.push(
        `does not run: ${String(failureMessage)
          .split('\n')
          .find((line) => /\S/.test(line) && !/●/.test(line))}`,
      );
    appendFileSync(process.env.MUTATE_RESULTS, `${JSON.stringify({ path, ms: perfStats.end - perfStats.start, failed })}\n`);
    // one is enough; tests have cleaned up by now
    if (failed.length > 0 && process.env.MUTATE_BAIL === '1') process.exit(1);
  }
};
