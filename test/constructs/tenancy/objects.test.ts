import { App, Chart, Testing } from 'cdk8s';
import { PlatformNamespace, type PlatformNamespaceProps } from '../../../constructs/tenancy/platform-namespace';
import { PriorityClasses } from '../../../constructs/tenancy/priority-classes';
import { TenantGuard } from '../../../constructs/tenancy/tenant-guard';
import { TenantNamespace } from '../../../constructs/tenancy/tenant-namespace';

/** Whole objects, as an API server takes them: a field more or less is another object. */

const chart = (): Chart => new Chart(new App(), 'chart');
const OURS = { 'app.kubernetes.io/managed-by': 'cdk8s-agents' };
const restricted = (version: string) =>
  Object.fromEntries(
    ['enforce', 'audit', 'warn'].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, 'restricted'],
      [`pod-security.kubernetes.io/${mode}-version`, version],
    ]),
  );

describe('the namespace of the platform', () => {
  const rendered = (props?: PlatformNamespaceProps): unknown => {
    const scope = chart();
    new PlatformNamespace(scope, 'Platform', props);
    return Testing.synth(scope);
  };
  const objects = (name: string, labels: object, annotations?: object) => {
    const meta = annotations === undefined ? {} : { annotations };
    return [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { ...labels, ...OURS, ...restricted('v1.30') }, ...meta } },
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'default', namespace: name, labels: { ...labels, ...OURS }, ...meta },
        automountServiceAccountToken: false,
      },
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'default-deny', namespace: name, labels: { ...labels, ...OURS }, ...meta },
        spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
      },
    ];
  };

  test('is called platform, is restricted, has no token and denies all traffic', () => {
    expect(rendered()).toEqual(objects('platform', {}));
  });

  test('has a name, labels and annotations of choice', () => {
    expect(rendered({ name: 'base', labels: { a: 'b' }, annotations: { c: 'd' } })).toEqual(objects('base', { a: 'b' }, { c: 'd' }));
  });

  test('fails with a name that is none', () => {
    expect(() => rendered({ name: 'Base' })).toThrow('dns-label');
  });
});

test('the classes say in words what they are for', () => {
  const scope = chart();
  new PriorityClasses(scope, 'Classes');
  const [first] = Testing.synth(scope) as object[];
  expect(first).toEqual({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'platform-critical', labels: OURS },
    value: 900_000,
    preemptionPolicy: 'PreemptLowerPriority',
    description: 'Shared services that every tenant needs: bus, memory, gateways.',
  });
});

test('the guard of tenants refuses what it cannot evaluate, and is asked about every object of its kinds', () => {
  const scope = chart();
  new TenantGuard(scope, 'Guard', {});
  const objects = Testing.synth(scope) as { spec: { matchConstraints?: object; failurePolicy?: string } }[];
  expect(objects).toMatchObject([
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'protect-tenant-label', labels: OURS },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: 'protect-tenant-label', labels: OURS },
      spec: { policyName: 'protect-tenant-label', validationActions: ['Deny'] },
    },
  ]);
  expect(objects[0]?.spec.matchConstraints).toEqual({
    matchPolicy: 'Equivalent',
    namespaceSelector: {},
    objectSelector: {},
    resourceRules: [
      {
        apiGroups: [''],
        apiVersions: ['v1'],
        operations: ['UPDATE'],
        resources: ['namespaces', 'namespaces/status', 'namespaces/finalize'],
        scope: '*',
      },
    ],
  });
});

test('every object of a tenant has its kind, name and labels', () => {
  const scope = chart();
  new TenantNamespace(scope, 'Tenant', { tenant: 'acme', labels: { a: 'b' } });
  const labels = { a: 'b', 'cdk8s-agents/tenant': 'acme', ...OURS };
  const objects = Testing.synth(scope) as { apiVersion: string; kind: string; metadata: object }[];
  expect(objects.map(({ apiVersion, kind, metadata }) => [apiVersion, kind, metadata])).toEqual([
    ['v1', 'Namespace', { name: 'tenant-acme', labels: { ...labels, ...restricted('v1.30') } }],
    ['v1', 'ResourceQuota', { name: 'tenant', namespace: 'tenant-acme', labels }],
    ['v1', 'ResourceQuota', { name: 'reserved-priority', namespace: 'tenant-acme', labels }],
    ['v1', 'LimitRange', { name: 'tenant', namespace: 'tenant-acme', labels }],
    ['v1', 'ServiceAccount', { name: 'default', namespace: 'tenant-acme', labels }],
    ['networking.k8s.io/v1', 'NetworkPolicy', { name: 'default-deny', namespace: 'tenant-acme', labels }],
  ]);
});
