import { join } from 'node:path';
import ts from 'typescript';

const FILE = join(__dirname, '..', '..', '..', 'src', 'resolve', 'spec.ts');

/** Pools have the agents and jobs that tenants have, by the same types and the same wiring: they stand once. */
const OF_TENANTS = /^pools\[\]\.(?:agents|batch)\./;

/**
 * Every key that a description of an environment may have, by the types of the specs: `tenants[].agents.*.task.p99`. Lists are `[]`, records
 * `*`, and where several types may stand, which of them is said: `rollout(canary).weight`.
 */
export function specKeys(): readonly string[] {
  const program = ts.createProgram([FILE], {
    strict: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    exactOptionalPropertyTypes: true,
    types: [],
  });
  const source = program.getSourceFile(FILE);
  const written = source?.statements.filter(ts.isInterfaceDeclaration).find(({ name }) => name.text === 'EnvironmentSpec');
  if (written === undefined) throw new Error(`${FILE} has no EnvironmentSpec`);
  const checker = program.getTypeChecker();
  return [...new Set(keysOf(checker, checker.getTypeAtLocation(written), ''))].filter((key) => !OF_TENANTS.test(key));
}

function keysOf(checker: ts.TypeChecker, type: ts.Type, path: string): string[] {
  const types = type.isUnion() ? type.types : [type];
  const objects = types.filter(({ flags }) => (flags & ts.TypeFlags.Object) !== 0);
  if (objects.length === 0) return [path];
  return objects.flatMap((object) => {
    if (checker.isArrayType(object)) {
      const [element] = checker.getTypeArguments(object as ts.TypeReference);
      return element === undefined ? [] : keysOf(checker, element, `${path}[]`);
    }
    const index = checker.getIndexInfoOfType(object, ts.IndexKind.String);
    // settings are an agent's own
    if (index !== undefined) return (index.type.flags & ts.TypeFlags.Unknown) !== 0 ? [path] : keysOf(checker, index.type, `${path}.*`);
    const own = objects.length === 1 ? path : `${path}${variantOf(checker, object)}`;
    return object
      .getProperties()
      .flatMap((property) => keysOf(checker, checker.getTypeOfSymbol(property), own === '' ? property.name : `${own}.${property.name}`));
  });
}

/** Which of several types: what its `kind` is. Types without one have no key in common. */
function variantOf(checker: ts.TypeChecker, object: ts.Type): string {
  const kind = object.getProperty('kind');
  const type = kind === undefined ? undefined : checker.getTypeOfSymbol(kind);
  return type?.isStringLiteral() === true ? `(${type.value})` : '';
}

/** Whether a place of some data is one of that key: `tenants.0.agents.chat.rollout.weight`, where `kindAt` says which kind stands at a place. */
export function isPlaceOf(key: string, place: string, kindAt: (place: string) => unknown): boolean {
  const parts = key.replaceAll('[]', '.[]').split('.');
  const words = place.split('.');
  return (
    parts.length === words.length &&
    parts.every((part, index) => {
      const word = words[index] ?? '';
      if (part === '[]') return /^\d+$/.test(word);
      const [, name = '', kind] = /^([^(]*)(?:\((.+)\))?$/.exec(part) ?? [];
      return (name === '*' || name === word) && (kind === undefined || kind === kindAt(`${words.slice(0, index + 1).join('.')}.kind`));
    })
  );
}
