import type { Dependency } from '../../../src/features/agent/spec';
import { configOf, define, only, problemsOf } from './agent-fixture';
import { batch, queued } from '../batch/batch-fixture';
import { canary as queueCanary, configOf as versionConfigOf } from '../rollout/queue-versions-fixture';
import { blueGreen, canary } from '../rollout/rollout-fixture';

const NEEDS: Dependency[] = ['bus', 'llm-gateway'];
const TOLD = { tenant: 'acme', needs: NEEDS, budgetNotice: true };
const NOTICE = { subject: 'budget.search', staleAfterSeconds: 180, whenSpent: 'stop-pulling' };

const busOf = (config: unknown) => (config as { readonly bus?: { readonly budget?: unknown } }).bus?.budget;

describe('the notice of a token budget in an agent’s file (000-25, 000-29)', () => {
  test('names the subject of the agent, how long a word is good for and what to do', () => {
    expect(busOf(configOf(define({ ...TOLD, name: 'search' }).chart))).toEqual(NOTICE);
  });

  test('is not there for who is not told', () => {
    expect(busOf(configOf(define({ tenant: 'acme', needs: NEEDS }).chart))).toBeUndefined();
    expect(busOf(configOf(define({ ...TOLD, budgetNotice: false }).chart))).toBeUndefined();
  });

  test.each([
    ['canary', () => canary(TOLD).chart],
    ['blue-green rollout', () => blueGreen(TOLD).chart],
  ])('is there for a %s, whose file its pods carry', (_, chartOf) => {
    const { template } = only(chartOf(), 'Rollout').spec as {
      template: { metadata: { annotations: Readonly<Record<string, string>> } };
    };
    expect(busOf(JSON.parse(template.metadata.annotations['cdk8s-agents/config'] ?? ''))).toEqual(NOTICE);
  });

  test('is the same for both versions of a queue worker: they are one agent, with one budget', () => {
    const { chart } = queueCanary({ needs: NEEDS, budgetNotice: true, weight: 10 });
    expect(['search', 'search-next'].map((workload) => busOf(versionConfigOf(chart, workload)))).toEqual([NOTICE, NOTICE]);
  });

  test('is there for a batch agent on a queue', () => {
    const { chart } = queued({}, TOLD);
    expect(busOf(configOf(chart))).toEqual({ ...NOTICE, subject: 'budget.nightly-report' });
  });

  test.each([[[]], [['bus']], [['llm-gateway']]] as const)(
    'fails with needs %j: there is nothing to hear it on, or nothing to spend',
    (needs) => {
      expect(problemsOf(() => define({ ...TOLD, needs: [...needs] }))).toEqual(['budgetNotice budget-notice']);
      expect(problemsOf(() => batch({ ...TOLD, needs: [...needs] }))).toEqual(['budgetNotice budget-notice']);
    },
  );
});
