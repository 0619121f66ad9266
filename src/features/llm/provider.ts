import { isDnsName } from '../../kernel/names';
import type { Problems, Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { checkPrice } from './bound';
import { LLM_MODEL } from './schema';

/** Rows of one rule of the HTTPRoute that the AI gateway makes; its own kind would take 128: https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule */
const MAX_MODELS = 64;

/**
 * Rule `hostname`: a certificate and a route hold for a DNS name, and nothing else can be matched.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/
 */
export function checkProviderHost(hostname: unknown): Violation | undefined {
  if (typeof hostname === 'string' && isDnsName(hostname) && hostname.includes('.')) return undefined;
  return { rule: 'hostname', problem: `must be a DNS name, got ${shown(hostname)}`, fix: `write 'api.openai.com'` };
}

/**
 * Rule `egress-empty`: a host without ranges cannot be reached, and an empty list in a NetworkPolicy opens every address.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
 */
export function checkRanges(count: number, what: string): Violation | undefined {
  if (count > 0) return undefined;
  return { rule: 'egress-empty', problem: `no range is given, so ${what} cannot be reached`, fix: 'give at least one range' };
}

/**
 * Rule `models`: a route takes a limited number of rules, and one without a model serves nothing.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/
 */
export function checkModelCount(count: number): Violation | undefined {
  if (count >= 1 && count <= MAX_MODELS) return undefined;
  return { rule: 'models', problem: `must be 1 to ${MAX_MODELS}, got ${count}`, fix: 'name those that are used' };
}

/**
 * Rule `model-name`: the gateway chooses the provider by the model name of a request, and another name never matches.
 *
 * @see https://aigateway.envoyproxy.io/docs/api/
 */
export function checkModelName(name: string): Violation | undefined {
  if (/^[A-Za-z0-9._:/-]{1,128}$/.test(name)) return undefined;
  return { rule: 'model-name', problem: `must be a model's name, got ${shown(name)}`, fix: `write 'gpt-4o-mini'` };
}

/** Rules `whole-number` and `price` of one model. */
export function checkModel(problems: Problems, contextTokens: number, usdPerMillionTokens: number): void {
  const { min, max } = LLM_MODEL.shape.contextTokens.said;
  problems.integer('contextTokens', contextTokens, min, max);
  checkPrice(problems, 'usdPerMillionTokens', usdPerMillionTokens);
}
