import { App } from 'cdk8s';
import {
  type EnvironmentSpec,
  InvalidInputError,
  joinDataFiles,
  type Problem,
  readTenantFiles,
  renderApp,
  renderManifests,
  resolve,
  type Sources,
} from '../../../environments/index';
import { renderInfrastructure } from '../../../environments/terraform';
import { changed } from '../../resolve/fixture';
import { chartFor, CONSTRUCTS } from './constructs';
import { FILES } from './files';
import { MEANINGS } from './meanings';
import { ODD } from './odd';
import { ROLLOUTS } from './rollouts';
import { SERVICES } from './services';
import { SHAPES } from './shapes';
import { BASES } from './specs';
import { TOGETHER } from './together';

/** Something wrong: its name, and what is done with it. */
export interface BadCase {
  readonly name: string;
  readonly run: () => unknown;
}

/** Resolves, and renders what resolves: a mistake may show at any step. */
function render(spec: unknown, sources?: Sources): void {
  const resolved = resolve(spec as EnvironmentSpec, sources);
  for (const files of renderManifests(resolved)) files.size satisfies number;
  renderInfrastructure(resolved);
}

/** Every case, in the order of the expected text. */
export const CASES: readonly BadCase[] = [
  ...[SHAPES, MEANINGS, ROLLOUTS, SERVICES, TOGETHER].flat().map(([name, base, changes]): BadCase => ({
    name: `${base}: ${name}`,
    run: () => {
      render(changed(changes, BASES[base]));
    },
  })),
  ...ODD.map(([name, spec]): BadCase => ({
    name: `odd: ${name}`,
    run: () => {
      render(spec());
    },
  })),
  { name: 'files: no such folder', run: () => readTenantFiles('no/such/folder') },
  { name: 'app: no charts', run: () => renderApp(new App(), '') },
  ...FILES.map(([name, files]): BadCase => ({
    name: `files: ${name}`,
    run: () => {
      const joined = joinDataFiles({ ...BASES.shop, tenants: [], pools: [] }, files);
      render(joined.spec, joined.sources);
    },
  })),
  ...CONSTRUCTS.map(([name, build]): BadCase => ({
    name: `construct ${name}`,
    run: () => {
      const chart = chartFor();
      build(chart);
      renderApp(App.of(chart), '');
    },
  })),
];

/** What is wrong with a case: every problem with place, rule, text and fix. Anything but our own error is passed on. */
export function problemsOf({ run }: BadCase): readonly Problem[] {
  try {
    run();
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems;
    throw error;
  }
}

/** One case as it stands in the expected text. Invisible characters are written as escapes, and long text is cut. */
export function printCase(one: BadCase): string {
  const problems = problemsOf(one);
  const lines = problems.flatMap(({ place, rule, problem, fix, source }) => [
    `${place}${source === undefined ? '' : `   ${source.file}:${source.line}`}`,
    `  ${rule}: ${problem}`,
    `  fix: ${fix}`,
  ]);
  return [`## ${one.name}`, ...(lines.length === 0 ? ['no problem'] : lines)].map(plain).join('\n');
}

function plain(line: string): string {
  const visible = line.replace(/[^\x20-\x7e‘’“”…×÷≤≥·→⌈⌉−–—Σ]/g, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
  return visible.length > 1000 ? `${visible.slice(0, 1000)}… ${visible.length} characters` : visible;
}
