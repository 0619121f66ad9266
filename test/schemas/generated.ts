import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, type Options } from 'prettier';
import { editorSchemas } from './editor';
import { PLANS_FILE, plansFile } from './plans';
import { PROPS_FILE, propsFile } from './props';
import { ROOT, specFiles } from './specs';

/** Everything that is generated from the schemas, by file, as it is committed: published types and schemas for editors. */
export async function generatedFiles(): Promise<Map<string, string>> {
  const style = JSON.parse(readFileSync(join(ROOT, '.prettierrc.json'), 'utf8')) as Options;
  const types = [...specFiles(), [PLANS_FILE, plansFile()] as const, [PROPS_FILE, propsFile()] as const].map(
    async ([file, text]): Promise<[string, string]> => [file, await format(text, { ...style, parser: 'typescript' })],
  );
  const schemas = [...editorSchemas()].map(async ([file, text]): Promise<[string, string]> => [
    file,
    await format(text, { ...style, parser: 'json' }),
  ]);
  return new Map([...(await Promise.all(types)), ...(await Promise.all(schemas))]);
}
