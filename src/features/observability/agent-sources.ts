import { AGENT_TASKS, AGENT_TASKS_FAILED } from '../bus/metrics';
import { openSource } from '../services/metric-source';

/** Series of every agent that serves metrics. Further series are its author's and are declared to the check. */
export const AGENT = openSource({ name: 'the agents', version: '1', reference: 'README.md' }, [AGENT_TASKS, AGENT_TASKS_FAILED]);
