import { checkFeature, checkVersion, compareVersions } from '../../src/kernel/versions';

test.each([
  ['01.33', '1.33'],
  ['1.033', '1.33'],
  [' 1.33', '1.33'],
  ['v1.33', '1.33'],
  ['1.33.2', '1.33'],
  [1.33, '1.33'],
  [1.3, '1.30'],
  ['1', '1.37'],
  ['latest', '1.37'],
  [null, '1.37'],
])('fails for the release %j, and says which to write', (release, wanted) => {
  expect(checkVersion('kubernetes', release as string)).toMatchObject({
    rule: 'target-known',
    fix: `write '${wanted}', or the minor that the cluster runs`,
  });
});

test('a release that is not read is shown as what it is, on one line', () => {
  const kubernetes = '1.33\n  fix: nothing';
  expect(compareVersions(kubernetes, '1.33')).toBeUndefined();
  expect(checkFeature({ kubernetes }, 'hpa-tolerance')?.problem).toMatch(/the target is Kubernetes '1\.33\\u000a {2}fix: nothing'$/);
});

test.each([
  ['1.30', '1.30', 0],
  ['1.9', '1.10', -1],
  ['1.10', '1.9', 1],
  ['1.30', '2.0', -1],
  ['2.0', '1.30', 1],
  ['0.0', '0.1', -1],
  ['9999.9999', '9999.9998', 1],
])('%s against %s is %d in order', (a, b, order) => {
  expect(Math.sign(compareVersions(a, b) ?? NaN)).toBe(order);
});

test.each(['', '1', '1.', '.1', '1.30.0', 'v1.30', '01.30', '1.030', '1.3a', '-1.30', ' 1.30', '1.30\n', '10000.1', '1.10000'])(
  '%j has no order',
  (text) => {
    expect([compareVersions(text, '1.30'), compareVersions('1.30', text)]).toEqual([undefined, undefined]);
  },
);

/** The oldest and the newest release of each component, and the ones beside them. */
test.each([
  ['kubernetes', 'Kubernetes', '1.29', '1.30', '1.37', '1.38'],
  ['keda', 'KEDA', '2.16', '2.17', '2.20', '2.21'],
  ['argoRollouts', 'Argo Rollouts', '1.7', '1.8', '1.10', '1.11'],
  ['nats', 'NATS', '2.9', '2.10', '2.14', '2.15'],
] as const)(
  '%s: releases of %s before %s are too old, and those from %s to %s are known',
  (component, title, older, oldest, newest, newer) => {
    expect([checkVersion(component, oldest), checkVersion(component, newest)]).toEqual([undefined, undefined]);
    const problem = (release: string): string => `${title} must be a release from ${oldest} to ${newest} written as text, got '${release}'`;
    expect(checkVersion(component, older)).toMatchObject({
      problem: problem(older),
      fix: expect.stringMatching(`^upgrade ${title} to ${oldest} or newer: `) as string,
    });
    expect(checkVersion(component, newer)).toMatchObject({
      problem: problem(newer),
      fix: `write '${newest}', the newest that was looked at, and try what is rendered on the newer one`,
    });
  },
);

/** The release notes that each fact names. */
test.each([
  ['hpa-scale-to-zero', 'kubernetes', '1.36', '1.37'],
  ['hpa-tolerance', 'kubernetes', '1.34', '1.35'],
  ['app-armor-profile', 'kubernetes', '1.29', '1.30'],
  ['pre-stop-sleep', 'kubernetes', '1.29', '1.30'],
  ['validating-admission-policy', 'kubernetes', '1.29', '1.30'],
  ['user-namespaces', 'kubernetes', '1.32', '1.33'],
  ['any-env-name', 'kubernetes', '1.31', '1.32'],
  ['keda-metric-type', 'keda', '2.17', '2.18'],
  ['keda-rollout-fallback', 'keda', '2.17', '2.18'],
  ['keda-tolerance', 'keda', '2.17', '2.18'],
  ['keda-fallback-at-zero', 'keda', '2.18', '2.19'],
  ['keda-cron-list', 'keda', '2.19', '2.20'],
  ['keda-missing-consumer', 'keda', '2.19', '2.20'],
  ['argo-rollouts', 'argoRollouts', '1.8', '1.9'],
  ['nats-consumer-pause', 'nats', '2.10', '2.11'],
] as const)('%s needs more than %s %s', (feature, component, before, since) => {
  const target = (release: string) => ({ kubernetes: '1.30', [component]: release });
  expect(checkFeature(target(since), feature)).toBeUndefined();
  expect(checkFeature(target(before), feature)?.rule).toBe('target-version');
  expect(checkFeature(target('newest'), feature)?.rule).toBe('target-version');
});

test('what is not installed is said so', () => {
  expect(checkFeature({ kubernetes: '1.30' }, 'keda-cron-list')?.problem).toMatch(/ needs KEDA 2\.20, the target is without it$/);
  expect(checkFeature({ kubernetes: '1.30' }, 'hpa-tolerance')?.problem).toMatch(
    / needs Kubernetes 1\.35, the target is Kubernetes 1\.30$/,
  );
});
