import { isExclusive, nextName, nextPaused, nextWeight, type QueueSwitch } from '../bus/queue-versions';
import { byText } from '../../kernel/order';
import { queueSteps } from './queue-runbook';
import { minutes, type RunbookAgent, type RunbookStep, type RunbookSteps, type ServingRunbook } from './runbook-steps';

export type { QueueRunbook, RunbookAgent, ServingRunbook } from './runbook-steps';

/**
 * For people, in Markdown: how each new version of one environment is promoted and rolled back, and who acts on what.
 *
 * @returns `undefined` if every agent has rolling updates
 */
export function rolloutRunbook(environment: string, agents: readonly RunbookAgent[]): string | undefined {
  if (agents.length === 0) return undefined;
  const sorted = [...agents].sort((a, b) => byText(a.tenant, b.tenant) || byText(a.agent, b.agent));
  const lines = [
    `# New versions in ${environment}`,
    '',
    'A change is made in the data, rendered, reviewed and merged; the commands below only look, unless they say otherwise.',
    'A step is done when its commands show what is written beside them, not before.',
    ...toolsOf(sorted),
    '',
    '| tenant | agent | way | now |',
    '|---|---|---|---|',
    ...sorted.map((one) => `| ${one.tenant} | ${one.agent} | ${wayOf(one)} | ${nowOf(one)} |`),
    ...sorted.flatMap(sectionOf),
  ];
  return `${lines.join('\n')}\n`;
}

/** What commands need beside kubectl. */
function toolsOf(agents: readonly RunbookAgent[]): string[] {
  const queues = agents.filter(({ rollout }) => rollout.kind === 'queue');
  return [
    ...(queues.length < agents.length
      ? [
          '`kubectl argo rollouts` is a plugin of kubectl, to be installed before it is needed: https://argo-rollouts.readthedocs.io/en/stable/installation/#kubectl-plugin-installation',
        ]
      : []),
    ...(queues.length > 0
      ? [
          '`nats` is the client of NATS, with a context for the provisioner of each account, to be installed before it is needed: https://github.com/nats-io/natscli',
        ]
      : []),
  ];
}

function sectionOf(one: RunbookAgent): string[] {
  const { tenant, agent, owner } = one;
  const { first, promote, rollBack, alerts } = stepsOf(one);
  return [
    '',
    `## ${tenant} / ${agent}: ${wayOf(one)}`,
    '',
    `On now: ${nowOf(one)}. What is set below are keys of \`tenants.${tenant}.agents.${agent}\` in the data.`,
    '',
    ...first,
    '### Promote',
    '',
    ...numbered(promote),
    '',
    '### Roll back',
    '',
    ...numbered(rollBack),
    '',
    '### Who acts',
    '',
    ...alerts.map((line) => `- ${line}`),
    `- On call: ${owner}.`,
  ];
}

/** The steps of an agent, and what comes first where a Rollout takes the place of a Deployment. */
function stepsOf(one: RunbookAgent): RunbookSteps & { readonly first: readonly string[] } {
  const { rollout } = one;
  switch (rollout.kind) {
    case 'queue':
      return { first: [], ...queueSteps(one, rollout) };
    case 'canary':
    case 'blue-green':
      return { first: takeOver(one), ...servingSteps(one, rollout) };
  }
}

/** An analysis that was ended early, by an abort for one, is `Successful` as well. */
function passed(): string {
  return 'the newest AnalysisRun is `Successful` and has no message; `Run Terminated` is one that was ended before it had judged.';
}

function analysisRuns(namespace: string): string {
  const columns = ['NAME:.metadata.name', 'PHASE:.status.phase', 'MESSAGE:.status.message'].join(',');
  return `kubectl get analysisruns -n ${namespace} --sort-by=.metadata.creationTimestamp -o custom-columns=${columns}`;
}

/** A Deployment that is deleted takes its pods along, before those of the Rollout are ready. */
function takeOver({ agent, namespace }: RunbookAgent): string[] {
  return [
    '### Coming from a rolling agent, once',
    '',
    ...numbered([
      {
        text: 'Before the change is merged, keep the Deployment from being pruned. This changes the cluster:',
        commands: [
          `kubectl annotate deployment ${agent} -n ${namespace} kustomize.toolkit.fluxcd.io/prune=disabled argocd.argoproj.io/sync-options=Prune=false`,
        ],
      },
      {
        text: 'Merge: the Rollout makes its pods beside those of the Deployment, and points the Services at its own once they are ready.',
        commands: [`kubectl argo rollouts status ${agent} -n ${namespace}`],
      },
      {
        text: 'When it says `Healthy`, delete the Deployment and its pods. This changes the cluster:',
        commands: [`kubectl delete deployment ${agent} -n ${namespace}`],
      },
    ]),
    '',
  ];
}

