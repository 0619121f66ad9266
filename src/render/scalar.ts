import type { Violation } from '../kernel/problems';
import { shown } from '../kernel/shown';
import { checkControlCharacters } from '../kernel/texts';

/**
 * Words that some parser takes for null, a boolean or a number.
 *
 * YAML 1.1 has `y`, `yes`, `on` and their opposites (https://yaml.org/type/bool.html); `nan`, `inf` and `infinity` are
 * numbers only with a sign or a dot, and are quoted because a reader cannot be sure of that either.
 */
const RESERVED = new Set(['null', 'true', 'false', 'yes', 'no', 'on', 'off', 'y', 'n', 'nan', 'inf', 'infinity']);

/** Starts with a letter or `/`; then words of harmless characters, one space between them; no `: `, no ` #`, no last colon. */
const PLAIN = /^[A-Za-z/](?:[A-Za-z0-9_./@+=-]|[:,](?=[A-Za-z0-9_./@+=-])| (?=[A-Za-z0-9_./@+=-]))*$/;

/** As `PLAIN`, for keys: one word without colon or comma. */
const PLAIN_KEY = /^[A-Za-z/][A-Za-z0-9_./@-]*$/;

/** Quantities and durations: a number directly followed by a unit that no number format knows. */
const PLAIN_MEASURE = /^(?:0|[1-9][0-9]*)(?:m|Ki|Mi|Gi|Ti|ms|s|h|d)$/;

/** Looks like the exponent of a number whose digits are missing; parsers have disagreed about less. */
const EXPONENT = /^[eE][0-9+-]/;

/** Half of a surrogate pair; such a text has no UTF-8 form. */
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Ranges written as escapes: line separators that only YAML 1.1 breaks at, and what a reviewer cannot see or would misread. */
const INVISIBLE = [
  String.raw`\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f`,
  String.raw`\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff`,
].join('');

/** What a double-quoted text escapes; `u` makes a surrogate pair one character. The ranges are fixed, so no Unicode version matters. */
const ESCAPED = new RegExp(String.raw`["\\\t\n]|[${INVISIBLE}]|[\u{10000}-\u{10ffff}]`, 'gu');

/** What a literal block cannot hold as it is. */
const NOT_LITERAL = new RegExp(String.raw`[${INVISIBLE}]|[\u{10000}-\u{10ffff}]`, 'u');

/** A line of a literal block: no tab at its start, no space or tab at its end. */
const LITERAL_LINE = /^(?!\t).*[^ \t]$/;

/** Longest plain text; more is quoted, so that matching stays cheap. */
const MAX_PLAIN = 1000;

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': String.raw`\"`,
  '\\': String.raw`\\`,
  '\t': String.raw`\t`,
  '\n': String.raw`\n`,
};

/** Whether a text can be written at all: no control characters, no half surrogate pairs. */
export function checkWritableText(text: string): Violation | undefined {
  const control = checkControlCharacters(text);
  if (control !== undefined) return control;
  if (LONE_SURROGATE.test(text)) {
    // Rule `not-yaml`: YAML has no form for this value, or readers disagree about it. https://yaml.org/spec/1.2.2/
    return { rule: 'not-yaml', problem: `half of a surrogate pair has no UTF-8 form, got ${shown(text)}`, fix: 'write whole characters' };
  }
  return undefined;
}

/** A text on one line: plain where every parser reads it as this text, otherwise in double quotes. */
export function scalar(text: string): string {
  return text.length <= MAX_PLAIN && ((PLAIN.test(text) && !readOtherwise(text)) || PLAIN_MEASURE.test(text)) ? text : quoted(text);
}

/** A map key: as `scalar`, quoted earlier. */
export function key(text: string): string {
  return text.length <= MAX_PLAIN && PLAIN_KEY.test(text) && !readOtherwise(text) ? text : quoted(text);
}

/**
 * The lines of a text that a literal block keeps byte for byte in every parser; `undefined` if one would not keep them.
 *
 * The block finds its indentation in its first line, so that must be there and not be indented; exactly one newline ends it.
 */
export function literalLines(text: string): string[] | undefined {
  if (!text.endsWith('\n') || text.endsWith('\n\n') || /^[ \t\n]/.test(text) || NOT_LITERAL.test(text)) return undefined;
  const lines = text.slice(0, -1).split('\n');
  return lines.every((line) => line === '' || LITERAL_LINE.test(line)) ? lines : undefined;
}

function readOtherwise(text: string): boolean {
  return RESERVED.has(text.toLowerCase()) || EXPONENT.test(text);
}

function quoted(text: string): string {
  return `"${text.replace(ESCAPED, escaped)}"`;
}

/** YAML has no pairs of `\u`: a character beyond the first plane is one `\U` with eight digits. */
function escaped(char: string): string {
  const point = char.codePointAt(0) ?? 0;
  const hex = point.toString(16);
  return SHORT_ESCAPES[char] ?? (point > 0xffff ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`);
}
