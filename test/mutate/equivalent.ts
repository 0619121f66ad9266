/** A mutant that no test can notice, or need not, as somebody judged who read the code. */
export interface Equivalent {
  readonly file: string;
  /** Function or class around it. */
  readonly within: string;
  /** In one line each, as the table of survivors prints them; deleted is ''. */
  readonly original: string;
  readonly mutated: string;
  readonly reason: string;
}

/** Left out of what is drawn, and told as such. */
export const EQUIVALENT: readonly Equivalent[] = [
  {
    file: 'src/kernel/problems.ts',
    within: 'steps',
    original: 'index < place.length',
    mutated: 'index <= place.length',
    reason: 'behind its last character a text has none that could be a dot or a bracket',
  },
  {
    file: 'src/kernel/problems.ts',
    within: 'range',
    original: 'value > max',
    mutated: 'value >= max',
    reason: 'the range is said of a count that is refused, and a whole number that is the largest is taken',
  },
  {
    file: 'src/features/rollout/sample-size.ts',
    within: 'normalQuantile',
    original: '8',
    mutated: '9',
    reason: 'between 0 and 1 there is no double whose quantile is as far as 8.3',
  },
  ...(['withVariables', 'parseable'] as const).map((within) => {
    const text = within === 'parseable' ? 'query' : 'text';
    return {
      file: 'src/judges/checks/variables.ts',
      within,
      original: `at < ${text}.length`,
      mutated: `at <= ${text}.length`,
      reason: 'behind its last character a text has none that could begin a variable',
    };
  }),
  ...['1', '(-1)'].map((mutated) => ({
    file: 'src/render/scalar.ts',
    within: 'point',
    original: '0',
    mutated,
    reason: 'what is escaped is a character, and a character has a code point',
  })),
  ...['252', '250'].map((mutated) => ({
    file: 'src/features/rollout/share.ts',
    within: 'HOLDS_FROM',
    original: '251',
    mutated,
    reason: 'the share of every weight holds from 166 on, as a test tries; 251 is what is seen without trying',
  })),
  {
    file: 'src/features/llm/plan.ts',
    within: 'planLlmTokens',
    original: 'at.get(tenant) ?? problems',
    mutated: '(at.get(tenant))!',
    reason: 'every tenant that is summed up is one of those that were brought',
  },
  {
    file: 'src/features/database/plan.ts',
    within: 'bytesAt',
    original: '0',
    mutated: '(-1)',
    reason: 'what is no quantity is a problem already, and nothing is said of memory below one byte',
  },
];
