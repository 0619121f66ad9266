import {
  checkDeliveryPath,
  engineDuration,
  checkInterval,
  MAX_INTERVAL_S,
  MIN_INTERVAL_S,
  checkRevision,
  checkSourceUrl,
} from '../../../src/features/delivery/source';
import { durationS } from '../../../src/kernel/duration';

describe('a URL', () => {
  test.each([
    ['git', 'https://git.example.com/team/platform'],
    ['git', 'https://git.example.com:8443/team/platform.git'],
    ['git', 'ssh://git@git.example.com/team/platform'],
    ['oci', 'oci://registry.example.com/team/platform'],
  ] as const)('of %s may be %s', (kind, url) => {
    expect(checkSourceUrl(kind, url)).toBeUndefined();
  });

  test.each([
    ['git', 'http://git.example.com/team/platform'],
    ['git', 'git@git.example.com:team/platform'],
    ['git', 'oci://registry.example.com/team/platform'],
    ['git', 'https://git.example.com'],
    ['git', 'https://user@git.example.com/team/platform'],
    ['git', 'https://user:secret@git.example.com/team/platform'],
    ['git', 'https://git.example.com/team/$HOME'],
    ['git', 'https://git.example.com/team/plat form'],
    ['git', 'https://git.example.com/team/*'],
    ['git', ''],
    ['oci', 'https://registry.example.com/team/platform'],
  ] as const)('of %s fails as %s', (kind, url) => {
    expect(checkSourceUrl(kind, url)?.rule).toBe('delivery-url');
  });

  test.each([
    ['git', `https://git.example.com/ghp_${'a'.repeat(36)}/platform`],
    ['git', `ssh://git@git.example.com/team/github_pat_${'a'.repeat(22)}`],
    ['oci', `oci://registry.example.com/AKIA${'A'.repeat(16)}/platform`],
  ] as const)('of %s fails with a token in its path, which is not repeated', (kind, url) => {
    expect(checkSourceUrl(kind, url)).toEqual({
      rule: 'delivery-url',
      problem: expect.stringMatching(/^must be .* no credentials, got \[redacted: looks like a credential\]$/) as string,
      fix: expect.any(String) as string,
    });
  });

  test('with what only begins like a token holds', () => {
    expect(checkSourceUrl('git', `https://git.example.com/ghp_${'a'.repeat(19)}/platform`)).toBeUndefined();
  });

  test('with a password is not repeated', () => {
    expect(checkSourceUrl('git', 'https://user:hunter2@git.example.com/team/platform')?.problem).not.toContain('hunter2');
  });
});

describe('a revision', () => {
  test.each([
    ['git', { branch: 'main' }],
    ['git', { branch: 'release/1.4' }],
    ['git', { tag: 'v1.4.0' }],
    ['git', { semver: '1.x' }],
    ['git', { semver: '>=1.0.0 <2.0.0' }],
    ['oci', { tag: '1.4.0' }],
    ['oci', { digest: `sha256:${'a'.repeat(64)}` }],
  ] as const)('of %s may be %j', (kind, revision) => {
    expect(checkRevision(kind, revision)).toBeUndefined();
  });

  test.each([
    ['git', {}, 'must have exactly one of branch, semver, tag, got none'],
    ['git', { branch: 'main', tag: 'v1' }, 'must have exactly one of branch, semver, tag, got branch and tag'],
    ['git', { digest: `sha256:${'a'.repeat(64)}` }, 'must have exactly one of branch, semver, tag, got digest'],
    ['oci', { branch: 'main' }, 'must have exactly one of digest, semver, tag, got branch'],
    ['git', { branch: '' }, `branch is not one that a repository can have, got ''`],
    ['git', { branch: '../main' }, `branch is not one that a repository can have, got '../main'`],
    ['git', { branch: 'a..b' }, `branch is not one that a repository can have, got 'a..b'`],
    ['git', { semver: 'newest' }, `semver is not one that a repository can have, got 'newest'`],
    ['oci', { digest: `sha256:${'a'.repeat(63)}` }, expect.stringContaining('digest is not one') as string],
  ] as const)('of %s fails as %j', (kind, revision, problem) => {
    expect(checkRevision(kind, revision)).toEqual({ rule: 'delivery-revision', problem, fix: expect.any(String) as string });
  });
});

describe('a range of versions', () => {
  test.each([
    '*',
    '1',
    '1.x',
    '1.*',
    '1.2',
    '1.2.3',
    'v1.2.3',
    '~1.2',
    '^1',
    '=1.2.3',
    '!=1.2.3',
    '>= 1.2',
    '>=1 <2',
    '>=1,<2',
    '1 - 2',
    '1.2 || 2.x',
  ])('may be %j', (semver) => {
    expect(checkRevision('git', { semver })).toBeUndefined();
    expect(checkRevision('oci', { semver })).toBeUndefined();
  });

  test.each([
    '',
    'x1.2.3',
    '1.2.3x',
    '1.2.3.4',
    '1..2',
    '1.',
    '.1',
    '**',
    '*1',
    '>>>1',
    '>=  1',
    '1 ',
    '1,',
    '1 2 x',
    '1-beta',
    '1;2',
    '$(x)',
  ])('fails as %j', (semver) => {
    expect(checkRevision('git', { semver })?.rule).toBe('delivery-revision');
  });
});

describe('an interval', () => {
  test.each(['30s', '5m', '1h30m', '24h'])('may be %s', (text) => {
    expect(checkInterval(text)).toBeUndefined();
  });

  test.each(['29s', '24h1s', '1d', '30', '500ms', '30s500ms', '-5m', '', '1.5'])('fails as %j', (text) => {
    expect(checkInterval(text)?.rule).toBe('delivery-interval');
  });

  test('is written without days, and read back as it was', () => {
    // the pattern of both engines' definitions
    const pattern = /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/;
    for (const seconds of [1, 59, 60, 61, MIN_INTERVAL_S, 3599, 3600, 3661, MAX_INTERVAL_S, MAX_INTERVAL_S + 3600]) {
      expect(engineDuration(seconds)).toMatch(pattern);
      expect(durationS(engineDuration(seconds))).toBe(seconds);
    }
    expect(engineDuration(2940)).toBe('49m');
  });
});

test.each(['dist', 'a/b-c/d_e.f'])('a path may be %s', (path) => {
  expect(checkDeliveryPath(path)).toBeUndefined();
});

test.each(['', '.', './dist', '/dist', 'dist/', 'a//b', '../dist', 'a/../b', 'a b', '$x', 'a'.repeat(251)])(
  'a path fails as %j',
  (path) => {
    expect(checkDeliveryPath(path)?.rule).toBe('delivery-path');
  },
);
