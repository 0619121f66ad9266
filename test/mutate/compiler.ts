import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** 'is declared but never used' and its kin. A name without a use makes no mutant impossible: who forgets an assignment forgets its import, too. */
const UNUSED: ReadonlySet<number> = new Set([6133, 6138, 6192, 6196, 6198, 6199]);

/** Tells whether the code of a repository still compiles with one file changed. */
export class Compiler {
  private readonly service: ts.LanguageService;
  private readonly root: string;
  private readonly files: readonly string[];
  private readonly declarations = new Map<string, string>();
  private changed: { readonly path: string; readonly text: string; readonly version: number } | undefined;
  private version = 0;

  public constructor(root: string) {
    this.root = root;
    const config = join(root, 'tsconfig.json');
    const { config: json } = ts.readConfigFile(config, (path) => ts.sys.readFile(path)) as { config: unknown };
    const { options, fileNames } = ts.parseJsonConfigFileContent(json, ts.sys, root);
    this.files = fileNames.filter((path) => !path.startsWith(join(root, 'test/')));
    this.service = ts.createLanguageService({
      getCompilationSettings: () => ({ ...options, noEmit: false }),
      getScriptFileNames: () => [...this.files],
      getScriptVersion: (path) => (path === this.changed?.path ? String(this.changed.version) : '0'),
      getScriptSnapshot: (path) => {
        if (path === this.changed?.path) return ts.ScriptSnapshot.fromString(this.changed.text);
        return existsSync(path) ? ts.ScriptSnapshot.fromString(readFileSync(path, 'utf8')) : undefined;
      },
      getCurrentDirectory: () => root,
      getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
      fileExists: (path) => ts.sys.fileExists(path),
      readFile: (path) => ts.sys.readFile(path),
      readDirectory: (...args) => ts.sys.readDirectory(...args),
      directoryExists: (path) => ts.sys.directoryExists(path),
      getDirectories: (path) => ts.sys.getDirectories(path),
      realpath: (path) => ts.sys.realpath?.(path) ?? path,
    });
  }

  /** Whether it compiles when a file has this text; what others see of the file is looked at only where it changed. */
  public compiles(file: string, text: string): boolean {
    const path = join(this.root, file);
    const before = this.declarationOf(path);
    this.changed = { path, text, version: ++this.version };
    try {
      if (this.service.getSyntacticDiagnostics(path).length > 0 || !this.holds(path)) return false;
      return this.emitted(path) === before || this.files.every((other) => this.holds(other));
    } finally {
      this.changed = undefined;
    }
  }

  private holds(path: string): boolean {
    return this.service.getSemanticDiagnostics(path).every(({ code }) => UNUSED.has(code));
  }

  private declarationOf(path: string): string {
    const known = this.declarations.get(path) ?? this.emitted(path);
    this.declarations.set(path, known);
    return known;
  }

  private emitted(path: string): string {
    return this.service
      .getEmitOutput(path, true, true)
      .outputFiles.map(({ text }) => text)
      .join('');
  }
}
