import {
  checkContents,
  computeQuota,
  containerRange,
  hardLimits,
  type NamespaceContents,
  planQuota,
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
});

test('a LimitRange admits the largest container and gives the class small to one that says nothing', () => {
  expect(containerRange(CONTENTS.largest)).toMatchObject({
    type: 'Container',
    max: { cpu: '2', memory: '4Gi', 'ephemeral-storage': '2Gi' },
    min: { cpu: '50m', memory: '64Mi' },
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
