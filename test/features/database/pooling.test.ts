import { checkConnectionsFit, connectionsOpened } from '../../../src/features/database/connections';
import { checkPoolerClients, RESERVED_CONNECTIONS, roleConnections, serverConnections } from '../../../src/features/database/pooling';

const POOLING = { instances: 2, poolSize: 10 };

test('counts a role’s pool in every pod, and in the one more of a rollout', () => {
  expect(roleConnections(POOLING)).toBe(30);
  expect(roleConnections({ instances: 1, poolSize: 1 })).toBe(2);
});

test.each([
  [0, 30],
  [1, 60],
  [5, 180],
])('opens for %i tenants, and to look up passwords, %i connections', (tenants, opened) => {
  expect(connectionsOpened(serverConnections(tenants, POOLING))).toBe(opened);
});

test('reserves three connections of superusers and five of the operator’s other roles', () => {
  expect(RESERVED_CONNECTIONS).toBe(8);
});

test.each([
  [189, true],
  [188, true],
])('fits five tenants into %i connections', (maxConnections, fits) => {
  expect(checkConnectionsFit(serverConnections(5, POOLING), { maxConnections, reserved: RESERVED_CONNECTIONS }) === undefined).toBe(fits);
});

test('fails five tenants in 187 connections, one too few', () => {
  expect(checkConnectionsFit(serverConnections(5, POOLING), { maxConnections: 187, reserved: RESERVED_CONNECTIONS })?.problem).toBe(
    '180 connections at the peak + 8 reserved = 188, but max_connections is 187',
  );
});

describe('clients of the pooler', () => {
  test.each([
    [999, 2, 1000],
    [1000, 2, 1000],
    [2000, 3, 1000],
    [1000, 1, 1000],
    [0, 1, 1],
  ])('%i fit, if one of %i pods with %i places is lost', (clients, instances, maxClients) => {
    expect(checkPoolerClients(clients, instances, maxClients)).toBeUndefined();
  });

  test('fails one client too many', () => {
    expect(checkPoolerClients(1001, 2, 1000)).toEqual({
      rule: 'pooler-clients',
      problem: 'agents open 1001 connections at their peak, but 1 of 2 pods of the pooler hold 1000',
      fix: 'raise maxClients of the pooler to 1001, or its instances to 3',
    });
    expect(checkPoolerClients(2001, 3, 1000)?.fix).toBe('raise maxClients of the pooler to 1001, or its instances to 4');
    // what the fix names is accepted, and one less is not
    expect(checkPoolerClients(2001, 4, 1000)).toBeUndefined();
    expect(checkPoolerClients(2001, 3, 1001)).toBeUndefined();
  });
});
