import { planCluster } from '../../../src/features/clusters/plan';
import { Problems } from '../../../src/kernel/problems';
import { resolve } from '../../../src/resolve/resolve';
import { changed, found, problemsOf, valid } from '../../resolve/fixture';

describe('clusters of an environment', () => {
  test('one cluster may be named, and nothing changes', () => {
    expect(resolve(changed({ clusters: { main: {} } }))).toEqual(resolve(valid()));
  });

  test.each([
    ['fails several, which are not rendered yet', { west: {}, east: {} }, ['clusters: one-cluster']],
    ['fails none', {}, ['clusters: one-cluster']],
    ['fails a name that is no id', { Main: {} }, ['clusters.Main: id']],
    ['fails settings, of which there are none', { main: { region: 'us-west-2' } }, ['clusters.main.region: unknown-key']],
    ['fails a list', ['main'], ['clusters: wrong-type']],
  ])('%s', (_, clusters, expected) => {
    expect(found(changed({ clusters }))).toEqual(expected);
  });

  test('the message says that several clusters are not rendered yet, and what to write', () => {
    expect(problemsOf(changed({ clusters: { west: {}, east: {} } }))).toEqual([
      {
        place: 'clusters',
        rule: 'one-cluster',
        problem: `several clusters of one environment are not rendered yet, got 2: 'east', 'west'`,
        fix: 'name one in `clusters`, and write an environment of its own for each other one',
      },
    ]);
  });

  test('the message says of none that one is needed', () => {
    expect(problemsOf(changed({ clusters: {} }))).toEqual([
      { place: 'clusters', rule: 'one-cluster', problem: 'must name one cluster, got none', fix: 'leave `clusters` out' },
    ]);
  });

  test('the message stays short however many there are', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`c${index}`, {}]));
    expect(problemsOf(changed({ clusters: many }))[0]?.problem).toBe(
      `several clusters of one environment are not rendered yet, got 20: 'c0', 'c1', 'c10', 'c11', 'c12', …`,
    );
  });
});

describe('regions', () => {
  test('one is taken', () => {
    expect(found(changed({ regions: ['eu-west-1'] }))).toEqual([]);
  });

  test('fail where there are two, since one set of manifests is rendered (F56)', () => {
    expect(problemsOf(changed({ regions: ['us-west-2', 'eu-west-1'] }))).toEqual([
      {
        place: 'regions',
        rule: 'one-region',
        problem: `a region has a cluster of its own, and several clusters of one environment are not rendered yet, got 2: 'eu-west-1', 'us-west-2'`,
        fix: 'name one region, and write an environment of its own for each other one',
      },
    ]);
  });

  test('fail once where one is listed twice', () => {
    expect(found(changed({ regions: ['us-west-2', 'us-west-2'] }))).toEqual(['regions[1]: unique-region']);
  });
});

test('fails a release of Kamaji, of which nothing is rendered', () => {
  expect(found(changed({ 'target.kamaji': '26.8' }))).toEqual(['target.kamaji: unknown-key']);
});

test('a plan has the region and the defaults of the target', () => {
  const problems = Problems.of('shop/prod');
  const plan = planCluster(
    {
      target: { kubernetes: '1.33', keda: '2.20' },
      regions: ['eu-west-1'],
      terraformState: { bucket: 'shop-terraform-state', region: 'eu-west-1' },
    },
    { problems, warnings: Problems.of('shop/prod') },
  );
  expect(problems.list).toEqual([]);
  expect(plan).toEqual({
    target: { kubernetes: '1.33', keda: '2.20', cni: 'vpc-cni', cniStrictMode: false },
    regions: ['eu-west-1'],
    terraformState: { bucket: 'shop-terraform-state', region: 'eu-west-1' },
  });
});
