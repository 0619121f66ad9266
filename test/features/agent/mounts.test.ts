import { planMounts, type MountsInput, type StateInput } from '../../../src/features/agent/mounts';
import { Problems } from '../../../src/kernel/problems';

const CLAIM: StateInput = { name: 'state', sources: ['persistentVolumeClaim'], mountPath: '/var/lib/agent' };

function planned(input: MountsInput, folders?: Parameters<typeof planMounts>[2]) {
  const problems = Problems.of('test');
  const mounts = planMounts(problems, input, folders);
  return { mounts, found: problems.list.map(({ place, rule }) => `${place} ${rule}`) };
}

const state = (...volumes: readonly Partial<StateInput>[]): MountsInput => ({
  stateful: true,
  volumes: volumes.map((volume) => ({ ...CLAIM, ...volume })),
});

test('everything that is mounted has a volume of its own, and only /tmp and state can be written', () => {
  const { mounts, found } = planned({
    needs: ['llm-gateway'],
    configMaps: ['prompts'],
    secrets: ['partner'],
    stateful: true,
    volumes: [CLAIM, { ...CLAIM, name: 'models', mountPath: '/models', readOnly: true }],
  });
  expect(found).toEqual([]);
  expect(mounts).toEqual([
    { name: 'config', path: '/etc/agent', readOnly: true, source: { kind: 'config' } },
    { name: 'config-prompts', path: '/etc/agent.d/prompts', readOnly: true, source: { kind: 'config-map', configMap: 'prompts' } },
    { name: 'secret-partner', path: '/var/run/secrets/agent/partner', readOnly: true, source: { kind: 'secret', secret: 'partner' } },
    { name: 'llm-token', path: '/var/run/secrets/llm-gateway', readOnly: true, source: { kind: 'llm-token' } },
    { name: 'tmp', path: '/tmp', readOnly: undefined, source: { kind: 'writable', size: '256Mi' } },
    { name: 'state', path: '/var/lib/agent', readOnly: undefined, source: { kind: 'state', index: 0 } },
    { name: 'models', path: '/models', readOnly: true, source: { kind: 'state', index: 1 } },
  ]);
});

test('where nothing is said there are the configuration file and /tmp', () => {
  expect(planned({}).mounts.map(({ path }) => path)).toEqual(['/etc/agent', '/tmp']);
});

test('folders can be those of the platform', () => {
  const { mounts } = planned({ configMaps: ['a'], secrets: ['b'] }, { config: '/c', configMaps: '/m', secrets: '/s' });
  expect(mounts.map(({ path }) => path)).toEqual(['/c', '/m/a', '/s/b', '/tmp']);
});

test.each<readonly [title: string, input: MountsInput, found: readonly string[]]>([
  ['a ConfigMap of 56 characters', { configMaps: ['a'.repeat(56)] }, []],
  ['a ConfigMap of 57 characters', { configMaps: ['a', 'b'.repeat(57)] }, ['configMaps.1 dns-label']],
  ['a Secret of 56 characters', { secrets: ['a'.repeat(56)] }, []],
  ['a Secret of 57 characters', { secrets: ['a', 'b'.repeat(57)] }, ['secrets.1 dns-label']],
  ['a Secret twice', { secrets: ['a', 'a'] }, ['volumes duplicate', 'volumes duplicate']],
  ['state without a word', { volumes: [CLAIM] }, ['volumes.0.volume stateless']],
  ['state that was opted into', state({}), []],
  ['a folder of the node', state({ sources: ['hostPath'] }), ['volumes.0.volume host-path']],
  ['a share of the network', state({ sources: ['nfs'] }), ['volumes.0.volume volume-kind']],
  // https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
  ...['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'].map(
    (source): readonly [string, MountsInput, readonly string[]] => [`a volume of the kind ${source}`, state({ sources: [source] }), []],
  ),
  ['the root', state({ mountPath: '/' }), ['volumes.0.mountPath mount-path']],
  ['a path without a root', state({ mountPath: 'var' }), ['volumes.0.mountPath mount-path']],
  ['a path that climbs', state({ mountPath: '/var/../etc' }), ['volumes.0.mountPath mount-path']],
  ['a path one below the root', state({ mountPath: '/v' }), []],
  ['the place of another', state({ mountPath: '/tmp' }), ['volumes duplicate']],
  ['the name of another', state({ name: 'config' }), ['volumes duplicate']],
  ['two at one place', state({}, { name: 'other' }), ['volumes duplicate']],
  ['two of one name', state({}, { mountPath: '/other' }), ['volumes duplicate']],
])('says of %s what is wrong', (_, input, found) => {
  expect(planned(input).found).toEqual(found);
});
