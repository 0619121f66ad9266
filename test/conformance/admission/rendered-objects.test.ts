import { type Cluster, startCluster } from '../harness/control-plane';
import type { Answer, KubeObject } from '../harness/kube-client';
import { withComponents } from '../harness/require';
import { STAND_IN_KINDS } from '../harness/stand-ins';
import { committedEnvironments, titleOf } from './committed';
import { describeForbidden } from './forbidden';
import { lost } from './lost';
import { describeServiceAccounts } from './service-accounts';

/** The newest minor, the one that is rendered for, and the oldest that is supported. */
const SERVERS = ['kube-apiserver', 'kube-apiserver-1.33', 'kube-apiserver-1.30'] as const;

for (const server of SERVERS) {
  withComponents(['etcd', server, 'crds'], `admission by ${server}`, () => {
    describe.each(committedEnvironments())('of $name', ({ objects }) => {
      let cluster: Cluster;
      const client = (): Cluster['client'] => cluster.client;

      beforeAll(async () => {
        cluster = await startCluster({ server });
      });
      afterAll(async () => {
        await cluster.stop();
      });

      // anything is accepted of kinds whose definition is not here
      test(`accepts every object, in file order, of ${STAND_IN_KINDS.join(', ')} without having judged its fields`, async () => {
        expect(await refusals(objects, (object) => client().create(object))).toEqual([]);
      });

      test('keeps all that was sent', async () => {
        const pruned: string[] = [];
        for (const object of objects) {
          const { body } = await client().get(object);
          pruned.push(...lost(object, body).map((place) => `${titleOf(object)} ${place}`));
        }
        expect(pruned).toEqual([]);
      });

      test('changes no specification at the first apply, and nothing at the second', async () => {
        const changed: string[] = [];
        for (const object of objects) {
          const created = keptOf(await client().get(object));
          const first = keptOf(await client().apply(object));
          const second = keptOf(await client().apply(object));
          if (first.metadata.generation !== created.metadata.generation) changed.push(`${titleOf(object)} at the first apply`);
          if (withoutTimes(second) !== withoutTimes(first)) changed.push(`${titleOf(object)} at the second apply`);
        }
        expect(changed).toEqual([]);
      });

      describeForbidden(objects, client);
      describeServiceAccounts(objects, client);

      test('accepts deletion in reverse order, after which only namespaces wait for their controller', async () => {
        const reverse = [...objects].reverse();
        expect(await refusals(reverse, (object) => client().remove(object))).toEqual([]);
        const left: string[] = [];
        for (const object of reverse) if ((await client().get(object)).status !== 404) left.push(titleOf(object));
        expect(left).toEqual(reverse.filter(({ kind }) => kind === 'Namespace').map(titleOf));
      });
    });
  });
}

/** Requests one after another; what was not accepted, as lines to read. */
async function refusals(objects: readonly KubeObject[], send: (object: KubeObject) => Promise<Answer>): Promise<string[]> {
  const refused: string[] = [];
  for (const object of objects) {
    const { status, body } = await send(object);
    if (status >= 300) refused.push(`${titleOf(object)}: ${status} ${body.message ?? ''}`);
  }
  return refused;
}

/** An object as a server keeps it. */
interface Kept {
  readonly metadata: {
    /** Absent where a kind has no specification to count. */
    readonly generation?: number;
    readonly resourceVersion: string;
    readonly managedFields: readonly { readonly time?: string }[];
  };
}

function keptOf({ status, body }: Answer): Kept {
  if (status !== 200) throw new Error(`${status} ${body.message ?? ''}`);
  return body as unknown as Kept;
}

/** All of an object but the times at which its fields were applied, and the version that changes with them: 1.30 noted them anew for a custom resource. */
function withoutTimes({ metadata: { resourceVersion: _, managedFields, ...metadata }, ...rest }: Kept): string {
  return JSON.stringify({ ...rest, metadata, managedFields: managedFields.map(({ time: __, ...managed }) => managed) });
}
