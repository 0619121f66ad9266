import { parseArgs } from 'node:util';
import { shown } from '../kernel/shown';
import { didYouMean } from '../kernel/suggest';

/** Output folder of a platform repository, committed. */
const DEFAULT_OUTDIR = 'dist';

/** What `--help` prints. */
export const USAGE = `usage: synth [--check] [--outdir DIR]

  --check        write nothing; exit 1 if the output folder differs from what would be rendered
  --outdir DIR   output folder (default: ${DEFAULT_OUTDIR})
  --help         this text`;

/** What the command line asks for. */
export interface Arguments {
  /** @default false */
  readonly check: boolean;
  /** @default 'dist' */
  readonly outdir: string;
}

/** The command line, or what to print and exit with instead of running. */
export type ParsedArguments = Arguments | { readonly exit: number; readonly text: string };

const OPTIONS = { check: { type: 'boolean' }, outdir: { type: 'string' }, help: { type: 'boolean' } } as const;

/** Reads arguments without those of node and script. Exit code 2 means that the command line is invalid. */
export function parseArguments(args: readonly string[]): ParsedArguments {
  // not strict: its messages cannot suggest what was meant
  const { values, tokens } = parseArgs({ args: [...args], options: OPTIONS, strict: false, allowPositionals: true, tokens: true });
  const names = Object.keys(OPTIONS);
  const seen = new Set<string>();
  const errors = tokens.flatMap((token): string[] => {
    if (token.kind === 'positional') return [`unexpected argument ${shown(token.value)}: synth renders every environment`];
    if (token.kind === 'option-terminator') return [];
    const { name, rawName, value } = token;
    if (!names.includes(name)) return [`unknown option ${shown(rawName)}: ${didYouMean(name, names)}`];
    if (seen.has(name)) return [`--${name} is given twice`];
    seen.add(name);
    if (name === 'outdir') return value === undefined || value === '' || value.startsWith('-') ? ['--outdir needs a folder'] : [];
    return value === undefined ? [] : [`--${name} takes no value, got ${shown(value)}`];
  });
  if (errors.length > 0) return { exit: 2, text: [...errors, '', USAGE].join('\n') };
  if (values.help === true) return { exit: 0, text: USAGE };
  return { check: values.check === true, outdir: typeof values.outdir === 'string' ? values.outdir : DEFAULT_OUTDIR };
}
