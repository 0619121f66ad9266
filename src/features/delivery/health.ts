import type { Health } from '../services/delivered';

/** Health of one kind as Flux takes it. https://fluxcd.io/flux/components/kustomize/kustomizations/#health-check-expressions */
export interface HealthExpressions {
  /** CEL over the object; true when it is ready. */
  readonly current: string;
  /** True when it has failed. @default - it never fails, but may take too long */
  readonly failed?: string;
}

/**
 * CEL of a kind; `undefined` where Flux needs none.
 *
 * A status that is not there yet is an error of the expression, which Flux takes for "not yet known" and asks again. It compares
 * `status.observedGeneration` itself where that is a number.
 */
export function celOf(health: Health): HealthExpressions | undefined {
  switch (health.kind) {
    case 'kstatus':
    case 'no-status':
      return undefined;
    case 'condition':
      return { current: `has(status.conditions) && ${conditionCel('status.conditions', health.type)}` };
    case 'equal': {
      const { field, value, failed } = health;
      const equals = (to: string | boolean): string => `has(status.${field}) && status.${field} == ${literal(to)}`;
      return { current: equals(value), ...(failed !== undefined && { failed: equals(failed) }) };
    }
    case 'same':
      return { current: `has(status.${health.field}) && status.${health.field} == spec.${health.field}` };
    case 'parents':
      return {
        current:
          `has(status.${health.field}) && size(status.${health.field}) > 0 && ` +
          `status.${health.field}.all(p, ${conditionCel('p.conditions', health.type)})`,
      };
  }
}

/** Lua of a kind; `undefined` where Argo CD has its own. https://argo-cd.readthedocs.io/en/stable/operator-manual/health/#custom-health-checks */
export function luaOf(health: Health): string | undefined {
  switch (health.kind) {
    case 'kstatus':
    case 'no-status':
      return undefined;
    case 'condition':
      return health.argoCdKnows ? undefined : lua(conditionLua('obj.status.conditions', health.type));
    case 'equal':
      return health.argoCdKnows ? undefined : lua([`healthy = obj.status.${health.field} == ${literal(health.value)}`]);
    case 'same':
      return lua([`healthy = obj.status.${health.field} == obj.spec.${health.field}`]);
    case 'parents':
      return health.argoCdKnows
        ? undefined
        : lua([
            `local found, accepted = 0, 0`,
            `for _, parent in ipairs(obj.status.${health.field} or {}) do`,
            `  found = found + 1`,
            ...conditionLua('parent.conditions', health.type).map((line) => `  ${line}`),
            `  if healthy then accepted = accepted + 1 end`,
            `  healthy = false`,
            `end`,
            `healthy = found > 0 and accepted == found`,
          ]);
  }
}

/**
 * Health of an Application in its parent, which decides when the next wave starts. Argo CD has had none of its own since 1.8, and the
 * documented check takes an Application for healthy that could not apply everything, so it must be synced, too.
 *
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/health/#argocd-app
 */
export const APPLICATION_LUA = lua([
  `local health = obj.status.health or {}`,
  `local sync = obj.status.sync or {}`,
  `healthy = health.status == "Healthy" and sync.status == "Synced"`,
]);

const conditionCel = (list: string, type: string): string => `${list}.exists(c, c.type == ${literal(type)} && c.status == 'True')`;

const conditionLua = (list: string, type: string): string[] => [
  `for _, condition in ipairs(${list} or {}) do`,
  `  if condition.type == "${type}" and condition.status == "True" then healthy = true end`,
  `end`,
];

/** One of our own words, in which nothing needs an escape; the same in CEL and in Lua. */
function literal(value: string | boolean): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

function lua(body: readonly string[]): string {
  return [
    'local healthy = false',
    'if obj.status ~= nil then',
    ...body.map((line) => `  ${line}`),
    'end',
    'if healthy then return { status = "Healthy", message = "" } end',
    'return { status = "Progressing", message = "waiting for its controller" }',
    '',
  ].join('\n');
}
