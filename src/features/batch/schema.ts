import { CRON, IMAGE, TIME_ZONE } from '../../kernel/formats';
import { choice, duration, flag, list, nested, object, settings, text, whole } from '../../kernel/schema';
import { OBJECTS, PATCHES } from '../objects/schema';
import { AROUND, PROGRAM } from '../container/schema';
import { POD_RESOURCES, REQUESTS } from '../resources/schema';
import { NEED, TASK } from '../agent/schema';
import { CONSUMES } from '../bus/schema';
import { TOKEN_BUDGET } from '../llm/schema';
import { EXTERNAL_HOST } from '../network/schema';
import { RESOURCE_CLASS_NAMES } from '../resources/resource-class';

export const BATCH_AGENT = object(
  'BatchAgentSpec',
  'One agent that starts when there is work and ends with it, as written. It has exactly one of `schedule` and `consumes`.',
  {
    image: text('Image by registry, tag and digest.', { format: IMAGE }),
    ...PROGRAM,
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
    schedule: text('Five-field cron, e.g. `0 2 * * *`; refused if it never fires.', { format: CRON, optional: true }),
    timeZone: text('IANA time zone of the schedule.', { format: TIME_ZONE, default: 'UTC' }),
    overlap: choice(
      'What happens to a run that is due while the one before goes on: it is left out, or ends that one.',
      ['forbid', 'replace'],
      { default: 'forbid' },
    ),
    startingDeadline: duration('How late a scheduled run may still start: at least 10 s, less than the time to the next.', {
      otherwise: 'an hour, at most a quarter of that time',
    }),
    consumes: nested('Queue it works on; needs KEDA.', CONSUMES, { optional: true }),
    maxRunning: whole('Jobs at once, at most; required beside `consumes`.', { optional: true, min: 1, max: 1000 }),
    perJob: whole('Messages that one job takes before it ends; beside `consumes`.', { default: 1, min: 1, max: 1_000_000 }),
    naksOnSigterm: flag('On SIGTERM it hands unfinished messages back. If not, the grace period must reach the ack wait.', {
      default: true,
    }),
    interactive: flag('A person waits for the answer: refused, because a pod would have to start first.', { default: false }),
    retries: whole('Further attempts after one that failed; a pod that lost its node is no failure.', {
      min: 0,
      max: 10,
      otherwise: '2 on a schedule; 0 on a queue, which delivers again',
    }),
    deadline: duration('Time after which a job is ended: at least p99, less than the time to the next run.', {
      otherwise: 'time for all attempts, and before the next run',
    }),
    resumable: flag('It keeps what is done and goes on from there. If not, a task longer than the grace period is warned of.', {
      plain: true,
      default: false,
    }),
    terminationGracePeriod: duration('Time from the signal to stop until a pod is killed.', {
      otherwise: 'p99 + margin, at most what a spot node leaves: 110 s',
    }),
    publishes: list('Subjects it publishes to.', text(), { otherwise: 'none' }),
    needs: list('Platform services it reaches.', NEED, { otherwise: 'none: DNS only' }),
    budget: nested('Tokens that it may spend at the LLM gateway, at most what its tenant or pool has.', TOKEN_BUDGET, {
      otherwise: `the tenant's or pool's alone bounds it`,
    }),
    calls: list(
      'Other agents of its tenant that it calls over HTTP: the way is opened at both ends, and `calls` of its configuration file says where they are.',
      text(),
      { otherwise: 'none' },
    ),
    hosts: list('Hosts outside the cluster that it reaches.', EXTERNAL_HOST, { otherwise: 'none' }),
    nodePool: text('Node pool it runs on.', { default: 'batch' }),
    settings: settings(`Further settings, rendered into the agent's configuration file. No credentials.`, { otherwise: 'none' }),
    objects: OBJECTS,
    patches: PATCHES,
  },
);
