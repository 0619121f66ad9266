import { DEFAULT_LIMIT, tooFast } from './rate-limit';

const at = (...counts: readonly (readonly [number, number])[]) => counts.map(([s, replicas]) => ({ atMs: s * 1000, replicas }));

const SLOW = { pods: 1, percent: 0, periodS: 60 };

describe('the pace of a series', () => {
  test('holds where each count is at most four more, or double, of what held a period before', () => {
    expect(tooFast(at([0, 2], [3, 6], [18.2, 12], [33.4, 24], [48.6, 30]), DEFAULT_LIMIT, SLOW)).toEqual([]);
  });

  test('holds where what was just added is taken again', () => {
    expect(tooFast(at([0, 2], [60, 6], [70, 2]), DEFAULT_LIMIT, SLOW)).toEqual([]);
  });

  test('fails for one pod more than that, and for one step too early', () => {
    expect(tooFast(at([0, 2], [3, 7]), DEFAULT_LIMIT, SLOW)).toEqual(['2 to 7 within 15 s']);
    expect(tooFast(at([0, 2], [3, 6], [10, 12]), DEFAULT_LIMIT, SLOW)).toEqual(['2 to 12 within 15 s']);
  });

  test('fails for one pod less than that, and for one step too early', () => {
    expect(tooFast(at([0, 9], [100, 7]), DEFAULT_LIMIT, SLOW)).toEqual(['9 to 7 within 60 s']);
    expect(tooFast(at([0, 9], [100, 8], [150, 7]), DEFAULT_LIMIT, SLOW)).toEqual(['9 to 7 within 60 s']);
  });
});
