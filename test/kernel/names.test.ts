import {
  checkDnsLabel,
  checkId,
  checkLabelDomain,
  checkPlainId,
  isAmbiguousYaml,
  isDnsLabel,
  isDnsName,
  isDnsSubdomain,
  isLabelKey,
  isLabelValue,
  kebab,
} from '../../src/kernel/names';
import { checkApiVersion, checkKind } from '../../src/kernel/object-kind';

const a = (length: number): string => 'a'.repeat(length);
/** Labels of 63 characters joined to a name of the length. */
const dotted = (length: number): string => Array.from({ length }, (_, index) => (index % 64 === 63 ? '.' : 'a')).join('');
const taken = (is: (text: string) => boolean, texts: readonly string[]): string[] => texts.filter(is);

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
describe('by the documentation of Kubernetes', () => {
  const LABELS = ['a', '0', 'a-b', 'a--b', '1a', a(63)];
  const NO_LABELS = ['', '-a', 'a-', 'A', 'aB', 'a_b', 'a.b', 'a b', 'ä', ' a', 'a\n', a(64)];

  test('a DNS label has up to 63 small letters, digits and inner hyphens', () => {
    expect(taken(isDnsLabel, [...LABELS, ...NO_LABELS])).toEqual(LABELS);
    expect(checkDnsLabel(a(63))).toBeUndefined();
    expect(checkDnsLabel(a(52), 52)).toBeUndefined();
    expect(checkDnsLabel(a(53), 52)).toMatchObject({
      rule: 'dns-label',
      problem: expect.stringContaining('at most 52 characters') as string,
    });
    expect(checkDnsLabel(a(64))).toMatchObject({ rule: 'dns-label', problem: expect.stringContaining('at most 63 characters') as string });
    expect(checkDnsLabel('A')?.rule).toBe('dns-label');
  });

  test('a subdomain has labels with dots between them, of any length, up to 253 characters', () => {
    const good = ['a', 'a.b', '0.0', `${a(64)}.b`, dotted(253)];
    expect(taken(isDnsSubdomain, [...good, '', '.', 'a.', '.a', 'a..b', 'a.-b', 'a-.b', 'A.b', dotted(254)])).toEqual(good);
  });

  test('a DNS name has labels of 63 characters at most', () => {
    const good = ['a', 'a.b', `${a(63)}.b`, dotted(253)];
    expect(taken(isDnsName, [...good, '', 'a.', `${a(64)}.b`, dotted(254)])).toEqual(good);
  });

  test('the value of a label is empty or has up to 63 letters, digits and inner signs', () => {
    const good = ['', 'a', 'A', '0', 'a-_.B', a(63)];
    expect(taken(isLabelValue, [...good, '-a', 'a-', '_a', 'a_', '.a', 'a.', 'a/b', 'a b', 'ä', a(64)])).toEqual(good);
  });

  test('the key of a label is a name, perhaps behind a subdomain', () => {
    const good = ['a', 'A_b.c', 'example.com/a', `${dotted(253)}/${a(63)}`];
    const bad = ['', '/', 'a/', '/a', 'a/b/c', 'Example.com/a', 'example.com/-a', '-a', a(64), `${dotted(254)}/a`, 'a b'];
    expect(taken(isLabelKey, [...good, ...bad])).toEqual(good);
  });
});

test.each<[string | undefined, boolean]>([
  [undefined, true],
  ['example.com', true],
  ['a', true],
  ['notkubernetes.io', true],
  ['kubernetes.io.example.com', true],
  ['kubernetesxio', true],
  ['', false],
  ['Example.com', false],
  ['kubernetes.io', false],
  ['k8s.io', false],
  ['a.kubernetes.io', false],
  ['a.k8s.io', false],
])('labels may be of the domain %j: %s', (domain, may) => {
  expect(checkLabelDomain(domain)?.rule).toBe(may ? undefined : 'label-domain');
});

