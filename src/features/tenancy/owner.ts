import { isAmbiguousYaml, isDnsName, isLabelValue } from '../../kernel/names';
import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';

/** Longest mail address: https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1.3 */
const MAX_EMAIL = 254;

/**
 * Rule `owner`: YAML readers take words such as `on` or `123` for something other than text, so the label would change.
 *
 * @see https://yaml.org/type/bool.html
 */
export function checkOwner(value: string): Violation | undefined {
  return value !== '' && isLabelValue(value) && !isAmbiguousYaml(value)
    ? undefined
    : { rule: 'owner', problem: `must be a label value that is no YAML keyword or number, got ${shown(value)}`, fix: `write 'team-acme'` };
}

/**
 * Rule `email`: the address is copied into labels and objects, where only plain ASCII is safe (our choice). Only a plain ASCII address is
 * taken.
 */
export function checkEmail(value: string): Violation | undefined {
  const [local = '', domain = '', ...rest] = value.split('@');
  const ok =
    value.length <= MAX_EMAIL && rest.length === 0 && /^[A-Za-z0-9_%+-]+(\.[A-Za-z0-9_%+-]+)*$/.test(local) && domain.includes('.');
  return ok && isDnsName(domain.toLowerCase())
    ? undefined
    : { rule: 'email', problem: `must be a plain mail address, got ${shown(value)}`, fix: `write 'team@example.com'` };
}
