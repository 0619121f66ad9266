import * as fc from 'fast-check';
import { checkMaxmemory, maxmemoryOf, checkMemoryBudgetsFit, checkMemoryClientsFit } from '../../../src/features/store/memory-share';
import type { Violation } from '../../../src/kernel/problems';

const MI = 2 ** 20;
const GI = 2 ** 30;
const text = (found: Violation | undefined) => found && `${found.rule}: ${found.problem}; ${found.fix}`;

test.each([
  [650 * MI - 1, undefined],
  [650 * MI, undefined],
  [
    650 * MI + MI,
    'maxmemory: maxmemory is 651Mi, but 0.65 of the limit of 1000Mi is 650Mi; lower it to 650Mi, or raise the limit to 1002Mi',
  ],
])('maxmemory leaves room for a fork: %s', (maxmemory, expected) => {
  expect(text(checkMaxmemory(maxmemory, 1000 * MI))).toBe(expected);
});

test('F54: 800 MB of a limit of 1 GB is refused', () => {
  expect(checkMaxmemory(800 * MI, GI)?.rule).toBe('maxmemory');
});

test('what is derived holds, one Mi more does not, and the limit that a fix names is enough', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 200_000 }), (limitMi) => {
      const most = maxmemoryOf(limitMi * MI);
      expect(BigInt(most) * 20n <= BigInt(limitMi * MI) * 13n).toBe(true);
      expect(checkMaxmemory(most, limitMi * MI)).toBeUndefined();
      const named = /raise the limit to (\d+)(Mi|Gi)/.exec(checkMaxmemory(most + MI, limitMi * MI)?.fix ?? '');
      const limit = Number(named?.[1]) * (named?.[2] === 'Gi' ? GI : MI);
      expect(checkMaxmemory(most + MI, limit)).toBeUndefined();
    }),
    { seed: 25 },
  );
});

test.each([
  [[300, 300], undefined],
  [[300, 350], undefined],
  [
    [300, 351],
    `memory-budgets: 2 budgets promise 651Mi, but maxmemory is 650Mi; lower the budgets, raise the memory, or give 't1', the largest, an instance of its own`,
  ],
  [
    [326, 326],
    'memory-budgets: 2 budgets promise 652Mi, but maxmemory is 650Mi; lower the budgets, raise the memory, or give the largest an instance of its own',
  ],
])('budgets of %j Mi in 650Mi', (budgets, expected) => {
  const promised = budgets.map((mi, index) => ({ name: `t${index}`, bytes: mi * MI }));
  expect(text(checkMemoryBudgetsFit(promised, 650 * MI))).toBe(expected);
});

test.each([
  [133, undefined],
  [132, undefined],
  [
    131,
    'memory-clients: 100 connections at the rollout peak + 32 reserved = 132, but maxclients is 131; raise maxclients to 132, or lower the pools',
  ],
])('20 × 4 and 10 × 2 connections with maxclients %s', (maxclients, expected) => {
  const clients = [
    { peakPods: 20, pool: 4 },
    { peakPods: 10, pool: 2 },
  ];
  expect(text(checkMemoryClientsFit(clients, maxclients))).toBe(expected);
});