/** https://yaml.org/type/bool.html, int.html, float.html, timestamp.html of YAML 1.1 */
test('what readers of YAML take for something else than text', () => {
  const other = [
    ...['y', 'YES', 'n', 'No', 'on', 'OFF', 'true', 'False', 'null', '~'],
    ...['0', '12', '+1', '-1', '1_000', '1.', '1.5', '1e3', '1E+3', '1.5e-3', '0x1f', '0o17', '0b1', '0X1F'],
    ...['2024-01-02', '2024-1-2'],
  ];
  const text = [
    '',
    'yy',
    'yes1',
    'ayes',
    'nonull',
    'a1',
    '1a',
    '1e',
    'e3',
    'v1.5',
    '1.5.1',
    '1-1',
    '2024-01',
    '2024-01-023',
    '12024-01-02',
    'x0x1',
    '.5',
  ];
  expect(taken(isAmbiguousYaml, [...other, ...text])).toEqual(other);
});

describe('an id', () => {
  test.each(['a', 'a1', 'acme', 'product-search', 'a-1', a(30), 'kubernetes', 'systems', 'my-default', 'kedas', 'cert', 'yes-no'])(
    '%s is taken',
    (id) => {
      expect([checkId(id), checkPlainId(id)]).toEqual([undefined, undefined]);
    },
  );

  test.each(['', '1a', '-a', 'a-', 'a--b', 'A', 'a_b', 'a.b', 'a b', 'a\n', a(31)])('fails for %j, which is none', (id) => {
    expect([checkId(id)?.rule, checkPlainId(id)?.rule]).toEqual(['id', 'id']);
  });

  test('has its own limit where one is given', () => {
    expect(checkId(a(20), 20)).toBeUndefined();
    expect(checkId(a(21), 20)).toMatchObject({ rule: 'id', problem: expect.stringContaining('1 to 20 ') as string });
    expect(checkId(a(31))).toMatchObject({ problem: expect.stringContaining('1 to 30 ') as string });
    expect(checkId(a(31), 31)).toBeUndefined();
  });

  test.each([
    ...['kube-system', 'kube-a', 'openshift-a', 'default', 'system', 'kube', 'platform', 'monitoring', 'gateway', 'keda', 'argocd'],
    ...['flux-system', 'cert-manager', 'external-secrets'],
  ])('fails for %s, a name of the platform, unless it names no namespace', (id) => {
    expect([checkId(id)?.rule, checkPlainId(id)]).toEqual(['id-reserved', undefined]);
  });

  test.each(['y', 'no', 'off', 'true', 'null'])('fails for %s, which is no text in YAML', (id) => {
    expect([checkId(id)?.rule, checkPlainId(id)?.rule]).toEqual(['id-ambiguous', 'id-ambiguous']);
  });
});

test.each([
  ['maxBytes', 'max-bytes'],
  ['p99', 'p99'],
  ['HTTPRoute', 'http-route'],
  ['scaleToZero', 'scale-to-zero'],
  ['apiURL', 'api-url'],
  ['ServiceAPIVersion', 'service-api-version'],
  ['a1B', 'a1-b'],
  ['already-so', 'already-so'],
])('%s in kebab-case is %s', (camel, kebabed) => {
  expect(kebab(camel)).toBe(kebabed);
});

describe('of an object', () => {
  test('the API version is v1, or a group and a version', () => {
    const good = ['v1', 'apps/v1', 'keda.sh/v1alpha1', 'a.b.c/v1'];
    const bad = ['', 'v2', 'apps', '/', 'apps/', '/v1', 'a/b/c', 'Apps/v1', 'apps/V1', 'a..b/v1', 'apps/v1.1'];
    expect(taken((text) => checkApiVersion(text) === undefined, [...good, ...bad])).toEqual(good);
    expect(checkApiVersion('v2')?.rule).toBe('api-version');
  });

  test('the kind begins with a capital letter and has up to 63 letters and digits', () => {
    const good = ['A', 'Deployment', 'V1', `A${a(62)}`];
    expect(taken((text) => checkKind(text) === undefined, [...good, '', 'deployment', '1A', 'A-b', 'A.b', ' A', `A${a(63)}`])).toEqual(
      good,
    );
    expect(checkKind('a')?.rule).toBe('kind');
  });
});
