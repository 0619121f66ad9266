import type { QueueSwitch } from '../../../src/features/bus/queue-versions';
import { type QueueRunbook, rolloutRunbook, type RunbookAgent, type ServingRunbook } from '../../../src/features/rollout/runbook';

const queue = (queueSwitch: QueueSwitch, agent = 'search'): RunbookAgent => ({
  tenant: 'acme',
  agent,
  namespace: 'tenant-acme',
  owner: 'team-acme',
  rollout: {
    kind: 'queue',
    switch: queueSwitch,
    account: 'acme',
    stream: 'TASKS',
    consumer: agent,
    image: 'registry.example.com/search:1',
    windowS: 900,
    leastTasks: 120,
  } satisfies QueueRunbook,
});

const serving = (rollout: Partial<ServingRunbook> = {}): RunbookAgent => ({
  tenant: 'acme',
  agent: 'coordinator',
  namespace: 'tenant-acme',
  owner: 'team-acme',
  rollout: { kind: 'canary', port: 8080, weight: 10, windowS: 900, manualPromotion: false, ...rollout },
});

const canary: QueueSwitch = { kind: 'canary', weight: 10 };
const blueGreen = (active: 'blue' | 'green' | 'none', exclusive = false): QueueSwitch => ({ kind: 'blue-green', active, exclusive });

/** Numbered steps of one part of the only section, without their commands. */
function steps(one: RunbookAgent, part: 'Promote' | 'Roll back'): string[] {
  const [, after = ''] = (rolloutRunbook('prod', [one]) ?? '').split(`### ${part}\n`);
  const [text = ''] = after.split('\n### ');
  return text.split('\n').filter((line) => /^\d+\. /.test(line));
}

/** What a step sets, in order. */
const changes = (one: RunbookAgent, part: 'Promote' | 'Roll back'): string[] =>
  steps(one, part).flatMap((line) =>
    [...line.matchAll(/`(rollout\.[a-z]+: [a-z0-9]+|image|rollout\.image)`/g)].map(([, change = '']) => change),
  );

const commands = (one: RunbookAgent): string[] =>
  [...(rolloutRunbook('prod', [one]) ?? '').matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block
      .trim()
      .split('\n')
      .map((line) => line.trim()),
  );

test('nobody who is not just rolled: no document', () => {
  expect(rolloutRunbook('prod', [])).toBeUndefined();
});

test('says first who is there and what is on, by tenant and agent, whatever the order it is given in', () => {
  const other = { ...queue(canary), tenant: 'globex' };
  const given = [other, serving(), queue(blueGreen('none', true), 'rank'), queue(canary)];
  const text = rolloutRunbook('prod', given);
  expect(rolloutRunbook('prod', [...given].reverse())).toBe(text);
  expect(text?.split('\n').filter((line) => line.startsWith('| acme') || line.startsWith('| globex'))).toEqual([
    '| acme | coordinator | canary | a new version gets 10 % for 15 min, then all |',
    '| acme | rank | queue blue-green, exclusive | all new messages go to rank-next; rank-next is to be paused |',
    '| acme | search | queue canary | 10 % of new messages go to search-next, the others to search |',
    '| globex | search | queue canary | 10 % of new messages go to search-next, the others to search |',
  ]);
});

test('a queue canary is promoted by its weight, from 0 on, and finished only when nothing is left', () => {
  expect(changes(queue(canary), 'Promote')).toEqual([
    'rollout.image',
    'rollout.weight: 0',
    'rollout.weight: 10',
    'rollout.weight: 50',
    'rollout.weight: 100',
    'image',
    'rollout.image',
    'rollout.weight: 0',
    'rollout.kind: rolling',
  ]);
  expect(steps(queue(canary), 'Promote')[1]).toContain('Wait 15 min and at least 120 tasks of search-next without an alert');
});

test('a queue canary is rolled back by weight 0, and what a broken version has left by the image before', () => {
  expect(changes(queue(canary), 'Roll back')).toEqual(['rollout.weight: 0', 'rollout.image', 'rollout.kind: rolling']);
  expect(steps(queue(canary), 'Roll back')[1]).toContain('`registry.example.com/search:1`');
});

