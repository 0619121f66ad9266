import { checkAnnotations } from '../../src/kernel/annotations';
import { checkConfigSize, checkEnvironmentVariable, checkText, jsonFile, settingsViolations } from '../../src/kernel/settings';

const TOKEN = `ghp_${'x'.repeat(20)}`;

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables */
describe('the name of a variable', () => {
  const good = ['A', 'a', '_', '-', 'LOG_LEVEL', 'a-b.c', 'A1', '.a', '-1', '._.'];
  const anyName = ['1A', 'a b', 'ä', 'a=b', '', '.', '..', '..a', 'a\nb', 'a/b', '~', ' '];

  test('has letters, digits and three signs, and begins with no digit', () => {
    expect([...good, ...anyName].filter((name) => checkEnvironmentVariable(name, 'x', false) === undefined)).toEqual(good);
    expect(checkEnvironmentVariable('1A', 'x', false)?.rule).toBe('env-name');
  });

  test('may be any printable ASCII but = on a newer cluster', () => {
    expect(anyName.filter((name) => checkEnvironmentVariable(name, 'x', true) === undefined)).toEqual([
      ...['1A', 'a b', '.', '..', '..a', 'a/b', '~', ' '],
    ]);
    expect(checkEnvironmentVariable('=', 'x', true)?.rule).toBe('env-name');
    expect(checkEnvironmentVariable('<>;', 'x', true)).toBeUndefined();
    expect(checkEnvironmentVariable('\x7f', 'x', true)?.rule).toBe('env-name');
  });
});

test.each<[string, unknown, string | undefined]>([
  ['LOG_LEVEL', 'debug', undefined],
  ['LOG_LEVEL', '', undefined],
  ['LOG_LEVEL', 1, 'env-value'],
  ['LOG_LEVEL', TOKEN, 'literal-secret'],
  ...['SECRET', 'API_KEY', 'Password', 'PASSWD', 'DB_PWD', 'tokenFile', 'JWT_ISSUER', 'BEARER', 'CREDENTIALS_DIR'].flatMap(
    (name): [string, unknown, string | undefined][] => [
      [name, 'hunter2', 'literal-secret'],
      [name, '', 'literal-secret'],
      [name, '/run/secrets/a-b_c.d', undefined],
      [name, '/', 'literal-secret'],
      [name, 'run/secrets', 'literal-secret'],
      [name, '/run/a b', 'literal-secret'],
    ],
  ),
])('a variable %s with %j is found: %s', (name, value, rule) => {
  expect(checkEnvironmentVariable(name, value as string, false)?.rule).toBe(rule);
});

test('text that is rendered in the clear is no credential', () => {
  expect([checkText('hello'), checkText(TOKEN)?.rule]).toEqual([undefined, 'literal-secret']);
});

describe('settings', () => {
  const found = (value: unknown): string[] => settingsViolations(value).map(({ place, violation }) => `${place} ${violation.rule}`);

  test('are what JSON can say', () => {
    expect(found({ a: null, b: true, c: 'x', d: 1.5, e: [1, ['x'], { f: false }], g: Object.create(null) as unknown })).toEqual([]);
  });

  test.each<[string, unknown, string[]]>([
    ['undefined', { a: undefined }, ['a json']],
    ['a hole in a list', { a: [1, , 2] }, ['a.1 json']],
    ['NaN', { a: { b: [NaN] } }, ['a.b.0 json']],
    ['Infinity', Infinity, [' json']],
    ['a date', { a: new Date(0) }, ['a json']],
    ['a function', { a: () => 1 }, ['a json']],
    ['a bigint', { a: 1n }, ['a json']],
    ['a credential', { b: [TOKEN], a: TOKEN }, ['a literal-secret', 'b.0 literal-secret']],
    ['a text under the name of a credential', { password: 'hunter2' }, ['password literal-secret']],
    ['a credential under the name of one, once', { apiKey: TOKEN }, ['apiKey literal-secret']],
    ['two wrong values', { z: NaN, a: [undefined] }, ['a.0 json', 'z json']],
  ])('fail with %s', (_, value, expected) => {
    expect(found(value)).toEqual(expected);
  });

  test.each([
    ...['secret', 'clientSecret', 'apiKey', 'api_key', 'api-key', 'API-Key', 'privateKey', 'private_key', 'password', 'passwd', 'pwd'],
    ...['token', 'accessToken', 'jwt', 'bearer', 'credential', 'credentials'],
  ])('have no text under %s but the path of a file', (name) => {
    expect(found({ [name]: 'hunter2' })).toEqual([`${name} literal-secret`]);
    expect(found({ [name]: '/run/secrets/key' })).toEqual([]);
    expect(found({ [name]: '' })).toEqual([]);
    expect(found({ [name]: 5 })).toEqual([]);
  });

  test.each(['tokensPerDay', 'keyPrefix', 'key', 'primaryKey', 'secretName', 'passwordFile'])('may have text under %s', (name) => {
    expect(found({ [name]: 'text' })).toEqual([]);
  });

  test('are nested 20 levels deep at most', () => {
    const nested = (levels: number): unknown => Array.from({ length: levels }).reduce<unknown>((inner) => ({ a: inner }), 1);
    expect(found(nested(20))).toEqual([]);
    expect(found(nested(21))).toEqual([`${Array(21).fill('a').join('.')} json`]);
  });
});

/** https://kubernetes.io/docs/concepts/configuration/configmap/, https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/ */
describe('by what the API server takes', () => {
  test('a configuration file has 1 MiB at most, in bytes', () => {
    expect(checkConfigSize('a'.repeat(1_048_576))).toBeUndefined();
    expect(checkConfigSize('a'.repeat(1_048_577))).toMatchObject({
      rule: 'config-size',
      problem: 'the file has 1048577 bytes, a ConfigMap holds 1048576',
    });
    expect(checkConfigSize('é'.repeat(524_289))?.rule).toBe('config-size');
  });

  test('annotations have 256 KiB at most, keys and values together', () => {
    expect(checkAnnotations({ ab: 'c'.repeat(262_140), d: 'e' })).toBeUndefined();
    expect(checkAnnotations({ ab: 'c'.repeat(262_140), d: 'ef' })).toMatchObject({
      rule: 'annotation-size',
      problem: expect.stringMatching(/ 262145 bytes .* 262144$/) as string,
    });
    expect(checkAnnotations({ a: 'é'.repeat(131_072) })?.rule).toBe('annotation-size');
    expect(checkAnnotations({ ['é'.repeat(131_072)]: 'a' })?.rule).toBe('annotation-size');
  });
});

test('a file of settings has its keys sorted at every level, lists in their order, and a newline at its end', () => {
  expect(jsonFile({ b: [{ d: 1, c: 2 }, 'x', null], a: Object.create(null) as unknown })).toBe(
    '{\n  "a": {},\n  "b": [\n    {\n      "c": 2,\n      "d": 1\n    },\n    "x",\n    null\n  ]\n}\n',
  );
  expect(jsonFile({ at: new Date(0) })).toBe('{\n  "at": "1970-01-01T00:00:00.000Z"\n}\n');
});
