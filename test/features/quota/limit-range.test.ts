import { checkContainerInRange, checkLimitRange, checkQuotaKeysStated } from '../../../src/features/quota/limit-range';

const KEYS = ['requests.cpu', 'limits.cpu', 'requests.memory', 'limits.memory', 'pods', 'configmaps', 'count/jobs.batch'];
const both = { cpu: '1', memory: '1Gi' };

describe('a quota counts what every container states (A6)', () => {
  test.each([
    ['both', { requests: both, limits: both }, {}, []],
    ['limits alone, which become requests', { limits: both }, {}, []],
    ['nothing, with defaults', {}, { default: both, defaultRequest: both }, []],
    ['nothing, with a default limit, which becomes the request', {}, { default: both }, []],
    ['requests alone', { requests: both }, {}, ['limits.cpu, limits.memory']],
    ['nothing, with a default request', {}, { defaultRequest: both }, ['limits.cpu, limits.memory']],
    ['half', { limits: { cpu: '1' } }, {}, ['requests.memory, limits.memory']],
    ['nothing', {}, {}, ['requests.cpu, limits.cpu, requests.memory, limits.memory']],
  ])('%s', (_case, stated, range, missing) => {
    expect(
      checkQuotaKeysStated(
        KEYS,
        [
          { name: 'ok', limits: both },
          { name: 'proxy', ...stated },
        ],
        range,
      ).map(({ problem }) => problem),
    ).toEqual(missing.map((keys) => `the quota counts ${keys}, but container 'proxy' states none and gets no default`));
  });

  test('also by the short names, and only what it counts', () => {
    expect(checkQuotaKeysStated(['cpu', 'pods'], [{ name: 'agent' }]).map(({ problem }) => problem)).toEqual([
      `the quota counts cpu, but container 'agent' states none and gets no default`,
    ]);
    expect(checkQuotaKeysStated(['pods'], [{ name: 'agent' }])).toEqual([]);
  });
});

describe('a range is in order (A7)', () => {
  test.each([
    [{ min: { cpu: '50m' }, defaultRequest: { cpu: '50m' }, default: { cpu: '50m' }, max: { cpu: '50m' } }, []],
    [{ min: { cpu: '50m' }, max: { cpu: '49m' } }, ['cpu: min 50m is above max 49m']],
    [{ min: { memory: '1Gi' }, max: { memory: '1024Mi' } }, []],
    [{ min: { memory: '1Gi' }, max: { memory: '1023Mi' } }, ['memory: min 1Gi is above max 1023Mi']],
    [{ defaultRequest: { cpu: '2' }, default: { cpu: '1999m' } }, ['cpu: defaultRequest 2 is above default 1999m']],
    [
      { min: { cpu: '3' }, defaultRequest: { cpu: '2' }, default: { cpu: '1' } },
      ['cpu: min 3 is above defaultRequest 2', 'cpu: defaultRequest 2 is above default 1'],
    ],
    [{ min: { cpu: 'much' }, max: { cpu: '1' } }, ['cpu: min much is above max 1']],
    [{}, []],
  ])('%j', (range, expected) => {
    expect(checkLimitRange(range).map(({ problem }) => problem)).toEqual(expected);
  });
});

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
