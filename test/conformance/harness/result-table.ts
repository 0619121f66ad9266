import { COMPONENT_NAMES, type ComponentName, versionOf, whyMissing } from './components';
import { type Group, isRun } from './groups';
import { TIER_NAMES, tierOf } from './tiers';

/** What jest says of one file, as far as it is read here. */
export interface FileResult {
  readonly testFilePath: string;
  readonly perfStats: { readonly start: number; readonly end: number };
  readonly testResults: readonly {
    readonly ancestorTitles: readonly string[];
    readonly fullName: string;
    readonly status: string;
  }[];
}

const HEAD = ['component', 'version', 'tests run', 'skipped, why'];

/** One row a component: `component · version · tests run · skipped, why`. */
export function resultTable(groups: readonly Group[], files: readonly FileResult[]): string {
  return aligned([HEAD, ...COMPONENT_NAMES.map((name) => row(name, groups, files))]);
}

function row(name: ComponentName, groups: readonly Group[], files: readonly FileResult[]): string[] {
  const run = groups
    .filter((group) => isRun(group) && group.components.includes(name))
    .reduce((sum, group) => sum + testsOf(group, files).filter(({ status }) => wasRun(status)).length, 0);
  const why = whyMissing(name);
  const absent = groups.filter(({ missing }) => missing.includes(name)).length;
  const lacking = groups.filter(
    ({ components, missing, lacks }) => missing.length === 0 && lacks !== undefined && components.includes(name),
  );
  const skipped = [
    ...(why === undefined ? [] : [`${absent} ${absent === 1 ? 'group' : 'groups'}: ${why}`]),
    ...lacking.map(({ title, lacks }) => `${title}: lacks ${lacks ?? ''}`),
  ];
  return [name, versionOf(name), String(run), skipped.join('; ')];
}

/** Tests that were skipped although nothing is missing. */
export function unexplainedSkips(groups: readonly Group[], files: readonly FileResult[]): string[] {
  return files.flatMap((file) => {
    const explained = new Set(groups.filter((group) => !isRun(group)).flatMap((group) => testsOf(group, [file])));
    return file.testResults.filter((result) => !wasRun(result.status) && !explained.has(result)).map(({ fullName }) => fullName);
  });
}

/** `seconds: api 12.3 · full 45.6`, of the tiers that ran. */
export function secondsPerTier(files: readonly FileResult[]): string {
  const parts = TIER_NAMES.flatMap((tier) => {
    const own = files.filter(({ testFilePath }) => tierOf(testFilePath) === tier);
    const ms = own.reduce((sum, { perfStats }) => sum + perfStats.end - perfStats.start, 0);
    return own.length === 0 ? [] : [`${tier} ${(ms / 1000).toFixed(1)}`];
  });
  return `seconds: ${parts.join(' · ')}`;
}

function testsOf({ file, title }: Group, files: readonly FileResult[]): FileResult['testResults'][number][] {
  return files
    .filter(({ testFilePath }) => testFilePath === file)
    .flatMap(({ testResults }) => testResults.filter(({ ancestorTitles }) => ancestorTitles.includes(title)));
}

function wasRun(status: string): boolean {
  return status === 'passed' || status === 'failed';
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
