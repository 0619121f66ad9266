import type { Answer, Copy } from './copy';
import type { Mutant } from './mutant';
import { OF_RENDERED } from './settings';
import { onlyBytes, type RelatedTests, withoutBytes } from './tests';

/** What became of a mutant. */
export interface Verdict {
  readonly mutant: Mutant;
  /** `bytes`: noticed by comparing bytes, and by nothing else. */
  readonly fate: 'killed' | 'bytes' | 'survived';
  /** Which test noticed it. */
  readonly by: string;
  readonly seconds: number;
}

/** How mutants are judged. */
export interface Judgement {
  readonly related: RelatedTests;
  readonly millisOf: (test: string) => number;
  /** Whether comparing bytes counts at all. */
  readonly bytes: boolean;
  /** Whether everything is rendered anew for the tests that read it. */
  readonly render: boolean;
}

const RENDER_TIMEOUT_MS = 120_000;

/** Every test file that may be asked about a mutant. */
export function testsFor({ file }: Mutant, { related, millisOf, bytes, render }: Judgement): string[] {
  const tests = related.of(file, millisOf);
  const all = render ? [...new Set([...tests, ...related.matching(OF_RENDERED)])] : tests;
  return bytes ? all : withoutBytes(all).tests;
}

/** First the tests that say something, then those that compare bytes. */
export async function judge(mutant: Mutant, copy: Copy, judgement: Judgement): Promise<Verdict> {
  const start = Date.now();
  const verdict = (fate: Verdict['fate'], by: string): Verdict => ({ mutant, fate, by, seconds: (Date.now() - start) / 1000 });
  return copy.during(mutant, async () => {
    const tests = testsFor(mutant, judgement);
    const ask = async (asked: readonly string[], pattern?: string): Promise<string | undefined> => {
      const timeoutMs = Math.max(120_000, 4 * asked.reduce((sum, test) => sum + judgement.millisOf(test), 0));
      return noticed(await copy.ask({ tests: asked, pattern, timeoutMs, bail: true, processes: 1 }));
    };
    const first = withoutBytes(tests);
    if (judgement.render) {
      const refused = await copy.render(RENDER_TIMEOUT_MS);
      if (refused !== undefined) return verdict('killed', `synth refuses: ${refused}`);
    }
    try {
      const by = await ask(first.tests, first.pattern);
      if (by !== undefined) return verdict('killed', by);
    } finally {
      if (judgement.render) copy.unrender();
    }
    const byBytes = judgement.bytes ? await ask(onlyBytes(tests)) : undefined;
    return byBytes === undefined ? verdict('survived', '') : verdict('bytes', byBytes);
  });
}

function noticed({ results, trouble }: Answer): string | undefined {
  const failed = results.find((result) => result.failed.length > 0);
  return failed === undefined ? trouble : `${failed.file} › ${failed.failed[0] ?? ''}`;
}
