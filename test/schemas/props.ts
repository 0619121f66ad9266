import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './specs';

/** The generated file. */
export const PROPS_FILE = 'constructs/kinds/props-table.ts';

const DOOR = 'constructs/index.ts';

/** Structs that are handed out, not taken. */
const NO_PROPS: ReadonlySet<string> = new Set(['Problem', 'SourcePosition', 'Violation', 'LlmGatewayInstallation']);

/** Keys that a rule of their own misses, in the words that data are refused with. */
const MISSED_BY_RULE: ReadonlySet<string> = new Set(['BatchQueue.maxRunning', 'TenantTokens.budget']);

/** What may stand beside the keys of a struct: the target of an environment has more than releases, and is one for constructs, too. */
const BESIDE: Readonly<Record<string, readonly string[]>> = { TargetProps: ['cni? any', 'cniStrictMode? any'] };

/** Members of other packages' objects that are used here, and that all their releases have. */
const USED = ['name', 'toNetworkPolicyPeerConfig', 'toSeconds'];

/** What is collected while types are read. */
interface Tables {
  readonly checker: ts.TypeChecker;
  /** Structs by name: `key type; key? type`. */
  readonly structs: Map<string, string>;
  /** Classes and roles by name: members that whatever stands for them must have, and the functions that make one. */
  readonly things: Map<string, { readonly members: readonly string[]; readonly makers: readonly string[] }>;
}

/**
 * The keys of all props of the package and the types of their values, so that props that no compiler has seen are checked as data is.
 *
 * Read from the declarations that the front door exports; a type that says nothing checkable is `any`.
 */
export function propsFile(): string {
  const program = ts.createProgram([join(ROOT, DOOR)], {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(join(ROOT, DOOR));
  const door = source && checker.getSymbolAtLocation(source);
  if (door === undefined) throw new Error(`${DOOR} exports nothing`);
  const tables: Tables = { checker, structs: new Map(), things: new Map() };
  for (const exported of checker.getExportsOfModule(door)) {
    const symbol = (exported.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(exported) : exported;
    if ((symbol.flags & ts.SymbolFlags.Interface) === 0) continue;
    const type = checker.getDeclaredTypeOfSymbol(symbol);
    if (isStruct(type, checker) && !NO_PROPS.has(symbol.name)) structOf(type, tables);
  }
  const line = (key: string, value: string): string => `  ${/^\w+$/.test(key) ? key : JSON.stringify(key)}: ${value},`;
  const text = (value: string): string => (value.includes("'") ? `"${value}"` : `'${value}'`);
  const words = (list: readonly string[]): string => `[${list.map((word) => `'${word}'`).join(', ')}]`;
  const sorted = <T>(map: ReadonlyMap<string, T>): [string, T][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return `// Generated from the props of the front door by \`npm run generate\`; not edited.

/** Keys of structs, each with the type of its value; \`?\` where it may be left out. */
export const STRUCTS: Readonly<Record<string, string>> = {
${sorted(tables.structs)
  .map(([key, value]) => line(key, text(value)))
  .join('\n')}
};

/** Members of classes and roles, and what makes one. */
export const THINGS: Readonly<Record<string, { readonly members: readonly string[]; readonly makers: readonly string[] }>> = {
${sorted(tables.things)
  .map(([key, { members, makers }]) => line(key, `{ members: ${words(members)}, makers: ${words(makers)} }`))
  .join('\n')}
};
`;
}

/** An interface that only holds values, and is declared here. */
function isStruct(type: ts.Type, checker: ts.TypeChecker): boolean {
  const declarations = type.symbol.declarations ?? [];
  return (
    declarations.length > 0 &&
    declarations.every((one) => ts.isInterfaceDeclaration(one) && !one.getSourceFile().fileName.includes('/node_modules/')) &&
    !/^I[A-Z]/.test(type.symbol.name) &&
    type.getProperties().every((property) => (property.flags & ts.SymbolFlags.Method) === 0) &&
    checker.getSignaturesOfType(type, ts.SignatureKind.Call).length === 0
  );
}

function structOf(type: ts.Type, tables: Tables): string {
  const { name } = type.symbol;
  if (tables.structs.has(name)) return name;
  tables.structs.set(name, '');
  const keys = type.getProperties().map((property) => {
    const optional = (property.flags & ts.SymbolFlags.Optional) !== 0 || MISSED_BY_RULE.has(`${name}.${property.name}`);
    return `${property.name}${optional ? '?' : ''} ${typeOf(tables.checker.getTypeOfSymbol(property), tables)}`;
  });
  tables.structs.set(name, [...keys, ...(BESIDE[name] ?? [])].join('; '));
  return name;
}

function typeOf(given: ts.Type, tables: Tables): string {
  const { checker } = tables;
  const type = checker.getNonNullableType(given);
  const { flags } = type;
  if ((flags & ts.TypeFlags.BooleanLike) !== 0 || isBoolean(type)) return 'flag';
  if (type.isUnion()) return unionOf(type.types, tables);
  if (type.isStringLiteral()) return `'${type.value}'`;
  if ((flags & ts.TypeFlags.StringLike) !== 0) return 'text';
  if ((flags & ts.TypeFlags.NumberLike) !== 0) return 'number';
  if ((flags & ts.TypeFlags.Object) === 0) return 'any';
  if (checker.isArrayType(type)) return `[${typeOf(checker.getTypeArguments(type as ts.TypeReference)[0] ?? type, tables)}]`;
  const values = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  if (values !== undefined)
    return (values.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0 ? 'json' : `{${typeOf(values, tables)}}`;
  if (type.symbol.name.startsWith('__')) return 'any';
  return isStruct(type, checker) ? structOf(type, tables) : thingOf(type, tables);
}

function isBoolean(type: ts.Type): boolean {
  return type.isUnion() && type.types.every((one) => (one.flags & ts.TypeFlags.BooleanLiteral) !== 0);
}

/** Words, a number or a text, or what cannot be told apart. */
function unionOf(types: readonly ts.Type[], tables: Tables): string {
  if (types.every((one) => one.isStringLiteral())) return types.map((one) => typeOf(one, tables)).join(',');
  const kinds = [...new Set(types.map((one) => typeOf(one, tables)))].sort();
  if (kinds.join() === 'number,text') return 'share';
  return kinds.length === 1 ? (kinds[0] ?? 'any') : 'any';
}

function thingOf(type: ts.Type, tables: Tables): string {
  const { name, declarations = [] } = type.symbol;
  const foreign = declarations.some((one) => one.getSourceFile().fileName.includes('/node_modules/'));
  const members = type.getProperties().filter((member) => {
    const modifiers = ts.getCombinedModifierFlags(member.valueDeclaration as ts.Declaration);
    return (member.flags & ts.SymbolFlags.Optional) === 0 && (modifiers & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0;
  });
  const statics = tables.checker.getTypeOfSymbol(type.symbol).getProperties();
  const makers = statics
    .filter((member) => (member.flags & ts.SymbolFlags.Method) !== 0 && member.name !== 'isConstruct')
    .map((member) => member.name);
  tables.things.set(name, {
    members: members
      .map((member) => member.name)
      .filter((member) => !foreign || USED.includes(member))
      .slice(0, 4),
    makers: name === 'Duration' ? ['seconds', 'minutes'] : foreign ? [] : makers,
  });
  return name;
}
