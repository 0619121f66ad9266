import { CIDR, IMAGE } from '../../kernel/formats';
import { choice, duration, either, list, nested, number, object, percent, record, text, whole } from '../../kernel/schema';
import { EXTERNAL_SERVICE } from '../external/schema';
import { SERVICE_SIZE } from '../resources/schema';

/** Largest number that `limit.requests` takes: https://gateway.envoyproxy.io/docs/api/extension_types/#ratelimitvalue */
const TOKENS = { min: 1, max: 4_294_967_295 } as const;

export const TOKEN_BUDGET = object(
  'TokenBudget',
  'Tokens of requests and answers together that may be spent in a window; at least one window is given.',
  {
    perMinute: whole('Tokens a minute.', { otherwise: 'no bound in a minute', ...TOKENS }),
    perHour: whole('Tokens an hour.', { otherwise: 'no bound in an hour', ...TOKENS }),
    perDay: whole('Tokens a day, from midnight UTC.', { otherwise: 'no bound in a day', ...TOKENS }),
    perMonth: whole('Tokens in thirty days, which is what the gateway takes for a month.', {
      otherwise: 'no bound in a month',
      ...TOKENS,
    }),
  },
);

export const LLM_MODEL = object('LlmModelSpec', 'A model that agents may ask for.', {
  contextTokens: whole('Tokens of its context window: what one request and its answer take at most.', { min: 1, max: 100_000_000 }),
  usdPerMillionTokens: number('US dollars per million tokens, the dearer of input and output; at most six decimals.', {
    min: 0,
    max: 100_000,
  }),
});

export const LLM_PROVIDER = object('LlmProviderSpec', 'Who answers, and what it sells.', {
  schema: choice('What its API speaks.', ['OpenAI', 'Anthropic']),
  hostname: text('DNS name, e.g. `api.openai.com`.'),
  cidrs: list('Address ranges that the name resolves to.', text('', { format: CIDR })),
  models: record('Models by the name that requests have for them.', LLM_MODEL),
  limit: nested('What the provider admits, as the contract says.', TOKEN_BUDGET),
});

export const LLM_CALLERS = object(
  'LlmCallersSpec',
  'By which keys the cluster signs the tokens of service accounts: `jwks`, or `jwksUri` and `cidrs`.',
  {
    issuer: text('`--service-account-issuer` of the API server.'),
    jwksUri: text('`https://…` of the key set, where keys change by themselves, e.g. EKS.', { optional: true }),
    cidrs: list('Address ranges of that host.', text('', { format: CIDR }), { optional: true }),
    jwks: text('The key set, as `kubectl get --raw /openid/v1/jwks` prints it.', { optional: true }),
  },
);

export const LLM_GATEWAY = object(
  'LlmGatewaySpec',
  'The gateway to language models, Envoy AI Gateway. Tenants and pools whose agents need `llm-gateway` must have a `budget`.',
  {
    ...SERVICE_SIZE.shape,
    provider: nested('Who answers, and what it sells.', LLM_PROVIDER),
    callers: nested('By which keys the cluster signs the tokens of service accounts.', LLM_CALLERS),
    reserve: percent(`Share of the provider's limit that is promised to no tenant and does not pass.`, { min: 0, max: 99, default: '10%' }),
    oversubscription: number('Ratio of promised tokens to what passes.', { default: 1, min: 1, max: 10 }),
    image: text('Envoy, by registry, tag and digest.', { format: IMAGE }),
    processorImage: text('External processor of the AI gateway, by registry, tag and digest.', { format: IMAGE }),
    gatewayClass: text('GatewayClass of Envoy Gateway.', { default: 'envoy' }),
    processor: nested(
      `How large the processor is that runs beside Envoy in each pod; the gateway's own size is Envoy's, by default 'large'.`,
      SERVICE_SIZE,
      { otherwise: `{ size: 'medium' }` },
    ),
    longestRequest: duration('Longest that an answer takes, at most an hour.', { default: '5m' }),
    replicas: whole('Proxies.', { default: 2, min: 2, max: 100 }),
    parallelRequests: whole('Requests that one proxy has open at the provider.', { default: 16, min: 1, max: 10_000 }),
  },
  [SERVICE_SIZE],
);

export const LLM_SERVICE_FORM = either(
  'LlmServiceSpec',
  'The gateway to language models: one that is rendered and counts tokens, or one that others run, which no token budget here bounds.',
  'external',
  object('', '', { external: nested('Where the gateway is that others run.', EXTERNAL_SERVICE) }),
  LLM_GATEWAY,
);
