import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type * as z from 'zod';
import type { AnyKey, Named, NamedObject, Said } from '../../src/kernel/schema';

/** The repository. */
export const ROOT = join(__dirname, '..', '..');

/** A schema with a published type, and the folder whose `spec.ts` publishes it. */
interface Described {
  readonly schema: z.ZodType & { readonly named: Named };
  readonly folder: string;
}

/** Every folder that describes what people write. */
function schemaFolders(): string[] {
  const features = readdirSync(join(ROOT, 'src', 'features')).map((name) => `src/features/${name}`);
  return [...features.sort(), 'src/resolve'].filter((folder) => existsSync(join(ROOT, folder, 'schema.ts')));
}

/** The schemas of a folder, in the order in which they are declared. */
export function described(folder: string): Described[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the folders are found, not known
  const module = require(join(ROOT, folder, 'schema')) as Readonly<Record<string, unknown>>;
  return Object.values(module)
    .filter((value): value is Described['schema'] => typeof value === 'object' && value !== null && 'named' in value)
    .map((schema) => ({ schema, folder }));
}

/** `spec.ts` of each folder: the published types, with the documentation of every key. */
export function specFiles(): Map<string, string> {
  const all = schemaFolders().flatMap(described);
  const homes = new Map(all.map(({ schema, folder }) => [schema.named.name, folder]));
  const words = new Map<string, string>();
  return new Map(schemaFolders().map((folder) => [`${folder}/spec.ts`, specFile(folder, homes, words)]));
}

/** What stands in a file besides its declarations. */
class Imports {
  private readonly names = new Map<string, Set<string>>();

  constructor(private readonly folder: string) {}

  public add(name: string, module: string): string {
    if (module !== `${this.folder}/spec`) this.names.set(module, (this.names.get(module) ?? new Set()).add(name));
    return name;
  }

  public toString(): string {
    return [...this.names]
      .map(([module, names]) => [this.path(module), [...names].sort()] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, names]) => `import type { ${names.join(', ')} } from '${path}';`)
      .join('\n');
  }

  private path(module: string): string {
    const path = relative(this.folder, dirname(module));
    return `${path.startsWith('.') ? path : `./${path}`}/${module.split('/').pop() ?? ''}`.replace('.//', './');
  }
}

function specFile(folder: string, homes: ReadonlyMap<string, string>, words: Map<string, string>): string {
  const imports = new Imports(folder);
  const extra: string[] = [];
  const context: Context = {
    imports,
    homes,
    word: (name, members, doc) => {
      const home = words.get(name) ?? homeOfType(name);
      if (home !== undefined) return imports.add(name, home);
      words.set(name, `${folder}/spec`);
      extra.push(`${comment(doc, '')}export type ${name} = ${members};`);
      return name;
    },
  };
  const bodies = described(folder).map(({ schema }) => declaration(schema, context));
  const header = '// Generated from schema.ts by `npm run generate`; not edited.';
  return [header, String(imports), ...extra, ...bodies].filter((part) => part !== '').join('\n\n') + '\n';
}

interface Context {
  readonly imports: Imports;
  readonly homes: ReadonlyMap<string, string>;
  readonly word: (name: string, members: string, doc: string) => string;
}

function declaration(schema: Described['schema'], context: Context): string {
  const { name, doc, bases } = schema.named;
  if (schema.def.type === 'union')
    return `${comment(doc, '')}export type ${name} = ${unionOf(schema as unknown as z.ZodUnion<readonly z.ZodType[]>, context)};`;
  const inherited = new Set(bases.flatMap((base) => Object.keys(base.shape)));
  const heads = bases.map((base) => reference(base, context));
  const keys = Object.entries((schema as unknown as NamedObject).shape).filter(([key]) => !inherited.has(key));
  // an interface without members admits every value
  if (keys.length === 0 && heads.length === 0) return `${comment(doc, '')}export type ${name} = Readonly<Record<string, never>>;`;
  const members = keys.map(([key, field]) => member(key, field as z.ZodType, context));
  const written = `${comment(doc, '')}export interface ${name}${heads.length === 0 ? '' : ` extends ${heads.join(', ')}`} {\n${members.join('\n')}\n}`;
  return [written, ...values(name, keys as [string, z.ZodType][], context)].join('\n\n');
}

/** What the plain keys of an object come to in its plan, and the same as they are brought. */
function values(name: string, keys: readonly (readonly [string, z.ZodType])[], context: Context): string[] {
  const plain = keys.filter(([, field]) => saidOf(field).plain === true);
  if (plain.length === 0) return [];
  const members = plain.map(([key, field]) => {
    const said = saidOf(field);
    const absent = field.def.type === 'optional' && said.default === undefined;
    return `${comment(said.doc, '  ')}  readonly ${key}: ${typeOf(field, context)}${absent ? ' | undefined' : ''};`;
  });
  const brought = plain.map(([key, field]) => `  readonly ${key}?: ${typeOf(field, context)} | undefined;`);
  const type = name.replace(/Spec$/, '');
  return [
    `${comment(`Keys of ${name} that reach a plan as they are, each with its default.`, '')}export interface ${type}Values {\n${members.join('\n')}\n}`,
    `${comment(`The same keys as they are brought, in a spec or in props.`, '')}export interface ${type}Brought {\n${brought.join('\n')}\n}`,
  ];
}

