import { assetsProblem, variable } from './components';
import { makeRunFolder, OWN_RUN_FOLDER, RUN_FOLDER } from './run-folder';

/** Before all tests: a slip in KUBEBUILDER_ASSETS ends the run here, where it would otherwise skip everything. */
export default function setup(): void {
  const problem = assetsProblem();
  if (problem !== undefined) throw new Error(problem);
  if (variable(RUN_FOLDER) !== undefined) return;
  const folder = makeRunFolder();
  process.env[RUN_FOLDER] = folder;
  process.env[OWN_RUN_FOLDER] = folder;
}
