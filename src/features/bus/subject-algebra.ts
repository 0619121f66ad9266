/** Whether some subject matches both patterns: token by token, as the server does it; `a.>` does not match `a`. */
export function subjectsIntersect(a: string, b: string): boolean {
  const [left, right] = [a.split('.'), b.split('.')];
  for (let index = 0; ; index++) {
    const [one, other] = [left[index], right[index]];
    if (one === undefined || other === undefined) return one === other;
    if (one === '>' || other === '>') return true;
    if (one !== other && one !== '*' && other !== '*') return false;
  }
}

/** Whether every subject that matches `inner` matches `outer` too. */
export function subjectCovers(outer: string, inner: string): boolean {
  const [wide, narrow] = [outer.split('.'), inner.split('.')];
  for (let index = 0; ; index++) {
    const [pattern, token] = [wide[index], narrow[index]];
    if (pattern === undefined || token === undefined) return pattern === token;
    if (pattern === '>') return true;
    if (token === '>' || (pattern !== '*' && pattern !== token)) return false;
  }
}

/** The patterns without those that another one covers, in their order. */
export function widest(patterns: readonly string[]): string[] {
  const unique = [...new Set(patterns)];
  return unique.filter((pattern) => !unique.some((other) => other !== pattern && subjectCovers(other, pattern)));
}