function numbered(steps: readonly RunbookStep[]): string[] {
  return steps.flatMap(({ text, commands = [] }, index) => [
    `${index + 1}. ${text}`,
    ...(commands.length === 0 ? [] : ['', '   ```sh', ...commands.map((command) => `   ${command}`), '   ```', '']),
  ]);
}

function wayOf({ rollout }: RunbookAgent): string {
  switch (rollout.kind) {
    case 'canary':
    case 'blue-green':
      return rollout.kind;
    case 'queue':
      return queueWayOf(rollout.switch);
  }
}

function queueWayOf(queueSwitch: QueueSwitch): string {
  switch (queueSwitch.kind) {
    case 'canary':
      return 'queue canary';
    case 'blue-green':
      return isExclusive(queueSwitch) ? 'queue blue-green, exclusive' : 'queue blue-green';
  }
}

function nowOf({ agent, rollout }: RunbookAgent): string {
  switch (rollout.kind) {
    case 'canary':
      return `a new version gets ${rollout.weight} % for ${minutes(rollout.windowS)}, then all`;
    case 'blue-green':
      return rollout.manualPromotion ? 'a new version waits for a person' : 'a new version takes over as soon as it is ready';
    case 'queue':
      return queueNowOf(agent, rollout.switch);
  }
}

function queueNowOf(agent: string, queueSwitch: QueueSwitch): string {
  const weight = nextWeight(queueSwitch);
  const share =
    weight === 0
      ? `all new messages go to ${agent}`
      : weight === 100
        ? `all new messages go to ${nextName(agent)}`
        : `${weight} % of new messages go to ${nextName(agent)}, the others to ${agent}`;
  return nextPaused(queueSwitch) ? `${share}; ${nextName(agent)} is to be paused` : share;
}

function servingSteps({ agent, namespace }: RunbookAgent, { kind, port, weight, windowS, manualPromotion }: ServingRunbook): RunbookSteps {
  const argo = (verb: string): string => `kubectl argo rollouts ${verb} ${agent} -n ${namespace}`;
  const look = argo('get rollout');
  const watched = (): string => {
    switch (kind) {
      case 'canary':
        return `The canary gets ${weight} % and is watched for ${minutes(windowS)}; then it gets everything by itself. Healthy: \`Status\` goes from \`Progressing\` to \`Healthy\`, ${passed()}`;
      case 'blue-green':
        return `Once all new pods are ready${manualPromotion ? ' and you have promoted them' : ''}, \`${agent}\` switches to them; they are watched for ${minutes(windowS)}, while the old pods stay. Healthy: ${passed()} \`Status\` is \`Healthy\` after a retry, too, of a version that was rejected.`;
    }
  };
  const promote: RunbookStep[] = [
    { text: `Set \`image\` of ${agent} to the new version.`, commands: [`${look} --watch`] },
    ...(manualPromotion
      ? [
          {
            text: `Try the new pods behind \`${agent}-preview\`, then promote. This changes the cluster:`,
            commands: [`kubectl port-forward service/${agent}-preview ${port} -n ${namespace}`, argo('promote')],
          },
        ]
      : []),
    { text: watched(), commands: [look, analysisRuns(namespace)] },
  ];
  const rollBack: RunbookStep[] = [
    {
      text: 'While the new version is watched: abort. This changes the cluster, and all requests go to the old version at once:',
      commands: [argo('abort'), look],
    },
    {
      text: `In any case, set \`image\` of ${agent} back: until then the Rollout stays \`Degraded\` and holds the new version as what is wanted.${kind === 'blue-green' ? ' Never retry: that promotes it.' : ''}`,
      commands: [argo('status')],
    },
    {
      text: `Already promoted: set \`image\` back; the old version comes ${kind === 'canary' ? 'as a canary' : 'by a switch'}. To have it at once, skip what is left. This changes the cluster:`,
      commands: [`${argo('promote')} --full`],
    },
  ];
  return {
    promote,
    rollBack,
    alerts: [
      'Argo Rollouts judges and rolls back by itself, also without any data; the person on call finds out why, and sets `image` back.',
      triedAgain(kind, argo('retry rollout')),
      'One version at a time: the next change waits until the Rollout is `Healthy` and the old pods are gone, else a third version waits for quota, and one whose pods still stand is switched to at once.',
    ],
  };
}

/** What Argo Rollouts 1.9 does, see `test/conformance/ecosystem/rollouts-retry.test.ts`: of a switch that has had its analysis it makes no other. */
function triedAgain(kind: ServingRunbook['kind'], retry: string): string {
  switch (kind) {
    case 'canary':
      return `An aborted Rollout does not try again by itself. \`${retry}\` begins again with the first step, and judges anew.`;
    case 'blue-green':
      return 'An aborted Rollout does not try again by itself, and nobody may tell it to: `retry` makes no new analysis and has the rejected version take over within seconds, whoever rejected it. To try the version again, set `image` back, wait until its pods are gone, and set it anew.';
  }
}
