import { autoscalerBlind, prescaleMissed, rolloutStuck, unavailable } from '../../../src/features/observability/workload-alerts';
import { said } from './said';

const DEPLOYMENT = { namespace: 'tenant-acme', agent: 'search', workload: 'Deployment' } as const;
const ROLLOUT = { ...DEPLOYMENT, workload: 'Rollout' } as const;

test.each([
  [DEPLOYMENT, 'kube_deployment_status_replicas_available', 'kube_deployment_spec_replicas', 'deployment'],
  [ROLLOUT, 'rollout_info_replicas_available', 'rollout_info_replicas_desired', 'name'],
] as const)(
  'pods of a %j are down, which is critical, with fewer than half of those wanted for five minutes, for three',
  (pods, available, wanted, label) => {
    const of = (name: string): string => `${name}{namespace="tenant-acme", ${label}="search"}`;
    expect(said(unavailable(pods))).toEqual({
      name: 'AgentUnavailable',
      expr: [`max(${of(available)}) < min_over_time(max(${of(wanted)})[5m:30s]) / 2`],
      forS: 180,
      severity: 'critical',
      agent: 'search',
    });
  },
);

test('where a quota lets no pod be made, every alert on missing pods says where that stands', () => {
  const WINDOW = { name: 'flash-sale', replicas: 20, trigger: 1 };
  for (const alert of [unavailable(DEPLOYMENT), unavailable(ROLLOUT), rolloutStuck(DEPLOYMENT, 600), prescaleMissed(ROLLOUT, WINDOW)])
    expect(alert.description).toContain('kubectl get events -n tenant-acme --field-selector reason=FailedCreate');
});

test.each([
  [DEPLOYMENT, '(kubectl get deployment search -n tenant-acme)'],
  [ROLLOUT, '(kubectl get rollout search -n tenant-acme)'],
] as const)('of a %j it says where to look first', (pods, look) => {
  expect(unavailable(pods).description).toContain(look);
});

test('a Deployment is stuck when Kubernetes says so, a minute later: the deadline has passed already', () => {
  expect(said(rolloutStuck(DEPLOYMENT, 2400))).toEqual({
    name: 'AgentRolloutStuck',
    expr: [
      'max(kube_deployment_status_condition{namespace="tenant-acme", deployment="search", condition="Progressing", status="false"}) > 0',
    ],
    forS: 60,
    severity: 'warning',
    agent: 'search',
  });
});

test('a Rollout is stuck after as long as it may take: pauses and analyses of it are meant', () => {
  expect(said(rolloutStuck(ROLLOUT, 2400))).toEqual({
    name: 'AgentCanaryStuck',
    expr: ['max(rollout_info{namespace="tenant-acme", name="search", phase!="Completed"}) > 0'],
    forS: 2400,
    severity: 'warning',
    agent: 'search',
  });
});

describe('a window', () => {
  const WINDOW = { name: 'flash-sale', replicas: 20, trigger: 1 };
  const OPEN = 'max(keda_scaler_metrics_value{namespace="tenant-acme", scaledObject="search", triggerIndex="1"}) >= 20';

  test('is missed if five minutes into it a pod is not ready, which is critical: the peak is here', () => {
    expect(said(prescaleMissed(DEPLOYMENT, WINDOW))).toEqual({
      name: 'AgentPrescaleMissed',
      expr: [`max(kube_deployment_status_replicas_ready{namespace="tenant-acme", deployment="search"}) < 20 and ${OPEN}`],
      // a node starts within them
      forS: 300,
      severity: 'critical',
      agent: 'search',
      // two windows of one agent are two alerts
      labels: { window: 'flash-sale' },
    });
  });

  test('of a Rollout is asked of Argo Rollouts', () => {
    expect(said(prescaleMissed(ROLLOUT, WINDOW))).toMatchObject({
      expr: [`max(rollout_info_replicas_available{namespace="tenant-acme", name="search"}) < 20 and ${OPEN}`],
    });
  });

  test('is the trigger of its number, and as many replicas as it has', () => {
    const { expr } = prescaleMissed(DEPLOYMENT, { name: 'holiday', replicas: 3, trigger: 2 });
    expect(expr).toMatch(/\) < 3 and max\(.*triggerIndex="2"\}\) >= 3$/);
  });
});

describe('an autoscaler', () => {
  test('of KEDA is blind without a figure or with an error, for ten minutes: a restart of the operator takes two', () => {
    expect(said(autoscalerBlind(DEPLOYMENT, 'keda'))).toEqual({
      name: 'AgentAutoscalerBlind',
      expr: [
        '(count(keda_scaler_metrics_value{namespace="tenant-acme", scaledObject="search"}) or vector(0)) < 1',
        'or max(rate(keda_scaler_detail_errors_total{namespace="tenant-acme", scaledObject="search"}[5m])) > 0',
      ],
      forS: 600,
      severity: 'warning',
      agent: 'search',
    });
  });

  test('on prometheus-adapter is blind when Kubernetes says that it does not scale', () => {
    expect(said(autoscalerBlind(DEPLOYMENT, 'prometheus-adapter'))).toEqual({
      name: 'AgentAutoscalerBlind',
      expr: [
        'max(kube_horizontalpodautoscaler_status_condition{namespace="tenant-acme", horizontalpodautoscaler="search", condition="ScalingActive", status="false"}) > 0',
      ],
      forS: 600,
      severity: 'warning',
      agent: 'search',
    });
  });
});
