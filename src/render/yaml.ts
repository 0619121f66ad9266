import { byText } from '../kernel/order';
import { Problems, type Violation } from '../kernel/problems';
import { shown } from '../kernel/shown';
import { isObject } from '../kernel/written';
import { key, literalLines, scalar, checkWritableText } from './scalar';

/** Deepest nesting; Kubernetes objects stay below 20 levels, and recursion must end before the stack does. */
const MAX_DEPTH = 100;

/** Longest key as written: parsers look 1,024 characters ahead for its colon (https://yaml.org/spec/1.2.2/#742-flow-mappings). */
const MAX_KEY = 1000;

/** Order of a Kubernetes object's first keys; the rest follows, sorted. */
const LEADING_KEYS: readonly string[] = ['apiVersion', 'kind', 'metadata'];

/**
 * One document as block-style YAML that every parser of YAML 1.1 and 1.2 reads as the same value.
 *
 * Two spaces, lists indented below their key, keys sorted (`apiVersion`, `kind`, `metadata` first at the top), texts quoted unless
 * certainly safe, configuration files as literal blocks. Properties that are `undefined` are left out. The same value gives the
 * same bytes whatever order its keys came in.
 *
 * @throws InvalidInputError with every value that has no YAML form (`not-yaml`) or holds control characters (`control-character`)
 */
export function toYaml(document: unknown): string {
  const problems = Problems.of('document');
  const text = emitYaml(document, problems);
  problems.throwIfAny();
  return text;
}

/** As `toYaml`, for a caller that collects the problems of several documents; the text is of use only if none were added. */
export function emitYaml(document: unknown, problems: Problems): string {
  return new Emitter(problems).document(document);
}

type Container = readonly unknown[] | Readonly<Record<string, unknown>>;

class Emitter {
  private readonly out: string[] = [];
  private readonly path: string[] = [];
  /** The containers being written, outermost first: meeting one again is a cycle. */
  private readonly open = new Set<object>();

  constructor(private readonly problems: Problems) {}

  public document(value: unknown): string {
    if (isObject(value)) this.map(value, '', '', leadingFirst);
    else if (Array.isArray(value)) this.list(value, '', '');
    // a literal block at the very top would have nothing to be indented against
    else this.out.push(typeof value === 'string' ? this.text(value) : this.atom(value), '\n');
    return this.out.join('');
  }

  /** A value after `key:` or `-`; `indent` is that of the line's first key or dash. */
  private value(value: unknown, indent: string, afterDash: boolean): void {
    if (typeof value === 'string') {
      const lines = literalLines(value);
      if (lines === undefined || checkWritableText(value) !== undefined) this.out.push(' ', this.text(value), '\n');
      else this.literal(lines, `${indent}  `);
    } else if (Array.isArray(value)) {
      if (value.length === 0) this.out.push(' []\n');
      else this.list(value, `${indent}  `, afterDash ? ' ' : `\n${indent}  `);
    } else if (isObject(value)) {
      this.map(value, `${indent}  `, afterDash ? ' ' : `\n${indent}  `);
    } else {
      this.out.push(' ', this.atom(value), '\n');
    }
  }

  /** `lead` is written before the first entry: behind a dash it stays on the line, behind a key it starts a new one. */
  private map(map: Readonly<Record<string, unknown>>, indent: string, lead: string, order = byText): void {
    const names = Object.keys(map)
      .filter((name) => map[name] !== undefined)
      .sort(order);
    if (names.length === 0) {
      this.out.push(indent === '' ? '{}\n' : ' {}\n');
      return;
    }
    this.inside(map, () => {
      let before = lead;
      for (const name of names) {
        this.path.push(name);
        this.out.push(before, this.key(name), ':');
        this.value(map[name], indent, false);
        this.path.pop();
        before = indent;
      }
    });
  }

  private list(list: readonly unknown[], indent: string, lead: string): void {
    if (list.length === 0) {
      this.out.push('[]\n');
      return;
    }
    this.inside(list, () => {
      let before = lead;
      // an index loop, because a sparse list's holes must be seen
      for (let index = 0; index < list.length; index++) {
        this.path.push(String(index));
        this.out.push(before, '-');
        this.value(list[index], indent, true);
        this.path.pop();
        before = indent;
      }
    });
  }

  private literal(lines: readonly string[], indent: string): void {
    this.out.push(' |\n');
    for (const line of lines) this.out.push(line === '' ? '\n' : `${indent}${line}\n`);
  }

  private inside(container: Container, write: () => void): void {
    if (this.open.has(container)) {
      this.refuse({ rule: 'not-yaml', problem: 'contains itself', fix: 'break the cycle' });
    } else if (this.open.size === MAX_DEPTH) {
      this.refuse({ rule: 'not-yaml', problem: `is nested deeper than ${MAX_DEPTH} levels`, fix: `keep it within ${MAX_DEPTH} levels` });
    } else {
      this.open.add(container);
      write();
      this.open.delete(container);
    }
  }

  private key(name: string): string {
    const written = this.text(name, key);
    if (name === '__proto__') {
      this.refuse({ rule: 'not-yaml', problem: `the key '__proto__' is lost or dangerous in JavaScript readers`, fix: 'use another key' });
    }
    if (written.length > MAX_KEY) {
      this.refuse({
        rule: 'not-yaml',
        problem: `the key is ${written.length} characters long as written`,
        fix: `at most ${MAX_KEY} characters`,
      });
    }
    return written;
  }

  private text(text: string, write = scalar): string {
    const violation = checkWritableText(text);
    if (violation !== undefined) this.refuse(violation);
    return write(text);
  }

  private atom(value: unknown): string {
    if (value === null) return 'null';
    if (typeof value === 'boolean') return String(value);
    if (typeof value !== 'number')
      return this.refuse(notYaml(`${typeof value === 'object' ? className(value) : shown(value)} has no YAML form`));
    const text = String(value);
    if (!Number.isFinite(value) || Object.is(value, -0)) return this.refuse(notYaml(`${shown(value)} is not a number a manifest can hold`));
    if (text.includes('e') || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      return this.refuse(notYaml(`${text} is not read alike by all parsers`));
    }
    return text;
  }

  private refuse(violation: Violation): string {
    this.problems.rule(this.path.join('.'), violation);
    return 'null';
  }
}

function notYaml(problem: string): Violation {
  return { rule: 'not-yaml', problem, fix: 'use text, a finite number, true, false, null, a list or a plain object' };
}

function className(value: object): string {
  const name: unknown = (value as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof name === 'string' ? `an instance of ${name}` : 'an object of a class';
}

function leadingFirst(a: string, b: string): number {
  const [rankA, rankB] = [rank(a), rank(b)];
  return rankA === rankB ? byText(a, b) : rankA - rankB;
}

function rank(name: string): number {
  const index = LEADING_KEYS.indexOf(name);
  return index === -1 ? LEADING_KEYS.length : index;
}
