import { App, Chart, Duration } from 'cdk8s';
import { AgentDeployment } from '../../../constructs/agent/agent-deployment';
import { Target } from '../../../constructs/kinds/target';
import { QueueBacklog } from '../../../constructs/scaling/queue-backlog';
import { QueueDepthHpa, type QueueDepthHpaProps } from '../../../constructs/scaling/queue-depth-hpa';
import type { ScalerEngine } from '../../../src/features/scaling/plan';
import { InvalidInputError, type Problem, type Violation } from '../../../src/kernel/problems';
import { ABSENT, changed, problemsOf, SEARCH } from '../../resolve/fixture';

/** A pre-scale, as both doors can say it. */
interface Window {
  readonly name: string;
  readonly start?: string;
  readonly end?: string;
  readonly timeZone?: string;
  readonly replicas?: number;
}

/** What both doors can say of a count that follows a queue, as neutral data; times in milliseconds. */
interface Said {
  readonly min?: number;
  readonly max?: number;
  /** Messages for each replica, unless the time to empty the queue is said. */
  readonly messages?: number;
  readonly drained?: number;
  readonly interactive?: boolean;
  readonly scaleDownWindow?: number;
  readonly windows?: readonly Window[];
  readonly engine?: ScalerEngine;
  readonly kubernetes?: string;
  readonly keda?: string;
}

const IMAGE = `registry.example.com/shop/search:1.0.0@sha256:${'a'.repeat(64)}`;
const SALE = { start: '45 7 27 11 *', end: '30 8 27 11 *', timeZone: 'America/New_York', replicas: 20 };
const SCALE = { min: 2, max: 20, kubernetes: '1.33', keda: '2.20', engine: 'keda' as ScalerEngine };

/** Problems of the scale as it is written for an agent of a tenant. */
function bySpec(said: Said): readonly Violation[] {
  const { min, max, messages, drained, interactive, scaleDownWindow, windows = [], engine, kubernetes, keda } = { ...SCALE, ...said };
  const profiles = windows.map(({ name, replicas: _, ...window }) => {
    const { replicas: __, ...sale } = SALE;
    return [name, { multiplier: 2, ...sale, ...window }] as const;
  });
  const spec = changed({
    'target.kubernetes': kubernetes,
    'target.keda': engine === 'keda' ? keda : ABSENT,
    scaler: engine,
    profiles: Object.fromEntries(profiles),
    [`${SEARCH}.baseRate`]: ABSENT,
    [`${SEARCH}.interactive`]: interactive ?? ABSENT,
    [`${SEARCH}.scaling`]: {
      min,
      max,
      ...(drained === undefined ? { onQueueDepth: messages ?? 8 } : { drainedWithin: `${drained}ms` }),
      ...(scaleDownWindow !== undefined && { scaleDownWindow: `${scaleDownWindow}ms` }),
      ...(windows.length > 0 && { prescale: windows.map(({ name, replicas = SALE.replicas }) => ({ profile: name, replicas })) }),
    },
  });
  return words(problemsOf(spec));
}

/** Problems of the same scale as props. */
function byProps(said: Said): readonly Violation[] {
  const { min, max, messages, drained, interactive, scaleDownWindow, windows, engine, kubernetes, keda } = { ...SCALE, ...said };
  const app = new App();
  Target.set(app, { kubernetes, ...(engine === 'keda' && { keda }) });
  const chart = new Chart(app, 'tenant-acme', { namespace: 'tenant-acme' });
  const target = new AgentDeployment(chart, 'Search', {
    image: IMAGE,
    tenant: 'acme',
    task: { p50: Duration.millis(800), p99: Duration.seconds(5), concurrency: 10 },
    consumes: { stream: 'TASKS', subjects: ['tasks.search.>'] },
    needs: ['bus'],
  });
  const props: QueueDepthHpaProps = {
    target,
    queue: { account: 'acme', stream: 'TASKS', consumer: 'search' },
    // a task takes a second, and ten are worked on at a time
    backlog:
      drained === undefined
        ? QueueBacklog.perReplica(messages ?? 8)
        : QueueBacklog.drainedWithin({ messagesPerSecond: 10, within: Duration.millis(drained), concurrency: 10 }),
    minReplicas: min,
    maxReplicas: max,
    engine,
    ...(interactive !== undefined && { interactive }),
    ...(scaleDownWindow !== undefined && { behavior: { scaleDown: { stabilizationWindow: Duration.millis(scaleDownWindow) } } }),
    ...(windows !== undefined && { prescale: windows.map((window) => ({ ...SALE, ...window })) }),
  };
  try {
    new QueueDepthHpa(chart, 'Scale', props);
  } catch (error) {
    if (error instanceof InvalidInputError) return words(error.problems);
    throw error;
  }
  return [];
}

