import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { APPLICATION_LUA, celOf, luaOf } from '../../../src/features/delivery/health';
import { equal, KSTATUS, NO_STATUS, parents, ready, same } from '../../../src/features/services/delivered';
import { DELIVERED_KINDS } from '../../../src/features/delivery/kinds';
import { fieldTable } from '../../../src/judges/schemas/field-table';
import { isJsonObject, type JsonObject } from '../../../src/kernel/json';
import { parseManifests } from '../../../src/judges/inventory/parse';

test('Flux is told of the kinds that it would take for ready too early', () => {
  expect(celOf(KSTATUS)).toBeUndefined();
  expect(celOf(NO_STATUS)).toBeUndefined();
  expect(celOf(ready(true))).toEqual({
    current: `has(status.conditions) && status.conditions.exists(c, c.type == 'Ready' && c.status == 'True')`,
  });
  expect(celOf(equal('phase', 'Healthy', 'Degraded'))).toEqual({
    current: `has(status.phase) && status.phase == 'Healthy'`,
    failed: `has(status.phase) && status.phase == 'Degraded'`,
  });
  expect(celOf(equal('applied', true))).toEqual({ current: 'has(status.applied) && status.applied == true' });
  expect(celOf(same('instances'))).toEqual({ current: 'has(status.instances) && status.instances == spec.instances' });
  expect(celOf(parents('parents', 'Accepted', true))?.current).toBe(
    `has(status.parents) && size(status.parents) > 0 && status.parents.all(p, p.conditions.exists(c, c.type == 'Accepted' && c.status == 'True'))`,
  );
});

test('Argo CD is told of those that it has no check for, and of its own Applications', () => {
  expect(
    [KSTATUS, NO_STATUS, ready(true), equal('phase', 'Healthy', 'Degraded', true), parents('parents', 'Accepted', true)].map(luaOf),
  ).toEqual(Array<undefined>(5).fill(undefined));
  expect(luaOf(equal('applied', true))).toBe(
    [
      'local healthy = false',
      'if obj.status ~= nil then',
      '  healthy = obj.status.applied == true',
      'end',
      'if healthy then return { status = "Healthy", message = "" } end',
      'return { status = "Progressing", message = "waiting for its controller" }',
      '',
    ].join('\n'),
  );
  expect(luaOf(parents('parents', 'Accepted', false))).toBe(
    [
      'local healthy = false',
      'if obj.status ~= nil then',
      '  local found, accepted = 0, 0',
      '  for _, parent in ipairs(obj.status.parents or {}) do',
      '    found = found + 1',
      '    for _, condition in ipairs(parent.conditions or {}) do',
      '      if condition.type == "Accepted" and condition.status == "True" then healthy = true end',
      '    end',
      '    if healthy then accepted = accepted + 1 end',
      '    healthy = false',
      '  end',
      '  healthy = found > 0 and accepted == found',
      'end',
      'if healthy then return { status = "Healthy", message = "" } end',
      'return { status = "Progressing", message = "waiting for its controller" }',
      '',
    ].join('\n'),
  );
  expect(APPLICATION_LUA).toContain('health.status == "Healthy" and sync.status == "Synced"');
});

test('every block of Lua is closed', () => {
  const texts = [APPLICATION_LUA, ...DELIVERED_KINDS.flatMap(({ health }) => luaOf(health) ?? [])];
  expect(texts.length).toBeGreaterThan(5);
  for (const text of texts) {
    const words = text.replace(/"[^"]*"/g, '').split(/[^a-z]+/);
    const count = (word: string): number => words.filter((one) => one === word).length;
    expect(count('then') + count('do')).toBe(count('end'));
  }
});

const CRDS = [process.env['CRDS_DIR'], resolve(__dirname, '..', '..', '..', '..', 'shared', 'crds')].find(
  (folder) => folder !== undefined && existsSync(folder),
);
const withCrds = CRDS === undefined ? test.skip : test;

withCrds(
  'plural, scope and the fields that readiness is read from are those of the real definitions (but of EnvoyProxy, whose definition is not there)',
  () => {
    expectReal(CRDS ?? '');
  },
);

interface Definition extends JsonObject {
  readonly kind: string;
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly { readonly served: boolean; readonly schema: { readonly openAPIV3Schema: JsonObject } }[];
  };
}

/** Kinds whose definitions are not among those for tests; one that comes makes the list wrong. */
const WITHOUT_DEFINITION: readonly string[] = ['EnvoyProxy'];

function expectReal(folder: string): void {
  const core = new Set(fieldTable('1.33').kinds);
  const custom = DELIVERED_KINDS.filter(({ group, kind }) => ![...core].some((one) => one.startsWith(group) && one.endsWith(` ${kind}`)));
  expect(custom.length).toBeGreaterThan(20);
  const groups = [...new Set(custom.map(({ group }) => group))];
  const definitions = readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .filter((text) => groups.some((group) => text.includes(`group: ${group}\n`)))
    .flatMap((text) => parseManifests(text, 'definitions').map(({ document }) => document as Definition))
    .filter((document) => isJsonObject(document) && document.kind === 'CustomResourceDefinition');
  const defined = new Set(definitions.map(({ spec }) => spec.names.kind));
  expect(custom.map(({ kind }) => kind).filter((kind) => !defined.has(kind))).toEqual(WITHOUT_DEFINITION);
  for (const known of custom.filter(({ kind }) => !WITHOUT_DEFINITION.includes(kind))) {
    const found = definitions.find(({ spec }) => spec.group === known.group && spec.names.kind === known.kind);
    const status = found === undefined ? undefined : statusOf(found);
    const fields = known.health.kind === 'condition' ? ['conditions'] : 'field' in known.health ? [known.health.field] : [];
    expect([known.kind, found?.spec.names.plural, found?.spec.scope, fields.filter((field) => status?.[field] === undefined)]).toEqual([
      known.kind,
      known.resource,
      known.namespaced ? 'Namespaced' : 'Cluster',
      [],
    ]);
  }
}

function statusOf({ spec }: Definition): JsonObject {
  const { properties } = spec.versions.filter(({ served }) => served).at(-1)?.schema.openAPIV3Schema ?? {};
  const status = isJsonObject(properties) ? properties['status'] : undefined;
  const fields = isJsonObject(status) ? status['properties'] : undefined;
  return isJsonObject(fields) ? fields : {};
}
