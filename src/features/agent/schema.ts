import { IMAGE } from '../../kernel/formats';
import { choice, duration, flag, list, nested, number, object, settings, share, text, whole } from '../../kernel/schema';
import { OBJECTS, PATCHES } from '../objects/schema';
import { AROUND, PROGRAM, SERVED } from '../container/schema';
import { POD_RESOURCES, REPLICAS, REQUESTS } from '../resources/schema';
import { CONSUMES } from '../bus/schema';
import { TOKEN_BUDGET } from '../llm/schema';
import { EXTERNAL_HOST } from '../network/schema';
import { SCALING } from '../scaling/schema';
import { RATE, ROLLOUT } from '../rollout/schema';
import { RESOURCE_CLASS_NAMES } from '../resources/resource-class';
import { AGENT_CALLERS } from '../services/places';
import { DEPENDENCIES } from '../table/table';

/** A word by which an agent says that it needs a service. */
export const NEED = choice(
  'What an agent may declare to need. `tools` are reached over the bus and open no connection of their own.',
  DEPENDENCIES,
  { type: 'Dependency' },
);

export const TASK = object('TaskSpec', 'Time one task takes, measured under load.', {
  p50: duration("Median, e.g. `'800ms'`."),
  p99: duration('99th percentile; grace period and ack wait are derived from it. At least p50.'),
  mean: duration('Mean; service rate = concurrency ÷ mean.', { otherwise: 'p50' }),
  concurrency: whole('Tasks one replica works on at a time.', { default: 1, min: 1, max: 1000 }),
});

export const AGENT = object('AgentSpec', 'One agent, as written.', {
  image: text('Image by registry, tag and digest.', { format: IMAGE }),
  ...PROGRAM,
  ...SERVED,
  ...AROUND,
  size: choice('Resource class. Not beside `resources`.', RESOURCE_CLASS_NAMES, {
    type: 'ResourceClass',
    default: 'small',
  }),
  resources: nested('Resources that no class has. Not beside `size`.', POD_RESOURCES, { optional: true }),
  requests: nested(
    'What its pods are promised on their nodes, where that is less than what `size` or `resources` let them use: nodes are counted by it, and scaling by CPU or memory.',
    REQUESTS,
    { otherwise: 'all that they may use' },
  ),
  task: nested('How long one task takes.', TASK),
  baseRate: number('Requests or messages per second on an ordinary day.', {
    plain: true,
    ...RATE,
    otherwise: 'unknown: nothing is derived from it',
  }),
  interactive: flag('A person waits for the answer: never scaled to zero, higher priority.', { plain: true, default: false }),
  servesTo: list('Who calls it over HTTP; a Service is rendered.', choice('', AGENT_CALLERS, { type: 'Caller' }), {
    otherwise: 'no caller: no Service',
  }),
  consumes: nested('Queue it works on.', CONSUMES, { otherwise: 'it consumes nothing' }),
  publishes: list('Subjects it publishes to.', text(), { otherwise: 'none' }),
  needs: list('Platform services it reaches.', NEED, {
    otherwise: 'none: DNS only',
  }),
  budget: nested('Tokens that it may spend at the LLM gateway, at most what its tenant or pool has.', TOKEN_BUDGET, {
    otherwise: `the tenant's or pool's alone bounds it`,
  }),
  calls: list(
    'Other agents of its tenant that it calls over HTTP: the way is opened at both ends, and `calls` of its configuration file says where they are.',
    text(),
    { otherwise: 'none' },
  ),
  hosts: list('Hosts outside the cluster that it reaches.', EXTERNAL_HOST, { otherwise: 'none' }),
  replicas: whole('Fixed count. Not beside `scaling`.', REPLICAS),
  scaling: nested('Not beside `replicas`.', SCALING, { optional: true }),
  naksOnSigterm: flag('On SIGTERM it hands unfinished messages back. If not, the grace period must reach the ack wait.', {
    plain: true,
    default: true,
  }),
  terminationGracePeriod: duration('Time from the signal to stop until a pod is killed.', { otherwise: 'preStop + p99 + margin' }),
  rollout: nested('How a new version replaces the old one.', ROLLOUT, { otherwise: `{ kind: 'rolling' }` }),
  minAvailable: share(
    'Pods that the drain of a node must leave, or a share of them, rounded up; refused if at any count it lets none go.',
    { type: 'PodShare', min: 0, otherwise: 'all but one' },
  ),
  nodePool: text('Node pool it runs on.', { default: 'agents' }),
  settings: settings(`Further settings, rendered into the agent's configuration file. No credentials.`, { otherwise: 'none' }),
  objects: OBJECTS,
  patches: PATCHES,
});
