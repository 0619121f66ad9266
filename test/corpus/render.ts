import { join } from 'node:path';
import {
  describeProblems,
  type EnvironmentSpec,
  joinDataFiles,
  readTenantFiles,
  renderApp,
  renderManifests,
  resolve,
} from '../../environments/index';
import { renderInfrastructure } from '../../environments/terraform';
import { dev } from '../../environments/swarm/dev';
import { prod } from '../../environments/swarm/prod';
import { staging } from '../../environments/swarm/staging';
import { environment } from './builders';
import { CONSTRUCTS } from './constructs/index';
import { built, type ConstructCase } from './constructs/chart';
import { ENVIRONMENTS } from './environments/index';

/** Something that is rendered, and the file below `expected/` that says how. */
export interface Entry {
  readonly file: string;
  /** Every rendered file in one text: `#### <path>`, then what stands in it. */
  readonly render: () => string;
}

/** An environment, with the tenants of a folder of data files if there is one. */
function environmentEntry(written: EnvironmentSpec, folder?: string): Entry {
  return { file: `environments/${written.system}-${written.name}.txt`, render: () => renderEnvironment(written, folder) };
}

function renderEnvironment(written: EnvironmentSpec, folder?: string): string {
  const files = folder === undefined ? [] : readTenantFiles(join(__dirname, folder));
  const { spec, sources } = joinDataFiles(written, files);
  const resolved = resolve(spec, sources);
  const parts = [...renderManifests(resolved), renderInfrastructure(resolved)].flatMap((part) => [...part]);
  return textOf([...parts, ['warnings', `${describeProblems(`${spec.system}/${spec.name}`, resolved.warnings)}\n`]]);
}

function constructEntry(one: ConstructCase): Entry {
  return {
    file: `constructs/${one.name}.txt`,
    render: () => {
      const { app, told } = built(one);
      const files = renderApp(app, '');
      const notes = app.node
        .findAll()
        .flatMap(({ node }) => node.metadata.map(({ type, data }) => `${node.path} ${type} ${JSON.stringify(data)}\n`));
      return textOf([...files, ['metadata', notes.join('')], ['told', toldText(told)]]);
    },
  };
}

/** Values by name; text of several lines as it is. */
function toldText(told: object): string {
  return Object.entries(told as Readonly<Record<string, unknown>>)
    .map(
      ([name, value]) =>
        `${name}: ${typeof value === 'string' ? value : ((JSON.stringify(value, undefined, 1) as string | undefined) ?? '-')}\n`,
    )
    .join('');
}

function textOf(files: readonly (readonly [string, string])[]): string {
  return files
    .filter(([, text]) => text !== '')
    .map(([path, text]) => `#### ${path}\n${text}`)
    .join('\n');
}

/** Everything that the corpus renders. */
export const ENTRIES: readonly Entry[] = [
  ...ENVIRONMENTS.map((spec) => environmentEntry(spec)),
  environmentEntry(environment('data-files', []), 'tenants'),
  ...[dev, staging, prod].map((spec) => environmentEntry(spec, '../../tenants/swarm')),
  ...CONSTRUCTS.map(constructEntry),
];

/** Folder of what is expected. */
export const EXPECTED = join(__dirname, 'expected');

/** What is expected of everything that is wrong. */
export const PROBLEMS = join(__dirname, 'problems.expected.txt');
