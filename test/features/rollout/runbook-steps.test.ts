import type { QueueSwitch } from '../../../src/features/bus/queue-versions';
import { rolloutRunbook, type RunbookAgent, type ServingRunbook } from '../../../src/features/rollout/runbook';

const HOME = { tenant: 'acme', namespace: 'tenant-acme', owner: 'team-acme' };

const queue = (queueSwitch: QueueSwitch, windowS = 900): RunbookAgent => ({
  ...HOME,
  agent: 'search',
  rollout: {
    kind: 'queue',
    switch: queueSwitch,
    account: 'shop',
    stream: 'TASKS',
    consumer: 'finder',
    image: 'registry.example.com/search:1',
    windowS,
    leastTasks: 120,
  },
});
const serving = (rollout: Partial<ServingRunbook> = {}): RunbookAgent => ({
  ...HOME,
  agent: 'chat',
  rollout: { kind: 'canary', port: 8081, weight: 10, windowS: 900, manualPromotion: false, ...rollout },
});

const CANARY: QueueSwitch = { kind: 'canary', weight: 10 };
const blueGreen = (active: 'blue' | 'green' | 'none', exclusive = false): QueueSwitch => ({ kind: 'blue-green', active, exclusive });

const linesOf = (...agents: RunbookAgent[]): string[] => (rolloutRunbook('prod', agents) ?? '').split('\n');

/** The commands of every step of a part, in the order of the steps. */
function commandsOf(one: RunbookAgent, part: string): string[][] {
  const lines = linesOf(one);
  const from = lines.indexOf(`### ${part}`) + 1;
  const next = lines.findIndex((line, index) => index >= from && line.startsWith('### '));
  const steps: string[][] = [];
  for (const line of lines.slice(from, next === -1 ? undefined : next)) {
    if (/^\d+\. /.test(line)) steps.push([]);
    else if (line.startsWith('   ') && !line.includes('```')) steps.at(-1)?.push(line.trim());
  }
  return steps;
}

const EVERYBODY: readonly (readonly [string, RunbookAgent])[] = [
  ['a canary', serving()],
  ['a switch', serving({ kind: 'blue-green' })],
  ['a switch by a person', serving({ kind: 'blue-green', manualPromotion: true })],
  ['a queue canary', queue(CANARY)],
  ['a queue switch', queue(blueGreen('blue'))],
  ['an exclusive queue switch', queue(blueGreen('blue', true))],
];

