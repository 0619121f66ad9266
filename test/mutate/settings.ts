/** What is mutated, and which tests are asked. Whoever moves folders changes this file and no other here. Paths are below the repository. */

/** The wiring, and the way from what is written to objects: what `npm run mutate:wiring` deletes from. */
export const WIRING: readonly RegExp[] = [
  /^environments\/(wiring\/)?[^/]+\.ts$/,
  /^constructs\//,
  /^src\/features\/[^/]+\/(plan|resolve)[^/]*\.ts$/,
  /^src\/resolve\//,
];

/** What `npm run mutate` changes: all but the table of props, which is made of their types, as a test asks. */
export const CODE: readonly RegExp[] = [/^src\//, /^constructs\/(?!kinds\/props-table\.ts$)/];

/** Folders with code that tests import, and with the tests. */
export const FOLDERS: readonly string[] = ['src', 'constructs', 'tenants', 'environments', 'test'];

/** The program that renders everything, and where to. */
export const SYNTH = { program: 'environments/main.ts', outdir: 'dist' } as const;

/** Asked about every mutant, whether they import it or not: they run the program, or compare what is committed. */
export const ALWAYS: readonly RegExp[] = [
  /^test\/corpus\//,
  /^test\/determinism\.test\.ts$/,
  /^test\/environments\/printed\.test\.ts$/,
  /^test\/environments\/bad-input-run\.test\.ts$/,
];

/** Tests that read the rendered folder and would pass whatever the code does: asked with `--render` only, which renders it anew first. */
export const OF_RENDERED: readonly RegExp[] = [
  /^test\/environments\/(swarm-\w[\w-]*|budget-rows|delivery-rows|platform-rows|rollout-rows)\.test\.ts$/,
  /^test\/judges\/schemas\/rendered\.test\.ts$/,
];

/** Never asked, and why. */
export const NEVER: readonly Excluded[] = [
  { file: /^test\/conformance\//, reason: 'needs more than Node' },
  { file: /^test\/compat\//, reason: 'has packages of its own' },
  { file: /^test\/packaging\//, reason: 'judges the package, minutes long' },
  { file: /^test\/bench\//, reason: 'measures time, which other runs disturb' },
  { file: /^test\/mutate\//, reason: 'judges these scripts' },
  { file: /^test\/(architecture|front-doors)\.test\.ts$/, reason: 'judges source text, imports and types, not what the code does' },
  { file: /^test\/(rows|dead-code)\//, reason: 'judges source text and names of tests' },
  { file: /^test\/schemas\/generated\.test\.ts$/, reason: 'judges whether what is generated is committed' },
];

/**
 * What fails as soon as any rendered byte is another one, whether it matters or not: left out by `--not-by-bytes`. Whole files, or with
 * `title` those tests of it whose full name matches.
 */
export const BYTES: readonly Excluded[] = [
  { file: /^test\/corpus\//, reason: 'compares rendered corpora with committed ones' },
  { file: /^test\/environments\/printed\.test\.ts$/, reason: 'compares every object and line with the committed files' },
  { file: /^test\/determinism\.test\.ts$/, title: 'writes the committed bytes', reason: 'compares dist/ byte by byte' },
  { file: /^test\/determinism\.test\.ts$/, title: '--check finds nothing that differs', reason: 'compares dist/ byte by byte' },
  ...[
    'fails two for one pod',
    'fails a selector that a patch made to take two',
    'fails an object that lost its name',
    'fails the synth of the environment with the problems of every App',
  ].map((title) => ({
    file: /^test\/judges\/checks\/workloads\.test\.ts$/,
    title,
    reason: 'tells the line of an object, which any line before it moves',
  })),
];

/** Strings that a person reads: values of these keys, arguments of these errors, and of these methods from the index on. */
export const MESSAGES = {
  /** Files that document keys, and the key that says what holds where one is absent. */
  documented: /(^|\/)schema\.ts$/,
  absent: 'otherwise',
  keys: new Set(['problem', 'fix', 'description', 'summary', 'title', 'reason']),
  errors: /Error$/,
  methods: { that: 3 } as Readonly<Record<string, number>>,
} as const;

/** Tests that are left out. */
export interface Excluded {
  readonly file: RegExp;
  /** A piece of the full name of a test; none for all tests of the file. */
  readonly title?: string;
  readonly reason: string;
}
