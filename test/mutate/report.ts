import type { Judgement, Verdict } from './judge';
import { describeMutant, type Mutant } from './mutant';

/** One line for a mutant as soon as it is judged. */
export function verdictLine({ mutant, fate, by, seconds }: Verdict, index: number): string {
  return `${String(index).padStart(3)} ${fate.padEnd(8)} ${seconds.toFixed(1).padStart(6)} s  ${describeMutant(mutant)}${by === '' ? '' : `\n${' '.repeat(23)}by ${by}`}`;
}

/** How many of each kind. */
export function kindsLine(mutants: readonly Mutant[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of mutants) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
}

/** What it came to, and the survivors as a table. */
export function summary(verdicts: readonly Verdict[], { bytes }: Pick<Judgement, 'bytes'>): string {
  const of = (fate: Verdict['fate']): Verdict[] => verdicts.filter((verdict) => verdict.fate === fate);
  const seconds = verdicts.reduce((sum, verdict) => sum + verdict.seconds, 0) / Math.max(1, verdicts.length);
  const rows = [...of('bytes'), ...of('survived')].map(
    ({ mutant: { file, line, kind, within, original, mutated }, fate }) =>
      `| ${file}:${line} | ${within} | ${kind} | ${code(original)} | ${mutated === '' ? '(deleted)' : code(mutated)} | ${fate} |`,
  );
  return [
    `| killed by an assertion or a refusal | ${bytes ? 'killed by bytes only | ' : ''}survived | of |`,
    `|---|---|---|${bytes ? '---|' : ''}`,
    `| ${of('killed').length} | ${bytes ? `${of('bytes').length} | ` : ''}${of('survived').length} | ${verdicts.length} |`,
    '',
    `${seconds.toFixed(1)} s a mutant`,
    ...(rows.length === 0 ? [] : ['', '| where | in | kind | before | after | fate |', '|---|---|---|---|---|---|', ...rows]),
  ].join('\n');
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}
