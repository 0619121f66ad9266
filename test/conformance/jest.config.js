// jest takes reporters as they are; only tests and their set-up go through its transform
require('ts-node/register');

module.exports = {
  ...require('../../jest.config.js'),
  rootDir: '../..',
  testMatch: ['<rootDir>/test/conformance/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/test/conformance/harness/setup.ts',
  globalTeardown: '<rootDir>/test/conformance/harness/teardown.ts',
  reporters: ['default', '<rootDir>/test/conformance/harness/report.ts'],
  // clusters are large: one at a time, in the process whose end the supervisors watch
  maxWorkers: 1,
  testTimeout: 120_000,
};
