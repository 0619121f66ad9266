import { AgentResources } from '../../../constructs/resources/agent-resources';
import { RESOURCE_CLASSES } from '../../../src/features/resources/pod-sizes';
import { checkResources, resolveResources, writtenResources } from '../../../src/features/resources/resolve';
import type { ServiceSizeSpec } from '../../../src/features/resources/spec';
import { Problems } from '../../../src/kernel/problems';

const LARGE = { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' };
const OWN = { cpu: '3', memory: '5Gi', ephemeralStorage: '7Gi' };

/** The table of the README of resources. */
test('a class is half or twice the next one; two others are what large is not', () => {
  expect(RESOURCE_CLASSES).toEqual({
    small: { cpu: '250m', memory: '256Mi', ephemeralStorage: '1Gi' },
    medium: { cpu: '500m', memory: '512Mi', ephemeralStorage: '1Gi' },
    large: LARGE,
    'memory-optimized': { cpu: '1', memory: '4Gi', ephemeralStorage: '2Gi' },
    'compute-optimized': { cpu: '2', memory: '2Gi', ephemeralStorage: '2Gi' },
  });
  const { cpu, memory, ephemeralStorage } = AgentResources.of({ cpu: '3', memory: '5Gi' });
  expect([cpu, memory, ephemeralStorage]).toEqual(['3', '5Gi', '1Gi']);
  const made = [
    AgentResources.small(),
    AgentResources.medium(),
    AgentResources.large(),
    AgentResources.memoryOptimized(),
    AgentResources.computeOptimized(),
  ];
  expect(made.map((one) => [one.cpu, one.memory, one.ephemeralStorage])).toEqual([
    ['250m', '256Mi', '1Gi'],
    ['500m', '512Mi', '1Gi'],
    ['1', '1Gi', '1Gi'],
    ['1', '4Gi', '2Gi'],
    ['2', '2Gi', '2Gi'],
  ]);
});

function resolved(spec: ServiceSizeSpec) {
  const problems = Problems.of('root');
  const resources = resolveResources(spec, 'large', { problems, warnings: Problems.of('root') });
  return { resources, found: problems.list.map(({ place, rule }) => `${place} ${rule}`) };
}

test.each<[string, ServiceSizeSpec, object, string[]]>([
  ['nothing', {}, LARGE, []],
  ['a class', { size: 'small' }, RESOURCE_CLASSES.small, []],
  ['resources', { resources: OWN }, OWN, []],
  ['both', { size: 'small', resources: OWN }, OWN, ['size one-size']],
  ['no CPU', { resources: { ...OWN, cpu: '0' } }, LARGE, ['resources.cpu quantity']],
  ['no memory', { resources: { ...OWN, memory: '1' } }, LARGE, ['resources.memory quantity']],
  ['no storage', { resources: { ...OWN, ephemeralStorage: '' } }, LARGE, ['resources.ephemeralStorage quantity']],
  [
    'a class and no CPU',
    { size: 'small', resources: { ...OWN, cpu: '' } },
    RESOURCE_CLASSES.small,
    ['size one-size', 'resources.cpu quantity'],
  ],
])('of what is written, %s is taken', (_, spec, resources, found) => {
  expect(resolved(spec)).toEqual({ resources, found });
});

test('what could not be read is taken for small, and nothing more is said', () => {
  const problems = Problems.of('root');
  problems.unreadable('resources', { rule: 'wrong-type', problem: '', fix: '' });
  expect(resolveResources({}, 'large', { problems, warnings: problems })).toEqual(RESOURCE_CLASSES.small);
  expect(problems.list).toHaveLength(1);
});

test('each quantity is known to hold only with the others', () => {
  const holds = (change: Partial<typeof OWN>): boolean => checkResources(Problems.of('root'), { ...OWN, ...change });
  expect([holds({}), holds({ cpu: '' }), holds({ memory: '' }), holds({ ephemeralStorage: '' })]).toEqual([true, false, false, false]);
  expect(writtenResources({ size: 'medium' }, 'large', Problems.of('root'))).toBe(RESOURCE_CLASSES.medium);
});
