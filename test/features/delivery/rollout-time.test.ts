import {
  MAX_TIMEOUT_S,
  MIN_TIMEOUT_S,
  ROLLOUT_MARGIN_S,
  rolloutS,
  checkTimeout,
  timeoutOf,
} from '../../../src/features/delivery/rollout-time';

const pod = (terminationGracePeriodSeconds: number, ...startupProbes: (object | undefined)[]): object => ({
  spec: {
    terminationGracePeriodSeconds,
    containers: startupProbes.map((startupProbe) => (startupProbe === undefined ? {} : { startupProbe })),
  },
});

describe('the longest rollout', () => {
  test.each([
    ['a Deployment has its deadline', { kind: 'Deployment', spec: { progressDeadlineSeconds: 900 } }, 900],
    ['a Deployment without one has that of Kubernetes', { kind: 'Deployment', spec: {} }, 600],
    [
      // three pods, each 60 s to end and 10 s × 90 to start; the slower container counts
      'a StatefulSet goes pod by pod',
      {
        kind: 'StatefulSet',
        spec: {
          replicas: 3,
          template: pod(60, { periodSeconds: 10, failureThreshold: 90 }, { periodSeconds: 1, failureThreshold: 5 }, undefined),
        },
      },
      2880,
    ],
    ['a StatefulSet that says nothing is one pod with 30 s', { kind: 'StatefulSet', spec: { template: { spec: { containers: [] } } } }, 30],
    [
      'a Rollout pauses besides',
      {
        kind: 'Rollout',
        spec: {
          progressDeadlineSeconds: 600,
          strategy: {
            canary: {
              steps: [
                { setWeight: 10 },
                { pause: { duration: '15m' } },
                { pause: { duration: 30 } },
                { pause: { duration: '5' } },
                { pause: {} },
              ],
            },
          },
        },
      },
      600 + 900 + 30 + 5,
    ],
    // a probe waits nothing, and then three times ten seconds: https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
    ['a probe that says nothing takes 30 s', { kind: 'StatefulSet', spec: { template: pod(0, {}) } }, 30],
    ['a probe may begin later', { kind: 'StatefulSet', spec: { template: pod(1, { initialDelaySeconds: 7, failureThreshold: 2 }) } }, 28],
    ['a probe may be rarer', { kind: 'StatefulSet', spec: { template: pod(0, { periodSeconds: 20 }) } }, 60],
    ['a StatefulSet of none takes no time', { kind: 'StatefulSet', spec: { replicas: 0, template: pod(60) } }, 0],
    ['what is no number is as if it were not there', { kind: 'Deployment', spec: { progressDeadlineSeconds: '900' } }, 600],
    [
      'a pause that is no duration takes no time that is known',
      { kind: 'Rollout', spec: { strategy: { canary: { steps: [{ pause: { duration: 'x5' } }, { pause: { duration: '5x' } }] } } } },
      600,
    ],
    [
      'a Rollout without steps has its deadline',
      { kind: 'Rollout', spec: { progressDeadlineSeconds: 70, strategy: { blueGreen: {} } } },
      70,
    ],
    ['anything else is in force at once', { kind: 'ConfigMap', data: {} }, 0],
    ['so is what is no object', null, 0],
  ])('of %s', (_, manifest, seconds) => {
    expect(rolloutS(manifest)).toBe(seconds);
  });
});

test('a timeout is derived in whole minutes, and holds', () => {
  expect([0, 240, 241, 600, 2880].map(timeoutOf)).toEqual([300, 300, 360, 660, 2940]);
  for (const longest of [0, 1, 239, 241, 599, 2880]) expect(checkTimeout(timeoutOf(longest), longest, 'a')).toBeUndefined();
  expect(timeoutOf(0)).toBe(MIN_TIMEOUT_S);
});

test.each([600 + ROLLOUT_MARGIN_S, 601 + ROLLOUT_MARGIN_S, MAX_TIMEOUT_S])(
  'a timeout of %d s is enough for a rollout of 600 s',
  (seconds) => {
    expect(checkTimeout(seconds, 600, 'a')).toBeUndefined();
  },
);

test('a timeout fails that is a second short, with both numbers and what to do', () => {
  expect(checkTimeout(659, 600, 'platform')).toEqual({
    rule: 'delivery-timeout',
    problem: `waits 10m59s, but the longest rollout of the stage 'platform' may take 10m, and 60 s are needed besides`,
    fix: `leave it out (11m is derived) or write at least '11m'`,
  });
});

test.each([MAX_TIMEOUT_S + 1, 700.5])('a timeout of %d s fails', (seconds) => {
  expect(checkTimeout(seconds, 0, 'a')?.rule).toBe('delivery-timeout');
});