/** What is said, where both doors name the bounds alike. */
function words(problems: readonly Problem[]): readonly Violation[] {
  const alike = (text: string): string => text.replace(/\b(min|max)Replicas\b/g, '$1');
  return problems.map(({ rule, problem, fix }) => ({ rule, problem: alike(problem), fix: alike(fix) }));
}

test.each<readonly [title: string, said: Said, rules: readonly string[]]>([
  ['nothing wrong', {}, []],
  ['less than no replica', { min: -1 }, ['whole-number']],
  ['half a replica', { min: 0.5 }, ['whole-number']],
  ['no replica while the queue is empty', { min: 0 }, []],
  ['no replica where a person waits', { min: 0, interactive: true }, ['scale-to-zero']],
  ['one replica where a person waits', { min: 1, interactive: true }, []],
  ['no replica at all', { min: 0, max: 0 }, ['whole-number']],
  ['one replica', { min: 1, max: 1 }, []],
  ['more than can be counted', { max: 100_001 }, ['whole-number']],
  ['the bounds of one count', { min: 20, max: 20 }, []],
  ['max below min', { min: 4, max: 3 }, ['whole-number']],
  ['no message', { messages: 0 }, ['whole-number']],
  ['half a message', { messages: 0.5 }, ['whole-number']],
  ['one message', { messages: 1 }, []],
  ['a million messages', { messages: 1_000_000 }, []],
  ['more than a million messages', { messages: 1_000_001 }, ['whole-number']],
  ['a time in which no message is finished', { drained: 99 }, ['drain-objective']],
  ['a time in which one message is finished', { drained: 100 }, []],
  ['a window of an hour', { scaleDownWindow: 3_600_000 }, []],
  ['a window of more than an hour', { scaleDownWindow: 3_601_000 }, ['stabilization-window']],
  ['a window of half a second', { scaleDownWindow: 500 }, ['stabilization-window']],
  ['a sale', { windows: [{ name: 'sale' }] }, []],
  ['a sale of no replica', { windows: [{ name: 'sale', replicas: 0 }] }, ['whole-number']],
  ['a sale above the maximum', { windows: [{ name: 'sale', replicas: 21 }] }, ['prescale-max']],
  ['a sale on a day that no month has', { windows: [{ name: 'sale', start: '45 7 31 2 *' }] }, ['cron']],
  ['a sale that ends on a day that no month has', { windows: [{ name: 'sale', end: '45 7 31 2 *' }] }, ['cron']],
  ['a sale that ends as it starts', { windows: [{ name: 'sale', end: SALE.start }] }, ['prescale-window']],
  ['a sale in a zone that is none', { windows: [{ name: 'sale', timeZone: 'Mars/Olympus' }] }, ['time-zone']],
  ['the same sale twice', { windows: [{ name: 'sale' }, { name: 'sale' }] }, ['unique-prescale']],
  ['a sale without KEDA', { windows: [{ name: 'sale' }], engine: 'prometheus-adapter' }, ['prescale-engine']],
  ['an adapter', { engine: 'prometheus-adapter' }, []],
  ['zero without KEDA', { min: 0, engine: 'prometheus-adapter' }, ['target-version']],
  // what an older KEDA does wrongly, drops or does not do; each just before and at the release that does
  ['zero, which KEDA 2.18 does not leave while the queue cannot be read', { min: 0, keda: '2.18' }, ['target-version']],
  ['zero with KEDA 2.19', { min: 0, keda: '2.19' }, []],
  ['one with KEDA 2.17', { min: 1, keda: '2.17' }, []],
  ['a sale at two times of KEDA 2.19', { windows: [{ name: 'sale', start: '0,30 8 * * *' }], keda: '2.19' }, ['target-version']],
  ['a sale that ends at two times of KEDA 2.17', { windows: [{ name: 'sale', end: '0 9,17 * * *' }], keda: '2.17' }, ['target-version']],
  ['a sale at two times of KEDA 2.20', { windows: [{ name: 'sale', start: '0,30 8 * * *' }] }, []],
  ['a sale on five days of KEDA 2.17', { windows: [{ name: 'sale', start: '0 8 * * 1-5', end: '0 18 * * 1-5' }], keda: '2.17' }, []],
  ['several at once', { min: -1, messages: 0, scaleDownWindow: 500 }, ['whole-number', 'whole-number', 'stabilization-window']],
])('both doors say the same of %s', (_, said, rules) => {
  const found = byProps(said);
  expect(found.map(({ rule }) => rule)).toEqual(rules);
  expect(bySpec(said)).toEqual(found);
});
