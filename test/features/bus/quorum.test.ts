import * as fc from 'fast-check';
import {
  checkDrainKeepsQuorum,
  checkQuorum,
  quorumOf,
  checkStreamReplicas,
  checkStreamSurvivesZoneLoss,
  checkZoneLossKeepsQuorum,
} from '../../../src/features/bus/quorum';

/** Members dealt out to zones one by one. */
const zonesOf = (members: number, zones: number): number[][] =>
  Array.from({ length: zones }, (_, zone) =>
    Array.from({ length: members }, (__, member) => member).filter((member) => member % zones === zone),
  );

/** More than half, by counting votes. */
const agree = (votes: number, members: number): boolean => votes > members - votes;

test('a quorum is the fewest members that outvote the rest', () => {
  for (let members = 1; members <= 15; members += 1) {
    const fewest = Array.from({ length: members + 1 }, (_, votes) => votes).find((votes) => agree(votes, members));
    expect(quorumOf(members)).toBe(fewest);
  }
});

test('every zone of every group is lost once, and the rule says whether the rest still agrees', () => {
  for (let members = 1; members <= 9; members += 1) {
    for (let zones = 1; zones <= 7; zones += 1) {
      const survives = zonesOf(members, zones).every((lost) => agree(members - lost.length, members));
      expect([members, zones, checkZoneLossKeepsQuorum({ members, zones }) === undefined]).toEqual([members, zones, survives]);
    }
  }
});

test('every set of members that a drain may take is taken once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 9 }), (members, maxUnavailable) => {
      const taken = Math.min(members, maxUnavailable);
      return (checkDrainKeepsQuorum({ members, maxUnavailable }) === undefined) === agree(members - taken, members);
    }),
    { seed: 23 },
  );
});

describe('a group survives a drain and the loss of a zone (A23)', () => {
  test.each([
    [{ members: 3, zones: 3, maxUnavailable: 1 }, []],
    [{ members: 5, zones: 3, maxUnavailable: 2 }, []],
    [
      { members: 3, zones: 2, maxUnavailable: 1 },
      ['quorum-zones: 3 members over 2 zones lose 2 with a zone, which leaves 1, but 2 must agree; spread them over 3 zones or more'],
    ],
    [
      { members: 3, zones: 3, maxUnavailable: 2 },
      ['quorum-eviction: a drain may take 2 of 3 members, which leaves 1, but 2 must agree; set maxUnavailable to 1 or less'],
    ],
    [
      { members: 3, zones: 3, maxUnavailable: '34%' }, // 1.02 rounds up to 2
      ['quorum-eviction: a drain may take 2 of 3 members, which leaves 1, but 2 must agree; set maxUnavailable to 1 or less'],
    ],
    [{ members: 3, zones: 3, maxUnavailable: '33%' }, []],
    [
      { members: 2, zones: 3, maxUnavailable: 1 },
      [
        'quorum-eviction: a drain may take 1 of 2 members, which leaves 1, but 2 must agree; use 3 members or more',
        'quorum-zones: 2 members over 3 zones lose 1 with a zone, which leaves 1, but 2 must agree; use 3 members over 3 zones',
      ],
    ],
    [
      { members: 1, zones: 1, maxUnavailable: 1 },
      [
        'quorum-eviction: a drain may take 1 of 1 members, which leaves 0, but 1 must agree; use 3 members or more',
        'quorum-zones: 1 members over 1 zones lose 1 with a zone, which leaves 0, but 1 must agree; use 3 members over 3 zones',
      ],
    ],
  ])('%j', (group, expected) => {
    expect(checkQuorum(group).map(({ rule, problem, fix }) => `${rule}: ${problem}; ${fix}`)).toEqual(expected);
  });

  test('the zones that a fix names are enough, and one fewer is not', () => {
    for (let members = 3; members <= 9; members += 1) {
      const named = Number(/over (\d+) zones/.exec(checkZoneLossKeepsQuorum({ members, zones: 1 })?.fix ?? '')?.[1]);
      expect(checkZoneLossKeepsQuorum({ members, zones: named })).toBeUndefined();
      expect(checkZoneLossKeepsQuorum({ members, zones: named - 1 })?.rule).toBe('quorum-zones');
    }
  });
});

describe('copies of a stream (A23)', () => {
  test.each([
    [1, 1, true],
    [1, 3, true],
    [3, 3, true],
    [3, 5, true],
    [5, 5, true],
    [0, 3, false],
    [2, 3, false],
    [4, 5, false],
    [6, 7, false],
    [3, 2, false],
    [5, 4, false],
    [NaN, 3, false],
  ])('%s on %s servers', (replicas, servers, holds) => {
    expect(checkStreamReplicas(replicas, servers) === undefined).toBe(holds);
  });

  test('say what is possible', () => {
    expect(checkStreamReplicas(5, 3)).toEqual({
      rule: 'stream-replicas',
      problem: 'a stream has 1, 3 or 5 copies, each on a server of its own; 5 on 3 servers is none of these',
      fix: 'use 1 or 3, or other servers',
    });
  });

  test('survive a zone wherever the cluster puts them, or the rule says so', () => {
    for (const servers of [3, 4, 5, 6, 7]) {
      for (const zones of [1, 2, 3, 4, 5]) {
        for (const replicas of [3, 5].filter((count) => count <= servers)) {
          const fullest = Math.max(...zonesOf(servers, zones).map(({ length }) => length));
          const worst = replicas - Math.min(replicas, fullest);
          expect([servers, zones, replicas, checkStreamSurvivesZoneLoss(replicas, servers, zones) === undefined]).toEqual([
            servers,
            zones,
            replicas,
            agree(worst, replicas),
          ]);
        }
      }
    }
    expect(checkStreamSurvivesZoneLoss(1, 3, 3)).toBeUndefined();
    expect(checkStreamSurvivesZoneLoss(3, 5, 3)?.problem).toBe('2 of 3 copies may lie in one of 3 zones of 5 servers, and 2 must be left');
  });
});
