import { ABSENT, changed, found, ORDERS, problemsOf, SEARCH } from './fixture';

const A = 'tenants.acme.agents.search';

describe('limits', () => {
  const n = 'whole-number';
  test.each([
    // [path, inside and at the limits, outside, problem]
    [`${SEARCH}.task.concurrency`, [1, 1000], [0, 1001, 1.5], `${A}.task.concurrency: ${n}`],
    [`${SEARCH}.scaling.max`, [30], [1], `${A}.scaling.max: ${n}`],
    [`${ORDERS}.replicas`, [1, 3], [0, 100_001, -1, 2.5], `tenants.birch.agents.orders.replicas: ${n}`],
    [`${SEARCH}.scaling.min`, [0, 30], [-1], `${A}.scaling.min: ${n}`],
    [`${SEARCH}.scaling.onQueueDepth`, [1, 1_000_000], [0, 1_000_001, 0.5], `${A}.scaling.onQueueDepth: ${n}`],
    [`${SEARCH}.scaling.scaleDownWindow`, ['1s', '1h'], ['3601s', '1500ms'], `${A}.scaling.scaleDownWindow: stabilization-window`],
    [`${SEARCH}.terminationGracePeriod`, ['15s', '24h'], ['86401s', '15500ms'], `${A}.terminationGracePeriod: whole-seconds`],
    [`${SEARCH}.terminationGracePeriod`, ['15s'], ['14s'], `${A}.terminationGracePeriod: grace-period`],
    [`${SEARCH}.task.p99`, ['1s', '86390s'], ['86391s'], `${A}.task.p99: grace-max`],
    [`${SEARCH}.consumes.ackWait`, ['5s', '6s'], ['4s'], `${A}.consumes.ackWait: ack-wait`],
    [`${SEARCH}.task.mean`, ['400ms', '5s'], ['399ms', '5001ms'], `${A}.task.mean: task-times`],
    [
      `${SEARCH}.hosts`,
      [[{ cidrs: ['203.0.113.0/24'], port: 1 }], [{ cidrs: ['203.0.113.0/24'], port: 65_535 }]],
      [[{ cidrs: ['203.0.113.0/24'], port: 0 }], [{ cidrs: ['203.0.113.0/24'], port: 65_536 }]],
      `${A}.hosts[0].port: ${n}`,
    ],
    [
      `${SEARCH}.scaling.prescale`,
      [[{ profile: 'sale', replicas: 30 }]],
      [[{ profile: 'sale', replicas: 31 }]],
      `${A}.scaling.prescale[0].replicas: prescale-max`,
    ],
    ['nodePools.batch.max', [1, 450], [0, 451], `nodePools.batch.max: ${n}`],
    ['nodePools.batch.min', [0, 2], [-1], `nodePools.batch.min: ${n}`],
    ['nodePools.batch.diskGiB', [20, 16_384], [19, 16_385], `nodePools.batch.diskGiB: ${n}`],
    ['overcommit', [1, 10], [0.99, 10.01], 'overcommit: overcommit'],
    ['profiles.sale.multiplier', [1.01, 1000], [1, 1000.1], 'profiles.sale.multiplier: multiplier'],
    ['terraformState.bucket', ['abc', 'a'.repeat(63)], ['ab', 'a'.repeat(64), 'a..b'], 'terraformState.bucket: aws-name'],
    ['terraformState.bucket', ['xn-abc'], ['xn--abc', '192.168.5.4', 'abc-s3alias'], 'terraformState.bucket: bucket'],
  ] as [string, unknown[], unknown[], string][])('%s', (path, inside, outside, problem) => {
    for (const value of inside) expect([value, found(changed({ [path]: value }))]).toEqual([value, []]);
    for (const value of outside) expect([value, found(changed({ [path]: value }))]).toEqual([value, [problem]]);
  });

  test('a spot pool takes a grace period of 110 s, not of 111 s', () => {
    const spot = (p99: string) => found(changed({ [`${ORDERS}.nodePool`]: 'batch', [`${ORDERS}.task.p99`]: p99 }));
    expect(spot('100s')).toEqual([]);
    expect(spot('100001ms')).toEqual(['tenants.birch.agents.orders.nodePool: spot-grace']);
  });

  test('a quota holds the sum of rollout peaks, and not a millicore less', () => {
    const quota = (cpu: string) =>
      problemsOf(changed({ 'tenants.0.quota': { cpu, memory: '100Gi', ephemeralStorage: '100Gi', pods: 41 } }));
    expect(quota('39500m')).toEqual([]);
    expect(quota('39499m')).toEqual([
      {
        place: 'tenants.acme.quota',
        rule: 'quota',
        problem: 'cpu must hold every workload at its rollout peak, 39500m, but is 39499m',
        fix: 'leave it out (cpu 44, memory 44Gi, ephemeralStorage 46Gi, pods 46 is derived) or raise it',
      },
    ]);
  });

  test('quotas fit the nodes of their pool, or an overcommit is declared', () => {
    // 44 + 1 (orders, 3 × 250m) + 1 (shared) cores, by nodes of 7910m of which nine tenths count: 7 nodes give 49.8, 6 give 42.7
    expect(found(changed({ 'nodePools.agents.max': 7 }))).toEqual([]);
    expect(found(changed({ 'nodePools.agents.max': 6 }))).toEqual(['nodePools.agents: node-capacity']);
    expect(found(changed({ 'nodePools.agents.max': 6, overcommit: 1.1 }))).toEqual([]);
  });

  test('a fleet must carry the largest load where a drain objective is declared', () => {
    const drained = (max: number) =>
      found(
        changed({ [`${SEARCH}.scaling.onQueueDepth`]: ABSENT, [`${SEARCH}.scaling.drainedWithin`]: '10s', [`${SEARCH}.scaling.max`]: max }),
      );
    expect(drained(25)).toEqual([]);
    expect(drained(24)).toEqual([`${A}.scaling.drainedWithin: drain-objective`]);
  });
});
