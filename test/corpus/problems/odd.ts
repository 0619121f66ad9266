import { changed } from '../../resolve/fixture';
import { BASES } from './specs';

const ORDERS = 'tenants.1.agents.orders';
const shop = (place: string, value: unknown) => (): unknown => changed({ [place]: value }, BASES.shop);
class Instance {
  public readonly p50 = '1s';
  public readonly p99 = '1s';
}
const sparse: string[] = Object.assign(new Array<string>(2), { 1: 'a.b' });
const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;
const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });

/** What JSON cannot say, or nobody would: it is refused in the same words. */
export const ODD: readonly (readonly [name: string, spec: () => unknown])[] = [
  ['NaN', shop(`${ORDERS}.replicas`, NaN)],
  ['Infinity', shop(`${ORDERS}.replicas`, Infinity)],
  ['-0', shop(`${ORDERS}.replicas`, -0)],
  ['a BigInt', shop(`${ORDERS}.replicas`, 2n)],
  ['a Date', shop(`${ORDERS}.task`, new Date(0))],
  ['a function', shop(`${ORDERS}.image`, () => 'x')],
  ['an instance of a class', shop(`${ORDERS}.task`, new Instance())],
  ['a Map', shop(`${ORDERS}.settings`, new Map([['a', 1]]))],
  ['a gap in a list', shop(`${ORDERS}.publishes`, sparse)],
  ['a symbol', shop(`${ORDERS}.image`, Symbol('x'))],
  ['undefined for what is required', shop(`${ORDERS}.image`, undefined)],
  ['undefined in settings', shop(`${ORDERS}.settings`, { a: undefined })],
  ['a function in settings', shop(`${ORDERS}.settings`, { a: () => 1 })],
  ['settings nested too deep', shop(`${ORDERS}.settings`, deep(9))],
  ['settings that contain themselves', shop(`${ORDERS}.settings`, cyclic)],
  ['a text of a million characters', shop(`${ORDERS}.image`, 'a'.repeat(2 ** 20))],
  ['half a character', shop(`${ORDERS}.image`, '\ud800')],
  ['a getter', () => Object.defineProperty(changed({}, BASES.shop), 'overcommit', { enumerable: true, get: () => 1 })],
  ['undefined', () => undefined],
  ['null', () => null],
  ['text', () => 'x'],
  ['a number', () => 7],
  ['a list', () => []],
  ['nothing', () => ({})],
  ['nobody at all', () => changed({ tenants: [], pools: [] }, BASES.shop)],
];
