import { isPlanned } from '../../constructs/kinds/planned';
import { StrictCheck } from '../../src/judges/checks/strict';
import { Inventory } from '../../src/judges/inventory/inventory';
import { isJsonObject } from '../../src/kernel/json';
import { originOf } from '../../src/kernel/manifest';
import { InvalidInputError } from '../../src/kernel/problems';
import { renderApp } from '../../src/render/render';
import { built, type ConstructCase } from '../corpus/constructs/chart';
import { CONSTRUCTS } from '../corpus/constructs/index';

/*
 * Every key of the props of every construct, with values that nobody should write. Whatever is written, it is refused with a place in the
 * props, or renders what an API server takes; nothing throws anything else, and nothing is found out of the rendered objects only.
 */

type Props = Record<string, unknown>;
type Hook = (type: string, props: Props) => void;

/** Sees the props of each construct before anybody has read them; also while modules are loaded, when nothing of this file is there. */
const state = globalThis as { oddProps?: Hook };
jest.mock('../../constructs/kinds/door', () => {
  const real = jest.requireActual<typeof import('../../constructs/kinds/door')>('../../constructs/kinds/door');
  return {
    ...real,
    written: (...[scope, type, props, at]: Parameters<typeof real.written>): unknown => {
      if (!isPlanned(props)) (globalThis as { oddProps?: Hook }).oddProps?.(type, props as Props);
      return real.written(scope, type, props, at);
    },
  };
});

class Instance {
  public readonly a = 1;
}

/** By name; those that are free text may be anything but a value of another type. */
const ODD: Readonly<Record<string, unknown>> = {
  nothing: undefined,
  null: null,
  'an empty text': '',
  'a space': ' ',
  NaN,
  'a negative number': -1,
  'minus zero': -0,
  'above 32 bits': 3e9,
  'above what is exact': 1e21,
  'a fraction': 1.5,
  true: true,
  'an empty list': [],
  'an empty object': {},
  'an instance': new Instance(),
  'a function': () => 1,
  'a list of null': [null],
  'the key of a prototype': JSON.parse('{"__proto__": {"a": "1"}}') as unknown,
  'a key that no label has': { 'bad key!': 'x' },
  'a number for text': { a: 5 },
  'a long text': 'a'.repeat(300),
  'two lines': 'a\nb',
  'a control character': 'a\u0000b',
  'capitals and underscores': 'Fast_SSD',
  'a way up': '../x',
  'a template': '${x}',
  'half a character': '\ud800',
  'a number as text': '5',
  'a word of YAML': 'yes',
  'hyphens around': '-a-',
  dots: 'a.b',
  quotes: `a"b'c`,
  'a share': '100%',
  everything: '0.0.0.0/0',
  'a misspelt choice': 'Keda',
  'twice the same': ['a', 'a'],
};

/** Where any text may stand, also of several lines. */
const FREE = /(^|\.)(annotations\.[^.]+|env\.[^.]+|config(\.[^.]+)?)$/;

const isPlain = (value: unknown): value is Props => isJsonObject(value) && Object.getPrototypeOf(value) === Object.prototype;

/** Keys of props, of the structs in them and of the first in each of their lists. */
function pathsOf(props: Props): string[][] {
  return Object.entries(props).flatMap(([key, value]) => {
    const inner = Array.isArray(value) ? (value[0] as unknown) : value;
    const below = Array.isArray(value) ? [key, '0'] : [key];
    return [[key], ...(isPlain(inner) ? Object.keys(inner).map((name) => [...below, name]) : [])];
  });
}

/** Every key that props of the case have, as `<type>.<path>`, and the how manieth construct it is. */
function keysOf(one: ConstructCase): { readonly id: string; readonly index: number; readonly path: readonly string[] }[] {
  const found: { id: string; index: number; path: string[] }[] = [];
  let index = -1;
  state.oddProps = (type, props) => {
    index += 1;
    for (const path of isPlain(props) ? pathsOf(props) : []) found.push({ id: `${type}.${path.join('.')}`, index, path });
  };
  built(one);
  delete state.oddProps;
  return found;
}

/** What comes of the case with another value at a place: what is wrong with it, as lines; none if it is refused, or right. */
function tried(one: ConstructCase, index: number, path: readonly string[], value: unknown, free: boolean): string[] {
  let at = -1;
  let restore = (): void => undefined;
  state.oddProps = (_, props) => {
    at += 1;
    if (at !== index) return;
    const target = path.slice(0, -1).reduce((here, key) => here[key] as Props, props);
    const key = path.at(-1) ?? '';
    const before = target[key];
    restore = () => void (target[key] = before);
    target[key] = value;
  };
  let rendering = false;
  try {
    const { app } = built(one);
    rendering = true;
    const { manifests } = originOf(renderApp(app, '')) ?? { manifests: [] };
    const found = new StrictCheck('1.36').problemsOf(new Inventory().add(manifests));
    // what is cut at a line's end, or no number, is in no field but those that take any text
    const torn = !free && ((typeof value === 'string' && value.includes('\n')) || Number.isNaN(value));
    return [...found.map(({ place, rule }) => `renders ${rule} at ${place}`), ...(torn ? ['is accepted'] : [])];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) return [`throws ${String(error)}`];
    // what is only found when all is together is said by the constructs’ own validation
    return rendering
      ? error.problems.filter(({ rule }) => rule !== 'construct-validation').map(({ place, rule }) => `renders ${rule} at ${place}`)
      : [];
  } finally {
    restore();
    delete state.oddProps;
  }
}

beforeAll(() => {
  // warnings are not what is asked here
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});

let count = 0;
const seen = new Set<string>();

test.each(CONSTRUCTS)('$name', (one) => {
  const keys = new Map(keysOf(one).map((key) => [key.id, key]));
  const fresh = [...keys.values()].filter(({ id }) => !seen.has(id));
  for (const { id } of fresh) seen.add(id);
  const wrong = fresh.flatMap(({ id, index, path }) =>
    Object.entries(ODD).flatMap(([name, value]) => {
      count += 1;
      return tried(one, index, path, value, FREE.test(id)).map((what) => `${id} = ${name} ${what}`);
    }),
  );
  expect(wrong).toEqual([]);
});

test('are hundreds of keys, and tens of thousands of values', () => {
  expect(seen.size).toBeGreaterThan(650);
  expect(count).toBe(seen.size * Object.keys(ODD).length);
  expect(seen).toContain('AgentDeploymentProps.task.p99');
  expect(seen).toContain('QueueDepthHpaProps.maxReplicas');
});
