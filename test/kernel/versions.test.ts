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
