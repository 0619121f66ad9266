import * as fc from 'fast-check';
import {
  checkAccountsFitServers,
  checkBusConnectionsFit,
  checkBusServer,
  checkHaAssetsFit,
  checkLameDuck,
  maxFileBytesOf,
  maxMemoryBytesOf,
  type StreamSize,
  checkStreamsFitAccount,
  checkStreamsFitServers,
} from '../../../src/features/bus/storage';
import type { Violation } from '../../../src/kernel/problems';

const MI = 2 ** 20;
const GI = 2 ** 30;
const SERVER = {
  diskBytes: 100 * GI,
  maxFileBytes: 90 * GI,
  memoryLimitBytes: 4 * GI,
  maxMemoryBytes: 2 * GI,
  overheadBytes: GI,
  maxConnections: 1000,
};
const tasks = (maxBytes: number, overrides: Partial<StreamSize> = {}): StreamSize => ({
  name: 'TASKS',
  storage: 'file',
  maxBytes,
  replicas: 3,
  consumers: 2,
  ...overrides,
});
const texts = (found: Violation | undefined | Violation[]) =>
  [found ?? []].flat().map(({ rule, problem, fix }) => `${rule}: ${problem}; ${fix}`);

describe('a server (A24)', () => {
  test.each([
    [{ maxFileBytes: 90 * GI - MI }, []],
    [{ maxFileBytes: 90 * GI }, []],
    [
      { maxFileBytes: 90 * GI + MI },
      [
        'bus-disk: streams may fill 92161Mi, but 0.9 of the volume of 100Gi is 90Gi; set max_file_store to 90Gi or less, or enlarge the volume',
      ],
    ],
    [
      { memoryLimitBytes: 4 * GI - 2, maxMemoryBytes: 2 * GI },
      [
        'bus-memory: memory streams 2Gi + server 1Gi = 3Gi, but 0.75 of the limit of 4294967294 is 3221225470; set max_memory_store to 2047Mi or less, or raise the limit',
      ],
    ],
    [{ maxMemoryBytes: 2 * GI }, []],
    [
      { maxMemoryBytes: 2 * GI + MI },
      [
        'bus-memory: memory streams 2049Mi + server 1Gi = 3073Mi, but 0.75 of the limit of 4Gi is 3Gi; set max_memory_store to 2Gi or less, or raise the limit',
      ],
    ],
    [{ maxMemoryBytes: 0, overheadBytes: 3 * GI }, []],
    [
      { maxMemoryBytes: 0, overheadBytes: 3 * GI + MI },
      ['bus-memory: memory streams 0 + server 3073Mi = 3073Mi, but 0.75 of the limit of 4Gi is 3Gi; raise the limit to 4098Mi'],
    ],
  ])('%j', (overrides, expected) => {
    expect(texts(checkBusServer({ ...SERVER, ...overrides }))).toEqual(expected);
  });

  test('holds what is derived for it, and not one Mi more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 64, max: 65_536 }), (diskGi, limitMi) => {
        const server = { ...SERVER, diskBytes: diskGi * GI, memoryLimitBytes: limitMi * MI, overheadBytes: 32 * MI };
        const [maxFileBytes, maxMemoryBytes] = [
          maxFileBytesOf(server.diskBytes),
          maxMemoryBytesOf(server.memoryLimitBytes, server.overheadBytes),
        ];
        const rules = (more: number) =>
          checkBusServer({ ...server, maxFileBytes: maxFileBytes + more, maxMemoryBytes: maxMemoryBytes + more }).map(({ rule }) => rule);
        expect(rules(0)).toEqual([]);
        expect(rules(MI)).toEqual(['bus-disk', 'bus-memory']);
        // in whole numbers: 10 × file ≤ 9 × disk
        expect(BigInt(maxFileBytes) * 10n <= BigInt(server.diskBytes) * 9n).toBe(true);
      }),
      { seed: 24 },
    );
  });
});

