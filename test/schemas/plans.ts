import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { ROOT } from './specs';

const TABLE = 'src/features/table/table.ts';
/** The generated file. */
export const PLANS_FILE = 'src/features/table/plans.ts';

/**
 * What each service of the table comes to, as a published type with names: the type that is computed from the rows would show users all that
 * rows are made of.
 */
export function plansFile(): string {
  const program = ts.createProgram([join(ROOT, TABLE)], {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(join(ROOT, TABLE));
  const alias = source?.statements.find(
    (one): one is ts.TypeAliasDeclaration => ts.isTypeAliasDeclaration(one) && one.name.text === 'Plans',
  );
  if (source === undefined || alias === undefined) throw new Error(`${TABLE} has no type 'Plans'`);
  const imports: string[] = [];
  const members = checker
    .getTypeAtLocation(alias)
    .getProperties()
    .map((property) => {
      const type = checker.getTypeOfSymbol(property);
      const parts = type.isUnion() ? type.types : [type];
      const [plan, ...others] = parts.filter((part) => (part.flags & ts.TypeFlags.Undefined) === 0);
      const declared = plan?.symbol.declarations?.[0]?.getSourceFile().fileName;
      if (plan === undefined || declared === undefined || others.length > 0)
        throw new Error(`the plan of ${property.name} is no named type`);
      imports.push(
        `import type { ${plan.symbol.name} } from '${relative(join(ROOT, dirname(PLANS_FILE)), declared).replace(/\.ts$/, '')}';`,
      );
      const optional = parts.length > 1;
      const doc = optional ? `  /** \`undefined\` if it is not rendered here. */\n` : '';
      return `${doc}  readonly ${property.name}: ${plan.symbol.name}${optional ? ' | undefined' : ''};`;
    });
  const doc = '/** What each shared service came to, by its key below `services`. */';
  const header = '// Generated from the rows of table.ts by `npm run generate`; not edited.';
  return `${header}\n\n${imports.sort().join('\n')}\n\n${doc}\nexport interface ServicePlans {\n${members.join('\n')}\n}\n`;
}
