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

describe('what is found of a target', () => {
  const planned = (target: Parameters<typeof planCluster>[0]['target'], more: Partial<Parameters<typeof planCluster>[0]> = {}) => {
    const [problems, warnings] = [Problems.of('shop/prod'), Problems.of('shop/prod')];
    const plan = planCluster({ target, regions: ['eu-west-1'], ...more }, { problems, warnings });
    const said = ({ list }: Problems): string[] => list.map(({ place, rule }) => `${place} ${rule}`);
    return { plan, found: said(problems), warned: said(warnings) };
  };

  test.each<[string, Parameters<typeof planCluster>[0]['target'], string[], string[]]>([
    ['the CNI of VPCs may let new pods through', { kubernetes: '1.33' }, [], ['target.cniStrictMode cni-strict-mode']],
    ['the CNI of VPCs is strict', { kubernetes: '1.33', cniStrictMode: true }, [], []],
    ['Cilium is strict', { kubernetes: '1.33', cni: 'cilium' }, [], []],
    ['nothing enforces policies', { kubernetes: '1.33', cni: 'none' }, ['target.cni cni-enforces'], []],
    [
      'no release is known',
      { kubernetes: '1.29', keda: '3.0', argoRollouts: '2.0', nats: '1.0', cni: 'cilium' },
      ['target.kubernetes target-known', 'target.keda target-known', 'target.argoRollouts target-known', 'target.nats target-known'],
      [],
    ],
  ])('%s', (_, target, found, warned) => {
    expect(planned(target)).toMatchObject({ found, warned });
  });

  test('is planned with what is written of it, and no more', () => {
    const target = { kubernetes: '1.33', nats: '2.12', keda: undefined, cni: 'cilium', cniStrictMode: true } as never;
    expect(planned(target).plan).toEqual({
      target: { kubernetes: '1.33', nats: '2.12', cni: 'cilium', cniStrictMode: true },
      regions: ['eu-west-1'],
      terraformState: undefined,
    });
    expect(Object.keys(planned(target).plan.target)).not.toContain('keda');
  });

  test.each<[string, string | undefined, string[]]>([
    ['state', undefined, []],
    ['10.0.0.1x', undefined, []],
    ['10.0.0.1', undefined, ['terraformState.bucket bucket']],
    ['xn--a', undefined, ['terraformState.bucket bucket']],
    ['sthree-a', undefined, ['terraformState.bucket bucket']],
    ['amzn-s3-demo-a', undefined, ['terraformState.bucket bucket']],
    ['a-xn--a', undefined, []],
    ['a-s3alias', undefined, ['terraformState.bucket bucket']],
    ['a--ol-s3', undefined, ['terraformState.bucket bucket']],
    ['a.mrap', undefined, ['terraformState.bucket bucket']],
    ['a--x-s3', undefined, ['terraformState.bucket bucket']],
    ['a--table-s3', undefined, ['terraformState.bucket bucket']],
    ['a-s3alias-b', undefined, []],
    ['State', undefined, ['terraformState.bucket aws-name']],
    ['state', 'eu-west-9', ['terraformState.region aws-region']],
    ['state', 'eu-west-2', []],
  ])('state in the bucket %s of the region %s', (bucket, region, found) => {
    const state = { bucket, ...(region !== undefined && { region }) };
    const { plan, found: problems } = planned({ kubernetes: '1.33', cni: 'cilium' }, { terraformState: state });
    expect([problems, plan.terraformState]).toEqual([found, { bucket, region }]);
  });

  test('has regions in order, each once, and clusters with names', () => {
    const target = { kubernetes: '1.33', cni: 'cilium' } as const;
    expect(planned(target, { regions: ['us-west-2', 'eu-west-1', 'us-west-2'] })).toMatchObject({
      plan: { regions: ['eu-west-1', 'us-west-2'] },
      found: ['regions[2] unique-region', 'regions one-region'],
    });
    expect(planned(target, { regions: ['nowhere', 'nowhere'] }).found).toEqual(['regions[0] aws-region', 'regions[1] aws-region']);
    expect(planned(target, { regions: [] }).found).toEqual(['regions aws-region']);
    expect(planned(target, { clusters: { b: {}, 'A b': {} } }).found).toEqual([`clusters['A b'] id`, 'clusters one-cluster']);
    expect(planned(target, { clusters: { platform: {} } }).found).toEqual([]);
  });
});
