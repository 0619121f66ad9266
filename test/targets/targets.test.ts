import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkVersion, type Component, compareVersions, SUPPORTED, VERSION_FACTS, type VersionFact } from '../../src/kernel/versions';
import { OWN_GROUPS, RENDERED_FOR, TARGET_GROUPS } from './components';
import { targetTable } from './table';

const ROOT = join(__dirname, '..', '..');
const CRDS = resolve(process.env['CRDS_DIR'] ?? join(ROOT, '..', 'shared', 'crds'));

/** Groups of every object of the corpus. */
function renderedGroups(): string[] {
  const folder = join(ROOT, 'test', 'corpus', 'expected');
  const groups = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.txt'))
    .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/^apiVersion: ([a-z0-9.-]+\.[a-z0-9.-]+)\//gm)])
    .map(([, group = '']) => group);
  return [...new Set(groups)].sort();
}

test('docs/targets.md is made from the tables', () => {
  expect(readFileSync(join(ROOT, 'docs', 'targets.md'), 'utf8')).toBe(targetTable());
});

test('every group that is rendered belongs to a component of the tables, and no component has another', () => {
  const known = [...RENDERED_FOR.flatMap(({ groups }) => groups), ...Object.keys(TARGET_GROUPS), ...OWN_GROUPS];
  expect(renderedGroups().filter((group) => !known.includes(group))).toEqual([]);
  expect(RENDERED_FOR.flatMap(({ groups }) => groups).filter((group) => !renderedGroups().includes(group))).toEqual([]);
});

test('every fact is of a release that is supported: of others nothing needs to be known', () => {
  for (const [id, { component, since }] of Object.entries<VersionFact>(VERSION_FACTS)) {
    const { oldest, newest } = SUPPORTED[component];
    expect([id, (compareVersions(since, oldest) ?? -1) >= 0, (compareVersions(since, newest) ?? 1) <= 0]).toEqual([id, true, true]);
  }
});

test('every component and fact has a source', () => {
  const sources = [...Object.values(SUPPORTED), ...Object.values<VersionFact>(VERSION_FACTS), ...RENDERED_FOR].map(({ source }) => source);
  expect(sources.filter((source) => !source.startsWith('https://'))).toEqual([]);
});

const FILES: Readonly<Record<string, string>> = {
  agentgateway: 'agentgateway-v',
  'Argo CD': 'argo-cd-v',
  'cert-manager': 'cert-manager-v',
  CloudNativePG: 'cloudnative-pg-v',
  'Envoy AI Gateway': 'envoy-ai-gateway-v',
  'Envoy Gateway': 'envoy-gateway-v',
  'External Secrets': 'external-secrets-v',
  'Flux (kustomize-controller)': 'flux-kustomize-controller-v',
  'Gateway API': 'gateway-api-v',
  NACK: 'nack-v',
  'Prometheus operator': 'prometheus-operator-v',
};

(existsSync(CRDS) ? describe : describe.skip)('where CRDs are at hand', () => {
  test('what was tried is what they are of', () => {
    const files = readdirSync(CRDS);
    const found = RENDERED_FOR.map(({ title }) => {
      const name = FILES[title] ?? '';
      return [title, files.find((file) => file.startsWith(name))?.slice(name.length, -'.yaml'.length)];
    });
    expect(found).toEqual(RENDERED_FOR.map(({ title, tried }) => [title, tried]));
  });
});

test.each<readonly [Component, string, string]>([
  [
    'keda',
    '2.16',
    'upgrade KEDA to 2.17 or newer: it brought fallback.behavior of a ScaledObject, which keeps the replicas that run while the queue cannot be read',
  ],
  ['keda', '2.21', `write '2.20', the newest that was looked at, and try what is rendered on the newer one`],
  ['keda', 'latest', `write '2.20', or the minor that the cluster runs`],
  ['nats', '2.9', 'upgrade NATS to 2.10 or newer: it brought subject transforms and several filter subjects of a consumer'],
  ['argoRollouts', '1.7', 'upgrade Argo Rollouts to 1.8 or newer: older ones were not looked at'],
])('fails for %s %s with a fix that can be followed', (component, version, fix) => {
  expect(checkVersion(component, version)).toMatchObject({ rule: 'target-known', fix });
});
