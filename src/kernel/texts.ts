import type { Violation } from './problems';
import { shown } from './shown';

/** C0 but tab and newline, DEL, C1: several parsers refuse or replace them. */
const CONTROL = new RegExp(String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f]`);

/**
 * Rule `control-character`: YAML does not allow control characters, and readers differ in what they do with them. Tab and newline pass.
 *
 * @see https://yaml.org/spec/1.2.2/#51-character-set
 */
export function checkControlCharacters(text: string): Violation | undefined {
  return CONTROL.test(text)
    ? {
        rule: 'control-character',
        problem: `control characters are not written, got ${shown(text)}`,
        fix: 'remove them; tab and newline are the only ones allowed',
      }
    : undefined;
}

/**
 * Rule `one-line`: what ends up in an address, a label or a configuration line would be cut there, or read as something else (our choice).
 *
 * @param example as it stands in the fix
 */
export function checkOneLine(text: string, example: string): Violation | undefined {
  return text.trim() === text && text !== '' && !/\p{Cc}|\p{Zl}|\p{Zp}/u.test(text)
    ? undefined
    : { rule: 'one-line', problem: `must be one line without spaces around it, got ${shown(text)}`, fix: `write ${example}` };
}
