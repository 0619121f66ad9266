import { createAccount, createUser } from '@nats-io/nkeys';
import { checkNkey } from '../../../src/features/bus/nkey';
import { KEYS } from './fixture';

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

test.each([...KEYS, createUser().getPublicKey()])('%s is the public key of a user', (key) => {
  expect(checkNkey(key)).toBeUndefined();
});

test('fails one letter that is another, a key of an account, and anything else', () => {
  const [key] = KEYS;
  const other = `${key.slice(0, 20)}${key[20] === 'A' ? 'B' : 'A'}${key.slice(21)}`;
  const bad = [other, createAccount().getPublicKey(), key.slice(1), key.toLowerCase(), '', 5 as unknown as string];
  expect(bad.map((value) => checkNkey(value)?.rule)).toEqual(bad.map(() => 'nkey'));
});

test('fails a seed without repeating it', () => {
  const seed = decode(createUser().getSeed());
  const violation = checkNkey(seed);
  expect(violation?.problem).toBe('this is a seed, the private half of a key pair');
  expect(JSON.stringify(violation)).not.toContain(seed.slice(4, 20));
});
