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

  test.each([
    ['a limit stands for a request', { limits: { cpu: '40m' } }, {}, ['cpu request is 40m, but the least is 50m']],
    [
      'a default request comes before a default limit',
      {},
      { defaultRequest: { cpu: '40m' }, default: { cpu: '1' } },
      ['cpu request is 40m, but the least is 50m'],
    ],
    ['a default limit stands for a request', {}, { default: { cpu: '40m' } }, ['cpu request is 40m, but the least is 50m']],
    ['a request comes before all of them', { requests: { cpu: '60m' }, limits: { cpu: '1' } }, { defaultRequest: { cpu: '40m' } }, []],
    ['a request above a default limit', { requests: { cpu: '2' } }, { default: { cpu: '1' } }, ['cpu request is 2, above its limit of 1']],
    [
      'what is no quantity is within no bounds',
      { limits: { cpu: 'x' } },
      {},
      ['cpu request is x, but the least is 50m', 'cpu limit is x, but the most is 2'],
    ],
    ['a device, which nothing bounds', { requests: { 'nvidia.com/gpu': '1' }, limits: { 'nvidia.com/gpu': '1' } }, {}, []],
    ['a device by its limit alone', { limits: { 'nvidia.com/gpu': '1' } }, {}, []],
    [
      'resources by name',
      { limits: { memory: '32Mi', cpu: '1m' } },
      {},
      ['cpu request is 1m, but the least is 50m', 'memory request is 32Mi, but the least is 64Mi'],
    ],
  ])('%s', (_, container, range, expected) => {
    const found = checkContainerInRange({ name: 'a', ...container }, { ...RANGE, ...range });
    expect(found.map(({ rule, problem }) => `${rule}: ${problem}`)).toEqual(expected.map((one) => `limit-range: container 'a': ${one}`));
  });
});
