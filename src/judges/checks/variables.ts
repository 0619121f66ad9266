/** Variables of Grafana (`$a`, `${a:csv}`, `[[a]]`) and arguments of Argo Rollouts (`{{args.a}}`). https://grafana.com/docs/grafana/latest/dashboards/variables/variable-syntax/ */
const VARIABLE = /\$\{[^}]*\}|\$[A-Za-z_]\w*|\[\[\w+(?::\w+)?\]\]|\{\{[^}]*\}\}/y;

/** Whether a text has a variable anywhere. */
export function hasVariable(text: string): boolean {
  return withVariables(text, () => '') !== text;
}

/** The text with every variable replaced. */
export function withVariables(text: string, replacement: (before: string) => string): string {
  let result = '';
  for (let at = 0; at < text.length;) {
    const found = variableAt(text, at);
    result += found === undefined ? text.charAt(at) : replacement(result);
    at += found?.length ?? 1;
  }
  return result;
}

/** A query whose variables stand for something that parses: a time after `[` and `offset`, else a number; in quotes they stay text. */
export function parseable(query: string): string {
  let quote: string | undefined;
  let result = '';
  for (let at = 0; at < query.length;) {
    const character = query.charAt(at);
    const found = quote === undefined ? variableAt(query, at) : undefined;
    if (found !== undefined) {
      result += /(\[|:|\boffset\s+)\s*$/.test(result) ? '5m' : '1';
      at += found.length;
      continue;
    }
    if (quote === undefined) quote = `"'\``.includes(character) ? character : undefined;
    else if (character === quote && query.charAt(at - 1) !== '\\') quote = undefined;
    result += character;
    at += 1;
  }
  return result;
}

function variableAt(text: string, at: number): string | undefined {
  VARIABLE.lastIndex = at;
  return VARIABLE.exec(text)?.[0];
}