describe('streams on servers (A24)', () => {
  test.each([
    ['just fit', [tasks(90 * GI)], []],
    ['just fit together', [tasks(45 * GI), tasks(45 * GI, { name: 'RESULTS' })], []],
    [
      'fail one Mi over',
      [tasks(45 * GI), tasks(45 * GI + MI, { name: 'RESULTS' })],
      ['bus-streams: streams take 276483Mi of file with all copies, but 3 servers × 90Gi = 270Gi; lower max_bytes, or enlarge the servers'],
    ],
    [
      'fail with a copy larger than a server, though three have room for it',
      [tasks(90 * GI + MI, { replicas: 1 })],
      [`bus-streams: a copy of 'TASKS' takes 92161Mi of file, but one server has 90Gi; lower max_bytes, or enlarge the servers`],
    ],
    ['are counted by storage', [tasks(90 * GI), tasks(2 * GI, { storage: 'memory' })], []],
    [
      'fail in memory alone',
      [tasks(2 * GI, { storage: 'memory' }), tasks(MI, { storage: 'memory', replicas: 1 })],
      ['bus-streams: streams take 6145Mi of memory with all copies, but 3 servers × 2Gi = 6Gi; lower max_bytes, or enlarge the servers'],
    ],
  ])('%s', (_case, streams, expected) => {
    expect(texts(checkStreamsFitServers(streams, 3, SERVER))).toEqual(expected);
  });
});

describe('an account (A24)', () => {
  const LIMITS = { name: 'acme', fileBytes: 60 * MI, memoryBytes: 6 * MI, connections: 10, streams: 2, consumers: 4 };

  test.each([
    ['just fits, its copies counted', [tasks(20 * MI)], []],
    [
      'fails one byte over, as nats-server does',
      [tasks(20 * MI), tasks(1, { replicas: 1 })],
      [`bus-account: 'acme' needs 62914561 of file, but its limit is 60Mi; raise the limit to 62914561, or ask for less`],
    ],
    ['just fits by number', [tasks(MI), tasks(MI)], []],
    [
      'fails one stream and its consumer over',
      [tasks(MI), tasks(MI), tasks(MI, { consumers: 1 })],
      [
        `bus-account: 'acme' needs 3 streams, but its limit is 2; raise the limit to 3, or ask for less`,
        `bus-account: 'acme' needs 5 consumers, but its limit is 4; raise the limit to 5, or ask for less`,
      ],
    ],
    [
      'fails in memory',
      [tasks(2 * MI + 1, { storage: 'memory' })],
      [`bus-account: 'acme' needs 6291459 of memory, but its limit is 6Mi; raise the limit to 6291459, or ask for less`],
    ],
  ])('%s', (_case, streams, expected) => {
    expect(texts(checkStreamsFitAccount(streams, LIMITS))).toEqual(expected);
  });

  test.each([
    [270 * GI, 6 * GI, []],
    [
      270 * GI + MI,
      6 * GI + MI,
      [
        `bus-accounts: accounts are promised 276481Mi of file, but 3 servers × 90Gi = 270Gi; lower the accounts' limits, or enlarge the servers`,
        `bus-accounts: accounts are promised 6145Mi of memory, but 3 servers × 2Gi = 6Gi; lower the accounts' limits, or enlarge the servers`,
      ],
    ],
  ])('all together on the servers: %s of file, %s of memory', (fileBytes, memoryBytes, expected) => {
    const half = { ...LIMITS, fileBytes: fileBytes / 2, memoryBytes: memoryBytes / 2 };
    expect(texts(checkAccountsFitServers([half, { ...half, name: 'birch' }], 3, SERVER))).toEqual(expected);
  });

  test.each([
    [999, []],
    [1000, []],
    [
      1001,
      [
        `bus-connections: accounts may open 1001 connections, but a server takes 1000; raise max_connections to 1001, or lower the accounts' limits`,
      ],
    ],
  ])('all connections on one server: %s', (connections, expected) => {
    expect(texts(checkBusConnectionsFit([{ connections: connections - 1 }, { connections: 1 }], 1000))).toEqual(expected);
  });
});

test.each([
  [1999, 3, []],
  [2000, 3, []],
  [
    2001,
    3,
    [
      'ha-assets: 2001 replicated streams and consumers, but a cluster carries 2000 well; keep streams that can be lost in one copy, or run a second cluster',
    ],
  ],
  [5000, 1, []],
])('replicated assets: %s with %s copies', (assets, replicas, expected) => {
  expect(texts(checkHaAssetsFit([tasks(MI, { replicas, consumers: assets - 1 })]))).toEqual(expected);
});

test.each([
  [61, 10, 50, []],
  [
    60,
    10,
    50,
    [
      'lame-duck: lame_duck_grace_period 10 s + lame_duck_duration 50 s = 60 s, but terminationGracePeriod is 60 s; set terminationGracePeriod above 60 s',
    ],
  ],
  [41, 10, 30, []],
  [600, 10, 29, ['lame-duck: lame_duck_duration is 29 s, but the server takes 30 s or more; set it to 30 s']],
])('a server hands over before it is ended: grace %s, lame duck %s and %s', (graceS, lameDuckGraceS, durationS, expected) => {
  expect(texts(checkLameDuck(graceS, lameDuckGraceS, durationS))).toEqual(expected);
});
