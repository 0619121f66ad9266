/**
 * Writes src/judges/schemas/core-fields/<minor>.json from what running API servers say of themselves.
 *
 *     KUBEBUILDER_ASSETS=<folder> npx ts-node test/conformance/read-field-table.ts
 *
 * The folder holds `etcd`, `kube-apiserver` (the newest minor) and `kube-apiserver-<minor>` for the others.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerName } from './harness/api-server';
import { locateOrFail } from './harness/components';
import { startCluster } from './harness/control-plane';
import { openApiFieldTable } from './openapi-field-table';

/** Oldest supported minor, the one that is rendered for, and the newest; the newest has no suffix, as in envtest's archives. */
const SERVERS: readonly (readonly [minor: string, server: ServerName])[] = [
  ['1.30', 'kube-apiserver-1.30'],
  ['1.33', 'kube-apiserver-1.33'],
  ['1.36', 'kube-apiserver'],
];

const FOLDER = join(__dirname, '..', '..', 'src', 'judges', 'schemas', 'core-fields');

async function main(): Promise<void> {
  for (const [, server] of SERVERS) locateOrFail(server);
  for (const [minor, server] of SERVERS) {
    const cluster = await startCluster({ server, crds: [] });
    try {
      if (cluster.minor !== minor) throw new Error(`${server} is ${cluster.minor}, not ${minor}`);
      const { status, body } = await cluster.client.request('GET', '/openapi/v2');
      if (status !== 200) throw new Error(`/openapi/v2: HTTP ${status}: ${body.message ?? ''}`);
      const text = openApiFieldTable(minor, body);
      writeFileSync(join(FOLDER, `${minor}.json`), text);
      console.log(`${minor}.json: ${text.length} characters`);
    } finally {
      await cluster.stop();
    }
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
