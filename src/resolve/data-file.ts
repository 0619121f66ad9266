import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml';
import { byText } from '../kernel/order';
import { type Locate, type Problem, type Violation, below } from '../kernel/problems';
import { shown } from '../kernel/shown';
import { isPlainObject, ownValue } from '../kernel/written';
import type { EnvironmentSpec } from './spec';
import type { Sources } from './resolve';
import type { SharedPoolSpec, TenantSpec } from '../features/tenancy/spec';

/** Largest data file, in characters. */
export const MAX_FILE = 256 * 1024;
/** Deepest nesting of a data file. */
export const MAX_DEPTH = 32;
/** Most problems of one file that are told one by one. */
const MAX_TOLD = 100;
/** Open brackets, or columns of indentation, at which a file is not even parsed. */
const ABYSS = 500;

/** Characters that a reader does not see, or that some YAML readers take for line breaks: controls, next line, separators, direction and width marks. */
const INVISIBLE = /[^\P{C}\t\n\r]|[\u2028\u2029]/u;

/** Numbers as JSON writes them, without exponents: `0777`, `0o17`, `1e3` and `.inf` mean different things to different readers. */
const PLAIN_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/** A data file by its name and content. */
export interface DataFile {
  /** As it stands in messages, e.g. `tenants/swarm/shared-tenants.yaml`. */
  readonly file: string;
  readonly text: string;
}

/** What a data file says. The value has not been looked at: `resolve` does that. */
export interface ParsedFile {
  /** A file with `members` is a pool. */
  readonly kind: 'tenant' | 'pool';
  /** `undefined` if the file has problems. */
  readonly value: TenantSpec | SharedPoolSpec | undefined;
  /** Position of a place inside the file, e.g. `agents.search.image`; of its nearest parent if it is not written. */
  readonly locate: Locate;
  /** The violations of `data-file`: what makes the file unreadable, or readable in two ways. */
  readonly problems: readonly Problem[];
}

/** Reads one tenant or pool of YAML 1.2 (core schema) or JSON. Never throws. */
export function parseDataFile(text: string, file: string): ParsedFile {
  const reading = new FileReading(file);
  const value = reading.read(text);
  const pool = typeof value === 'object' && value !== null && Object.hasOwn(value, 'members');
  return {
    kind: pool ? 'pool' : 'tenant',
    value: reading.problems.length === 0 ? (value as TenantSpec | SharedPoolSpec) : undefined,
    locate: (place) => reading.locate(place),
    problems: reading.problems,
  };
}

/** Adds the tenants and pools of data files to a spec. Pass both results to `resolve`, which reports the files' problems with all others. */
export function joinDataFiles(spec: EnvironmentSpec, files: readonly DataFile[]): { spec: EnvironmentSpec; sources: Sources } {
  // whatever it is, `resolve` says so
  if (files.length === 0) return { spec, sources: { locate: new Map(), problems: [] } };
  const parsed = [...files].sort((a, b) => byText(a.file, b.file)).map(({ file, text }) => parseDataFile(text, file));
  const of = (kind: ParsedFile['kind']): unknown[] =>
    parsed.flatMap((one) => (one.kind === kind && one.value !== undefined ? [one.value] : []));
  const joined = (written: unknown, added: readonly unknown[]): unknown =>
    // what is no list is left for `resolve` to refuse
    added.length === 0 || !(written === undefined || Array.isArray(written))
      ? written
      : [...((written as unknown[] | undefined) ?? []), ...added];
  const [tenants, pools] = [joined(ownValue(spec, 'tenants'), of('tenant')), joined(ownValue(spec, 'pools'), of('pool'))];
  const lists = { ...(tenants !== undefined && { tenants }), ...(pools !== undefined && { pools }) };
  return {
    spec: isPlainObject(spec) ? withLists(spec, lists) : spec,
    sources: {
      locate: new Map(parsed.flatMap(({ value, locate }) => (value === undefined ? [] : [[value, locate] as const]))),
      problems: parsed.flatMap(({ problems }) => problems),
    },
  };
}

/** A copy of a spec with other lists; its getters are not asked, and are left for `resolve` to refuse. */
function withLists(spec: EnvironmentSpec, lists: object): EnvironmentSpec {
  const copy = {};
  for (const key of Reflect.ownKeys(spec)) {
    const property = Reflect.getOwnPropertyDescriptor(spec, key);
    if (property !== undefined) Object.defineProperty(copy, key, { ...property, configurable: true });
  }
  for (const [key, value] of Object.entries(lists))
    if (Object.getOwnPropertyDescriptor(copy, key)?.get === undefined)
      Object.defineProperty(copy, key, { value: value as unknown, enumerable: true, configurable: true, writable: true });
  return copy as EnvironmentSpec;
}

class FileReading {
  private readonly found: Problem[] = [];
  private readonly lines = new LineCounter();
  private readonly lineOf = new Map<string, number>();

  constructor(private readonly file: string) {}

  /** The first problems, and how many there are besides. */
  public get problems(): readonly Problem[] {
    const more = this.found.length - MAX_TOLD;
    if (more <= 0) return this.found;
    const violation: Violation = {
      rule: 'data-file',
      problem: `has ${more} more problem${more === 1 ? '' : 's'}`,
      fix: 'correct these first',
    };
    return [...this.found.slice(0, MAX_TOLD), { place: this.file, ...violation, source: { file: this.file, line: 1 } }];
  }

  public locate(place: string): { file: string; line: number } {
    for (let at = place; at !== ''; at = at.replace(/(\.?[^.[\]]+|\[[^[\]]*\]|.)$/su, '')) {
      const line = this.lineOf.get(at);
      if (line !== undefined) return { file: this.file, line };
    }
    return { file: this.file, line: this.lineOf.get('') ?? 1 };
  }

