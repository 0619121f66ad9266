import { checkEgressCidr } from '../../kernel/cidr';
import type { Problems } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { checkRanges } from './provider';

/** Longest address that the field takes. */
const MAX_URI = 253;

/** By which keys tokens of callers are verified; what could not be read is `undefined`. */
export interface CallerKeys {
  readonly issuer: string | undefined;
  readonly jwksUri: string | undefined;
  readonly jwks: string | undefined;
  /** Address ranges of the host of `jwksUri`. */
  readonly ranges: readonly string[];
}

/** Where problems are said. */
export interface KeyPlaces {
  readonly jwksUri: string;
  readonly ranges: string;
  readonly range: (index: number) => string;
}

/** Rules `issuer`, `jwks-uri`, `egress-empty`, `cidr` and `jwks`. */
export function checkCallerKeys(problems: Problems, { issuer, jwksUri, jwks, ranges }: CallerKeys, places: KeyPlaces): void {
  // Rule `issuer`: the gateway compares the issuer of each token letter by letter, and with another one refuses every caller.
  // https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery
  problems.that(
    issuer === undefined || /^https:\/\/[^\s]+$/.test(issuer),
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
    problems.rule(places.ranges, checkRanges(ranges.length, 'the host of the keys'));
    ranges.forEach((cidr, index) => problems.rule(places.range(index), checkEgressCidr(cidr)));
  }
  if (jwks !== undefined) {
    const why = keySetProblem(jwks);
    // Rule `jwks`: the gateway refuses all callers if it cannot read the keys, and a private key must never be committed.
    // https://www.rfc-editor.org/rfc/rfc7517
    problems.that(why === undefined, 'jwks', 'jwks', why ?? '', `paste what kubectl get --raw /openid/v1/jwks prints`);
  }
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
