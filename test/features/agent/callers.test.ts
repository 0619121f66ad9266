import { callsOf, callsPart } from '../../../src/features/agent/calls';
import { Problems } from '../../../src/kernel/problems';

const lines = ({ list }: Problems): string[] => list.map(({ place, rule }) => `${place}: ${rule}`);

describe('who calls whom', () => {
  const problems = Problems.of('test');
  const calls = callsOf(
    {
      agents: {
        api: { calls: ['b', 'a', 'b'] },
        a: { port: 3000 },
        b: { calls: ['a'], consumes: {}, rollout: { kind: 'canary' } },
        c: { calls: ['a'], consumes: {}, rollout: { kind: 'blue-green' } },
        d: { calls: ['a'], consumes: {}, rollout: { kind: 'rolling' } },
        e: { calls: ['a'], rollout: { kind: 'canary' } },
        f: { calls: ['a'], consumes: {} },
      },
      batch: { report: { calls: ['a', 'z'] } },
    },
    { tenant: 'acme', namespace: 'tenant-acme', labels: { workload: 'x/workload' } },
    problems,
  );
  const pods = (name: string) => ({ namespace: 'tenant-acme', podLabels: { 'x/workload': `acme-${name}` } });

  test('each call is there once, sorted, with the port of who is called', () => {
    expect(calls.of(problems, { calls: ['b', 'a', 'b'] })).toEqual([
      { agent: 'a', place: { ...pods('a'), port: 3000, service: 'a' } },
      { agent: 'b', place: { ...pods('b'), port: 8080, service: 'b' } },
    ]);
    expect(calls.of(problems, {})).toEqual([]);
    expect(lines(problems)).toEqual([]);
  });

  test('callers are sorted, with the second version of those that may have one', () => {
    expect(calls.to('a')).toEqual(['api', 'b', 'b-next', 'c', 'c-next', 'd', 'e', 'f', 'report'].map(pods));
    expect(calls.to('b')).toEqual([pods('api')]);
    expect(calls.to('api')).toEqual([]);
  });

  test('fails where there is nobody, at the place of the name as it was written', () => {
    const at = Problems.of('test');
    expect(calls.of(at, { calls: ['b', 'z', 'a', 'report'] })).toHaveLength(2);
    expect(lines(at)).toEqual(['calls[3]: unknown-reference', 'calls[1]: unknown-reference']);
  });

  test('the configuration file says where, and nothing where nobody is called', () => {
    expect(callsPart([])).toEqual({});
    expect(callsPart(calls.of(problems, { calls: ['a'] }))).toEqual({ calls: { a: 'http://a.tenant-acme.svc.cluster.local:3000' } });
  });
});
