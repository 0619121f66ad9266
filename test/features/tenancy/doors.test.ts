import { App, Chart, Testing } from 'cdk8s';
import { planned } from '../../../constructs/kinds/planned';
import { TenantNamespace, type TenantQuota } from '../../../constructs/tenancy/tenant-namespace';
import { planNamespace } from '../../../src/features/tenancy/plan';
import { InvalidInputError, Problems } from '../../../src/kernel/problems';
import { resolve } from '../../../src/resolve/resolve';
import { changed, problemsOf } from '../../resolve/fixture';

const QUOTA: TenantQuota = { cpu: '400', memory: '800Gi', ephemeralStorage: '900Gi', pods: 600 };

/** Place, rule, problem and fix of a construct that is refused. */
function refused(make: () => unknown) {
  try {
    make();
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems;
    throw error;
  }
  return [];
}

const chart = () => new Chart(new App(), 'acme');

describe('a bad value is refused by both doors with the same rule, problem and fix', () => {
  test.each([
    ['an id', { id: 'Acme' }],
    ['cpu', { quota: { ...QUOTA, cpu: 'four' } }],
    ['memory', { quota: { ...QUOTA, memory: '4 GB' } }],
    ['ephemeral storage', { quota: { ...QUOTA, ephemeralStorage: '-1' } }],
    ['no pods', { quota: { ...QUOTA, pods: 0 } }],
    ['half a pod', { quota: { ...QUOTA, pods: 1.5 } }],
    ['everything', { quota: { cpu: '', memory: '', ephemeralStorage: '', pods: -1 } }],
  ] as [string, { id?: string; quota?: TenantQuota }][])('%s', (_, { id, quota }) => {
    const props = refused(() => new TenantNamespace(chart(), 'Tenant', { tenant: id ?? 'acme', ...(quota !== undefined && { quota }) }));
    const spec = problemsOf(
      changed({ ...(id !== undefined && { 'tenants.0.id': id }), ...(quota !== undefined && { 'tenants.0.quota': quota }) }),
    );
    expect(props.length).toBeGreaterThan(0);
    const said = ({ rule, problem, fix }: { rule: string; problem: string; fix: string }) => ({ rule, problem, fix });
    expect(spec.map(said)).toEqual(props.map(said));
    const [key] = id === undefined ? ['quota'] : ['tenant'];
    expect(props.every(({ place }) => place.startsWith(key))).toBe(true);
  });

  test('a label domain of Kubernetes', () => {
    const [props] = refused(() => new TenantNamespace(chart(), 'Tenant', { tenant: 'acme', labelDomain: 'x.k8s.io' }));
    const [spec] = problemsOf(changed({ labelDomain: 'x.k8s.io' }));
    expect(spec).toEqual(props);
    expect(spec?.rule).toBe('label-domain');
  });
});

describe('what is written reaches the objects of the namespace', () => {
  const boundary = () => {
    const tenant = resolve(changed({ 'tenants.0.quota': QUOTA, labelDomain: 'example.com', 'nodePools.agents.max': 400 })).tenants.find(
      ({ id }) => id === 'acme',
    );
    if (tenant === undefined) throw new Error('no tenant');
    return tenant.boundary;
  };

  test('the plan of a tenant has all of it', () => {
    expect(boundary()).toEqual({
      name: 'tenant-acme',
      labels: { 'example.com/tenant': 'acme' },
      annotations: { email: 'acme@example.com' },
      quota: QUOTA,
      reserved: QUOTA,
    });
  });

  test('and so have the rendered objects', () => {
    const home = chart();
    new TenantNamespace(home, 'Tenant', planned(boundary()));
    const rendered = Testing.synth(home) as { kind: string; metadata: Record<string, unknown>; spec?: { hard?: Record<string, string> } }[];
    const [namespace] = rendered.filter(({ kind }) => kind === 'Namespace');
    expect(namespace?.metadata).toMatchObject({
      name: 'tenant-acme',
      labels: { 'example.com/tenant': 'acme' },
      annotations: { email: 'acme@example.com' },
    });
    expect(rendered.find(({ metadata }) => metadata['name'] === 'tenant')?.spec?.hard).toMatchObject({
      'requests.cpu': '400',
      'limits.memory': '800Gi',
      'requests.ephemeral-storage': '900Gi',
      pods: '600',
    });
    expect(rendered.filter(({ kind }) => kind !== 'Namespace').map(({ metadata }) => metadata['namespace'])).toEqual(
      Array<string>(5).fill('tenant-acme'),
    );
  });

  test('both doors end at one plan', () => {
    const problems = Problems.of('');
    const { name, annotations } = boundary();
    const props = { tenant: 'acme', name, quota: QUOTA, labelDomain: 'example.com', annotations };
    expect(planNamespace(problems, props)).toEqual(boundary());
    const [one, other] = [chart(), chart()];
    new TenantNamespace(one, 'Tenant', props);
    new TenantNamespace(other, 'Tenant', planned(boundary()));
    expect(Testing.synth(one)).toEqual(Testing.synth(other));
  });
});
