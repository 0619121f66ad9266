import { FIELD_TABLE_MINORS, fieldTable } from '../../../src/judges/schemas/field-table';
import { validateStrict } from '../../../src/judges/schemas/strict';
import { changed, deployment, type Path } from '../fixtures';

const core = fieldTable('1.33');
const found = (document: unknown): string[] => validateStrict(document, { core }).map(({ place, rule }) => `${rule} ${place}`);
const container: Path = ['spec', 'template', 'spec', 'containers', 0];
const C = 'spec.template.spec.containers[0]';

/** Place → value → what is found: values just inside a rule first, then just outside. */
const CASES: readonly (readonly [path: Path, value: unknown, findings: readonly string[]])[] = [
  [['spec', 'replica'], 1, ['unknown-field spec.replica']],
  [['status'], {}, ['server-field status']],
  [['metadata', 'managedFields'], [], ['server-field metadata.managedFields']],
  [['metadata', 'creationTimestamp'], null, []],
  [['metadata', 'creationTimestamp'], '2030-01-01T00:00:00Z', []],
  [['metadata', 'creationTimestamp'], '2030-13-01T00:00:00Z', ['bad-time metadata.creationTimestamp']],
  [['spec', 'replicas'], 2 ** 31 - 1, []],
  [['spec', 'replicas'], 2 ** 31, ['wrong-type spec.replicas']],
  [['spec', 'replicas'], 1.5, ['wrong-type spec.replicas']],
  [['spec', 'replicas'], '2', ['wrong-type spec.replicas']],
  [['spec', 'template', 'spec', 'terminationGracePeriodSeconds'], 2 ** 31, []],
  [['spec', 'template', 'spec', 'terminationGracePeriodSeconds'], 2 ** 63, ['wrong-type spec.template.spec.terminationGracePeriodSeconds']],
  [['spec', 'paused'], 'true', ['wrong-type spec.paused']],
  [['spec', 'template'], [], ['wrong-type spec.template']],
  [['spec', 'template', 'spec', 'containers'], {}, ['wrong-type spec.template.spec.containers']],
  [container, null, [`wrong-type ${C}`]],
  [['spec', 'selector'], undefined, ['missing-field spec.selector']],
  [['spec', 'selector'], null, ['missing-field spec.selector']],
  [[...container, 'name'], undefined, [`missing-field ${C}.name`]],
  [[...container, 'image'], undefined, [`missing-field ${C}.image`]],
  [[...container, 'resources', 'requests', 'cpu'], '0.5', []],
  [[...container, 'resources', 'requests', 'cpu'], 0.5, []],
  [[...container, 'resources', 'requests', 'cpu'], '1e3', []],
  [[...container, 'resources', 'requests', 'cpu'], '1Ei', []],
  [[...container, 'resources', 'requests', 'cpu'], '500 m', [`bad-quantity ${C}.resources.requests.cpu`]],
  [[...container, 'resources', 'requests', 'cpu'], '1GB', [`bad-quantity ${C}.resources.requests.cpu`]],
  [[...container, 'resources', 'requests', 'cpu'], '1ki', [`bad-quantity ${C}.resources.requests.cpu`]],
  [[...container, 'resources', 'requests', 'cpu'], '', [`bad-quantity ${C}.resources.requests.cpu`]],
  [[...container, 'resources', 'requests', 'cpu'], true, [`wrong-type ${C}.resources.requests.cpu`]],
  [['spec', 'strategy', 'rollingUpdate', 'maxSurge'], 1, []],
  [['spec', 'strategy', 'rollingUpdate', 'maxSurge'], '25 %', ['bad-int-or-string spec.strategy.rollingUpdate.maxSurge']],
  [['spec', 'strategy', 'rollingUpdate', 'maxSurge'], 0.25, ['wrong-type spec.strategy.rollingUpdate.maxSurge']],
  [[...container, 'readinessProbe', 'httpGet', 'port'], 'a'.repeat(15), []],
  [[...container, 'readinessProbe', 'httpGet', 'port'], 'a'.repeat(16), [`bad-int-or-string ${C}.readinessProbe.httpGet.port`]],
  [[...container, 'readinessProbe', 'httpGet', 'port'], '8080', [`bad-int-or-string ${C}.readinessProbe.httpGet.port`]],
  [['metadata', 'labels', 'app.kubernetes.io/name'], 'a'.repeat(63), []],
  [['metadata', 'labels', 'app.kubernetes.io/name'], 'a'.repeat(64), ['bad-label metadata.labels["app.kubernetes.io/name"]']],
  [['metadata', 'labels', 'app.kubernetes.io/name'], 1, ['wrong-type metadata.labels["app.kubernetes.io/name"]']],
  [['metadata', 'labels', 'two words'], 'a', ['bad-label metadata.labels["two words"]']],
  [['metadata', 'labels', 'Example.com/a'], 'a', ['bad-label metadata.labels["Example.com/a"]']],
  [['metadata', 'annotations', 'Example.com/a'], 'any text, this', []],
  [['metadata', 'annotations', 'a/b/c'], '', ['bad-label metadata.annotations["a/b/c"]']],
  [['spec', 'selector', 'matchLabels', 'a'], '-', ['bad-label spec.selector.matchLabels.a']],
  [['spec', 'template', 'metadata', 'labels', 'a'], 'a b', ['bad-label spec.template.metadata.labels.a']],
  [['spec', 'template', 'spec', 'nodeSelector', 'a'], 'a b', ['bad-label spec.template.spec.nodeSelector.a']],
  [['metadata', 'name'], 'search.v1', []],
  [['metadata', 'name'], 'Search', ['bad-name metadata.name']],
  [['metadata', 'name'], undefined, ['missing-field metadata.name']],
  [['metadata', 'namespace'], 'tenant.acme', ['bad-name metadata.namespace']],
  [['metadata'], undefined, ['missing-field metadata.name']],
  [['kind'], undefined, ['missing-field kind']],
  [['apiVersion'], 'apps/v1beta1', ['unchecked-kind ']],
];

