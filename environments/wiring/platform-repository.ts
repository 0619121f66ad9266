import { checkPartPath, type Part } from '../../src/cli/part';
import { run, type RunOptions } from '../../src/cli/run';
import { crdFilesBelow, tenantFilesBelow } from '../../src/cli/tenant-files';
import { parseManifests } from '../../src/judges/inventory/parse';
import { crdSchemas } from '../../src/judges/schemas/crd-schema';
import { type Problem, Problems } from '../../src/kernel/problems';
import type { Files } from '../../src/render/files';
import { joinDataFiles } from '../../src/resolve/data-file';
import type { EnvironmentPlan } from '../../src/resolve/plan';
import { resolve } from '../../src/resolve/resolve';
import type { EnvironmentSpec } from '../../src/resolve/spec';
import { ownText } from '../../src/kernel/written';
import { renderManifests } from './environment';
import type { Extension } from './extension';
import { renderInfrastructure } from './infrastructure';

/** Folder of data files below the repository, and below it one folder for each system. */
const TENANTS = 'tenants';

/** How a platform's program runs. */
export interface PlatformOptions extends RunOptions {
  /** Objects of your own that only code can make. @default - none */
  readonly extend?: Extension;
}

/**
 * The program of a platform repository, all of it: renders every environment into `dist/<system>/<environment>`, all or none, with the
 * tenants and pools of the data files `tenants/<system>/*.yaml`, `.yml` and `.json`, if there are any. CustomResourceDefinitions in `crds/`
 * are what the fields of one's own kinds are checked by.
 *
 * Takes the command line (`--check`, `--outdir`, `--help`), prints problems, warnings and a summary to stderr, and sets the exit code.
 * Works alone and as the app of `cdk8s synth`.
 *
 * @example
 * void runPlatform([dev, prod]);
 *
 * @returns the exit code: 0; 1 if anything was wrong, or with `--check` different; 2 if the command line could not be understood
 */
export async function runPlatform(environments: readonly EnvironmentSpec[], { extend, ...options }: PlatformOptions = {}): Promise<number> {
  return run((root) => environments.map((written, index) => environmentPart(written, index, root, extend)), options);
}

/** An environment with the tenants of its system's data files. */
function environmentPart(written: EnvironmentSpec, index: number, root: string, extend: Extension | undefined): Part {
  const path = pathOf(written);
  let environment: EnvironmentPlan | undefined;
  const warnings: Problem[] = [];
  function* render(): Generator<Files> {
    // what has no path has no folder either
    const files = path === undefined ? [] : tenantFilesBelow(root, `${TENANTS}/${written.system}`);
    const { spec, sources } = joinDataFiles(written, files);
    environment = resolve(spec, sources);
    const crds = definitionsBelow(root);
    yield* renderManifests(environment, extend, { crds, warn: (warning) => void warnings.push(warning) });
    yield renderInfrastructure(environment);
  }
  return { path: path ?? `environments/${index}`, render, warnings: () => [...(environment?.warnings ?? []), ...warnings] };
}

/** The CustomResourceDefinitions of a repository. @throws InvalidInputError with every file that holds none that can be read (`crd-file`) */
function definitionsBelow(root: string): unknown[] {
  const problems = Problems.of('crds');
  const found = crdFilesBelow(root).map(({ file, text }) => {
    try {
      const documents = parseManifests(text, file).map(({ document }) => document);
      crdSchemas(documents);
      return documents;
    } catch (error) {
      // Rule `crd-file`: a definition that cannot be read checks nothing (our choice).
      problems.that(false, file, 'crd-file', error instanceof Error ? error.message : String(error), 'put CustomResourceDefinitions there');
      return [];
    }
  });
  problems.throwIfAny();
  return found.flat();
}

/** Its folder below the output; `undefined` where what was written has none: resolving it says why. */
function pathOf(written: unknown): string | undefined {
  const path = [ownText(written, 'system'), ownText(written, 'name')].join('/');
  return checkPartPath(path) === undefined ? path : undefined;
}
