import { App, Chart } from 'cdk8s';
import { chartFor, problemsOf } from '../agent/agent-fixture';
import { at, batch, queued } from './batch-fixture';

test('fails at the place of its trigger with what is no trigger', () => {
  expect(problemsOf(() => at({ cron: 5 as unknown as string }))).toEqual(['trigger.cron wrong-type']);
  expect(problemsOf(() => queued({ maxRunning: '5' as unknown as number }))).toEqual(['trigger.maxRunning wrong-type']);
});

test('tells whom it calls who it is, and of no namespace where none is known', () => {
  const told = (chart: Chart): unknown[] => {
    const calls: unknown[] = [];
    const callee = {
      callAddress: () => ({ name: 'api', namespace: 'shop', podLabels: { a: 'b' }, port: 80 }),
      admitCaller: (caller: unknown) => void calls.push(caller),
    };
    batch({ calls: [callee] }, chart);
    return calls;
  };
  const me = { name: 'nightly-report', podLabels: { 'cdk8s-agents/workload': 'acme-nightly-report' }, port: 0 };
  expect(told(chartFor())).toEqual([{ ...me, namespace: 'tenant-acme' }]);
  expect(told(new Chart(new App(), 'nowhere'))).toEqual([{ ...me, namespace: '' }]);
});
