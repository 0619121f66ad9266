import { checkEgressCidr } from '../../kernel/cidr';
import type { Problems } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { checkRanges } from './provider';

/** Longest address that the field takes. */
const MAX_URI = 253;

/** By which keys tokens of callers are verified, as both doors bring them. */
export interface CallerKeysInput {
  readonly issuer: string;
  /** Address of the key set, where it is read. */
  readonly jwksUri?: string | undefined;
  /** Address ranges of that host. */
  readonly cidrs: readonly string[];
  /** The key set, where it is known. */
  readonly jwks?: string | undefined;
}

/** The same, complete: the key set is in the configuration, or the gateway reads it again and again. */
export type CallerKeysPlan =
  | { readonly kind: 'given'; readonly issuer: string; readonly jwks: string }
  | { readonly kind: 'fetched'; readonly issuer: string; readonly jwksUri: string; readonly cidrs: readonly string[] };

/** Where problems are said. */
export interface KeyPlaces {
  readonly jwksUri: string;
  readonly ranges: string;
  readonly range: (index: number) => string;
}

/**
 * Rule `callers-keys`: the gateway needs exactly one source of the keys with which it checks callers, and two could disagree. Also checks
 * `issuer`, `jwks-uri`, `egress-empty`, `cidr` and `jwks`.
 *
 * @see https://gateway.envoyproxy.io/docs/tasks/security/jwt-authentication/
 */
export function planCallerKeys(problems: Problems, input: CallerKeysInput, places: KeyPlaces): CallerKeysPlan {
  const { issuer, jwks, jwksUri, cidrs } = input;
  const one = (jwks === undefined) !== (jwksUri === undefined);
  problems.that(one, '', 'callers-keys', `${jwks === undefined ? 'neither' : 'both'} of jwks and jwksUri is written`, 'write one of them');
  problems.that(
    !one || jwks === undefined || cidrs.length === 0,
    places.ranges,
    'callers-keys',
    'ranges belong to jwksUri, and the keys are given',
    'leave them out',
  );
  // Rule `issuer`: the gateway compares the issuer of each token letter by letter, and with another one refuses every caller.
  // https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery
  problems.that(
    /^https:\/\/[^\s]+$/.test(issuer),
    'issuer',
    'issuer',
    `must be the https address that tokens carry, got ${shown(issuer)}`,
    `read it: kubectl get --raw /.well-known/openid-configuration`,
  );
  if (jwksUri !== undefined) {
    // Rule `jwks-uri`: the gateway fetches the keys over TLS on port 443 only, and network policies open that port only.
    // https://gateway.envoyproxy.io/docs/tasks/security/jwt-authentication/
    problems.that(
      // policies let port 443 out, and no other
      /^https:\/\/[A-Za-z0-9.-]+(:443)?\/[^\s]+$/.test(jwksUri) && jwksUri.length <= MAX_URI,
      places.jwksUri,
      'jwks-uri',
      `must be an https address on port 443 of at most ${MAX_URI} characters, got ${shown(jwksUri)}`,
      `write jwks_uri of /.well-known/openid-configuration`,
    );
    problems.rule(places.ranges, checkRanges(cidrs.length, 'the host of the keys'));
    cidrs.forEach((cidr, index) => problems.rule(places.range(index), checkEgressCidr(cidr)));
  }
  if (jwks !== undefined) {
    const why = keySetProblem(jwks);
    // Rule `jwks`: the gateway refuses all callers if it cannot read the keys, and a private key must never be committed.
    // https://www.rfc-editor.org/rfc/rfc7517
    problems.that(why === undefined, 'jwks', 'jwks', why ?? '', `paste what kubectl get --raw /openid/v1/jwks prints`);
  }
  return jwksUri === undefined ? { kind: 'given', issuer, jwks: jwks ?? '' } : { kind: 'fetched', issuer, jwksUri, cidrs: [...cidrs] };
}

/** Members of private and of symmetric keys: https://www.rfc-editor.org/rfc/rfc7518#section-6 */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** Public RSA or EC keys and nothing private. */
function keySetProblem(jwks: string): string | undefined {
  let keys: unknown;
  try {
    keys = (JSON.parse(jwks) as { readonly keys?: unknown } | null)?.keys;
  } catch {
    return 'is no JSON';
  }
  if (!Array.isArray(keys) || keys.length === 0) return 'has no keys';
  const objects = keys.filter((key): key is Record<string, unknown> => typeof key === 'object' && key !== null);
  if (objects.some((key) => PRIVATE.some((member) => key[member] !== undefined))) return 'holds a private key, which must not be here';
  const known = objects.filter(({ kty, n, x }) => (kty === 'RSA' && typeof n === 'string') || (kty === 'EC' && typeof x === 'string'));
  return known.length === keys.length ? undefined : 'holds a key that is neither RSA nor EC';
}
