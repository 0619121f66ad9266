import { variable } from './components';
import { OWN_RUN_FOLDER, removeFolder } from './run-folder';

/** After all tests: removes the folder that `setup` made; another one is for whoever made it. */
export default function teardown(): void {
  const folder = variable(OWN_RUN_FOLDER);
  if (folder !== undefined) removeFolder(folder);
}
