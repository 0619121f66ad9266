import { leastTasks } from '../../src/features/rollout/compare';
import { type RunbookAgent, rolloutRunbook } from '../../src/features/rollout/runbook';
import type { AgentPlan } from '../../src/features/agent/plan';
import type { EnvironmentPlan } from '../../src/resolve/plan';

/** How new versions are promoted and rolled back, for people; `undefined` if every agent is just rolled. */
export function rolloutReport({ system, name, tenants }: EnvironmentPlan): string | undefined {
  const agents = tenants.flatMap(({ id, namespace, owner, agents: own }) =>
    own.flatMap((agent): RunbookAgent[] => {
      const rollout = runbookOf(id, agent);
      return rollout === undefined ? [] : [{ tenant: id, agent: agent.name, namespace, owner, rollout }];
    }),
  );
  return rolloutRunbook(`${system}/${name}`, agents);
}

function runbookOf(tenant: string, { rollout, consumes, image, port }: AgentPlan): RunbookAgent['rollout'] | undefined {
  switch (rollout.kind) {
    case 'rolling':
      return undefined;
    case 'canary':
      return { kind: 'canary', port, weight: rollout.weight, windowS: rollout.analysis.windowS, manualPromotion: false };
    case 'blue-green':
      return { kind: 'blue-green', port, weight: 100, windowS: rollout.analysis.windowS, manualPromotion: rollout.manualPromotion };
    case 'queue': {
      const { windowS } = rollout.analysis;
      return {
        kind: 'queue',
        switch: rollout.switch,
        account: tenant,
        stream: consumes?.stream ?? '',
        consumer: consumes?.consumer ?? '',
        image,
        windowS,
        leastTasks: leastTasks(rollout.analysis),
      };
    }
  }
}
