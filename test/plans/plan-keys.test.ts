import { Reads } from './reads';

const reads = new Reads(['src', 'constructs', 'environments']);
const keys = reads.planKeys((file) => /^src\/(features\/|resolve\/plan\.ts$)/.test(file));

/** Keys that nobody reads, on purpose: why each stands in its plan. */
const INERT: Readonly<Record<string, string>> = {
  'AgentPlan.interactive': 'decides priority, pool and least count while the agent is planned; no object says it',
  'AgentPlan.naksOnSigterm': 'what the program does: the grace period is judged by it, and no object can make it so',
  'BatchPlan.resumable': 'what the program does: `keepsNode` is derived from it',
  'BatchTriggerPlan.naksOnSigterm': 'what the program does: the grace period is judged by it, and no object can make it so',
  'PostgresPoolerPlan.clients': 'what the limits of the pooler were judged by; tests read it',
  'StoreInstancePlan.connections': 'what `maxclients` was judged by; tests read it',
  'StoreInstancePlan.promisedBytes': 'what `maxmemoryBytes` was judged by; tests read it',
};

test('there are plans with keys', () => {
  expect(keys.length).toBeGreaterThan(300);
});

test('every key of every plan is read', () => {
  const unread = [...new Set(keys.filter((key) => !reads.isRead(key)).map(({ name }) => name))].sort();
  expect(unread).toEqual(Object.keys(INERT).sort());
});
