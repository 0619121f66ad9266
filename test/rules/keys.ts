import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..', '..');
/** Interfaces that people fill in. */
const WRITTEN = /(?:Spec|Props|Options|Input|Budget)$/;

/** Every key that can be written: of specs, of the props of constructs and of what their factories take. */
export function writableKeys(): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const folder of ['constructs', 'environments', 'src']) {
    for (const entry of readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
      const file = join(entry.parentPath, entry.name);
      const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
      const people = folder === 'constructs' || /spec/.test(entry.name);
      const visit = (node: ts.Node): void => {
        if (ts.isInterfaceDeclaration(node) && (WRITTEN.test(node.name.text) || people)) {
          for (const { name } of node.members) if (name !== undefined) keys.add(name.getText());
        }
        ts.forEachChild(node, visit);
      };
      visit(tree);
    }
  }
  return keys;
}

/** The names of keys in a fix: in back quotes, before a colon and a value, in camelCase or with an underscore. */
export function keysIn(fix: string): string[] {
  const plain = fix.replace(/'[^']*'/g, `''`).replace(/https?:\S+/g, ' ');
  const words = [
    ...[...plain.matchAll(/`([a-zA-Z_]+)`/g)].map(([, word]) => word ?? ''),
    ...[...plain.matchAll(/\b([a-zA-Z]+): (?:''|[{[\d]|true|false)/g)].map(([, word]) => word ?? ''),
    ...[...plain.matchAll(/\b([a-z]+(?:[A-Z][a-z0-9]*)+)\b/g)].map(([, word]) => word ?? ''),
    ...[...plain.matchAll(/\b([a-z]+(?:_[a-z]+)+)\b/g)].map(([, word]) => word ?? ''),
  ];
  return [...new Set(words)];
}
