import { DEFAULT_USER_OFF, EXPORTER, MEMORY_OPERATORS, aclLine, operatorLine } from './acl';
import type { MemoryUser } from './user';
import type { Violation } from '../../kernel/problems';
import type { RedisVersion } from './versions';

/**
 * What a password is: too long to guess, because the file holds unsalted hashes, and without anything that a shell, a file or `redis-cli` reads
 * in a way of its own.
 */
export const PASSWORD_PATTERN = '^[A-Za-z0-9_-]{32,128}$';

/** A Secret larger than this is refused: https://kubernetes.io/docs/concepts/configuration/secret/#restriction-data-size */
const MAX_SECRET_BYTES = 2 ** 20;
/** Hex digits of a hash, which take the place of its template. */
const HASH_LENGTH = 64;

/** Name of a password in a template: no dots and hyphens, so that a missing one is an error and not an empty text. */
export function templateKey(userName: string): string {
  // ids have no two hyphens in a row, so that nothing else becomes two underscores
  return userName.replaceAll('.', '__').replaceAll('-', '_');
}

/**
 * The ACL file as a template of External Secrets: the store holds passwords, the Secret in the cluster only their hashes.
 *
 * It fails for a password that is empty, too short or has other characters (`PASSWORD_PATTERN`), and then the old file stays.
 *
 * @see https://external-secrets.io/latest/guides/templating/
 */
export function aclFileTemplate(users: readonly MemoryUser[], serverVersion: RedisVersion): string {
  return [
    guard(),
    DEFAULT_USER_OFF,
    ...MEMORY_OPERATORS.map((operator) => operatorLine(operator, hashOf(operator.name))),
    ...users.map((user) => aclLine(user, serverVersion, hashOf(user.name))),
    '',
  ].join('\n');
}

/**
 * Rule `secret-size`: the API server refuses a Secret above 1 MiB.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#restriction-data-size
 */
export function checkAclSize(template: string, users: number): Violation | undefined {
  const most = template.length + HASH_LENGTH * (users + MEMORY_OPERATORS.length);
  return template === '' || most <= MAX_SECRET_BYTES
    ? undefined
    : {
        rule: 'secret-size',
        problem: `${users} users make a file of up to ${most} bytes, but a Secret holds ${MAX_SECRET_BYTES}`,
        fix: 'give some tenants an instance of their own',
      };
}

/**
 * The exporter's password as it reads it: by address.
 *
 * @see https://github.com/oliver006/redis_exporter/blob/master/exporter/pwd_file.go
 */
export function exporterPasswordTemplate(redisAddress: string): string {
  const key = redisAddress.replace('://', `://${EXPORTER.name}@`);
  return `{${JSON.stringify(key)}:{{ .${templateKey(EXPORTER.name)} | toJson }}}`;
}

function hashOf(userName: string): string {
  return `{{ .${templateKey(userName)} | sha256sum }}`;
}

/** Leaves no text of its own: the server takes no line in the file that is not a user's. */
function guard(): string {
  return [
    '{{- range $user, $password := . }}',
    `{{- if not (regexMatch "${PASSWORD_PATTERN}" $password) }}{{ fail (printf "the password of %s must match ${PASSWORD_PATTERN}" $user) }}{{ end }}`,
    '{{- end -}}',
  ].join('');
}
