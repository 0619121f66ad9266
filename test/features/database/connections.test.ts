import * as fc from 'fast-check';
import {
  checkConnectionsFit,
  connectionsOpened,
  checkDatabaseInstances,
  checkDatabaseMemory,
  databaseMemoryNeeded,
} from '../../../src/features/database/connections';
import type { Violation } from '../../../src/kernel/problems';

const MI = 2 ** 20;
const GI = 2 ** 30;
const text = (found: Violation | undefined) => found && `${found.rule}: ${found.problem}; ${found.fix}`;
const USERS = [
  { name: 'search', peakPods: 25, pool: 2, overflow: 1 },
  { name: 'orders', peakPods: 5, pool: 4 },
];

test.each([
  [99, undefined],
  [98, undefined],
  [
    97,
    'connections: 95 connections at the peak + 3 reserved = 98, but max_connections is 97; lower the pools, put a pooler in front, or raise max_connections to 98 and the memory with it',
  ],
])('25 × (2 + 1) and 5 × 4 connections with max_connections %s', (maxConnections, expected) => {
  expect(text(checkConnectionsFit(USERS, { maxConnections, reserved: 3 }))).toBe(expected);
});

test('connections are opened one by one, until the server has none left', () => {
  const user = fc.record({
    name: fc.constant('a'),
    peakPods: fc.integer({ min: 0, max: 20 }),
    pool: fc.integer({ min: 0, max: 10 }),
    overflow: fc.integer({ min: 0, max: 5 }),
  });
  fc.assert(
    fc.property(
      fc.array(user, { maxLength: 6 }),
      fc.integer({ min: 0, max: 500 }),
      fc.integer({ min: 0, max: 10 }),
      (users, max, reserved) => {
        let free = max - reserved;
        let refused = free < 0;
        for (const { peakPods, pool, overflow } of users) {
          for (let pod = 0; pod < peakPods; pod += 1) {
            for (let open = 0; open < pool + overflow; open += 1) {
              refused ||= free <= 0;
              free -= 1;
            }
          }
        }
        expect(checkConnectionsFit(users, { maxConnections: max, reserved }) !== undefined).toBe(refused);
        expect(max - reserved - connectionsOpened(users)).toBe(free);
      },
    ),
    { seed: 26 },
  );
});

describe('memory (A26)', () => {
  const MEMORY = { sharedBuffersBytes: GI, maxConnections: 100, workMemBytes: 4 * MI, maintenanceWorkMemBytes: 256 * MI };

  test.each([
    // 1024 + 100 × 14 + 3 × 256 = 3192
    [3193 * MI, undefined],
    [3192 * MI, undefined],
    [
      3191 * MI,
      'database-memory: shared_buffers 1Gi + 100 connections × (work_mem 4Mi + 10Mi) + 3 autovacuum workers × 256Mi = 3192Mi, but the limit is 3191Mi; lower max_connections and put a pooler in front, or raise the limit to 3192Mi',
    ],
  ])('limit %s', (limit, expected) => {
    expect(text(checkDatabaseMemory(MEMORY, limit))).toBe(expected);
  });

  test('F74: 1000 connections do not fit 8Gi, nor 15Gi, but 16Gi', () => {
    const memory = { ...MEMORY, maxConnections: 1000 };
    expect([8, 15, 16].map((gi) => checkDatabaseMemory(memory, gi * GI)?.rule)).toEqual(['database-memory', 'database-memory', undefined]);
  });

  test('counts the workers that are given', () => {
    expect(databaseMemoryNeeded({ ...MEMORY, autovacuumWorkers: 1 })).toBe((1024 + 1400 + 256) * MI);
  });
});

test.each([
  [3, false, undefined],
  [5, false, undefined],
  [
    2,
    true,
    'database-instances: 2 instances, but 3 are needed to lose one and keep a standby; write instances: 3, or instances: 1 and acceptsOutage: true',
  ],
  [1, true, undefined],
  [
    1,
    false,
    'database-instances: 1 instances, but 3 are needed to lose one and keep a standby; write instances: 3, or instances: 1 and acceptsOutage: true',
  ],
])('%s instances, outage accepted: %s', (instances, acceptsOutage, expected) => {
  expect(text(checkDatabaseInstances(instances, acceptsOutage))).toBe(expected);
});
