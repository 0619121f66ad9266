import { checkBusServer, checkStreamsFitAccount, checkStreamsFitServers } from '../../src/features/bus/storage';
import { checkConnectionsFit } from '../../src/features/database/connections';
import { checkDrainAllowed } from '../../src/features/availability/disruption';
import { checkAckPending } from '../../src/features/bus/queue';
import { demandOf, checkQuota } from '../../src/features/quota/quota';
import { rolloutPeak } from '../../src/features/rollout/peak';
import { checkGracePeriod } from '../../src/features/availability/termination';
import { describeProblem, type Violation } from '../../src/kernel/problems';

/** A value that is just enough, one that is one too little or too much, and the whole text of its refusal. */
interface Refusal {
  readonly what: string;
  readonly rule: (value: number) => Violation | undefined | Violation[];
  readonly enough: number;
  readonly notEnough: number;
  readonly text: string;
}

const MI = 2 ** 20;
const GI = 2 ** 30;

/** 20 replicas of 1 CPU, 1Gi and 1Gi: 25 at the peak. */
const demand = demandOf([
  { peakPods: rolloutPeak(20, { maxSurge: '25%' }), resources: { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' } },
]);
const server = {
  diskBytes: 100 * GI,
  maxFileBytes: 90 * GI,
  memoryLimitBytes: 4 * GI,
  maxMemoryBytes: GI,
  overheadBytes: GI,
  maxConnections: 1000,
};
const stream = (mi: number) => ({ name: 'TASKS', storage: 'file' as const, maxBytes: mi * MI, replicas: 3, consumers: 1 });
const account = { name: 'acme', fileBytes: 3 * GI, memoryBytes: 0, connections: 10, streams: 1, consumers: 1 };

const REFUSALS: readonly Refusal[] = [
  {
    what: 'a quota one pod too small',
    rule: (pods) => checkQuota({ cpu: '25', memory: '25Gi', ephemeralStorage: '25Gi', pods }, demand),
    enough: 25,
    notEnough: 24,
    text: [
      'here',
      '  quota: pods must hold every workload at its rollout peak, 25, but is 24',
      '  fix: leave it out (cpu 28, memory 28Gi, ephemeralStorage 28Gi, pods 28 is derived) or raise it',
    ].join('\n'),
  },
  {
    what: 'a grace period one second too short',
    rule: (graceS) => checkGracePeriod(graceS, 45),
    enough: 55,
    notEnough: 54,
    text: [
      'here',
      '  grace-period: task p99 45 s + preStop 5 s + margin 5 s = 55 s, but terminationGracePeriod is 54 s',
      '  fix: leave it out (55 s is derived) or shorten the task',
    ].join('\n'),
  },
  {
    what: 'a max-ack-pending one too low',
    rule: (maxAckPending) => checkAckPending(maxAckPending, 20, 4),
    enough: 80,
    notEnough: 79,
    text: [
      'here',
      '  max-ack-pending: the consumer delivers 79 messages at most, 20 replicas × concurrency 4 work on 80',
      '  fix: set max_ack_pending of the consumer to 100, or lower maxReplicas',
    ].join('\n'),
  },
  {
    what: 'a disruption budget that blocks the drain at the least count',
    rule: (min) => checkDrainAllowed({ minAvailable: 2 }, { min, max: 20 }),
    enough: 3,
    notEnough: 2,
    text: [
      'here',
      '  pdb-progress: minAvailable 2 keeps 2 of 2 pods: a drain may take 0 and needs 1',
      '  fix: leave minAvailable out: maxUnavailable 1 takes its place',
    ].join('\n'),
  },
  {
    what: 'a disruption budget whose percent rounds up to every pod',
    rule: (min) => checkDrainAllowed({ minAvailable: '75%' }, { min, max: 20 }),
    enough: 4,
    notEnough: 3,
    text: [
      'here',
      '  pdb-progress: minAvailable 75% keeps 3 of 3 pods: a drain may take 0 and needs 1',
      '  fix: leave minAvailable out: maxUnavailable 1 takes its place',
    ].join('\n'),
  },
  {
    what: 'a connection too many',
    rule: (pool) => checkConnectionsFit([{ name: 'search', peakPods: 25, pool }], { maxConnections: 103, reserved: 3 }),
    enough: 4,
    notEnough: 5,
    text: [
      'here',
      '  connections: 125 connections at the peak + 3 reserved = 128, but max_connections is 103',
      '  fix: lower the pools, put a pooler in front, or raise max_connections to 128 and the memory with it',
    ].join('\n'),
  },
  {
    what: 'a file store larger than the disk',
    rule: (mi) => checkBusServer({ ...server, maxFileBytes: mi * MI }),
    enough: 92_160,
    notEnough: 92_161,
    text: [
      'here',
      '  bus-disk: streams may fill 92161Mi, but 0.9 of the volume of 100Gi is 90Gi',
      '  fix: set max_file_store to 90Gi or less, or enlarge the volume',
    ].join('\n'),
  },
  {
    what: 'streams larger than the disks of the servers together',
    rule: (mi) => checkStreamsFitServers([stream(46_080), stream(mi)], 3, server),
    enough: 46_080,
    notEnough: 46_081,
    text: [
      'here',
      '  bus-streams: streams take 276483Mi of file with all copies, but 3 servers × 90Gi = 270Gi',
      '  fix: lower max_bytes, or enlarge the servers',
    ].join('\n'),
  },
  {
    what: 'streams larger than their account',
    rule: (mi) => checkStreamsFitAccount([stream(mi)], account),
    enough: 1024,
    notEnough: 1025,
    text: [
      'here',
      `  bus-account: 'acme' needs 3075Mi of file, but its limit is 3Gi`,
      '  fix: raise the limit to 3075Mi, or ask for less',
    ].join('\n'),
  },
];

describe.each(REFUSALS)('$what', ({ rule, enough, notEnough, text }) => {
  const texts = (value: number) => [rule(value) ?? []].flat().map((violation) => describeProblem({ place: 'here', ...violation }));

  test(`holds at ${enough}`, () => {
    expect(texts(enough)).toEqual([]);
  });

  test(`fails at ${notEnough} with the rule, both numbers and the fix`, () => {
    expect(texts(notEnough)).toEqual([text]);
  });
});
