import { BYTES, CPU } from '../../kernel/formats';
import { choice, nested, object, text } from '../../kernel/schema';
import { RESOURCE_CLASS_NAMES } from './resource-class';

/** Pods of a workload; a limit that this project chooses, and pods that remain when one is lost. */
export const REPLICAS = { min: 1, max: 100_000, default: 2 } as const;

export const POD_RESOURCES = object(
  'PodResources',
  'What one pod asks for and may use: requests equal limits, so that the pod is in the Guaranteed class and quota arithmetic has one number.',
  {
    cpu: text('CPU quantity, e.g. `500m`.', { format: CPU }),
    memory: text('Memory quantity, e.g. `512Mi`.', { format: BYTES }),
    ephemeralStorage: text('Ephemeral storage quantity, e.g. `1Gi`: logs, writable layers and emptyDirs.', { format: BYTES }),
  },
);

export const REQUESTS = object('RequestsSpec', 'What one pod is promised, where that is less than what it may use.', {
  cpu: text('CPU quantity, e.g. `100m`.', { format: CPU, otherwise: 'what it may use' }),
  memory: text('Memory quantity, e.g. `256Mi`; a pod that uses more than that is killed first where its node runs out.', {
    format: BYTES,
    otherwise: 'what it may use',
  }),
  ephemeralStorage: text('Ephemeral storage quantity, e.g. `1Gi`.', { format: BYTES, otherwise: 'what it may use' }),
});

export const SERVICE_SIZE = object('ServiceSizeSpec', 'How large the pods of a shared service are.', {
  size: choice('Resource class. Not beside `resources`.', RESOURCE_CLASS_NAMES, {
    type: 'ResourceClass',
    default: 'medium',
  }),
  resources: nested('Resources that no class has. Not beside `size`.', POD_RESOURCES, { optional: true }),
});
