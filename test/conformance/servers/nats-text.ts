/** A value of a server's file. */
export type NatsValue = string | number | boolean | NatsValue[] | NatsMap;

/** A block of a server's file. */
export interface NatsMap {
  readonly [key: string]: NatsValue;
}

/** A comment, a text in quotes, a bracket or separator, or a bare word. */
const TOKEN = /#[^\n]*|("(?:[^"\\]|\\.)*")|[{}[\]:,]|[^\s{}[\]:,"#]+/g;

/**
 * Reads what the bus renders of the server's language: blocks, lists, texts in quotes, words and comments. Neither variables nor includes.
 *
 * @throws with the rest of the text, where a bracket is missing or too many
 * @see https://docs.nats.io/running-a-nats-service/configuration#configuration-syntax
 */
export function readNatsText(text: string): NatsMap {
  const tokens = [...text.matchAll(TOKEN)].map(([token]) => token).filter((token) => !token.startsWith('#'));
  let at = 0;

  const take = (): string => {
    const token = tokens[at++];
    if (token === undefined) throw new Error('the text ends within a block or a list');
    return token;
  };
  const word = (token: string): string => {
    if (/^[{}[\]:,]$/.test(token)) throw new Error(`neither key nor value: ${[token, ...tokens.slice(at, at + 10)].join(' ')}`);
    return token;
  };
  const skip = (separator: string): void => {
    if (tokens[at] === separator) at++;
  };
  const block = (isEnd: () => boolean): NatsMap => {
    const entries: [string, NatsValue][] = [];
    while (!isEnd()) {
      const key = unquoted(word(take()));
      skip(':');
      entries.push([key, value()]);
      skip(',');
    }
    at++;
    if (new Set(entries.map(([key]) => key)).size < entries.length)
      throw new Error(`a key twice: ${entries.map(([key]) => key).join(', ')}`);
    return Object.fromEntries(entries);
  };
  const list = (): NatsValue[] => {
    const values: NatsValue[] = [];
    while (tokens[at] !== ']') {
      values.push(value());
      skip(',');
    }
    at++;
    return values;
  };
  const value = (): NatsValue => {
    const token = take();
    if (token === '{') return block(() => tokens[at] === '}');
    if (token === '[') return list();
    return scalar(word(token));
  };
  return block(() => at >= tokens.length);
}

function unquoted(token: string): string {
  return token.startsWith('"') ? (JSON.parse(token) as string) : token;
}

function scalar(token: string): string | number | boolean {
  if (token === 'true' || token === 'false') return token === 'true';
  return /^-?\d+$/.test(token) ? Number(token) : unquoted(token);
}
