import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { parse } from 'yaml';
import type * as z from 'zod';
import { SHARED_POOL, TENANT } from '../../src/features/tenancy/schema';
import { Problems } from '../../src/kernel/problems';
import { read } from '../../src/kernel/read';
import type { AnyKey, Named } from '../../src/kernel/schema';
import { ENVIRONMENT } from '../../src/resolve/schema';
import type { EnvironmentSpec } from '../../src/resolve/spec';
import { acme } from '../../tenants/swarm/acme';
import { valid } from '../resolve/fixture';
import { withServices } from '../resolve/services-fixture';
import { editorSchema } from './editor';
import { ROOT } from './specs';

test('every published type and every key says what it is', () => {
  const silent: string[] = [];
  const visit = (schema: z.ZodType, place: string): void => {
    const { named, apart, def } = schema as { readonly named?: Named; readonly apart?: z.ZodType; readonly def: Inner };
    if (named !== undefined && named.name !== '' && named.doc.trim() === '') silent.push(named.name);
    // each file is looked at on its own
    if (apart !== undefined) return;
    const { shape = {}, element, valueType, innerType, options = [] } = def;
    for (const [key, value] of Object.entries(shape)) {
      const { doc, otherwise, type } = (value as Partial<AnyKey>).said ?? {};
      if (key !== 'kind' && (doc?.trim() === '' || otherwise?.trim() === '')) silent.push(`${place}.${key}`);
      // the published name of a choice
      if (type !== undefined && !/^[A-Z][A-Za-z]+$/.test(type)) silent.push(`${place}.${key}: ${type}`);
      visit(value, `${place}.${key}`);
    }
    for (const inner of [element, valueType, innerType, ...options]) if (inner !== undefined) visit(inner, place);
  };
  for (const schema of [ENVIRONMENT, TENANT, SHARED_POOL]) visit(schema, schema.named.name);
  expect(silent).toEqual([]);
});

/** Schemas inside a schema. */
interface Inner {
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
}

describe('the editor schema', () => {
  const ajv = new Ajv({ strict: false });
  const schemas: Readonly<Record<string, Parameters<typeof editorSchema>[0] & { readonly named: Named }>> = {
    environment: ENVIRONMENT,
    tenant: TENANT,
    pool: SHARED_POOL,
  };
  for (const [name, schema] of Object.entries(schemas)) ajv.addSchema(editorSchema(schema), `file:///docs/schemas/${name}.schema.json`);
  const accepts = (name: string, value: unknown): boolean => ajv.validate(`file:///docs/schemas/${name}.schema.json`, value);

  test.each([
    ['environment', valid()],
    ['environment', withServices()],
    ['tenant', acme],
    ...readdirSync(join(ROOT, 'tenants', 'swarm'))
      .filter((file) => file.endsWith('.yaml'))
      .map((file): [string, unknown] => ['pool', parse(readFileSync(join(ROOT, 'tenants', 'swarm', file), 'utf8'))]),
  ])('accepts a valid %s', (name, value) => {
    expect(accepts(name, JSON.parse(JSON.stringify(value)))).toBe(true);
  });

  test.each([
    ['a misspelt key', { scalling: {} }],
    ['a word that is no choice', { size: 'huge' }],
    ['a text for a number', { replicas: '2' }],
    ['a part of a replica', { replicas: 1.5 }],
    ['a missing key', { task: { p50: '1s' } }],
    ['a key of 254 characters', { settings: { ['a'.repeat(254)]: 1 } }],
  ])('refuses %s in an agent, as the reader does or a rule', (_, changes) => {
    const [name, agent] = Object.entries(acme.agents)[0] ?? [];
    const wrong = { ...acme, agents: { [name ?? '']: { ...agent, ...changes } } };
    expect(accepts('tenant', wrong)).toBe(false);
  });

  test.each(readdirSync(join(ROOT, 'tenants', 'swarm')).filter((file) => file.endsWith('.yaml')))('%s names its schema', (file) => {
    const [first = ''] = readFileSync(join(ROOT, 'tenants', 'swarm', file), 'utf8').split('\n');
    expect(first).toMatch(/^# yaml-language-server: \$schema=\.\.\/\.\.\/docs\/schemas\/(tenant|pool)\.schema\.json$/);
  });
});

describe('reading', () => {
  /** A value of any kind that JSON has, small enough for every limit. */
  const anything = fc.oneof(
    fc.constantFrom<unknown>(null, true, 0, 1.5, -3, '', 'x', 'vpc-cni', [], [1], {}, { kind: 'canary' }, { replicas: 2 }),
    fc.string({ maxLength: 8 }),
  );

  test('accepts exactly what zod itself accepts, and gives the same', () => {
    const places = placesOf(valid());
    fc.assert(
      fc.property(fc.constantFrom(...places), anything, fc.boolean(), (place, value, removes) => {
        const written = changedAt(valid(), place, value, removes);
        const problems = Problems.of('shop/prod');
        const ours = read(written, ENVIRONMENT, problems);
        const zods = ENVIRONMENT.safeParse(written);
        expect(problems.list.length === 0).toBe(zods.success);
        if (zods.success) expect(ours).toEqual(zods.data);
      }),
      { numRuns: 400 },
    );
  });

  test('gives a complete value whatever is written, so that the rest can be judged', () => {
    fc.assert(
      fc.property(fc.anything({ maxDepth: 2 }), (written) => {
        const environment: EnvironmentSpec = read(written, ENVIRONMENT, Problems.of('?/?'));
        expect(ENVIRONMENT.omit({ tenants: true }).safeParse({ ...environment, tenants: undefined }).error?.issues ?? []).toEqual(
          expect.not.arrayContaining([expect.objectContaining({ code: 'invalid_type' })]),
        );
      }),
      { numRuns: 200 },
    );
  });
});

/** Every place of a value, as keys from its root. */
function placesOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return [...(path.length === 0 ? [] : [[...path]]), ...Object.entries(value).flatMap(([key, item]) => placesOf(item, [...path, key]))];
}

/** A copy with another value at a place, or without it. */
function changedAt(root: unknown, path: readonly string[], value: unknown, removes: boolean): unknown {
  const copy = JSON.parse(JSON.stringify(root)) as Record<string, unknown>;
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
  const last = path.at(-1) ?? '';
  if (removes && !Array.isArray(at)) Reflect.deleteProperty(at, last);
  else at[last] = value;
  return copy;
}
