import { Duration } from 'cdk8s';
import { LlmCallerKeys } from '../../../constructs/llm/llm-caller-keys';
import type { LlmGatewayProps } from '../../../constructs/llm/llm-gateway-props';
import { PROPS } from '../../constructs/llm/llm-gateway-fixture';

/** Small budgets, in days and months only: no test runs over the end of a minute. */
export const BUDGETS = {
  limit: { perDay: 10_000, perMonth: 200_000 },
  oversubscription: 1.5,
  tenants: [
    {
      name: 'acme',
      namespace: 'tenant-acme',
      budget: { perDay: 500, perMonth: 10_000 },
      agents: [{ name: 'search', budget: { perDay: 200 } }, { name: 'answer' }],
    },
    {
      name: 'globex',
      namespace: 'tenant-globex',
      // all that passes
      budget: { perDay: 9000, perMonth: 180_000 },
      agents: [{ name: 'burst', budget: { perDay: 300 } }, { name: 'chat' }],
    },
    {
      name: 'shared',
      namespace: 'shared-tenants',
      budget: { perDay: 450, perMonth: 8000 },
      agents: [{ name: 'triage' }],
      members: [
        { name: 'initech', budget: { perDay: 150 } },
        { name: 'hooli', budget: { perDay: 200 } },
      ],
    },
  ],
};

export const CONTEXT = 100;
export const PARALLEL = 2;

/** The gateway of the test, with the keys of its cluster. */
export function gatewayProps(jwks: string): LlmGatewayProps {
  const { provider, callers } = PROPS;
  return {
    ...PROPS,
    ...BUDGETS,
    provider: { ...provider, models: provider.models.map((model) => ({ ...model, contextTokens: CONTEXT })) },
    callers: LlmCallerKeys.inline(callers.issuer, jwks),
    parallelRequests: PARALLEL,
    longestRequest: Duration.seconds(60),
  };
}
