import { nested } from '../../kernel/schema';
import type { ServiceRow } from '../services/row';
import type { ToolGatewayPlan } from './plan';
import { resolveToolGateway, type ToolsWorld } from './resolve';
import { GATEWAY } from './schema';
import type { GatewaySpec } from './spec';

/** Tools, as agents see them: they are reached over the bus and open no connection of their own. */
export const TOOLS_SERVICE: ServiceRow<'tools', 'toolGateway', GatewaySpec, ToolsWorld, ToolGatewayPlan> = {
  need: 'tools',
  written: {
    key: 'toolGateway',
    field: nested('Answers the calls that agents make to tools, over the bus that is rendered.', GATEWAY, {
      otherwise: 'none: no agent calls tools',
    }),
  },
  resolve: resolveToolGateway,
  places: () => [],
};