describe('documents of core kinds', () => {
  test('pass if nothing is wrong', () => {
    expect(found(deployment())).toEqual([]);
  });

  test.each(CASES.map(([path, value, findings]) => ({ path: path.join('.'), value, findings, steps: path })))(
    '$findings for $value at $path',
    ({ steps, value, findings }) => {
      expect(found(changed(deployment(), steps, value))).toEqual(findings);
    },
  );

  test('fail with every finding at once, each with its place', () => {
    const broken = changed(
      changed(changed(deployment(), ['spec', 'replicas'], 'two'), [...container, 'imagePullPolice'], 'Always'),
      ['spec', 'selector'],
      undefined,
    );
    expect(validateStrict(broken, { core })).toEqual([
      { place: 'spec.replicas', rule: 'wrong-type', problem: `must be an integer, got string 'two'` },
      {
        place: `${C}.imagePullPolice`,
        rule: 'unknown-field',
        problem: `is no field of Container in Kubernetes 1.33; did you mean 'imagePullPolicy'?`,
      },
      { place: 'spec.selector', rule: 'missing-field', problem: 'is required by DeploymentSpec' },
    ]);
  });

  test.each([undefined, null, 'text', 1, []])('fail if they are %p and no object', (document) => {
    expect(found(document)).toEqual(['wrong-type ']);
  });

  test('fail as unchecked if the kind has no schema, naming the near miss', () => {
    expect(validateStrict({ apiVersion: 'apps/v1', kind: 'Deploymnet' }, { core })).toEqual([
      {
        place: '',
        rule: 'unchecked-kind',
        problem: `no schema for 'apps/v1 Deploymnet', so nothing of it was checked; did you mean 'apps/v1 Deployment'?`,
      },
    ]);
  });

  test('fail for fields named like those every JavaScript object has', () => {
    const document: unknown = JSON.parse('{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a"},"constructor":1,"__proto__":{}}');
    expect(found(document)).toEqual(['unknown-field constructor', 'unknown-field __proto__']);
    expect(found({ apiVersion: 'constructor', kind: 'toString' })).toEqual(['unchecked-kind ']);
  });

  test.each([
    ['v1', 'Namespace', 'a.b', ['bad-name metadata.name']],
    ['v1', 'Service', '1a', ['bad-name metadata.name']],
    ['v1', 'ConfigMap', '1a', []],
    ['batch/v1', 'CronJob', 'a'.repeat(52), []],
    ['batch/v1', 'CronJob', 'a'.repeat(53), ['bad-name metadata.name']],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'system:reader', []],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'a/b', ['bad-name metadata.name']],
  ])('have names as their kind wants them: %s %s %s', (apiVersion, kind, name, findings) => {
    expect(found({ apiVersion, kind, metadata: { name } }).filter((finding) => !finding.startsWith('missing-field'))).toEqual(findings);
  });

  test('fail without repeating the value of a Secret', () => {
    const [finding, ...rest] = validateStrict(
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, data: { key: 'hunter2!' } },
      { core },
    );
    expect([finding?.place, finding?.rule, finding?.problem.includes('hunter2'), rest]).toEqual(['data.key', 'bad-base64', false, []]);
  });
});

