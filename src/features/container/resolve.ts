import type { MetricsInput } from './metrics';
import type { ProbeInput, ProbesInput } from './probes';
import type { LiveProbeSpec, MetricsSpec, ProbesSpec } from './spec';
import { secondsOf } from '../../kernel/findings';
import type { Problems } from '../../kernel/problems';

/** Probes as they are written, in seconds. */
export function probesOf({ path, start, ready, live }: ProbesSpec, problems: Problems): ProbesInput {
  const probe = (name: string, spec: LiveProbeSpec | undefined): ProbeInput | undefined => {
    if (spec === undefined) return undefined;
    const { initialDelay, period, timeout, ...rest } = spec;
    const at = problems.at(name);
    const [initialDelayS, periodS, timeoutS] = [
      secondsOf(at, 'initialDelay', initialDelay),
      secondsOf(at, 'period', period),
      secondsOf(at, 'timeout', timeout),
    ];
    return { ...rest, initialDelayS, periodS, timeoutS };
  };
  return { path, start: probe('start', start), ready: probe('ready', ready), live: probe('live', live) };
}

/** Where its metrics are read, as it is written. */
export function metricsOf({ port, path, interval }: MetricsSpec = {}, problems: Problems): MetricsInput {
  return { port, path, intervalS: secondsOf(problems.at('metrics'), 'interval', interval) };
}
