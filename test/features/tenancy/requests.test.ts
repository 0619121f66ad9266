import { parseAllDocuments } from 'yaml';
import type { EnvironmentSpec } from '../../../environments/index';
import { Problems } from '../../../src/kernel/problems';
import { planRequests, type RequestsInput } from '../../../src/features/resources/resolve';
import { agent, environment, nightly, tenant } from '../../corpus/builders';
import { renderAll } from '../../environments/wiring/render-all';
import { problemsOf } from '../../resolve/fixture';

/** What pods are promised may be less than what they may use: the quota holds both, and nodes are counted by what is promised. */

const SIZED = { resources: { cpu: '2', memory: '4Gi', ephemeralStorage: '2Gi' }, requests: { cpu: '500m', memory: '1Gi' } };

function platform(nodes: number, changes = {}): EnvironmentSpec {
  const agents = { api: agent({ ...SIZED, replicas: 4, rollout: { kind: 'rolling', maxSurge: 0, maxUnavailable: 1 }, ...changes }) };
  return environment('requests', [tenant('acme', agents)], {
    nodePools: { agents: { instanceTypes: ['m7i.xlarge'], min: 1, max: nodes }, batch: { instanceTypes: ['m7i.xlarge'], min: 0, max: 1 } },
  });
}

test('the quota has room for what is promised and for what may be used, each with a tenth more', () => {
  const text = renderAll(platform(3)).get('manifests/tenants/tenant-acme/00-namespace.yaml') ?? '';
  const quota = parseAllDocuments(text)
    .map((document) => document.toJS() as { kind: string; spec: { hard: object } })
    .find(({ kind }) => kind === 'ResourceQuota');
  // four pods: 2 cores and 4Gi promised, 8 cores and 16Gi to use, 8Gi of storage
  expect(quota?.spec.hard).toMatchObject({
    'requests.cpu': '3',
    'limits.cpu': '9',
    'requests.memory': '5Gi',
    'limits.memory': '18Gi',
    'requests.ephemeral-storage': '9Gi',
    'limits.ephemeral-storage': '9Gi',
  });
});

test('nodes need room for what is promised only', () => {
  // one node of four cores
  expect(problemsOf(platform(1))).toEqual([]);
  expect(problemsOf(platform(1, { requests: {} })).map(({ rule }) => rule)).toEqual(['node-capacity']);
});

test('batch agents count alike', () => {
  const jobs = (changes: object): EnvironmentSpec =>
    environment(
      'requests',
      [
        tenant(
          'acme',
          { api: agent() },
          { batch: { report: nightly({ ...SIZED, resources: { ...SIZED.resources, cpu: '8' }, ...changes }) } },
        ),
      ],
      {
        nodePools: { agents: { instanceTypes: ['m7i.xlarge'], min: 1, max: 2 }, batch: { instanceTypes: ['m7i.xlarge'], min: 0, max: 1 } },
      },
    );
  expect(problemsOf(jobs({}))).toEqual([]);
  expect(problemsOf(jobs({ requests: {} })).map(({ rule }) => rule)).toContain('node-capacity');
});

describe('what is promised', () => {
  const LIMITS = { cpu: '250m', memory: '256Mi', ephemeralStorage: '1Gi' };
  function planned(input: RequestsInput | undefined) {
    const [problems, warnings] = [Problems.of(''), Problems.of('')];
    const plan = planRequests({ problems, warnings }, input, LIMITS);
    const said = ({ list }: Problems): string[] => list.map(({ place, rule }) => `${place} ${rule}`);
    return { plan, found: said(problems), warned: said(warnings) };
  }

  test.each<[string, RequestsInput | undefined]>([
    ['nothing is said', undefined],
    ['all of it is said', LIMITS],
    ['the same is said in other units', { cpu: '0.25', memory: '262144Ki' }],
  ])('is all that may be used where %s', (_, input) => {
    expect(planned(input)).toMatchObject({ plan: { ephemeralStorage: '1Gi' }, found: [], warned: [] });
  });

  test('may be less, and of memory that is warned of', () => {
    expect(planned({ cpu: '249m' })).toEqual({ plan: { ...LIMITS, cpu: '249m' }, found: [], warned: [] });
    expect(planned({ memory: '255Mi' })).toEqual({
      plan: { ...LIMITS, memory: '255Mi' },
      found: [],
      warned: ['requests.memory memory-overcommit'],
    });
  });

  test.each<[string, RequestsInput, string]>([
    ['more CPU', { cpu: '251m' }, 'requests.cpu request-limit'],
    ['more memory', { memory: '257Mi' }, 'requests.memory request-limit'],
    ['more storage', { ephemeralStorage: '1025Mi' }, 'requests.ephemeralStorage request-limit'],
    ['no quantity', { cpu: 'much' }, 'requests.cpu quantity'],
  ])('fails with %s', (_, input, expected) => {
    expect(planned(input)).toEqual({ plan: LIMITS, found: [expected], warned: [] });
  });
});
