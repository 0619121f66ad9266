import { isExclusive, nextName, PAUSED_UNTIL, type QueueSwitch } from '../bus/queue-versions';
import { minutes, type QueueRunbook, type RunbookAgent, type RunbookStep, type RunbookSteps } from './runbook-steps';

/** How the second version of a queue worker is promoted and rolled back. */
export function queueSteps(one: RunbookAgent, rollout: QueueRunbook): RunbookSteps {
  return {
    ...wayOf(one, rollout),
    alerts: queueAlerts(one, rollout),
  };
}

function wayOf(one: RunbookAgent, rollout: QueueRunbook): Omit<RunbookSteps, 'alerts'> {
  switch (rollout.switch.kind) {
    case 'canary':
      return canarySteps(one, rollout);
    case 'blue-green':
      return blueGreenSteps(one, rollout);
  }
}

function canarySteps({ agent, namespace }: RunbookAgent, rollout: QueueRunbook): Omit<RunbookSteps, 'alerts'> {
  const next = nextName(agent);
  const look = commandsOf(rollout);
  const judged = `Wait ${minutes(rollout.windowS)} and at least ${rollout.leastTasks} tasks of ${next} without an alert`;
  return {
    promote: [
      {
        text: `Set \`rollout.image\` of ${agent} to the new version, with \`rollout.weight: 0\`. Stream and consumer are there before a message is sent their way: a mapping that came first would have publishers refused.`,
        commands: [rolledOut(next, namespace), look.next],
      },
      {
        text: `Set \`rollout.weight: 10\`. ${judged}. \`Last Delivered Message\` of the consumer moves on.`,
        commands: [look.next],
      },
      {
        text: `Set \`rollout.weight: 50\`, and the same again. Set \`rollout.weight: 100\`: ${agent} finishes what it has.`,
        commands: [look.stable, look.next],
      },
      ...finish(agent, namespace, rollout, '`rollout.weight: 0`'),
    ],
    rollBack: [
      {
        text: `Set \`rollout.weight: 0\`. New messages go to ${agent} as soon as the servers have read it, within two minutes; no client is disconnected. ${next} finishes what it has.`,
        commands: [look.next],
      },
      ...drainWithOld(agent, namespace, rollout),
    ],
  };
}

function blueGreenSteps({ agent, namespace }: RunbookAgent, rollout: QueueRunbook): Omit<RunbookSteps, 'alerts'> {
  const next = nextName(agent);
  const look = commandsOf(rollout);
  const exclusive = isExclusive(rollout.switch);
  const prepare: RunbookStep = {
    text: `Set \`rollout.image\` of ${agent} to the new version, with \`rollout.active: blue\`.`,
    commands: [rolledOut(next, namespace), look.next],
  };
  const judged = `Wait ${minutes(rollout.windowS)} and at least ${rollout.leastTasks} tasks of ${next} without an alert.`;
  const toBlue = exclusive
    ? '`rollout.active: blue` and `rollout.exclusive: false`, so that what is left is finished'
    : '`rollout.active: blue`';
  return {
    promote: [
      prepare,
      ...(exclusive
        ? [
            {
              text: `\`${look.next}\` shows \`Paused Until\` with what remains. A consumer that was left by an earlier rollout does not: pause it. This changes the bus; NACK pauses a consumer only when it makes it:`,
              commands: [look.pause],
            },
            {
              text: `Set \`rollout.active: none\`. New messages wait for ${next}, ${agent} finishes what it has: wait until it has neither \`Outstanding Acks\` nor \`Unprocessed Messages\`.`,
              commands: [look.stable],
            },
            {
              text: `Set \`rollout.active: green\`, and resume the consumer. This changes the bus; no change of the data resumes it:`,
              commands: [look.resume, look.next],
            },
            { text: judged },
          ]
        : [
            {
              text: `Set \`rollout.active: green\`. All new messages go to ${next}; ${agent} finishes what it has, so that both are at work for a moment. ${judged}`,
              commands: [look.stable, look.next],
            },
          ]),
      ...finish(agent, namespace, rollout, toBlue),
    ],
    rollBack: exclusive
      ? [
          {
            text: `Set \`rollout.active: none\` and pause ${next}. This changes the bus; what it has begun it finishes:`,
            commands: [look.pause, look.next],
          },
          {
            text: `Once it has no \`Outstanding Acks\`, set \`rollout.image\` to \`${rollout.image}\`, the version before: it takes what has been waiting.`,
            commands: [rolledOut(next, namespace)],
          },
          { text: `Set \`rollout.active: green\` and resume. This changes the bus:`, commands: [look.resume, look.next] },
          { text: `Set ${toBlue}; when nothing is left, set \`rollout.kind: rolling\`.`, commands: [look.next] },
        ]
      : [
          {
            text: `Set \`rollout.active: blue\`. New messages go to ${agent} as soon as the servers have read it, within two minutes; no client is disconnected. ${next} finishes what it has.`,
            commands: [look.next],
          },
          ...drainWithOld(agent, namespace, rollout),
        ],
  };
}

