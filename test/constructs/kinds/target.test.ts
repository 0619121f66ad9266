import { App, Chart } from 'cdk8s';
import { Target, type TargetProps } from '../../../constructs/kinds/target';
import { InvalidInputError } from '../../../src/kernel/problems';

function refused(target: TargetProps, below?: string): string[] {
  const app = new App();
  try {
    Target.set(below === undefined ? app : new Chart(app, below), target);
  } catch (error) {
    if (error instanceof InvalidInputError) return [error.root, ...error.problems.map(({ place }) => place)];
    throw error;
  }
  return [];
}

test('fails with each release that is not known, by its name', () => {
  const wrong = { kubernetes: '0.1', keda: '0.1', nats: '0.1', argoRollouts: '0.1' };
  expect(refused(wrong)).toEqual(['Target', 'target.kubernetes', 'target.keda', 'target.nats', 'target.argoRollouts']);
  expect(refused({ ...wrong, kubernetes: '1.33' }, 'chart')).toEqual(['chart', 'target.keda', 'target.nats', 'target.argoRollouts']);
  expect(refused({ kubernetes: '1.33' })).toEqual([]);
});

test('holds for all that is below, and is the oldest Kubernetes and the newest KEDA where nothing is said', () => {
  const app = new App();
  const chart = new Chart(app, 'chart');
  expect(Target.of(chart)).toEqual({ kubernetes: '1.30', keda: '2.20' });
  const other = new App();
  Target.set(other, { kubernetes: '1.34', nats: '2.14' });
  expect(Target.of(new Chart(other, 'chart'))).toEqual({ kubernetes: '1.34', keda: '2.20', nats: '2.14' });
});