function member(key: string, field: z.ZodType, context: Context): string {
  const said = saidOf(field);
  const optional = field.def.type === 'optional';
  return `${comment(documented(said), '  ')}  readonly ${/^[A-Za-z]\w*$/.test(key) ? key : `'${key}'`}${optional ? '?' : ''}: ${typeOf(field, context)};`;
}

/** Documentation with range and default, as editors show it. */
function documented(said: Said): string {
  const range = rangeOf(said);
  const text = [said.doc, range === undefined ? '' : `${range}.`].filter((part) => part !== '').join(' ');
  const fallback = fallbackOf(said);
  return fallback === undefined ? text : `${text}${text === '' ? '' : text.includes('\n') ? '\n\n' : ' '}@default ${fallback}`;
}

/** Range as a sentence without its end. */
export function rangeOf(said: Said): string | undefined {
  const range = boundsOf(said);
  return range === undefined || said.format !== 'share' ? range : `${range}, or 0% to 100%`;
}

function boundsOf({ min, above, max, ...said }: Said): string | undefined {
  const unit = said.unit ?? '';
  if (min !== undefined && max !== undefined) return `From ${min}${unit} to ${max}${unit}`;
  if (above !== undefined && max !== undefined) return `Above ${above}, at most ${max}`;
  if (min !== undefined) return `At least ${min}`;
  if (above !== undefined) return `Above ${above}`;
  return max === undefined ? undefined : `At most ${max}`;
}

/** What applies where nothing is written: a value, or `- ` and words. */
export function fallbackOf({ default: value, otherwise }: Said): string | undefined {
  if (value !== undefined) return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
  return otherwise === undefined ? undefined : `- ${otherwise}`;
}

function typeOf(given: z.ZodType, context: Context): string {
  const schema = given.def.type === 'optional' ? ((given as z.ZodOptional).unwrap() as z.ZodType) : given;
  if ('named' in schema && (schema.named as Named).name !== '') return reference(schema as Described['schema'], context);
  if ('apart' in schema) return typeOf(schema.apart as z.ZodType, context);
  const { type, format, doc } = saidOf(given);
  const { type: kind }: { readonly type: string } = schema.def;
  switch (kind) {
    case 'string':
      return 'string';
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'literal':
      return [...(schema as z.ZodLiteral).values].map((word) => `'${String(word)}'`).join(' | ');
    case 'enum': {
      const words = (schema as z.ZodEnum).options.map((word) => `'${String(word)}'`).join(' | ');
      return type === undefined ? words : context.word(type, words, doc);
    }
    case 'array':
      return `readonly ${bracketed(typeOf((schema as z.ZodArray<z.ZodType>).element, context))}[]`;
    case 'record':
      return `Readonly<Record<string, ${format === 'json' ? 'unknown' : typeOf((schema as z.ZodRecord).valueType as z.ZodType, context)}>>`;
    case 'union':
      return type === undefined ? unionOf(schema as z.ZodUnion<readonly z.ZodType[]>, context) : context.word(type, '', doc);
    case 'object':
      return `{ ${Object.entries((schema as z.ZodObject).shape)
        .map(([key, field]) => `readonly ${key}: ${typeOf(field as z.ZodType, context)}`)
        .join('; ')} }`;
    default:
      throw new Error(`no type for ${kind}`);
  }
}

function unionOf(schema: z.ZodUnion<readonly z.ZodType[]>, context: Context): string {
  return schema.options.map((option) => typeOf(option, context)).join(' | ');
}

function reference({ named }: { readonly named: Named }, { imports, homes }: Context): string {
  const home = homes.get(named.name);
  if (home === undefined) throw new Error(`no folder publishes ${named.name}`);
  return imports.add(named.name, `${home}/spec`);
}

/** Module that declares a type which several rooms share, such as `Caller`. */
function homeOfType(name: string): string | undefined {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('spec.ts'),
  );
  const file = files.sort().find((path) => new RegExp(`^export type ${name}\\b`, 'm').test(readFileSync(join(ROOT, 'src', path), 'utf8')));
  return file === undefined ? undefined : `src/${file.slice(0, -'.ts'.length)}`;
}

function bracketed(type: string): string {
  return type.includes(' | ') && !type.startsWith('{') ? `(${type})` : type;
}

function comment(doc: string, indent: string): string {
  if (doc === '') return '';
  const lines = doc.split('\n');
  if (lines.length === 1) return `${indent}/** ${doc} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}`).join('\n')}\n${indent} */\n`;
}

function saidOf(schema: z.ZodType): Said {
  return (schema as Partial<AnyKey>).said ?? { doc: '' };
}
