import type { Alert } from '../../../src/features/observability/alert';
import { type AlertOwner, renderedAlert, ruleTestFile } from '../../../src/features/observability/rule-file';

const ALERT: Alert = {
  name: 'AgentBacklogOld',
  expr: 'up == 0',
  forS: 60,
  severity: 'warning',
  agent: 'search',
  labels: { window: 'flash-sale' },
  summary: 'short',
  description: 'long',
  proof: { fires: [], silent: [], afterMin: 1 },
};

test('a rule is what the alert says, with whose it is: routes and silences go by its labels', () => {
  expect(renderedAlert(ALERT, { tenant: 'acme', namespace: 'tenant-acme' })).toEqual({
    alert: 'AgentBacklogOld',
    expr: 'up == 0',
    for: '60s',
    labels: { agent: 'search', namespace: 'tenant-acme', severity: 'warning', tenant: 'acme', window: 'flash-sale' },
    annotations: { summary: 'short', description: 'long' },
  });
});

test('a rule also says what else an alert has to say, which its tests expect of it', () => {
  const more = { ...ALERT, annotations: { who_spends: 'topk(5, up)' } };
  expect(renderedAlert(more, { namespace: 'platform' }).annotations).toEqual({
    summary: 'short',
    description: 'long',
    who_spends: 'topk(5, up)',
  });
  expect(ruleTestFile([more], { namespace: 'platform' }, 'rules.yaml')).toContain('"who_spends": "topk(5, up)"');
});

test('an alert that fires twice is looked at twice, and a healthy owner as often', () => {
  const twice = { ...ALERT, proof: { ...ALERT.proof, firstMin: 3, afterMin: 9 } };
  const { tests } = JSON.parse(ruleTestFile([twice], { namespace: 'platform' }, 'rules.yaml')) as {
    tests: { alert_rule_test: { eval_time: string; exp_alerts: unknown[] }[] }[];
  };
  const looked = tests.map((one) => one.alert_rule_test.map(({ eval_time: at, exp_alerts: alerts }) => [at, alerts.length]));
  expect(looked).toEqual([
    [
      ['3m', 1],
      ['9m', 1],
    ],
    [
      ['3m', 0],
      ['9m', 0],
    ],
  ]);
});

test('an alert of the platform says itself whom it is about, or nobody', () => {
  const { agent: _agent, ...nobodys } = ALERT;
  expect(renderedAlert({ ...nobodys, forS: 0, labels: { tenant: 'globex' } }, { namespace: 'platform' })).toMatchObject({
    for: '0s',
    labels: { namespace: 'platform', severity: 'warning', tenant: 'globex' },
  });
});

test.each<readonly [object, AlertOwner, string]>([
  [{ agent: 'search' }, { tenant: 'acme', namespace: 'tenant-acme' }, 'search'],
  [{}, { tenant: 'acme', namespace: 'tenant-acme' }, 'acme'],
  [{}, { namespace: 'platform' }, 'platform'],
  [{ labels: { tenant: 'acme' } }, { namespace: 'platform' }, 'acme'],
  [{ agent: 'search', labels: { tenant: 'acme' } }, { namespace: 'platform' }, 'acme/search'],
  [{ labels: { tenant: 'shared', member: 'birch' } }, { namespace: 'platform' }, 'shared/birch'],
  [{ labels: { member: 'birch' } }, { tenant: 'shared', namespace: 'tenant-shared' }, 'birch'],
])('a test of %j for %j is called that of %s', (about, owner, subject) => {
  const { agent: _agent, labels: _labels, ...bare } = ALERT;
  const { tests } = JSON.parse(ruleTestFile([{ ...bare, ...about }], owner, 'rules.yaml')) as { tests: { name: string }[] };
  expect(tests.map(({ name }) => name)).toEqual([`AgentBacklogOld of ${subject} fires`, `AgentBacklogOld of ${subject} is silent`]);
});
