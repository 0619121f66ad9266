import { fieldTable } from '../../../src/judges/schemas/field-table';
import { validateStrict } from '../../../src/judges/schemas/strict';

const CORE = { core: fieldTable('1.33') };

const found = (document: object): string[] =>
  validateStrict(document, CORE).map(({ place, rule, problem }) => `${place}: ${rule}: ${problem}`);

const named = { name: 'a', namespace: 'b' };

const container = (own: object): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: named,
  spec: {
    selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i', ...own }] } },
  },
});
const volumes = (...names: readonly string[]): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: named,
  spec: {
    selector: { matchLabels: { a: 'b' } },
    template: {
      metadata: { labels: { a: 'b' } },
      spec: { containers: [{ name: 'c', image: 'i' }], volumes: names.map((name) => ({ name, emptyDir: {} })) },
    },
  },
});
const PLACE = 'spec.template.spec.containers[0]';

const service = (port: object): object => ({ apiVersion: 'v1', kind: 'Service', metadata: named, spec: { ports: [port] } });
const budget = (spec: object): object => ({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: named, spec });
const quota = (hard: object): object => ({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: named, spec: { hard } });
const policy = (spec: object): object => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name: 'a' },
  spec: {
    matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['pods'] }] },
    ...spec,
  },
});

const policyTo = (cidr: string): object => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: named,
  spec: { podSelector: {}, egress: [{ to: [{ ipBlock: { cidr } }] }] },
});
const claim = (resources: object): object => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: named,
  spec: { accessModes: ['ReadWriteOnce'], resources },
});

describe('values that the API server checks and its schema does not', () => {
  test.each([
    ['the lowest port', service({ port: 1 })],
    ['the highest port', service({ port: 65_535 })],
    ['a share of none', budget({ maxUnavailable: '0%' })],
    ['a count of none', budget({ maxUnavailable: 0 })],
    ['an environment variable with a dot', container({ env: [{ name: 'a.b' }] })],
    ['a pull policy that is empty, which is none', container({ imagePullPolicy: '' })],
    ['a count of a kind of some group', quota({ 'count/widgets.example.com': '1' })],
    [
      'two mounts of one volume',
      container({
        volumeMounts: [
          { name: 'v', mountPath: '/a' },
          { name: 'v', mountPath: '/b' },
        ],
      }),
    ],
    ['a policy that only audits', policy({ auditAnnotations: [{ key: 'k', valueExpression: "'v'" }] })],
    ['a headless Service', { ...service({ port: 1 }), spec: { clusterIP: 'None', ports: [{ port: 1 }] } }],
    ['a range with bits beyond its prefix', policyTo('10.0.0.1/16')],
    ['a range of IPv6', policyTo('2001:db8::/32')],
  ])('pass: %s', (_, document) => {
    expect(found(document)).toEqual([]);
  });

  test.each([
    ['a port below the lowest', service({ port: 0 }), 'spec.ports[0].port: bad-value: must be 1 to 65535, got 0'],
    ['a port above the highest', service({ port: 65_536 }), 'spec.ports[0].port: bad-value: must be 1 to 65535, got 65536'],
    [
      'a protocol in small letters',
      service({ port: 1, protocol: 'tcp' }),
      "spec.ports[0].protocol: bad-value: must be one of TCP, UDP, SCTP, got 'tcp'",
    ],
    ['a negative count', budget({ maxUnavailable: -1 }), 'spec.maxUnavailable: bad-value: must be at least 0, got -1'],
    [
      'a share without its sign',
      budget({ maxUnavailable: 'half' }),
      "spec.maxUnavailable: bad-value: must be a percentage such as '25%', got 'half'",
    ],
    [
      'an unknown pull policy',
      container({ imagePullPolicy: 'always' }),
      `${PLACE}.imagePullPolicy: bad-value: must be one of Always, IfNotPresent, Never, got 'always'`,
    ],
    ['no image', container({ image: null }), `${PLACE}.image: missing-field: is required by Container`],
    [
      'a probe that asks nothing',
      container({ livenessProbe: {} }),
      `${PLACE}.livenessProbe: missing-field: needs one of exec, grpc, httpGet, tcpSocket`,
    ],
    [
      'a resource that nobody has',
      quota({ pod: '1' }),
      "spec.hard: bad-value: must name standard resources, or others with a domain, not 'pod'",
    ],
    [
      'one path mounted twice',
      container({
        volumeMounts: [
          { name: 'v', mountPath: '/a' },
          { name: 'w', mountPath: '/a' },
        ],
      }),
      `${PLACE}.volumeMounts: bad-value: must not repeat mountPath, as with '/a'`,
    ],
    [
      'a range with a prefix too long',
      policyTo('10.0.0.0/33'),
      "spec.egress[0].to[0].ipBlock.cidr: bad-value: must be an address range, got '10.0.0.0/33'",
    ],
    [
      'a range with a leading zero',
      policyTo('010.0.0.0/8'),
      "spec.egress[0].to[0].ipBlock.cidr: bad-value: must be an address range, got '010.0.0.0/8'",
    ],
    ['two volumes of one name', volumes('v', 'w', 'v'), "spec.template.spec.volumes: bad-value: must not repeat name, as with 'v'"],
    ['a claim that requests nothing', claim({ requests: {} }), 'spec.resources: bad-value: must request storage'],
    ['a policy that does nothing', policy({}), 'spec: missing-field: needs one of auditAnnotations, validations'],
    [
      'a Pod Security level that does not exist',
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a', labels: { 'pod-security.kubernetes.io/enforce': 'strict' } } },
      "metadata: bad-value: must have a level or a version of Pod Security at 'pod-security.kubernetes.io/enforce'",
    ],
  ])('fail: %s', (_, document, finding) => {
    expect(found(document)).toEqual([finding]);
  });

  test('of the wrong type are said to be so, and no more', () => {
    expect(found(service({ port: 'http' }))).toEqual([expect.stringContaining('spec.ports[0].port: wrong-type: ')]);
  });
});
