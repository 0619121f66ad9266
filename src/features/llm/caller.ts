/**
 * Header that carries who calls, from the token's claim. What a client writes there itself is removed before anything is looked at, and the
 * verified claim overwrites it once more.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/filters/http/jwt_authn/v3/config.proto
 */
export const CALLER_HEADER = 'x-llm-caller';
/**
 * Header in which the agents of a pool say for which member they call. The gateway believes them, which is the weaker isolation of a pool.
 */
export const MEMBER_HEADER = 'x-llm-member';
/** Label of the caller in metrics. */
export const CALLER_LABEL = 'llm_caller';
/** Label of the member in metrics. */
export const MEMBER_LABEL = 'llm_member';
/** The attributes of OpenTelemetry that become these labels. */
const ATTRIBUTES = [
  { header: CALLER_HEADER, attribute: 'llm.caller' },
  { header: MEMBER_HEADER, attribute: 'llm.member' },
];

/** What the AI gateway's controller must be started with, or no metric tells one tenant from another: `controller.metricsRequestHeaderAttributes`. */
export const METRIC_ATTRIBUTES = ATTRIBUTES.map(({ header, attribute }) => `${header}:${attribute}`).join(',');

/** Audience of the tokens: only this gateway accepts them; the API server does not. */
export const TOKEN_AUDIENCE = 'llm-gateway';
/** Folder and name of the file with the token; an agent sends what is in it as `Authorization: Bearer …`, and reads it anew when it changes. */
export const LLM_TOKEN_FOLDER = '/var/run/secrets/llm-gateway';
export const LLM_TOKEN_NAME = 'token';
export const LLM_TOKEN_FILE = `${LLM_TOKEN_FOLDER}/${LLM_TOKEN_NAME}`;

/**
 * Claim that names the caller. The namespace alone is not reachable: it stands below `kubernetes.io`, and in the names of nested claims the dot
 * separates.
 */
export const CALLER_CLAIM = 'sub';

/** The name of an agent at the gateway: the subject of its service account's token, which only the API server can sign. */
export function callerOf(namespace: string, agent: string): string {
  return `${callersOf(namespace)}${agent}`;
}

/** The prefix of all callers of a namespace. */
function callersOf(namespace: string): string {
  return `system:serviceaccount:${namespace}:`;
}

/** All callers of a namespace as a regular expression of RE2 that matches the whole; names of namespaces and accounts need no escape but the dot. */
export function callersPattern(namespace: string): string {
  return `${callersOf(namespace)}[a-z0-9.-]+`;
}
