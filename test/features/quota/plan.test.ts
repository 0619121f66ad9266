import {
  checkContents,
  computeQuota,
  containerRange,
  hardLimits,
  type NamespaceContents,
  planQuota,
  type QuotaInput,
} from '../../../src/features/quota/plan';
import { Problems } from '../../../src/kernel/problems';
import { GI } from '../../../src/kernel/quantity';

const DEMAND = { cpuMillis: 2000, memoryBytes: 4 * GI, ephemeralStorageBytes: 2 * GI, pods: 4 };
const CONTENTS: NamespaceContents = {
  count: new Map([
    ['ConfigMap', 9],
    ['Secret', 2],
    ['ExternalSecret', 8],
    ['Service', 3],
    ['Deployment', 4],
    ['Rollout', 1],
  ]),
  demand: DEMAND,
  requested: { ...DEMAND, cpuMillis: 1000, memoryBytes: 2 * GI, ephemeralStorageBytes: GI },
  containers: [{ name: 'agent', requests: { cpu: '500m' }, limits: { cpu: '500m' } }],
  largest: { cpu: '2', memory: '4Gi', ephemeralStorage: '2Gi' },
};

test('what is not written is derived from the demand, with a tenth more', () => {
  const plan = planQuota(Problems.of(''), { cpu: '9', memory: '9Gi', pods: 9 });
  expect(computeQuota(plan ?? {}, DEMAND)).toEqual({ cpu: '9', memory: '9Gi', ephemeralStorage: '3Gi', pods: 9 });
  expect(computeQuota(planQuota(Problems.of(''), undefined) ?? {}, DEMAND)).toEqual({
    cpu: '3',
    memory: '5Gi',
    ephemeralStorage: '3Gi',
    pods: 5,
  });
});

test.each<readonly [string, Partial<QuotaInput>, readonly string[]]>([
  ['nothing', {}, []],
  ['CPU', { cpu: 'much' }, ['cpu: quantity']],
  ['memory', { memory: '1GB' }, ['memory: quantity']],
  ['storage', { ephemeralStorage: '' }, ['ephemeralStorage: quantity']],
  ['pods', { pods: 0 }, ['pods: whole-number']],
  ['half a pod', { pods: 1.5 }, ['pods: whole-number']],
  [
    'all',
    { cpu: '', memory: '', ephemeralStorage: '', pods: -1 },
    ['cpu: quantity', 'memory: quantity', 'ephemeralStorage: quantity', 'pods: whole-number'],
  ],
])('a quota with %s wrong is compared with nothing', (_, change, said) => {
  const problems = Problems.of('');
  const written = { cpu: '9', memory: '9Gi', ephemeralStorage: '9Gi', pods: 1, ...change };
  expect(planQuota(problems, written)).toEqual(said.length === 0 ? written : undefined);
  expect(problems.list.map(({ place, rule }) => `${place}: ${rule}`)).toEqual(said);
});

test('a quota of which nothing is written is derived, and storage that is not written is no key', () => {
  expect(planQuota(Problems.of(''), undefined)).toEqual({});
  expect(Object.keys(planQuota(Problems.of(''), { cpu: '9', memory: '9Gi', pods: 9 }) ?? {})).toEqual(['cpu', 'memory', 'pods']);
});

test('a ResourceQuota has every key; objects are counted with a tenth more, and the ConfigMap that every namespace gets', () => {
  const hard = hardLimits({ quota: {}, reserved: {} }, CONTENTS, true);
  expect(hard).toMatchObject({
    configmaps: '11',
    secrets: '11',
    services: '4',
    'count/deployments.apps': '5',
    'count/rollouts.argoproj.io': '2',
  });
  // each with a tenth more, in whole cores and Gi
  expect(hard).toMatchObject({
    'requests.cpu': '2',
    'limits.cpu': '3',
    'requests.memory': '3Gi',
    'limits.memory': '5Gi',
    'requests.ephemeral-storage': '2Gi',
    'limits.ephemeral-storage': '3Gi',
  });
  expect(hard).toMatchObject({
    'services.nodeports': '0',
    'services.loadbalancers': '0',
    persistentvolumeclaims: '0',
    'count/jobs.batch': '0',
  });
  expect(Object.keys(hardLimits({ quota: {}, reserved: {} }, CONTENTS, false))).not.toContain('count/rollouts.argoproj.io');
  expect(hardLimits({ quota: { cpu: '8', pods: 7 }, reserved: { cpu: '6' } }, { ...CONTENTS, count: new Map() }, true)).toEqual({
    'requests.cpu': '6',
    'limits.cpu': '8',
    'requests.memory': '3Gi',
    'limits.memory': '5Gi',
    'requests.ephemeral-storage': '2Gi',
    'limits.ephemeral-storage': '3Gi',
    pods: '7',
    // kube-root-ca.crt and a tenth
    configmaps: '2',
    secrets: '0',
    services: '0',
    'services.nodeports': '0',
    'services.loadbalancers': '0',
    persistentvolumeclaims: '0',
    'count/deployments.apps': '0',
    'count/statefulsets.apps': '0',
    'count/cronjobs.batch': '0',
    'count/jobs.batch': '0',
    'count/rollouts.argoproj.io': '0',
  });
  const count = new Map(['PersistentVolumeClaim', 'StatefulSet', 'CronJob', 'Job'].map((kind, index) => [kind, 10 * (index + 1)]));
  expect(hardLimits({ quota: {}, reserved: {} }, { ...CONTENTS, count }, false)).toMatchObject({
    persistentvolumeclaims: '11',
    'count/statefulsets.apps': '22',
    'count/cronjobs.batch': '33',
    'count/jobs.batch': '44',
  });
});

test('a LimitRange admits the largest container and gives the class small to one that says nothing', () => {
  const small = { cpu: '250m', memory: '256Mi', 'ephemeral-storage': '1Gi' };
  expect(containerRange(CONTENTS.largest)).toEqual({
    type: 'Container',
    default: small,
    defaultRequest: small,
    max: { cpu: '2', memory: '4Gi', 'ephemeral-storage': '2Gi' },
    min: { cpu: '50m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
  });
});

test('what does not fit is said with its place', () => {
  const small = { cpu: '1', memory: '9Gi', ephemeralStorage: '9Gi', pods: 4 };
  const containers = [{ name: 'agent', requests: { cpu: '500m' }, limits: { cpu: '3' } }];
  expect(checkContents(small, { ...CONTENTS, containers }).map(({ place, violation: { rule } }) => `${place}: ${rule}`)).toEqual([
    'quota: quota',
    'limits: limit-range',
  ]);
  expect(checkContents({}, CONTENTS)).toEqual([]);
});
