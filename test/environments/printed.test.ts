import { renderApps } from '../../environments/wiring/environment';
import { dev } from '../../environments/swarm/dev';
import { prod } from '../../environments/swarm/prod';
import { staging } from '../../environments/swarm/staging';
import { parseManifests } from '../../src/judges/inventory/parse';
import { joinDataFiles } from '../../src/resolve/data-file';
import { resolve } from '../../src/resolve/resolve';
import { filesOf, textOf } from './rendered';
import { DATA_FILES } from './swarm-prod';
import { Problems } from '../../src/kernel/problems';

test.each([dev, staging, prod])('swarm/$name: what judges see is what is committed, object by object and line by line', (written) => {
  const { spec, sources } = joinDataFiles(written, DATA_FILES);
  const seen = [...renderApps(resolve(spec, sources), Problems.of('test'))].flatMap(({ manifests }) => manifests);
  const files = filesOf(written.name);
  expect([...new Set(seen.map(({ file }) => file))].sort()).toEqual(files);
  for (const file of files) expect(seen.filter((one) => one.file === file)).toStrictEqual(parseManifests(textOf(written.name, file), file));
});
