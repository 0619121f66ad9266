import { App, Chart, Duration, Testing } from 'cdk8s';
import { LlmCallerKeys } from '../../../constructs/llm/llm-caller-keys';
import { LlmGateway } from '../../../constructs/llm/llm-gateway';
import type { LlmBudgetBasis, LlmGatewayProps } from '../../../constructs/llm/llm-gateway-props';

const DIGEST = `@sha256:${'0'.repeat(64)}`;

export const KEYS = JSON.stringify({ keys: [{ kty: 'RSA', kid: '1', alg: 'RS256', use: 'sig', n: 'AQAB', e: 'AQAB' }] });
export const ISSUER = 'https://kubernetes.default.svc';

export const BASIS: LlmBudgetBasis = {
  provider: {
    schema: 'OpenAI',
    hostname: 'api.openai.com',
    ranges: ['203.0.113.0/24'],
    models: [
      { name: 'gpt-4o-mini', contextTokens: 128_000, usdPerMillionTokens: 0.6 },
      { name: 'gpt-4o', contextTokens: 128_000, usdPerMillionTokens: 10 },
    ],
    storeKey: 'shop/prod/platform/llm',
  },
  callers: LlmCallerKeys.inline(ISSUER, KEYS),
  limit: { perMinute: 2_000_000 },
  tenants: [
    {
      name: 'acme',
      namespace: 'tenant-acme',
      budget: { perMinute: 500_000, perDay: 20_000_000 },
      agents: [{ name: 'search', budget: { perMinute: 200_000, perDay: 5_000_000 } }, { name: 'answer' }],
    },
    {
      name: 'shared',
      namespace: 'shared-tenants',
      budget: { perMinute: 400_000, perDay: 4_000_000 },
      agents: [{ name: 'triage' }],
      members: [
        { name: 'initech', budget: { perDay: 1_000_000 } },
        { name: 'hooli', budget: { perDay: 2_000_000 } },
      ],
    },
  ],
};

export const PROPS: LlmGatewayProps = {
  ...BASIS,
  gatewayClassName: 'envoy',
  secretStore: 'platform',
  image: `registry.example.com/platform/envoy:1.39.0${DIGEST}`,
  processorImage: `registry.example.com/platform/ai-gateway-extproc:1.1.0${DIGEST}`,
  longestRequest: Duration.minutes(5),
};

export interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels: Record<string, string> };
  readonly spec: Record<string, unknown>;
  readonly data?: Record<string, string>;
}

export function rendered(props: Partial<LlmGatewayProps> = {}): Rendered[] {
  const chart = new Chart(new App(), 'platform', { disableResourceNameHashes: true });
  new LlmGateway(chart, 'LlmGateway', { ...PROPS, ...props });
  return Testing.synth(chart) as Rendered[];
}

export function of(kind: string, objects = rendered()): Rendered {
  const found = objects.filter((object) => object.kind === kind);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} objects of kind ${kind}`);
  return found[0];
}
