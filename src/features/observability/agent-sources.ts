import { AGENT_TASKS, AGENT_TASKS_FAILED } from '../bus/metrics';
import { openSource } from '../services/metric-source';

/** What every agent that serves metrics counts; what else it has is its author's, and said to the check. */
export const AGENT = openSource({ name: 'the agents', version: '1', reference: 'README.md' }, [AGENT_TASKS, AGENT_TASKS_FAILED]);
