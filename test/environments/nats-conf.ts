/** Tokens of a configuration of nats-server: texts, braces, brackets, and words; comments and commas say nothing. */
const TOKEN = /#[^\n]*|"(?:[^"\\]|\\.)*"|[{}[\]]|[^\s{}[\],:]+(?=\s*[:{])|[^\s{}[\],]+|[\s,]+/g;

/**
 * Every statement of a configuration of nats-server by the place where it stands, e.g. `accounts.acme.limits.max_connections`.
 *
 * Read by rules of its own, not by those that print it: what it cannot read it refuses.
 *
 * @see https://docs.nats.io/running-a-nats-service/configuration
 */
export function statements(text: string): Map<string, string> {
  const tokens = (text.match(TOKEN) ?? []).filter((token) => !/^(?:#|[\s,]+$)/.test(token));
  const found = new Map<string, string>();
  let at = 0;
  const next = (): string => {
    const token = tokens[at];
    if (token === undefined) throw new Error('the configuration ends in the middle');
    at += 1;
    return token;
  };
  const value = (place: string): void => {
    const token = next();
    if (token === '{') block(place, '}');
    else if (token === '[') {
      for (let index = 0; tokens[at] !== ']'; index++) value(`${place}.${index}`);
      next();
    } else if (token === '}' || token === ']') throw new Error(`${place}: a value is missing`);
    else found.set(place, unquoted(token));
  };
  const block = (place: string, end: string | undefined): void => {
    while (at < tokens.length && tokens[at] !== end) {
      const key = unquoted(next().replace(/:$/, ''));
      if (tokens[at] === ':') at += 1;
      value(place === '' ? key : `${place}.${key}`);
    }
    if (end !== undefined && next() !== end) throw new Error(`${place}: is not closed`);
  };
  block('', undefined);
  return found;
}

function unquoted(token: string): string {
  return token.startsWith('"') ? (JSON.parse(token) as string) : token;
}
