/** Longest text of a value repeated in a message. */
const MAX_SHOWN = 80;

/**
 * What looks like a credential and is never repeated.
 *
 * AWS access key ids, GitHub and Slack tokens, private keys, JSON Web Tokens, NATS seeds, and passwords in URLs. What may begin anywhere has
 * a longest length: without one, a megabyte of letters takes minutes.
 */
const SECRET = new RegExp(
  [
    String.raw`(?:AKIA|ASIA)[A-Z0-9]{16}`,
    String.raw`gh[pousr]_[A-Za-z0-9]{20,}`,
    String.raw`github_pat_[A-Za-z0-9_]{20,}`,
    String.raw`xox[abprs]-[A-Za-z0-9-]{10,}`,
    String.raw`-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----`,
    String.raw`eyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,2000}\.`,
    String.raw`\bS[UAO][A-Z2-7]{56}\b`,
    String.raw`\bsk-[A-Za-z0-9_-]{20,}`,
    String.raw`[a-z][a-z0-9+.-]{0,30}://[^/\s:@]+:[^/\s@]+@`,
  ].join('|'),
);

/** Whether a text looks like a credential. */
export function looksSecret(text: string): boolean {
  return SECRET.test(text);
}

/** A value as a message may repeat it: quoted, control and invisible characters escaped, cut, credentials redacted. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return looksSecret(value) ? '[redacted: looks like a credential]' : quoted(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (value === undefined || value === null || typeof value === 'boolean') return String(value);
  return typeof value === 'function' ? 'a function' : typeof value === 'symbol' ? 'a symbol' : shownObject(value);
}

/** What an object is; one that throws when it is looked at is an object. */
function shownObject(value: object): string {
  try {
    if (Array.isArray(value)) return `a list of ${value.length}`;
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === null || Object.getPrototypeOf(prototype) === null) return 'an object';
    const maker: unknown = (prototype as { readonly constructor?: unknown }).constructor;
    const name = typeof maker === 'function' ? maker.name : '';
    return /^[A-Za-z]\w{0,40}$/.test(name) ? `an instance of ${name}` : 'an instance of a class';
  } catch {
    return 'an object';
  }
}

/** Characters that end a line, move the cursor or change the direction of reading; and half characters. */
const NOT_PRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A text as a message may hold it, whatever file or key it came from: on one line, with such characters as escapes. */
export function onOneLine(text: string): string {
  return text.replace(NOT_PRINTABLE, escaped);
}

function escaped(char: string): string {
  return `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}

function quoted(text: string): string {
  const cut = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}… (${text.length} characters)` : text;
  // everything outside printable ASCII and plain letters is written as an escape, so that look-alikes are seen
  return `'${cut.replace(/[^\x20-\x7e…]/g, escaped)}'`;
}