/** The new image becomes that of the agent, and the second version is removed. */
function finish(agent: string, namespace: string, rollout: QueueRunbook, back: string): RunbookStep[] {
  const look = commandsOf(rollout);
  return [
    {
      text: `Finish: set \`image\` of ${agent} to that of \`rollout.image\` while it gets no new messages.`,
      commands: [rolledOut(agent, namespace)],
    },
    {
      text: `Set ${back}. New messages go to ${agent}, now the new version; wait until ${nextName(agent)} has neither \`Outstanding Acks\` nor \`Unprocessed Messages\`.`,
      commands: [look.next],
    },
    {
      text: `Set \`rollout.kind: rolling\` and leave the rest of \`rollout\` out: ${nextName(agent)} goes. Not earlier: what it had left would never be taken.`,
    },
    {
      text: `The consumer stays on the bus, because what makes it may not delete it. There is room for it and the next rollout takes it over, so that this can be left out; whoever may delete in account ${rollout.account}:`,
      commands: [`nats consumer rm ${rollout.stream} ${nextName(rollout.consumer)}`],
    },
  ];
}

function drainWithOld(agent: string, namespace: string, rollout: QueueRunbook): RunbookStep[] {
  const look = commandsOf(rollout);
  return [
    {
      text: `If it cannot finish: set \`rollout.image\` to \`${rollout.image}\`, the version before, which then finishes for it.`,
      commands: [rolledOut(nextName(agent), namespace)],
    },
    {
      text: `When it has neither \`Outstanding Acks\` nor \`Unprocessed Messages\`: mend the new version, or set \`rollout.kind: rolling\`.`,
      commands: [look.next],
    },
  ];
}

function queueAlerts({ agent }: RunbookAgent, { switch: queueSwitch, leastTasks, windowS }: QueueRunbook): string[] {
  const back = backOf(queueSwitch);
  const next = nextName(agent);
  return [
    `\`AgentCanaryErrors\` (from ${leastTasks} tasks in ${minutes(windowS)} on) and \`AgentCanaryRedeliveries\`: ${next} is worse than ${agent}. Roll back: ${back}. Nothing does it by itself.`,
    `\`AgentCanaryNoData\`: ${next} reports no finished task. Look at its pods and its consumer; if that takes longer than a few minutes, roll back: ${back}.`,
  ];
}

/** The change that rolls back. */
function backOf(queueSwitch: QueueSwitch): string {
  switch (queueSwitch.kind) {
    case 'canary':
      return '`rollout.weight: 0`';
    case 'blue-green':
      return isExclusive(queueSwitch) ? 'the steps above' : '`rollout.active: blue`';
  }
}

/** The consumers of both versions, as the account’s provisioner. */
function commandsOf({ account, stream, consumer }: QueueRunbook) {
  const nats = (verb: string, name: string): string => `nats --context ${account}-provisioner consumer ${verb} ${stream} ${name}`;
  const next = nextName(consumer);
  return {
    stable: nats('info', consumer),
    next: nats('info', next),
    pause: `${nats('pause', next)} '${PAUSED_UNTIL.slice(0, 19).replace('T', ' ')}' --force`,
    resume: `${nats('resume', next)} --force`,
  };
}

function rolledOut(workload: string, namespace: string): string {
  return `kubectl rollout status deployment/${workload} -n ${namespace}`;
}
