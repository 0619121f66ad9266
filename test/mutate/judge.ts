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
  /** Its file, if it is one. */
  readonly byFile: string | undefined;
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
  /** Only tests with such paths are asked; what survives them may be noticed by others. */
  readonly only?: RegExp | undefined;
}

const RENDER_TIMEOUT_MS = 120_000;
/** All related tests together take about three minutes alone: what has no end after that many is a loop, also on a busy machine. */
const LEAST_TIMEOUT_MS = 1_200_000;

/** Every test file that may be asked about a mutant. */
export function testsFor({ file }: Mutant, { related, millisOf, bytes, render, only }: Judgement): string[] {
  const tests = related.of(file, millisOf);
  const every = render ? [...new Set([...tests, ...related.matching(OF_RENDERED)])] : tests;
  const all = only === undefined ? every : every.filter((test) => only.test(test));
  return bytes ? all : withoutBytes(all).tests;
}

/** First the tests that say something, then those that compare bytes. */
export async function judge(mutant: Mutant, copy: Copy, judgement: Judgement): Promise<Verdict> {
  const start = Date.now();
  const verdict = (fate: Verdict['fate'], { by, byFile }: Notice): Verdict => ({
    mutant,
    fate,
    by,
    byFile,
    seconds: (Date.now() - start) / 1000,
  });
  return copy.during(mutant, async () => {
    const tests = testsFor(mutant, judgement);
    const ask = async (asked: readonly string[], pattern?: string): Promise<Notice | undefined> => {
      const timeoutMs = Math.max(LEAST_TIMEOUT_MS, 4 * asked.reduce((sum, test) => sum + judgement.millisOf(test), 0));
      return noticed(await copy.ask({ tests: asked, pattern, timeoutMs, bail: true, processes: 1 }));
    };
    const first = withoutBytes(tests);
    if (judgement.render) {
      const refused = await copy.render(RENDER_TIMEOUT_MS);
      if (refused !== undefined) return verdict('killed', { by: `synth refuses: ${refused}`, byFile: undefined });
    }
    try {
      const by = await ask(first.tests, first.pattern);
      if (by !== undefined) return verdict('killed', by);
    } finally {
      if (judgement.render) copy.unrender();
    }
    const byBytes = judgement.bytes ? await ask(onlyBytes(tests)) : undefined;
    return byBytes === undefined ? verdict('survived', { by: '', byFile: undefined }) : verdict('bytes', byBytes);
  });
}

type Notice = Pick<Verdict, 'by' | 'byFile'>;

function noticed({ results, trouble }: Answer): Notice | undefined {
  const failed = results.find((result) => result.failed.length > 0);
  if (failed !== undefined) return { by: `${failed.file} › ${failed.failed[0] ?? ''}`, byFile: failed.file };
  return trouble === undefined ? undefined : { by: trouble, byFile: undefined };
}
