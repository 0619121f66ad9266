import { checkImage, checkImageAllowed, checkImagePinned, parseImage } from '../../src/kernel/images';
import { checkRegistry } from '../../src/kernel/registries';

const DIGEST = '0123456789abcdef'.repeat(4);
const TAGGED = `registry.example.com/team/app:1.2@sha256:${DIGEST}`;

test.each([
  [TAGGED, 'registry.example.com', 'team/app', '1.2'],
  [`localhost:5000/app:v1@sha256:${DIGEST}`, 'localhost:5000', 'app', 'v1'],
  [`ghcr.io/a/b-c/d__e.f_g--h:_x-Y.1@sha256:${DIGEST}`, 'ghcr.io', 'a/b-c/d__e.f_g--h', '_x-Y.1'],
  [`r.io:65535/a:${'t'.repeat(128)}@sha256:${DIGEST}`, 'r.io:65535', 'a', 't'.repeat(128)],
])('%s is read', (text, registry, repository, tag) => {
  expect(parseImage(text)).toEqual({ registry, repository, tag, digest: DIGEST });
  expect(checkImagePinned(text)).toBeUndefined();
});

/** https://github.com/distribution/reference */
test.each([
  ['no registry', `app:1@sha256:${DIGEST}`],
  ['a registry that is a folder of Docker Hub', `team/app:1@sha256:${DIGEST}`],
  ['no tag', `r.io/app@sha256:${DIGEST}`],
  ['an empty tag', `r.io/app:@sha256:${DIGEST}`],
  ['a tag of 129 characters', `r.io/app:${'t'.repeat(129)}@sha256:${DIGEST}`],
  ['a tag that begins with a dot', `r.io/app:.1@sha256:${DIGEST}`],
  ['no digest', 'r.io/app:1'],
  ['a digest of 63 digits', `r.io/app:1@sha256:${DIGEST.slice(1)}`],
  ['a digest of 65 digits', `r.io/app:1@sha256:${DIGEST}0`],
  ['a digest in capitals', `r.io/app:1@sha256:${DIGEST.toUpperCase()}`],
  ['another algorithm', `r.io/app:1@sha512:${DIGEST}`],
  ['capitals in its name', `r.io/App:1@sha256:${DIGEST}`],
  ['a port of six digits', `r.io:123456/app:1@sha256:${DIGEST}`],
  ['a host that begins with a hyphen', `-r.io/app:1@sha256:${DIGEST}`],
  ['a host that ends with a hyphen', `r.io-/app:1@sha256:${DIGEST}`],
  ['three signs between words', `r.io/a___b:1@sha256:${DIGEST}`],
  ['a space before it', ` ${TAGGED}`],
  ['a line after it', `${TAGGED}\n`],
  ['nothing', ''],
  ['no text', 7 as unknown as string],
])('an image fails with %s', (_, text) => {
  expect(checkImagePinned(text)?.rule).toBe('image-pinned');
});

test('latest is a tag that says nothing, whatever the digest is', () => {
  expect(checkImagePinned(`r.io/app:latest@sha256:${DIGEST}`)?.rule).toBe('image-pinned');
  expect(checkImagePinned(`r.io/app:latest-1@sha256:${DIGEST}`)).toBeUndefined();
});

test.each<[readonly string[], boolean]>([
  [['registry.example.com'], true],
  [['registry.example.com/'], true],
  [['registry.example.com/team'], true],
  [['registry.example.com/team/'], true],
  [['registry.example.com/team/app'], true],
  [['ghcr.io', 'registry.example.com'], true],
  [[], false],
  [['ghcr.io'], false],
  [['registry.example'], false],
  [['registry.example.com/tea'], false],
  [['registry.example.com/team/app/more'], false],
  [['example.com'], false],
])('an allow-list of %j takes the image: %s', (registries, takes) => {
  expect(checkImageAllowed(TAGGED, registries)?.rule).toBe(takes ? undefined : 'image-registry');
  expect(checkImage(TAGGED, registries)?.rule).toBe(takes ? undefined : 'image-registry');
});

test('an image that cannot be read is refused once, and every registry is allowed without a list', () => {
  expect(checkImageAllowed('app', ['ghcr.io'])).toBeUndefined();
  expect(checkImage('app', ['ghcr.io'])?.rule).toBe('image-pinned');
  expect(checkImage('app', undefined)?.rule).toBe('image-pinned');
  expect(checkImage(TAGGED, undefined)).toBeUndefined();
  expect(checkImageAllowed(TAGGED, ['a.io', 'b.io'])?.problem).toBe(
    `comes from 'registry.example.com', which is not in the allow-list (a.io, b.io)`,
  );
});

test('a registry is a host with a dot or a port, perhaps with the beginning of names', () => {
  const good = [
    'ghcr.io',
    'ghcr.io/',
    'ghcr.io/team',
    'ghcr.io/team/a-b.c_d__e/',
    'localhost:5000',
    'localhost:5000/a',
    'a.b-c.io',
    '1.2:1',
  ];
  const bad = [
    ...['', 'ghcr', 'ghcr/team', 'localhost', 'ghcr/a.b', 'Ghcr.io', '-ghcr.io', 'ghcr.io-', 'ghcr.io:', 'ghcr.io:123456', 'ghcr.io//a'],
    ...['ghcr.io/A', 'ghcr.io/a__', 'ghcr.io/a___b', 'ghcr.io/-a', 'https://ghcr.io', 'ghcr.io/a:1', ' ghcr.io', 'ghcr.io/a b'],
  ];
  expect([...good, ...bad].filter((text) => checkRegistry(text) === undefined)).toEqual(good);
  expect(checkRegistry('ghcr')?.rule).toBe('registry');
});
