import { platformPlace } from '../services/places';

/** Where the gateway to tools is found. Agents reach it over the bus alone. */
export const TOOL_GATEWAY_PLACE = platformPlace('tool-gateway', 8080);
