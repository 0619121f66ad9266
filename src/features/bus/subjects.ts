import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';

/**
 * Rule `subject`: the server refuses malformed subjects, and a wildcard in the wrong place matches something else. A subject has plain
 * tokens; `*` stands for one token, `>` for one or more and only at the end.
 *
 * `tasks.*` misses `tasks.a.b`: where several tokens may follow, write `tasks.>`.
 *
 * @see https://docs.nats.io/nats-concepts/subjects
 */
export function checkSubject(value: string): Violation | undefined {
  // nothing is an empty token, which is none
  const tokens = typeof value === 'string' ? value.split('.') : [''];
  const ok =
    tokens.every(
      (token, index) => token === '*' || (token === '>' && index === tokens.length - 1 && index > 0) || /^[A-Za-z0-9_-]+$/.test(token),
    ) &&
    value.length <= 255 &&
    !value.startsWith('$');
  return ok
    ? undefined
    : {
        rule: 'subject',
        problem: `must be dot-separated tokens of letters, digits, '-' and '_', with '*' or a final '>', got ${shown(value)}`,
        fix: `write 'tasks.product-search.>'`,
      };
}

/**
 * Rule `jetstream-name`: the server refuses names of streams and consumers with dots, wildcards or white space.
 *
 * @see https://docs.nats.io/running-a-nats-service/nats_admin/jetstream_admin/naming
 */
export function checkJetStreamName(value: string): Violation | undefined {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value)
    ? undefined
    : {
        rule: 'jetstream-name',
        problem: `must be 1 to 64 letters, digits, '-' and '_', got ${shown(value)}`,
        fix: `write 'TASKS' or 'product-search'`,
      };
}

/**
 * Rule `account`: without the name of the account the consumer cannot be found on the bus, and KEDA does not escape the name in its query.
 * The name is one word of letters, digits, `-`, `_`, `.` and `$`.
 *
 * @see https://keda.sh/docs/latest/scalers/nats-jetstream/
 */
export function checkAccount(value: string): Violation | undefined {
  return /^[A-Za-z0-9_$.-]{1,128}$/.test(value)
    ? undefined
    : {
        rule: 'account',
        problem: `must be 1 to 128 letters, digits, '-', '_', '.' and '$', got ${shown(value)}`,
        fix: `write the name of the NATS account, e.g. 'acme'`,
      };
}
