import { parseManifests } from '../../../src/judges/inventory/parse';
import { mixture } from '../../environments/random/mixtures';
import { type Cluster, startCluster } from '../harness/control-plane';
import type { KubeObject } from '../harness/kube-client';
import { withComponents } from '../harness/require';
import { STAND_IN_KINDS } from '../harness/stand-ins';
import { titleOf } from './committed';

/*
 * Accepted input renders what an API server takes, also input that nobody thought of. Twenty of the environments that are held against the
 * schemas in test/environments/random; nothing but their namespaces is kept, so that one server judges all.
 */

const SEEDS = Array.from({ length: 20 }, (_, index) => 1001 + index);

/** What a server of that release has, and nothing of the delivery engines, whose definitions are not here. */
function objectsOf(seed: number): KubeObject[] {
  const { files } = mixture(seed).accepted;
  return [...files]
    .filter(([path]) => /^manifests\/.*\.yaml$/.test(path))
    .flatMap(([path, text]) => parseManifests(text, path).map(({ document }) => document as KubeObject));
}

withComponents(['etcd', 'kube-apiserver', 'crds'], 'random environments at the newest API server', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster({ server: 'kube-apiserver' });
  });
  afterAll(async () => {
    await cluster.stop();
  });

  // anything is accepted of kinds whose definition is not here
  test.each(SEEDS)(
    `environment %d: every object is accepted, ${STAND_IN_KINDS.join(', ')} without having judged its fields`,
    async (seed) => {
      const objects = objectsOf(seed);
      expect(objects.length).toBeGreaterThan(8);
      const refused: string[] = [];
      // some stand in a namespace of the cluster’s own
      for (const name of new Set(objects.flatMap(({ metadata: { namespace } }) => namespace ?? [])))
        if (!objects.some(({ kind, metadata }) => kind === 'Namespace' && metadata.name === name))
          await cluster.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
      for (const object of objects) {
        const kept = object.kind === 'Namespace';
        const { status, body } = await cluster.client.create(object, { dryRun: !kept });
        // a namespace that an environment before had is there
        if (status >= 300 && !(kept && status === 409)) refused.push(`${titleOf(object)}: ${status} ${body.message ?? ''}`);
      }
      expect(refused).toEqual([]);
    },
  );
});
