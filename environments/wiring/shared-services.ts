import { BUS } from './bus';
import { DATABASE } from './database';
import { LLM } from './llm';
import type { ServiceWiring } from './service';
import { STORE } from './store';
import { TOOLS } from './tools';

/** Which plan becomes which charts and reports; a new service is a line. What belongs to one tenant has a file of its own, so that a new tenant changes few lines. */
export const SHARED_SERVICES: readonly ServiceWiring[] = [BUS, STORE, DATABASE, TOOLS, LLM];
