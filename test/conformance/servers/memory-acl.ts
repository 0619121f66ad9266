import { randomBytes } from 'node:crypto';
import { App, Chart, Testing } from 'cdk8s';
import { RedisAcl, type RedisAclUser } from '../../../constructs/store/redis-acl';
import { sha256 } from '../../../src/kernel/checksum';
import { PASSWORD_PATTERN } from '../../../src/features/store/acl-template';

/** Passwords by the name that templates know them by. */
export type Passwords = Readonly<Record<string, string>>;

interface ExternalSecret {
  readonly kind: string;
  readonly spec: {
    readonly data: readonly { readonly secretKey: string }[];
    readonly target: { readonly name: string; readonly template: { readonly data: Readonly<Record<string, string>> } };
  };
}

/** The ACL file and the operators' files of an instance with these users, as they come into the cluster. */
export function renderedAcl(users: readonly RedisAclUser[], release = '7.0'): { files: Record<string, string>; passwords: Passwords } {
  const chart = new Chart(new App(), 'platform');
  new RedisAcl(chart, 'Acl', {
    role: 'state',
    release,
    users: [...users],
    operatorsRemoteKey: 'swarm/test/platform/redis',
    secretStore: 'platform',
  });
  const secrets = (Testing.synth(chart) as ExternalSecret[]).filter(({ kind }) => kind === 'ExternalSecret');
  const keys = new Set(secrets.flatMap(({ spec }) => spec.data.map(({ secretKey }) => secretKey)));
  const passwords = Object.fromEntries([...keys].map((key) => [key, randomBytes(24).toString('base64url')]));
  const files = secrets.flatMap(({ spec }) => Object.entries(spec.target.template.data));
  return { files: Object.fromEntries(files.map(([name, template]) => [name, fill(template, passwords)])), passwords };
}

/** What External Secrets makes of the templates that we render: https://external-secrets.io/latest/guides/templating/ */
export function fill(template: string, passwords: Passwords): string {
  const guard = /^\{\{- range .*?\{\{- end -\}\}\s*/;
  if (guard.test(template)) {
    const refused = Object.keys(passwords).filter((name) => !new RegExp(PASSWORD_PATTERN).test(passwords[name] ?? ''));
    if (refused.length > 0) throw new Error(`the template fails for ${refused.join(', ')}`);
  }
  return template.replace(guard, '').replace(/\{\{ \.(\w+)(?: \| (\w+))? \}\}/g, (_, name: string, pipe: string | undefined) => {
    const password = passwords[name];
    if (password === undefined) throw new Error(`no entry for ${name}`);
    if (pipe === undefined) return password;
    if (pipe === 'sha256sum') return sha256(password);
    if (pipe === 'toJson') return JSON.stringify(password);
    throw new Error(`${pipe} is not known here`);
  });
}
