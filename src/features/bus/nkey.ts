import { fromPublic } from '@nats-io/nkeys';
import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';

/** Public keys of users are 56 characters of base 32: prefix, key, checksum. */
const USER_KEY = /^U[A-Z2-7]{55}$/;
/** Private halves; they are never repeated in a message. */
const SEED = /^S[A-Z2-7]{2}/;

/**
 * Rule `nkey`: the server accepts only the public half of a key pair, and the private half must not be committed. A seed is refused without
 * being shown.
 *
 * @see https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/nkey_auth
 */
export function checkNkey(value: string): Violation | undefined {
  if (typeof value === 'string' && USER_KEY.test(value) && hasChecksum(value)) return undefined;
  const isSeed = typeof value === 'string' && SEED.test(value);
  return {
    rule: 'nkey',
    problem: isSeed
      ? 'this is a seed, the private half of a key pair'
      : `must be the public nkey of a user, U… with its checksum, got ${shown(value)}`,
    fix: isSeed ? 'make a new pair, this one is known now; write its public half' : 'write the public half of the pair, as it was printed',
  };
}

function hasChecksum(value: string): boolean {
  try {
    fromPublic(value);
    return true;
  } catch {
    return false;
  }
}
