import { changed, CHAT, found } from '../../resolve/fixture';
import { withServices } from '../../resolve/services-fixture';

/** A memory of its own, which no agent needs. */
const unused = (changes: Readonly<Record<string, unknown>>): string[] =>
  found(
    changed(
      { 'tenants.0.memory': { disk: '8Gi', state: { size: 'large' }, cache: {} }, [`${CHAT}.needs`]: [], ...changes },
      withServices(),
    ),
  );
const UNUSED = 'tenants.acme.memory: own-memory';

test('a memory that no agent needs is refused, whatever else of its tenant cannot be read', () => {
  expect(unused({})).toEqual([UNUSED]);
  expect(unused({ 'tenants.0.email': 7 })).toEqual(['tenants.acme.email: wrong-type', UNUSED]);
});

test.each([
  ['agents', { 'tenants.0.agents.search': 7 }, 'tenants.acme.agents.search: wrong-type'],
  ['batch agents', { 'tenants.0.batch': 7 }, 'tenants.acme.batch: wrong-type'],
])('nothing is said of it while %s cannot be read', (_, changes, expected) => {
  expect(unused(changes)).not.toContain(UNUSED);
  expect(unused(changes)).toContain(expected);
});
