import { PLATFORM_NAMESPACE, PLATFORM_SERVICES, type ServicePlace } from '../services';

/** Name of the CloudNativePG cluster; its Services are `postgres-rw`, `-ro` and `-r`. */
export const POSTGRES_CLUSTER = 'postgres';

/** Name of the pooler and of its Service. */
export const POSTGRES_POOLER = PLATFORM_SERVICES.postgresPooler.service;

/**
 * Instances and the jobs that make them; without the component, the labels are those of the pooler's pods as well.
 *
 * @see https://cloudnative-pg.io/documentation/current/labels_annotations/#predefined-labels
 */
export const POSTGRES_INSTANCES: ServicePlace = {
  namespace: PLATFORM_NAMESPACE,
  podLabels: { 'cnpg.io/cluster': POSTGRES_CLUSTER, 'app.kubernetes.io/component': 'database' },
  port: 5432,
  service: `${POSTGRES_CLUSTER}-rw`,
};

/** CloudNativePG, where its manifest and its chart put it: https://cloudnative-pg.io/documentation/current/installation_upgrade/ */
export const POSTGRES_OPERATOR: Omit<ServicePlace, 'port'> = {
  namespace: 'cnpg-system',
  podLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' },
};

/** Status of an instance, read by the operator, and by a primary that asks whether it is cut off: https://cloudnative-pg.io/documentation/current/security/#exposed-ports */
export const STATUS_PORT = 8000;
/** Metrics of an instance. */
export const INSTANCE_METRICS_PORT = 9187;
/** Metrics of a pod of the pooler. */
export const POOLER_METRICS_PORT = 9127;
