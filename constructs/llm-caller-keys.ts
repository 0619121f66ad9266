import { egressCidrHolds } from '../src/core/cidr';
import type { Problems } from '../src/core/problems';
import { shown } from '../src/core/shown';

/** Longest address that the field takes. */
const MAX_URI = 253;

/**
 * Where the public keys are by which the cluster's API server signs the tokens of service accounts.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery
 */
export class LlmCallerKeys {
  /**
   * Read from an address with a certificate of a public authority, and read again every five minutes: clusters whose keys change, e.g. EKS.
   *
   * @param issuer `--service-account-issuer` of the API server
   * @param uri `https://…` of the key set
   * @param ranges address ranges of that host
   */
  public static remote(issuer: string, uri: string, ranges: string[]): LlmCallerKeys {
    return new LlmCallerKeys(issuer, uri, undefined, [...ranges]);
  }

  /**
   * As `kubectl get --raw /openid/v1/jwks` prints them. Nothing is asked at run time; when the cluster's keys change, everybody is refused
   * until this follows.
   *
   * @param issuer `--service-account-issuer` of the API server
   * @param jwks the key set, JSON
   */
  public static inline(issuer: string, jwks: string): LlmCallerKeys {
    return new LlmCallerKeys(issuer, undefined, jwks, []);
  }

  private constructor(
    /** Issuer that tokens must have. */
    public readonly issuer: string,
    /** Address of the key set, if it is read. */
    public readonly uri: string | undefined,
    /** The key set, if it is known. */
    public readonly jwks: string | undefined,
    /** Address ranges of the host. */
    public readonly ranges: string[],
  ) {}
}

/** Rules `issuer`, `jwks-uri`, `egress-empty`, `cidr` and `jwks`. */
export function checkKeys(problems: Problems, { issuer, uri, jwks, ranges }: LlmCallerKeys): void {
  problems.that(
    /^https:\/\/[^\s]+$/.test(issuer),
    'issuer',
    'issuer',
    `must be the https address that tokens carry, got ${shown(issuer)}`,
    `read it: kubectl get --raw /.well-known/openid-configuration`,
  );
  if (uri !== undefined) {
    problems.that(
      /^https:\/\/[^\s/]+\/[^\s]+$/.test(uri) && uri.length <= MAX_URI,
      'uri',
      'jwks-uri',
      `must be an https address of at most ${MAX_URI} characters, got ${shown(uri)}`,
      `write jwks_uri of /.well-known/openid-configuration`,
    );
    problems.that(ranges.length > 0, 'ranges', 'egress-empty', 'no range is given, so the keys cannot be read', 'give at least one range');
    ranges.forEach((cidr, index) => problems.rule(`ranges.${index}`, egressCidrHolds(cidr)));
  }
  if (jwks !== undefined) {
    const why = keySetProblem(jwks);
    problems.that(why === undefined, 'jwks', 'jwks', why ?? '', `paste what kubectl get --raw /openid/v1/jwks prints`);
  }
}

/** Public RSA or EC keys and nothing private: `d` is the private half of both. */
function keySetProblem(jwks: string): string | undefined {
  let keys: unknown;
  try {
    keys = (JSON.parse(jwks) as { readonly keys?: unknown } | null)?.keys;
  } catch {
    return 'is no JSON';
  }
  if (!Array.isArray(keys) || keys.length === 0) return 'has no keys';
  const objects = keys.filter((key): key is Record<string, unknown> => typeof key === 'object' && key !== null);
  if (objects.some((key) => key['d'] !== undefined || key['k'] !== undefined)) return 'holds a private key, which must not be here';
  const known = objects.filter(({ kty, n, x }) => (kty === 'RSA' && typeof n === 'string') || (kty === 'EC' && typeof x === 'string'));
  return known.length === keys.length ? undefined : 'holds a key that is neither RSA nor EC';
}
