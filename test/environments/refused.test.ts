import { prod } from '../../environments/swarm/prod';
import { describeProblem } from '../../src/kernel/problems';
import { changed } from '../resolve/fixture';
import { DATA_FILES, problemsOfProd } from './swarm-prod';

/** One number of swarm/prod: the last value that holds, the first that does not, and the whole text of its refusal. */
interface Refusal {
  readonly what: string;
  /** What is wrong with swarm/prod once the number is written. */
  readonly problems: (value: number) => ReturnType<typeof problemsOfProd>;
  readonly inside: number;
  readonly outside: number;
  readonly text: string;
}

/** Other values in swarm/prod, by place. */
const written = (changes: Readonly<Record<string, unknown>>): ReturnType<typeof problemsOfProd> => problemsOfProd(changed(changes, prod));

const SEARCH = 'tenants.0.agents.product-search';

/** A line after `after` in the data file of the pool. */
function inDataFile(after: string, line: string): ReturnType<typeof problemsOfProd> {
  const files = DATA_FILES.map(({ file, text }) => ({ file, text: text.replace(`    ${after}\n`, `    ${after}\n    ${line}\n`) }));
  expect(files).not.toEqual(DATA_FILES);
  return problemsOfProd(prod, files);
}

const REFUSALS: readonly Refusal[] = [
  {
    // blue and green of 2, 2 + 1, 30 + 8 and one nightly pod: twice, or a quarter more, rounded up, while each is replaced
    what: 'a quota one pod too small',
    problems: (pods) => written({ 'tenants.0.quota': { cpu: '46', memory: '48Gi', ephemeralStorage: '55Gi', pods } }),
    inside: 46,
    outside: 45,
    text: `tenants.acme.quota
  quota: pods must hold every workload at its rollout peak, 46, but is 45
  fix: leave it out (cpu 46, memory 48Gi, ephemeralStorage 55Gi, pods 51 is derived) or raise it`,
  },
  {
    what: 'a grace period one second too short',
    problems: (seconds) => written({ [`${SEARCH}.terminationGracePeriod`]: `${seconds}s` }),
    inside: 15,
    outside: 14,
    text: `tenants.acme.agents.product-search.terminationGracePeriod
  grace-period: task p99 5 s + preStop 5 s + margin 5 s = 15 s, but terminationGracePeriod is 14 s
  fix: leave it out (15 s is derived) or shorten the task`,
  },
  {
    what: 'a max-ack-pending one too low',
    problems: (messages) => written({ [`${SEARCH}.consumes.maxAckPending`]: messages }),
    inside: 300,
    outside: 299,
    text: `tenants.acme.agents.product-search.consumes.maxAckPending
  max-ack-pending: the consumer delivers 299 messages at most, 30 replicas × concurrency 10 work on 300
  fix: set max_ack_pending of the consumer to 375, or lower maxReplicas`,
  },
  {
    what: 'a disruption budget that blocks the drain',
    problems: (pods) => inDataFile('replicas: 3', `minAvailable: ${pods}`),
    inside: 2,
    outside: 3,
    text: `pools.shared-tenants.agents.coordinator.minAvailable   tenants/swarm/shared-tenants.yaml:24
  pdb-progress: minAvailable 3 keeps 3 of 3 pods: a drain may take 0 and needs 1
  fix: leave minAvailable out: maxUnavailable 1 takes its place`,
  },
  {
    what: 'a disruption budget that blocks the drain at the least count of an autoscaler',
    problems: (pods) => written({ [`${SEARCH}.minAvailable`]: pods }),
    inside: 1,
    outside: 2,
    text: `tenants.acme.agents.product-search.minAvailable
  pdb-progress: minAvailable 2 keeps 2 of 2 pods: a drain may take 0 and needs 1
  fix: leave minAvailable out: maxUnavailable 1 takes its place`,
  },
  {
    // 2 pods of the pooler and 1 more while they are rolled out, × 10 connections × (1 tenant + the pooler's own look-ups), + 3 + 5
    what: 'a connection too many',
    problems: (connections) => written({ 'services.postgres.maxConnections': connections }),
    inside: 68,
    outside: 67,
    text: `services.postgres.pooler.poolSize
  connections: 60 connections at the peak + 8 reserved = 68, but max_connections is 67
  fix: lower the pools, put a pooler in front, or raise max_connections to 68 and the memory with it`,
  },
  {
    // acme 384Mi, the pool 320Mi of tasks and as much of results, each in three copies; nine tenths of a disk, in whole Mi
    what: 'streams larger than the disks',
    problems: (mi) => written({ 'services.nats.disk': `${mi}Mi` }),
    inside: 1138,
    outside: 1137,
    text: `services.nats.accounts
  bus-streams: streams take 3Gi of file with all copies, but 3 servers × 1023Mi = 3069Mi
  fix: lower max_bytes, or enlarge the servers`,
  },
  {
    // 3 × 650m of the bus, 2 × 600m of the memory, 3 × 1000m and 3 × 250m of the database, 2 × 3 × 500m of the gateways;
    // 2 of 3 nodes of 3920m, less a tenth
    what: 'shared services without a node to spare',
    problems: (nodes) => written({ 'nodePools.platform.max': nodes }),
    inside: 4,
    outside: 3,
    text: `nodePools.platform
  platform-nodes: shared services at their rollout peak ask for 9930m of CPU, but 2 of 3 nodes give 7056m
  fix: raise max of 'platform' to 4, or lower sizes or counts of the services`,
  },
  {
    // 10 million of the provider less a tenth, less 4 million of the pool
    what: 'a budget over the provider’s',
    problems: (tokens) => written({ 'tenants.0.budget.perMinute': tokens }),
    inside: 5_000_000,
    outside: 5_000_001,
    text: `services.llmGateway
  provider-budget: all tenants have 9000001 tokens in a minute, the provider admits 10000000, without 10 % reserve and times 1 that is 9000000
  fix: give tenants 1 less, or declare an oversubscription of 1.01`,
  },
  {
    what: 'an agent for whom a person waits, scaled to zero',
    problems: (min) => written({ [`${SEARCH}.interactive`]: true, 'scale.acme.product-search.min': min }),
    inside: 1,
    outside: 0,
    text: `scale.acme.product-search.min
  scale-to-zero: is 0, but a person waits for the answer (interactive)
  fix: keep at least 1 replica`,
  },
  {
    what: 'a schedule that never fires',
    problems: (day) => written({ 'tenants.0.batch.nightly-report.schedule': `0 3 ${day} 2 *` }),
    inside: 29,
    outside: 30,
    text: `tenants.acme.batch.nightly-report.schedule
  cron: never fires, got '0 3 30 2 *'
  fix: name a day that exists`,
  },
];

describe.each(REFUSALS)('$what', ({ problems, inside, outside, text }) => {
  test(`is rendered at ${inside}, the last value that holds`, () => {
    expect(problems(inside).map(describeProblem)).toEqual([]);
  });

  test(`fails at ${outside} with the rule, both numbers and the fix, and nothing else`, () => {
    expect(problems(outside).map(describeProblem)).toEqual([text]);
  });
});
