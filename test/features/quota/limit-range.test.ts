import { checkContainerInRange } from '../../../src/features/quota/limit-range';

describe('a container is within the range (A7)', () => {
  const RANGE = { min: { cpu: '50m', memory: '64Mi' }, max: { cpu: '2', memory: '4Gi' } };

  test.each([
    [{ limits: { cpu: '50m', memory: '64Mi' } }, []],
    [{ limits: { cpu: '2', memory: '4Gi' } }, []],
    [{ limits: { cpu: '49m', memory: '64Mi' } }, [`container 'agent': cpu request is 49m, but the least is 50m`]],
    [{ requests: { cpu: '49m' }, limits: { cpu: '50m', memory: '64Mi' } }, [`container 'agent': cpu request is 49m, but the least is 50m`]],
    [{ limits: { cpu: '2001m', memory: '4Gi' } }, [`container 'agent': cpu limit is 2001m, but the most is 2`]],
    [{ limits: { cpu: '2', memory: '4097Mi' } }, [`container 'agent': memory limit is 4097Mi, but the most is 4Gi`]],
    [
      { requests: { cpu: '1', memory: '2Gi' }, limits: { cpu: '1', memory: '1Gi' } },
      [`container 'agent': memory request is 2Gi, above its limit of 1Gi`],
    ],
  ])('%j', (container, expected) => {
    expect(checkContainerInRange({ name: 'agent', ...container }, RANGE).map(({ problem }) => problem)).toEqual(expected);
  });

  test('by its defaults where it states nothing', () => {
    expect(
      checkContainerInRange({ name: 'agent' }, { ...RANGE, default: { cpu: '3', memory: '1Gi' } }).map(({ problem }) => problem),
    ).toEqual([`container 'agent': cpu limit is 3, but the most is 2`]);
  });
});
