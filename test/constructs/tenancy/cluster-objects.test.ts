import { App, Chart, Testing } from 'cdk8s';
import { PlatformNamespace } from '../../../constructs/tenancy/platform-namespace';
import { PriorityClasses } from '../../../constructs/tenancy/priority-classes';
import { Target } from '../../../constructs/kinds/target';
import { TenantGuard } from '../../../constructs/tenancy/tenant-guard';

const chart = (): Chart => new Chart(new App(), 'cluster');

describe('PriorityClasses', () => {
  test('renders four classes, platform above people above queues above batch, and batch never preempts', () => {
    const scope = chart();
    new PriorityClasses(scope, 'Classes');
    expect(
      (Testing.synth(scope) as { metadata: { name: string }; value: number; preemptionPolicy: string }[]).map(
        ({ metadata, value, preemptionPolicy }) => [metadata.name, value, preemptionPolicy],
      ),
    ).toEqual([
      ['platform-critical', 900000, 'PreemptLowerPriority'],
      ['tenant-interactive', 10000, 'PreemptLowerPriority'],
      ['tenant-standard', 1000, 'PreemptLowerPriority'],
      ['tenant-batch', 100, 'Never'],
    ]);
  });

  test('writes no field that the server drops', () => {
    const scope = chart();
    new PriorityClasses(scope, 'Classes');
    const fields = (Testing.synth(scope) as object[]).map((object) => Object.keys(object).sort());
    expect(new Set(fields.map(String))).toEqual(new Set(['apiVersion,description,kind,metadata,preemptionPolicy,value']));
  });
});

describe('TenantGuard', () => {
  test('denies a changed tenant label and a loosened Pod Security label, on the subresources too', () => {
    const scope = chart();
    new TenantGuard(scope, 'Guard', { labelDomain: 'agents.example.com' });
    const [policy, binding] = Testing.synth(scope) as [Record<string, never>, Record<string, never>];
    expect(policy['spec']).toMatchObject({
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [
          {
            apiGroups: [''],
            apiVersions: ['v1'],
            operations: ['UPDATE'],
            resources: ['namespaces', 'namespaces/status', 'namespaces/finalize'],
            scope: '*',
          },
        ],
      },
      variables: [
        {
          name: 'tenantBefore',
          expression: `has(oldObject.metadata.labels) && 'agents.example.com/tenant' in oldObject.metadata.labels ? oldObject.metadata.labels['agents.example.com/tenant'] : ''`,
        },
        {
          name: 'tenantAfter',
          expression: `has(object.metadata.labels) && 'agents.example.com/tenant' in object.metadata.labels ? object.metadata.labels['agents.example.com/tenant'] : ''`,
        },
        {
          name: 'enforceAfter',
          expression: `has(object.metadata.labels) && 'pod-security.kubernetes.io/enforce' in object.metadata.labels ? object.metadata.labels['pod-security.kubernetes.io/enforce'] : ''`,
        },
      ],
      validations: [
        { expression: 'variables.tenantBefore == variables.tenantAfter', reason: 'Forbidden' },
        { expression: `variables.tenantBefore == '' || variables.enforceAfter == 'restricted'`, reason: 'Forbidden' },
      ],
    });
    expect(binding['spec']).toEqual({ policyName: 'protect-tenant-label', validationActions: ['Deny'] });
  });

  test('fails on a label domain that is no DNS name', () => {
    expect(() => new TenantGuard(chart(), 'Guard', { labelDomain: "x' in y || '" })).toThrow('label-domain');
  });
});

describe('PlatformNamespace', () => {
  test('is guarded like a tenant but carries no tenant label', () => {
    const scope = chart();
    new PlatformNamespace(scope, 'Platform');
    const [namespace, account, policy] = Testing.synth(scope) as { kind: string; metadata: { name: string; labels: object } }[];
    expect(namespace?.metadata.name).toBe('platform');
    expect(Object.keys(namespace?.metadata.labels ?? {}).filter((key) => key.endsWith('/tenant'))).toEqual([]);
    expect([account?.kind, policy?.kind]).toEqual(['ServiceAccount', 'NetworkPolicy']);
  });
});

describe('Target', () => {
  test.each(['1.29', '1.38', '1.3', 'v1.33', '1.33.1', '', '1'])(
    'fails on Kubernetes %p, which is not between the oldest supported and the newest known',
    (kubernetes) => {
      expect(() => {
        Target.set(new App(), { kubernetes });
      }).toThrow('target-known');
    },
  );

  test('reaches every construct below, and is the oldest supported minor otherwise', () => {
    const app = new App();
    expect(Target.of(app).kubernetes).toBe('1.30');
    Target.set(app, { kubernetes: '1.36' });
    expect(Target.of(new Chart(app, 'deep')).kubernetes).toBe('1.36');
  });
});
