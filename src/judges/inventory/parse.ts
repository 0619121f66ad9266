import { isScalar, LineCounter, parseAllDocuments, visit } from 'yaml';
import type { Manifest } from '../../kernel/manifest';
import { shown } from '../../kernel/shown';

/** Thrown for text that YAML readers read in different ways. */
export class ManifestSyntaxError extends Error {
  public override readonly name = 'ManifestSyntaxError';

  constructor(
    /** Path as it was given. */
    public readonly file: string,
    /** `<line>: <what is wrong>`, in the order of the file. */
    public readonly problems: readonly string[],
  ) {
    super(problems.map((problem) => `${file}:${problem}`).join('\n'));
  }
}

/** Most aliases that are followed, so that a few lines cannot become gigabytes. */
const MAX_ALIASES = 100;

/**
 * Plain text that YAML 1.1 (kubectl, the API server) takes for a boolean, a number or a merge, and YAML 1.2 does not:
 * https://yaml.org/type/bool.html, https://yaml.org/type/int.html, https://yaml.org/type/merge.html
 */
const READ_TWO_WAYS =
  /^(y|yes|n|no|on|off|=|<<|[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+]?\d[\d_]*_[\d_]*(\.[\d_]*)?|[-+]?\d[\d_]*(:[0-5]?\d)+(\.\d*)?)$/i;

/**
 * Documents of a YAML text; empty documents are left out.
 *
 * Duplicate keys are refused, and so is a plain scalar that YAML 1.1 and 1.2 read differently: what is checked here must be what the cluster reads.
 *
 * @param file path, for messages only
 * @throws {ManifestSyntaxError} listing everything that is wrong
 */
export function parseManifests(text: string, file: string): Manifest[] {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  // an empty stream has no documents
  const documents = Array.isArray(parsed) ? parsed : [];
  const at = (offset: number): number => lines.linePos(offset).line;
  const problems: string[] = [];
  for (const document of documents) {
    for (const { pos, message } of [...document.errors, ...document.warnings]) problems.push(`${at(pos[0])}: ${message}`);
    visit(document, {
      Scalar: (_, node) => {
        if (node.type !== 'PLAIN' || node.source === undefined || !READ_TWO_WAYS.test(node.source)) return;
        problems.push(`${at(node.range?.[0] ?? 0)}: ${shown(node.source)} is read differently by YAML 1.1 and 1.2; quote it`);
      },
    });
  }
  if (problems.length > 0) throw new ManifestSyntaxError(file, problems);
  return documents.flatMap((document) => {
    const { contents } = document;
    if (contents === null || (isScalar(contents) && contents.value === null)) return [];
    return [{ file, line: at(contents.range[0]), document: document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown }];
  });
}
