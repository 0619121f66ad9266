import { CRON, TIME_ZONE } from '../../kernel/formats';
import { REPLICAS } from '../resources/schema';
import { duration, either, list, number, object, text, whole } from '../../kernel/schema';

const { min: LEAST, max: MOST } = REPLICAS;

export const TRAFFIC_PROFILE = object('TrafficProfileSpec', 'A named load and when it is expected.', {
  multiplier: number('Times the base rate.', { above: 1, max: 1000 }),
  start: text(`Five-field cron of the pre-scale's start.`, { format: CRON }),
  end: text('Five-field cron of its end.', { format: CRON }),
  timeZone: text('IANA time zone of both.', { format: TIME_ZONE }),
});

export const PRESCALE = object('PrescaleSpec', 'A scheduled pre-scale for a profile of the environment.', {
  profile: text('Name of a traffic profile of the environment.'),
  replicas: whole(`Replicas from the profile's start to its end.`, {
    min: LEAST,
    max: MOST,
    otherwise: '⌈base rate × multiplier ÷ (service rate × 0.8)⌉, at most max',
  }),
});

export const SCALE = object('ScaleSpec', 'What may differ between environments: scale and nothing else.', {
  onQueueDepth: whole('Unfinished messages (waiting and in flight) per replica. Exactly one of this and `drainedWithin`.', {
    min: 1,
    max: 1_000_000,
    optional: true,
  }),
  drainedWithin: duration(
    'Longest time a backlog may take to drain; refused if it cannot be met. Exactly one of this and `onQueueDepth`.',
    {
      optional: true,
    },
  ),
  min: whole('Replicas while the queue is empty. `0` only for agents that are not interactive.', { min: 0, max: MOST }),
  max: whole('Replicas never exceeded.', { min: LEAST, max: MOST }),
  scaleDownWindow: duration('How long the queue must stay shallow before replicas are removed, in whole seconds, at most 1 h.', {
    otherwise: 'no `behavior` is rendered: 5 min, in one step',
  }),
});

export const SCALING = object(
  'ScalingSpec',
  `Scale on unfinished messages of the agent's consumer.`,
  {
    ...SCALE.shape,
    prescale: list('Scheduled pre-scale, one trigger each.', PRESCALE, { otherwise: 'none' }),
  },
  [SCALE],
);

export const SCALE_OVERRIDE = either(
  'ScaleOverride',
  'Fixed count or bounds of one agent in one environment.',
  'replicas',
  object('', '', { replicas: whole('Fixed count.') }),
  SCALE,
);