describe('field tables', () => {
  const has = (minor: string, type: string, field: string): boolean => fieldTable(minor).fieldsOf(type).has(field);

  test('are those of the oldest, the middle and the newest minor, each with the same 23 kinds', () => {
    expect(FIELD_TABLE_MINORS).toEqual(['1.30', '1.33', '1.36']);
    for (const minor of FIELD_TABLE_MINORS) {
      expect(fieldTable(minor).kubernetes).toBe(minor);
      expect(fieldTable(minor).kinds).toHaveLength(23);
      expect(fieldTable(minor).kinds).toEqual(core.kinds);
    }
  });

  test.each([
    // https://kep.k8s.io/24, https://kep.k8s.io/3960, https://kep.k8s.io/4951, https://kep.k8s.io/2837
    ['SecurityContext', 'appArmorProfile', [true, true, true]],
    ['LifecycleHandler', 'sleep', [true, true, true]],
    ['HPAScalingRules', 'tolerance', [false, true, true]],
    ['PodSpec', 'resources', [false, true, true]],
    ['PodSpec', 'hostUsers', [true, true, true]],
    ['PodSpec', 'container', [false, false, false]],
  ])('know since when %s has %s', (type, field, minors) => {
    expect(FIELD_TABLE_MINORS.map((minor) => has(minor, type, field))).toEqual(minors);
  });

  test.each(FIELD_TABLE_MINORS)('lead from every field of %s to a type that is there', (minor) => {
    const table = fieldTable(minor);
    const seen = new Set<string>();
    const visit = (type: string): void => {
      if (seen.has(type)) return;
      seen.add(type);
      expect(table.fieldsOf(type).size).toBeGreaterThanOrEqual(0);
      for (const { type: fieldType } of table.fieldsOf(type).values()) {
        let inner = fieldType;
        while (inner.of === 'list' || inner.of === 'map') inner = inner.of === 'list' ? inner.item : inner.value;
        if (inner.of === 'object') visit(inner.type);
      }
    };
    for (const kind of table.kinds) {
      const [apiVersion = '', name = ''] = kind.split(' ');
      visit(table.typeOf(apiVersion, name) ?? 'none');
    }
    expect(seen.size).toBeGreaterThan(150);
  });

  test('stand in for a minor without one by the newest older one', () => {
    expect(['1.30', '1.31', '1.32', '1.33', '1.34', '1.35', '1.36', '1.37'].map((minor) => fieldTable(minor).kubernetes)).toEqual([
      '1.30',
      '1.30',
      '1.30',
      '1.33',
      '1.33',
      '1.33',
      '1.36',
      '1.36',
    ]);
  });

  test.each(['1.29', '1.3', 'latest', ''])('fail for %p, which is older than all or no minor', (minor) => {
    expect(() => fieldTable(minor)).toThrow(new RangeError(`no field table for Kubernetes ${minor}: the oldest is 1.30`));
  });
});
