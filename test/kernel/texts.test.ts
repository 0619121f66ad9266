import { checkId, checkNamespace } from '../../src/kernel/names';
import { checkObjectName } from '../../src/kernel/object-kind';
import { checkControlCharacters, checkOneLine } from '../../src/kernel/texts';

const code = (point: number): string => String.fromCodePoint(point);
const refused = (check: (text: string) => unknown): number[] =>
  Array.from({ length: 0xa1 }, (_, point) => point).filter((point) => check(`a${code(point)}b`) !== undefined);
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** https://yaml.org/spec/1.2.2/#51-character-set */
test('control characters are refused, but for tab and newline', () => {
  expect(refused(checkControlCharacters)).toEqual([...range(0, 8), ...range(0x0b, 0x1f), ...range(0x7f, 0x9f)]);
  expect(checkControlCharacters('\0')?.rule).toBe('control-character');
});

test('one line has no control characters and no separators, and no spaces around it', () => {
  const check = (text: string) => checkOneLine(text, `'x'`);
  expect(refused(check)).toEqual([...range(0, 0x1f), ...range(0x7f, 0x9f)]);
  expect(['a', 'a b', 'é'].map(check)).toEqual([undefined, undefined, undefined]);
  expect(['', ' ', ' a', 'a ', 'a\u2028b', 'a\u2029b', 'a\u00a0'].map((text) => check(text)?.rule)).toEqual(Array(7).fill('one-line'));
  expect(check('')?.fix).toBe(`write 'x'`);
});

/** Namespaces in which the charts and manifests of these controllers are put. */
test.each([
  ...['argo-rollouts', 'cnpg-system', 'envoy-gateway-system', 'envoy-ai-gateway-system', 'agentgateway-system', 'nack', 'nats-system'],
  ...['ingress-nginx', 'istio-system', 'linkerd', 'cilium-system', 'calico-system', 'tigera-operator', 'gatekeeper-system', 'kyverno'],
  ...['karpenter', 'amazon-cloudwatch', 'kube-system', 'platform', 'external-secrets'],
])('%s is the namespace of a controller', (name) => {
  expect([checkId(name)?.rule, checkNamespace(name)?.rule]).toEqual(['id-reserved', 'id-reserved']);
  expect([checkNamespace(`my-${name}`), checkNamespace(`${name}-2`)?.rule]).toEqual([
    undefined,
    name.startsWith('kube-') ? 'id-reserved' : undefined,
  ]);
});

test('the name of a namespace is a DNS label, and that of an object a subdomain', () => {
  expect(['a', '1-a', 'a--b', 'a'.repeat(63)].map(checkNamespace)).toEqual(Array(4).fill(undefined));
  expect(['', 'A', 'a.b', 'a'.repeat(64)].map((name) => checkNamespace(name)?.rule)).toEqual(Array(4).fill('dns-label'));
  expect(['a', 'a.b', '1-a'].map(checkObjectName)).toEqual(Array(3).fill(undefined));
  expect(['', 'A', 'a..b', 'a_b', 'a'.repeat(254)].map((name) => checkObjectName(name)?.rule)).toEqual(Array(5).fill('object-name'));
});
