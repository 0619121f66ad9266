import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { type ObjectStore, startObjectStore } from './object-store';
import { terraform, type TerraformRun } from './terraform';

const ROOT = resolve(__dirname, '..', '..', '..');
const TIMEOUT_MS = 120_000;

/** The commands of the runbook, with the names of swarm/prod, without those of the shell. */
function commands(): string[][] {
  const [, block = ''] = /```bash\n([^`]*)```/.exec(readFileSync(join(ROOT, 'docs', 'terraform.md'), 'utf8')) ?? [];
  return block
    .replaceAll('<environment>', 'prod')
    .replaceAll('<region>', 'us-west-2')
    .split('\n')
    .filter((line) => line.startsWith('terraform '))
    .map((line) => line.split(' ').slice(1));
}

/** What swarm/prod says of Terraform itself, with one thing to keep in the state that needs no provider. */
function stack(): string {
  const text = readFileSync(join(ROOT, 'dist', 'swarm', 'prod', 'terraform', 'us-west-2', 'cdk.tf.json'), 'utf8');
  const { required_version, backend } = (JSON.parse(text) as { terraform: Record<string, unknown> }).terraform;
  return JSON.stringify({ terraform: { required_version, backend }, resource: { terraform_data: { kept: { input: 'node groups' } } } });
}

const OLD = 'prod/us-west-2/node-groups.tfstate';
const NEW = 'swarm/prod/us-west-2/node-groups.tfstate';
const BUCKET = 'swarm-terraform-state';

withComponents(['terraform', 'moto_server'], 'the state under the key that had no system', () => {
  const temporary = temporaryFolder('terraform-state-');
  let store: ObjectStore;

  beforeAll(async () => {
    store = await startObjectStore(temporary.path);
    await store.bucket(BUCKET);
  }, TIMEOUT_MS);

  afterAll(async () => {
    await store.stop();
    temporary.remove();
  });

  /** A clone, in which nothing of Terraform is yet. */
  const clone = (name: string): ((args: readonly string[]) => TerraformRun) => {
    const folder = join(temporary.path, name);
    mkdirSync(folder);
    writeFileSync(join(folder, 'cdk.tf.json'), stack());
    return (args) => terraform(folder, args, store.env);
  };

  test(
    'is moved by the commands of docs/terraform.md, and nothing is left to change',
    async () => {
      const [initOld, migrate, plan] = commands();
      if (initOld === undefined || migrate === undefined || plan === undefined) throw new Error('docs/terraform.md: no three commands');
      const before = clone('before');
      expect(before(initOld)).toMatchObject({ ok: true });
      expect(before(['apply', '-auto-approve', '-input=false'])).toMatchObject({ ok: true });
      expect(await store.keys(BUCKET)).toEqual([OLD]);

      const run = clone('moved');
      expect(run(initOld)).toMatchObject({ ok: true });
      expect(run(migrate)).toMatchObject({ ok: true });
      expect(run(plan).output).toContain('No changes. Your infrastructure matches the configuration.');
      expect(await store.keys(BUCKET)).toEqual([OLD, NEW]);

      const after = clone('after');
      expect(after(['init', '-input=false'])).toMatchObject({ ok: true });
      expect(after(plan).output).toContain('No changes.');
    },
    TIMEOUT_MS,
  );

  test(
    'fails to be found without them: all would be made a second time',
    async () => {
      await store.bucket('other');
      const run = clone('unmoved');
      const other = '-backend-config=bucket=other';
      expect(run(['init', '-input=false', other])).toMatchObject({ ok: true });
      expect(run(['plan', '-input=false']).output).toContain('Plan: 1 to add, 0 to change, 0 to destroy.');
    },
    TIMEOUT_MS,
  );
});