test.each(EVERYBODY)('of %s every step and bullet says something, and steps count from 1 in each part', (_, one) => {
  const lines = linesOf(one);
  expect(lines.filter((line) => /^(\d+\.|-|#+) *$|\| *\||undefined|NaN/.test(line))).toEqual([]);
  const [, ...parts] = lines.join('\n').split('\n### ');
  const counted = parts.map((part) => [...part.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number)));
  for (const numbers of counted) expect(numbers).toEqual(numbers.map((_number, index) => index + 1));
});

test.each(EVERYBODY)('of %s headings and blocks of commands stand between empty lines', (_, one) => {
  const lines = linesOf(one);
  const before = lines.flatMap((line, index) => (/^#{2,3} | {3}```sh$/.test(line) ? [lines[index - 1]] : []));
  const after = lines.flatMap((line, index) => (/^#{1,3} |^ {3}```$/.test(line) ? [lines[index + 1]] : []));
  expect([...new Set([...before, ...after])]).toEqual(['']);
  // a step without commands has no block
  expect(lines.filter((line, index) => line === '   ```sh' && lines[index + 1] === '   ```')).toEqual([]);
  // never two, but where a block ends a part
  expect(lines.filter((line, index) => line === '' && lines[index + 1] === '' && lines[index - 1] !== '   ```')).toEqual([]);
});

test('the document begins with what it is for and ends with one line break; a Rollout has one part more than a queue', () => {
  const lines = linesOf(serving(), queue(CANARY));
  expect(lines.slice(0, 2)).toEqual(['# New versions in prod', '']);
  expect(lines.slice(2, 4)).toEqual([
    expect.stringMatching(/^A change is made in the data/),
    expect.stringMatching(/^A step is done when/),
  ]);
  expect(lines.slice(6, 11)).toEqual([
    '',
    '| tenant | agent | way | now |',
    '|---|---|---|---|',
    '| acme | chat | canary | a new version gets 10 % for 15 min, then all |',
    '| acme | search | queue canary | 10 % of new messages go to search-next, the others to search |',
  ]);
  expect(lines.filter((line) => line.startsWith('#'))).toEqual([
    '# New versions in prod',
    '## acme / chat: canary',
    '### Coming from a rolling agent, once',
    '### Promote',
    '### Roll back',
    '### Who acts',
    '## acme / search: queue canary',
    '### Promote',
    '### Roll back',
    '### Who acts',
  ]);
  expect(lines.slice(-2)).toEqual(['- On call: team-acme.', '']);
  // three bullets of Argo Rollouts or two alerts, and who is called
  expect(lines.filter((line) => line.startsWith('- '))).toHaveLength(3 + 1 + 2 + 1);
});

test.each([
  [serving({ weight: 25, windowS: 90 }), 'canary', 'a new version gets 25 % for 90 s, then all'],
  [serving({ kind: 'blue-green' }), 'blue-green', 'a new version takes over as soon as it is ready'],
  [serving({ kind: 'blue-green', manualPromotion: true }), 'blue-green', 'a new version waits for a person'],
  [queue({ kind: 'canary', weight: 0 }), 'queue canary', 'all new messages go to search'],
  [queue({ kind: 'canary', weight: 1 }), 'queue canary', '1 % of new messages go to search-next, the others to search'],
  [queue({ kind: 'canary', weight: 99 }), 'queue canary', '99 % of new messages go to search-next, the others to search'],
  [queue({ kind: 'canary', weight: 100 }), 'queue canary', 'all new messages go to search-next'],
  [queue(blueGreen('blue')), 'queue blue-green', 'all new messages go to search'],
  [queue(blueGreen('green')), 'queue blue-green', 'all new messages go to search-next'],
  [queue(blueGreen('blue', true)), 'queue blue-green, exclusive', 'all new messages go to search; search-next is to be paused'],
  [queue(blueGreen('none', true)), 'queue blue-green, exclusive', 'all new messages go to search-next; search-next is to be paused'],
  [queue(blueGreen('green', true)), 'queue blue-green, exclusive', 'all new messages go to search-next'],
])('what is on now (%#): %s', (one, way, now) => {
  const lines = linesOf(one);
  expect(lines).toContain(`| acme | ${one.agent} | ${way} | ${now} |`);
  expect(lines).toContain(`On now: ${now}. What is set below are keys of \`tenants.acme.agents.${one.agent}\` in the data.`);
});

const nats = (verb: string, name: string): string => `nats --context shop-provisioner consumer ${verb} TASKS ${name}`;
const [STABLE, NEXT] = [nats('info', 'finder'), nats('info', 'finder-next')];
const PAUSE = `${nats('pause', 'finder-next')} '2100-01-01 00:00:00' --force`;
const RESUME = `${nats('resume', 'finder-next')} --force`;
const rolled = (name: string): string => `kubectl rollout status deployment/${name} -n tenant-acme`;
const FINISH = [[rolled('search')], [NEXT], [], ['nats consumer rm TASKS finder-next']];

test.each([
  ['a canary', CANARY, [[rolled('search-next'), NEXT], [NEXT], [STABLE, NEXT], ...FINISH], [[NEXT], [rolled('search-next')], [NEXT]]],
  ['a switch', blueGreen('blue'), [[rolled('search-next'), NEXT], [STABLE, NEXT], ...FINISH], [[NEXT], [rolled('search-next')], [NEXT]]],
  [
    'an exclusive switch',
    blueGreen('blue', true),
    [[rolled('search-next'), NEXT], [PAUSE], [STABLE], [RESUME, NEXT], [], ...FINISH],
    [[PAUSE, NEXT], [rolled('search-next')], [RESUME, NEXT], [NEXT]],
  ],
] as const)('commands of the steps of %s of a queue', (_, queueSwitch, promote, rollBack) => {
  expect(commandsOf(queue(queueSwitch), 'Promote')).toEqual(promote);
  expect(commandsOf(queue(queueSwitch), 'Roll back')).toEqual(rollBack);
});

test.each([
  ['a canary', serving(), []],
  ['a switch', serving({ kind: 'blue-green' }), []],
  [
    'a switch by a person',
    serving({ kind: 'blue-green', manualPromotion: true }),
    [['kubectl port-forward service/chat-preview 8081 -n tenant-acme', 'kubectl argo rollouts promote chat -n tenant-acme']],
  ],
])('commands of the steps of %s of an agent that serves', (_, one, byPerson) => {
  const argo = (verb: string): string => `kubectl argo rollouts ${verb} chat -n tenant-acme`;
  const promote = commandsOf(one, 'Promote');
  expect(promote.slice(0, -1)).toEqual([[`${argo('get rollout')} --watch`], ...byPerson]);
  expect(promote.at(-1)).toEqual([argo('get rollout'), expect.stringMatching(/^kubectl get analysisruns -n tenant-acme --sort-by/)]);
  expect(commandsOf(one, 'Roll back')).toEqual([[argo('abort'), argo('get rollout')], [argo('status')], [`${argo('promote')} --full`]]);
});

test.each([
  [serving({ windowS: 600 }), 'The canary gets 10 % and is watched for 10 min; then it gets everything by itself.'],
  [
    serving({ kind: 'blue-green' }),
    'Once all new pods are ready, `chat` switches to them; they are watched for 15 min, while the old pods stay.',
  ],
  [
    serving({ kind: 'blue-green', manualPromotion: true }),
    'Once all new pods are ready and you have promoted them, `chat` switches to them; they are watched for 15 min',
  ],
  [serving(), 'until then the Rollout stays `Degraded` and holds the new version as what is wanted.\n'],
  [serving({ kind: 'blue-green' }), 'as what is wanted. Never retry: that promotes it.\n'],
  [serving(), 'set `image` back; the old version comes as a canary.'],
  [serving({ kind: 'blue-green' }), 'set `image` back; the old version comes by a switch.'],
  [serving({ kind: 'blue-green' }), '- An aborted Rollout does not try again by itself, and nobody may tell it to:'],
  [serving(), 'Healthy: `Status` goes from `Progressing` to `Healthy`, the newest AnalysisRun is `Successful` and has no message;'],
  [serving({ kind: 'blue-green' }), 'Healthy: the newest AnalysisRun is `Successful` and has no message;'],
  [queue(CANARY, 1000), 'Wait 1000 s and at least 120 tasks of search-next without an alert. `Last Delivered Message`'],
  [queue(blueGreen('blue'), 60), 'Wait 1 min and at least 120 tasks of search-next without an alert.\n'],
  [queue(blueGreen('blue', true), 60), '\n5. Wait 1 min and at least 120 tasks of search-next without an alert.\n'],
  [
    queue(CANARY),
    '`AgentCanaryErrors` (from 120 tasks in 15 min on) and `AgentCanaryRedeliveries`: search-next is worse than search. Roll back:',
  ],
  [queue(CANARY), '`AgentCanaryNoData`: search-next reports no finished task.'],
  [queue(CANARY), 'roll back: `rollout.weight: 0`.\n- On call'],
  [queue(blueGreen('blue')), 'roll back: `rollout.active: blue`.\n- On call'],
  [queue(blueGreen('blue', true)), 'roll back: the steps above.\n- On call'],
  [queue(CANARY), 'Set `rollout.weight: 0`. New messages go to search, now the new version; wait until search-next has neither'],
  [queue(blueGreen('blue')), 'Set `rollout.active: blue`. New messages go to search, now the new version;'],
  [
    queue(blueGreen('blue', true)),
    'Set `rollout.active: blue` and `rollout.exclusive: false`, so that what is left is finished. New messages go to search, now',
  ],
  [queue(CANARY), 'whoever may delete in account shop:\n'],
])('what people are told (%#)', (one, expected) => {
  expect(rolloutRunbook('prod', [one])).toContain(expected);
});

test('agents stand by tenant, and those of a tenant by name', () => {
  const of = (tenant: string, agent: string): RunbookAgent => ({ ...serving(), tenant, agent });
  const lines = linesOf(of('b', 'x'), of('a', 'z'), of('b', 'w'), of('a', 'y'));
  const order = ['a / y', 'a / z', 'b / w', 'b / x'];
  expect(lines.filter((line) => line.startsWith('## '))).toEqual(order.map((one) => `## ${one}: canary`));
  expect(lines.filter((line) => /^\| [ab] /.test(line)).map((line) => line.slice(2, 7))).toEqual(order.map((one) => one.replace('/', '|')));
});
