import { POOLER_ACCESS, SERVER_ACCESS, TEMPLATE_STATEMENTS } from '../../../src/features/database/access';

test('lets a role into the database of its own name over TLS, then refuses all, so that the operator’s last line is never reached', () => {
  expect(SERVER_ACCESS).toEqual(['hostssl sameuser all all scram-sha-256', 'host all all all reject']);
});

test('says the same to the pooler for both address families', () => {
  expect(POOLER_ACCESS).toEqual([
    'hostssl sameuser all 0.0.0.0/0 scram-sha-256',
    'host all all 0.0.0.0/0 reject',
    'hostssl sameuser all ::/0 scram-sha-256',
    'host all all ::/0 reject',
  ]);
});

test('names no method that sends a password, and no line that trusts', () => {
  expect([...SERVER_ACCESS, ...POOLER_ACCESS].filter((line) => /\b(trust|password|md5|peer|ident)\b/.test(line))).toEqual([]);
});

test('holds no $, which tools that replace variables would take for one', () => {
  expect([...TEMPLATE_STATEMENTS, ...SERVER_ACCESS, ...POOLER_ACCESS].filter((text) => text.includes('$'))).toEqual([]);
});
