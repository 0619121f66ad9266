import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { motoTypes, tableOf } from './moto';

const found = motoTypes();
if (found === undefined) throw new Error('moto is not installed: pip install moto');

/** The file as it is committed. */
const text = `// Made by \`npm run instance-types\`; not edited.

/**
 * Instance types on Nitro and bare metal, a family a line: its name, accelerator and architecture, then each size with its vCPUs, GiB of
 * memory, pods and GPUs. Of moto ${found.version}.
 *
 * @see https://github.com/getmoto/moto/blob/${found.version}/moto/ec2/resources/instance_types.json.gz
 */
export const INSTANCE_TABLE: string = \`
${tableOf(found.types).join('\n')}
\`;
`;
writeFileSync(join(__dirname, '..', '..', 'src', 'features', 'nodes', 'instance-table.ts'), text);