test('versions that exclude each other go over none, and a person pauses and resumes', () => {
  const one = queue(blueGreen('blue', true));
  expect(changes(one, 'Promote')).toEqual([
    'rollout.image',
    'rollout.active: blue',
    'rollout.active: none',
    'rollout.active: green',
    'image',
    'rollout.image',
    'rollout.active: blue',
    'rollout.exclusive: false',
    'rollout.kind: rolling',
  ]);
  expect(changes(one, 'Roll back')[0]).toBe('rollout.active: none');
  const nats = 'nats --context acme-provisioner consumer';
  expect(commands(one)).toEqual(
    expect.arrayContaining([`${nats} pause TASKS search-next '2100-01-01 00:00:00' --force`, `${nats} resume TASKS search-next --force`]),
  );
  expect(commands(queue(blueGreen('blue'))).filter((line) => /pause|resume/.test(line))).toEqual([]);
});

test('blue-green is switched and switched back by one word', () => {
  expect(changes(queue(blueGreen('blue')), 'Promote')).toEqual([
    'rollout.image',
    'rollout.active: blue',
    'rollout.active: green',
    'image',
    'rollout.image',
    'rollout.active: blue',
    'rollout.kind: rolling',
  ]);
  expect(changes(queue(blueGreen('green')), 'Roll back')[0]).toBe('rollout.active: blue');
});

test('an agent that serves is looked at, promoted and aborted by Argo Rollouts’ own commands', () => {
  const argo = (verb: string) => `kubectl argo rollouts ${verb} coordinator -n tenant-acme`;
  expect(commands(serving())).toEqual([
    // once, coming from a Deployment, whose pods would go too early
    'kubectl annotate deployment coordinator -n tenant-acme kustomize.toolkit.fluxcd.io/prune=disabled argocd.argoproj.io/sync-options=Prune=false',
    argo('status'),
    'kubectl delete deployment coordinator -n tenant-acme',
    `${argo('get rollout')} --watch`,
    argo('get rollout'),
    // an analysis that was ended early is `Successful` too, and only its message tells
    'kubectl get analysisruns -n tenant-acme --sort-by=.metadata.creationTimestamp -o custom-columns=NAME:.metadata.name,PHASE:.status.phase,MESSAGE:.status.message',
    argo('abort'),
    argo('get rollout'),
    argo('status'),
    `${argo('promote')} --full`,
  ]);
  expect(commands(serving({ kind: 'blue-green', manualPromotion: true }))).toContain(argo('promote'));
  expect(commands(serving({ kind: 'blue-green' }))).not.toContain(argo('promote'));
});

test('a rejected switch is never retried, which would promote it unwatched; a canary may be, and is judged anew', () => {
  const of = (kind: ServingRunbook['kind']): string => rolloutRunbook('prod', [serving({ kind })]) ?? '';
  expect(of('blue-green')).not.toContain('kubectl argo rollouts retry');
  expect(of('blue-green')).toContain('Never retry: that promotes it.');
  expect(of('canary')).toContain(
    '`kubectl argo rollouts retry rollout coordinator -n tenant-acme` begins again with the first step, and judges anew',
  );
});

test('names the tools that its commands need, and the place of the keys that are set', () => {
  const [plugin, client] = ['`kubectl argo rollouts` is a plugin', '`nats` is the client'];
  const tools = (agents: readonly RunbookAgent[]): string[] => {
    const text = rolloutRunbook('prod', agents) ?? '';
    return [plugin, client].filter((tool) => text.includes(tool));
  };
  expect([tools([serving()]), tools([queue(canary)]), tools([serving(), queue(canary)])]).toEqual([[plugin], [client], [plugin, client]]);
  expect(rolloutRunbook('prod', [serving()])).toContain('keys of `tenants.acme.agents.coordinator` in the data');
});

test.each([
  [queue(canary), 'Roll back: `rollout.weight: 0`'],
  [queue(blueGreen('green')), 'Roll back: `rollout.active: blue`'],
  [queue(blueGreen('green', true)), 'Roll back: the steps above'],
  [serving(), 'Argo Rollouts judges and rolls back by itself'],
])('says who acts on what (%#)', (one, expected) => {
  const text = rolloutRunbook('prod', [one]);
  expect(text).toContain(expected);
  expect(text).toContain('- On call: team-acme.');
  for (const name of ['AgentCanaryErrors', 'AgentCanaryRedeliveries', 'AgentCanaryNoData']) {
    expect(text?.includes(name)).toBe(one.rollout.kind === 'queue');
  }
});
