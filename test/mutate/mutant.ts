import ts from 'typescript';

/** One small change of one file. */
export interface Mutant {
  /** Below the repository. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly kind: string;
  /** Name of the function or class around it, if there is one. */
  readonly within: string;
  /** Text before and after in one line; deleted is ''. */
  readonly original: string;
  readonly mutated: string;
  /** Where the text of the file is replaced, and by what. */
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** Text of the file with the change. */
export function mutatedText(text: string, { start, end, replacement }: Mutant): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

/** `file:line kind: before → after`. */
export function describeMutant({ file, line, kind, original, mutated }: Mutant): string {
  return `${file}:${line} ${kind}: ${shortened(original)} → ${mutated === '' ? '(deleted)' : shortened(mutated)}`;
}

function shortened(text: string): string {
  return text.length > 90 ? `${text.slice(0, 60)} … ${text.slice(-20)}` : text;
}

/** Collects the mutants of one file. */
export class Found {
  public readonly mutants: Mutant[] = [];

  public constructor(
    private readonly file: string,
    public readonly tree: ts.SourceFile,
  ) {}

  /** Replaces a node by text. */
  public replace(kind: string, node: ts.Node, replacement: string): void {
    this.add(kind, node, { start: node.getStart(this.tree), end: node.getEnd(), replacement }, replacement);
  }

  /** Deletes one item of a list, with a comma beside it. */
  public deleteItem(kind: string, list: ts.NodeArray<ts.Node>, node: ts.Node): void {
    const index = list.indexOf(node);
    const [before, after] = [list[index - 1], list[index + 1]];
    const start = after === undefined && before !== undefined ? before.getEnd() : node.getStart(this.tree);
    const end = after?.getStart(this.tree) ?? (before === undefined ? list.end : node.getEnd());
    this.add(kind, node, { start, end, replacement: '' }, '');
  }

  /** Deletes a statement; where one must stand, an empty one stays. */
  public deleteStatement(kind: string, node: ts.Statement): void {
    const replacement = isListOfStatements(node.parent) ? '' : ';';
    this.add(kind, node, { start: node.getStart(this.tree), end: node.getEnd(), replacement }, '');
  }

  /** Changes a part of a node; what is told is the whole node, which says more. */
  public part(kind: string, whole: ts.Node, start: number, end: number, replacement: string): void {
    const [from, text] = [whole.getStart(this.tree), whole.getText(this.tree)];
    const mutated = text.slice(0, start - from) + replacement + text.slice(end - from);
    this.add(kind, whole, { start, end, replacement }, mutated, start);
  }

  /** Puts text into a long node that is told by its name alone. */
  public insert(kind: string, name: string, node: ts.Node, at: number, replacement: string): void {
    this.add(kind, node, { start: at, end: at, replacement }, replacement, node.getStart(this.tree), name);
  }

  private add(
    kind: string,
    node: ts.Node,
    span: Span,
    mutated: string,
    at = node.getStart(this.tree),
    original = node.getText(this.tree),
  ): void {
    this.mutants.push({
      file: this.file,
      line: this.tree.getLineAndCharacterOfPosition(at).line + 1,
      kind,
      within: nameAround(node),
      original: oneLine(original),
      mutated: oneLine(mutated),
      ...span,
    });
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** Every node that does something when the code runs, parents first; types, imports and exports of others do not. */
export function eachNode(tree: ts.SourceFile, see: (node: ts.Node) => void): void {
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    see(node);
    ts.forEachChild(node, visit);
  };
  visit(tree);
}

/** The file as a tree. */
export function parsed(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
}

function isListOfStatements(node: ts.Node): boolean {
  return ts.isBlock(node) || ts.isSourceFile(node) || ts.isCaseOrDefaultClause(node) || ts.isModuleBlock(node);
}

function nameAround(node: ts.Node): string {
  for (let at: ts.Node | undefined = node.parent; at !== undefined; at = at.parent as ts.Node | undefined) {
    if ((ts.isFunctionLike(at) || ts.isClassLike(at) || ts.isVariableDeclaration(at)) && at.name !== undefined) return at.name.getText();
    if (ts.isConstructorDeclaration(at)) return 'constructor';
  }
  return '';
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
