import { checkEmail, checkOwner } from '../../../src/features/tenancy/owner';
import { PRIORITY_CLASSES, RESERVED_PRIORITY_CLASSES } from '../../../src/features/tenancy/priority';

const taken = (check: (text: string) => unknown, texts: readonly string[]): string[] => texts.filter((text) => check(text) === undefined);

test('an owner is the value of a label that every reader of YAML takes for text', () => {
  const good = ['team-acme', 'Team_A.1', 'a', 'a'.repeat(63), '1a'];
  const bad = ['', 'on', 'No', '123', '1e3', 'null', 'team acme', '-a', 'a-', 'a/b', 'ä', 'a'.repeat(64)];
  expect(taken(checkOwner, [...good, ...bad])).toEqual(good);
  expect(checkOwner('')?.rule).toBe('owner');
});

/** RFC 5321, as far as it is safe in labels and annotations. */
test('a mail address is plain ASCII with one @ and a domain with a dot, 254 characters at most', () => {
  const long = (length: number): string => `${'a'.repeat(length - 12)}@example.com`;
  const good = ['team@example.com', 'a.b+c%d_e-f@sub.example.com', 'A@EXAMPLE.com', '1@1.2', long(254)];
  const bad = [
    '',
    'team',
    '@',
    '@example.com',
    'team@',
    'team@example',
    'a@b@example.com',
    'a b@example.com',
    'a..b@example.com',
    '.a@b.c',
  ];
  const worse = ['a.@b.c', 'ä@example.com', 'a@exämple.com', 'a@-b.c', 'a@b..c', 'a@.b.c', '"a"@b.c', 'a@b.c\n', long(255)];
  expect(taken(checkEmail, [...good, ...bad, ...worse])).toEqual(good);
  expect(checkEmail('')?.rule).toBe('email');
});

test('priority classes: the platform above people, queues and batch, which alone pushes nobody out', () => {
  expect(PRIORITY_CLASSES.map(({ name, value, preempts }) => [name, value, preempts])).toEqual([
    ['platform-critical', 900_000, true],
    ['tenant-interactive', 10_000, true],
    ['tenant-standard', 1_000, true],
    ['tenant-batch', 100, false],
  ]);
  expect(RESERVED_PRIORITY_CLASSES).toEqual(['platform-critical', 'system-cluster-critical', 'system-node-critical']);
});