  public read(text: string): unknown {
    if (text.length > MAX_FILE) return this.bad('', 1, `has ${text.length} characters, more than ${MAX_FILE}`, 'split the file');
    const hidden = INVISIBLE.exec(text);
    if (hidden !== null) {
      const line = text.slice(0, hidden.index).split('\n').length;
      return this.bad('', line, `contains an invisible character, ${shown(hidden[0])}`, 'remove it, or write it as an escape in quotes');
    }
    if (isAbyss(text)) return this.bad('', 1, `is nested deeper than ${MAX_DEPTH} levels`, 'flatten it');
    const documents = parseAllDocuments(text, {
      version: '1.2',
      schema: 'core',
      merge: false,
      // the parser compares every key with every other; `record` does it in linear time
      uniqueKeys: false,
      strict: true,
      lineCounter: this.lines,
      prettyErrors: false,
      logLevel: 'silent',
    });
    const [document, second] = Array.isArray(documents) ? documents : [];
    if (document === undefined || document.contents === null)
      return this.bad('', 1, 'is empty', 'write a tenant or a pool, or remove the file');
    if (second !== undefined)
      return this.bad('', this.line(second.contents), 'has more than one document', 'write one file for each tenant');
    if (document.directives.docStart === true && /^%/m.test(text))
      this.bad('', 1, 'has a YAML directive', 'remove the line that starts with %');
    // one unclosed bracket is many errors on one line
    const found = new Map(
      [...document.errors, ...document.warnings]
        // a tag is said of the value that has it, together with what is wrong elsewhere
        .filter(({ code }) => code !== 'TAG_RESOLVE_FAILED')
        .reverse()
        .map((error) => [this.lines.linePos(error.pos[0]).line, error]),
    );
    for (const [line, { code, message }] of [...found].sort(([a], [b]) => a - b)) {
      if (code === 'TAB_AS_INDENT') this.bad('', line, 'is indented with a tab, which YAML does not take', 'indent it with spaces');
      else this.bad('', line, `cannot be read: ${shown(message.split('\n')[0])}`, 'correct the line');
    }
    // once a document could not be read, what is left of it says little
    return this.found.length > 0 ? undefined : this.value(document.contents, '', 1);
  }

  private value(node: Node | null, place: string, depth: number): unknown {
    if (node === null) return null;
    if (!this.lineOf.has(place)) this.lineOf.set(place, this.line(node));
    if (depth > MAX_DEPTH) return this.bad(place, this.line(node), `is nested deeper than ${MAX_DEPTH} levels`, 'flatten it');
    if (isAlias(node)) return this.bad(place, this.line(node), 'is an alias', 'write the value again');
    const anchor: unknown = 'anchor' in node ? node.anchor : undefined;
    if (anchor !== undefined) this.bad(place, this.line(node), 'has an anchor', 'remove it; aliases are not read');
    if (node.tag !== undefined) this.bad(place, this.line(node), `has the tag ${shown(node.tag)}`, 'remove it');
    if (isScalar(node)) return this.scalar(node.value, node.source, place, this.line(node));
    if (isSeq(node)) return node.items.map((item, index) => this.value(item as Node | null, below(place, index), depth + 1));
    return isMap(node) ? this.record(node.items, place, depth) : undefined;
  }

  private record(items: readonly { key: unknown; value: unknown }[], place: string, depth: number): unknown {
    const seen = new Set<string>();
    return Object.fromEntries(
      items.map(({ key, value }): [string, unknown] => {
        const name: unknown = isScalar(key) ? key.value : undefined;
        const line = this.line(key as Node);
        if (typeof name !== 'string' || name === '<<') {
          this.bad(
            place,
            line,
            name === '<<' ? 'has a merge key' : 'has a key that is no text',
            name === '<<' ? 'write the keys out' : 'write the key in quotes',
          );
          return ['', undefined];
        }
        const at = below(place, name);
        if (seen.has(name)) this.bad(at, line, 'is written twice', 'keep one of them');
        seen.add(name);
        this.lineOf.set(at, line);
        return [name, this.value(value as Node | null, at, depth + 1)];
      }),
    );
  }

  private scalar(value: unknown, source: string | undefined, place: string, line: number): unknown {
    const ambiguous =
      typeof value === 'number' && (!PLAIN_NUMBER.test(source ?? '') || (Number.isInteger(value) && !Number.isSafeInteger(value)));
    if (ambiguous || typeof value === 'bigint') {
      return this.bad(
        place,
        line,
        `${shown(source)} is a number that not every reader reads alike`,
        'write plain decimal digits, or quotes around a text',
      );
    }
    return value;
  }

  private line(node: Node | null): number {
    return node?.range === undefined || node.range === null ? 1 : this.lines.linePos(node.range[0]).line;
  }

  private bad(place: string, line: number, problem: string, fix: string): unknown {
    // Rule `data-file`: a tenant file that is not read the same way by every YAML reader means something different to each.
    // https://yaml.org/spec/1.2.2/
    const violation: Violation = { rule: 'data-file', problem, fix };
    this.found.push({ place: place === '' ? this.file : `${this.file}#${place}`, ...violation, source: { file: this.file, line } });
    return undefined;
  }
}

/** Whether the text could nest so deeply that a parser that recurses runs out of stack. Brackets in texts count too, so the limit is generous. */
function isAbyss(text: string): boolean {
  let open = 0;
  for (const character of text) {
    if (character === '[' || character === '{') open += 1;
    if (character === ']' || character === '}') open = Math.max(0, open - 1);
    if (open > ABYSS) return true;
  }
  return text.split('\n').some((line) => (/^[-?: ]*/.exec(line)?.[0].length ?? 0) > ABYSS);
}
