import type { AgentSpec, RolloutSpec } from '../../../environments/index';
import { agent, environment, image, jobs, nightly, tenant, worker } from '../../corpus/builders';
import { renderAll } from '../../environments/wiring/render-all';

/** Port, paths and user of an image stand in many objects; whatever its rollout, none keeps what would apply without a word. */

const PROGRAM = { command: ['/app/run'], uid: 20_000, env: { LOG_LEVEL: 'debug' } } as const;
const SERVED = { port: 3000, probes: { path: '/healthz' }, metrics: { port: 3000 } } as const;

const serving = (rollout: RolloutSpec): AgentSpec =>
  agent({ ...PROGRAM, ...SERVED, servesTo: ['gateway'], baseRate: 100, replicas: 10, rollout });
const queued = (name: string, rollout: RolloutSpec): AgentSpec =>
  worker(name, { ...PROGRAM, ...SERVED, baseRate: 100, rollout, scaling: { min: 4, max: 12, onQueueDepth: 8 } });
const analysis = { healthyErrors: 0.1, badErrors: 12, threshold: 2 };
const router = { gateway: 'public', namespace: 'edge', hostnames: ['chat.example.com'] };

const files = renderAll(
  environment('contract', [
    tenant(
      'acme',
      {
        plain: serving({ kind: 'rolling' }),
        canary: serving({ kind: 'canary', weight: 10, analysis }),
        routed: serving({ kind: 'canary', weight: 20, router, analysis }),
        blue: serving({ kind: 'blue-green', manualPromotion: true, analysis }),
        mapped: queued('mapped', {
          kind: 'canary',
          weight: 25,
          image: image('next', '1.1.0'),
          analysis: { healthyErrors: 0.1, badErrors: 5 },
        }),
      },
      { batch: { report: nightly(PROGRAM), index: jobs('index', PROGRAM) } },
    ),
  ]),
);
const texts = [...files].filter(([file]) => file.includes('/tenants/') || file.includes('reports/rollouts'));

test('there are files of all of them', () => {
  const names = texts.map(([file]) => file.replace(/^.*\//, ''));
  expect(names).toEqual(
    expect.arrayContaining(
      ['plain', 'canary', 'routed', 'blue', 'mapped', 'report', 'index'].map((name) => `${name}.yaml`).concat('rollouts.md'),
    ),
  );
});

test.each([': 8080', ': 9090', ': /startz', ': /readyz', ': /livez', ': 10001', '-preview 8080'])('nothing says %s', (usual) => {
  // numbers and paths alone in their line, or in a command
  const left = texts.flatMap(([file, text]) =>
    text
      .split('\n')
      .filter((line) => line.includes(usual))
      .map((line) => `${file}: ${line}`),
  );
  expect(left).toEqual([]);
});

test('each pod runs the program, and each but those of jobs serve it', () => {
  const all = texts.map(([, text]) => text).join('\n');
  const count = (text: RegExp): number => [...all.matchAll(text)].length;
  // five agents, the second version of one, and two kinds of jobs
  expect(count(/^ +- \/app\/run$/gm)).toBe(8);
  expect(count(/^ +runAsUser: 20000$/gm)).toBe(8);
  expect(count(/^ +path: \/healthz$/gm)).toBe(6 * 3);
  expect(count(/^ +- containerPort: 3000$/gm)).toBe(6);
});

test('the route, both Services of a switch, and the runbook lead to its port', () => {
  const text = (name: string): string => texts.find(([file]) => file.endsWith(name))?.[1] ?? '';
  // two Services, two ends of the route, three probes
  expect(text('routed.yaml').match(/^ +port: 3000$/gm)).toHaveLength(2 + 2 + 3);
  expect(text('blue.yaml').match(/^ +targetPort: 3000$/gm)).toHaveLength(2);
  expect(text('rollouts.md')).toContain('service/blue-preview 3000 -n');
});
