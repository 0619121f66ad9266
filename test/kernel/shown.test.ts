import { onOneLine, looksSecret, shown } from '../../src/kernel/shown';
import { didYouMean, nearest } from '../../src/kernel/suggest';

const REDACTED = '[redacted: looks like a credential]';
const x = (length: number): string => 'x'.repeat(length);
const X = (length: number): string => 'X'.repeat(length);

/** As their makers describe them: each is a text of the least length, and one character less is none. */
test.each([
  ['an AWS access key', `AKIA${X(16)}`, `AKIA${X(15)}`],
  ['a temporary AWS access key', `ASIA${X(16)}`, `ASIA${X(15)}`],
  ['a personal token of GitHub', `ghp_${x(20)}`, `ghp_${x(19)}`],
  ['an OAuth token of GitHub', `gho_${x(20)}`, `ghx_${x(20)}`],
  ['a fine-grained token of GitHub', `github_pat_${x(20)}`, `github_pat_${x(19)}`],
  ['a token of Slack', `xoxb-${x(10)}`, `xoxb-${x(9)}`],
  ['a user token of Slack', `xoxp-${x(10)}`, `xoxc-${x(10)}`],
  ['a private key', '-----BEGIN PRIVATE KEY-----', '-----BEGIN PUBLIC KEY-----'],
  ['a private key of a kind', '-----BEGIN RSA PRIVATE KEY-----', '-----BEGIN rsa PRIVATE KEY-----'],
  ['a JSON Web Token', `eyJ${x(8)}.${x(8)}.`, `eyJ${x(7)}.${x(8)}.`],
  ['a JSON Web Token with its parts', `eyJ${x(2000)}.${x(2000)}.sig`, `eyJ${x(8)}.${x(7)}.`],
  ['a seed of a NATS user', `SU${'A'.repeat(56)}`, `SU${'A'.repeat(55)}`],
  ['a seed of a NATS account', `SA${'2'.repeat(56)}`, `SA${'1'.repeat(56)}`],
  ['a seed of a NATS operator', `SO${'7'.repeat(56)}`, `SO${'7'.repeat(57)}`],
  ['a key of a language model', `sk-${x(20)}`, `sk-${x(19)}`],
  ['a password in a URL', 'redis://user:pass@host', 'redis://user@host:6379'],
])('%s is never repeated', (_, secret, harmless) => {
  expect([looksSecret(secret), shown(secret), looksSecret(`a ${secret} b`)]).toEqual([true, REDACTED, true]);
  expect([looksSecret(harmless), shown(harmless).includes('redacted')]).toEqual([false, false]);
});

class Volume {
  public readonly size = 1;
}
const unnamed = (): object => {
  const made = [
    class {
      public readonly size = 1;
    },
  ];
  return made.map((One) => new One())[0] ?? {};
};

test.each<[unknown, string]>([
  ['', `''`],
  ['a b~ ', `'a b~ '`],
  ['é', `'\\u00e9'`],
  ['\n', `'\\u000a'`],
  ['\x7f', `'\\u007f'`],
  ['…', `'…'`],
  ['a'.repeat(80), `'${'a'.repeat(80)}'`],
  ['a'.repeat(81), `'${'a'.repeat(80)}… (81 characters)'`],
  [0, '0'],
  [-0, '-0'],
  [1.5, '1.5'],
  [NaN, 'NaN'],
  [Infinity, 'Infinity'],
  [7n, '7n'],
  [undefined, 'undefined'],
  [null, 'null'],
  [true, 'true'],
  [false, 'false'],
  [() => 1, 'a function'],
  [Symbol('s'), 'a symbol'],
  [[], 'a list of 0'],
  [[1, 2], 'a list of 2'],
  [{ a: 1 }, 'an object'],
  [Object.create(null), 'an object'],
  [new Volume(), 'an instance of Volume'],
  [new Date(0), 'an instance of Date'],
  [unnamed(), 'an instance of a class'],
  [Object.create({ constructor: 7 }), 'an instance of a class'],
  [Object.create({ constructor: Object.defineProperty(() => 1, 'name', { value: `N${x(40)}` }) }), `an instance of N${x(40)}`],
  [Object.create({ constructor: Object.defineProperty(() => 1, 'name', { value: `N${x(41)}` }) }), 'an instance of a class'],
  [
    new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw new Error('no');
        },
      },
    ),
    'an object',
  ],
])('%# a value is shown as what it is', (value, text) => {
  expect(shown(value)).toBe(text);
});

test.each([
  ['a\nb', 'a\\u000ab'],
  ['a\u202eb', 'a\\u202eb'],
  ['a\u2028b\u2029', 'a\\u2028b\\u2029'],
  ['a\u{e0001}b', 'a\\ue0001b'],
  ['a\ud800b', 'a\\ud800b'],
  ['café, 東京', 'café, 東京'],
])('%j stands on one line', (text, line) => {
  expect(onOneLine(text)).toBe(line);
});

/** Up to two letters, or a third of a long word, may be wrong; of four letters one, or two that are swapped. */
test.each<[string, readonly string[], string | undefined]>([
  ['image', [], undefined],
  ['', ['a'], 'a'],
  ['IMAGE', ['image'], 'image'],
  ['image', ['Image'], 'Image'],
  ['abcd', ['abxd'], 'abxd'],
  ['abcd', ['abxy'], undefined],
  ['abcd', ['badc'], undefined],
  ['abcd', ['abdc'], 'abdc'],
  ['abcde', ['abcxy'], 'abcxy'],
  ['abcde', ['abxyz'], undefined],
  ['abcdefgh', ['abcdefxy'], 'abcdefxy'],
  ['abcdefgh', ['abcdexyz'], undefined],
  ['abcdefghi', ['abcdefxyz'], 'abcdefxyz'],
  ['abcdefghi', ['abcdewxyz'], undefined],
  ['scale', ['rollout', 'scaled', 'image'], 'scaled'],
])('%j among %j means %j', (word, known, wanted) => {
  expect(nearest(word, known)).toBe(wanted);
});

test.each([
  ['taks', ['task', 'image'], `did you mean 'task'?`],
  ['replicas', ['task', 'image'], 'known: image, task'],
  ['a', [], 'nothing is known here'],
])('of %j it is said: %s', (word, known, text) => {
  expect(didYouMean(word, known)).toBe(text);
});
