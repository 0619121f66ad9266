/**
 * Writes src/manifests/core-fields/<minor>.json from what running API servers say of themselves.
 *
 *     KUBEBUILDER_ASSETS=<folder> npx ts-node test/conformance/read-field-table.ts
 *
 * The folder holds `etcd`, `kube-apiserver` (the newest minor) and `kube-apiserver-<minor>` for the others.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBareApiServer } from './bare-api-server';
import { openApiFieldTable } from './openapi-field-table';

/** Oldest supported minor, the one that is rendered for, and the newest; the newest has no suffix, as in envtest's archives. */
const SERVERS: readonly (readonly [minor: string, file: string])[] = [
  ['1.30', 'kube-apiserver-1.30'],
  ['1.33', 'kube-apiserver-1.33'],
  ['1.36', 'kube-apiserver'],
];

const FOLDER = join(__dirname, '..', '..', 'src', 'manifests', 'core-fields');

async function main(): Promise<void> {
  const binaries = process.env['KUBEBUILDER_ASSETS'];
  if (binaries === undefined) throw new Error('set KUBEBUILDER_ASSETS to the folder with etcd and the API servers');
  const missing = ['etcd', ...SERVERS.map(([, file]) => file)].filter((file) => !existsSync(join(binaries, file)));
  if (missing.length > 0) throw new Error(`KUBEBUILDER_ASSETS has no ${missing.join(', ')}`);
  for (const [minor, file] of SERVERS) {
    const server = await startBareApiServer(binaries, file);
    try {
      const { major, minor: number } = JSON.parse(await server.get('/version')) as { major: string; minor: string };
      if (`${major}.${number}` !== minor) throw new Error(`${file} is ${major}.${number}, not ${minor}`);
      const text = openApiFieldTable(minor, JSON.parse(await server.get('/openapi/v2')));
      writeFileSync(join(FOLDER, `${minor}.json`), text);
      console.log(`${minor}.json: ${text.length} characters`);
    } finally {
      server.stop();
    }
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
