import { type Field, nested } from '../../kernel/schema';
import type { ServiceRow } from '../services/row';
import type { ToolGatewayPlan } from './plan';
import { resolveToolGateway, type ToolsWorld } from './resolve';
import { GATEWAY } from './schema';
import type { GatewaySpec } from './spec';

/** Tools, as agents see them: they are reached over the bus and open no connection of their own. */
export const TOOLS_SERVICE: ServiceRow<'tools', 'toolGateway', Field<GatewaySpec>, ToolsWorld, ToolGatewayPlan> = {
  need: 'tools',
  written: { key: 'toolGateway', field: nested('Answers the calls that agents make to tools.', GATEWAY) },
  resolve: resolveToolGateway,
  places: () => [],
};
