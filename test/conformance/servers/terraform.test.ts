import { locate } from '../harness/components';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { committedStacks, otherStacks } from './rendered-stacks';
import { initAndValidate, whyNoProvider } from './terraform';

const TIMEOUT_MS = 120_000;

const folder = temporaryFolder('terraform-');
const noProvider = locate('terraform') === undefined ? undefined : whyNoProvider(folder.path);

afterAll(() => {
  folder.remove();
});

withComponents(['terraform'], 'terraform init and validate', describeStacks, noProvider);

function describeStacks(): void {
  const [first] = committedStacks();

  test.each([...committedStacks(), ...otherStacks()])(
    'accepts $name',
    ({ name, text }) => {
      expect(initAndValidate(folder.path, name, text)).toEqual({ ok: true, output: 'Success! The configuration is valid.' });
    },
    TIMEOUT_MS,
  );

  test.each([
    ['an argument that the resource does not have', '"ami_type"', '"ami_typ"', 'Extraneous JSON object property'],
    [
      'a value that AWS does not have',
      '"capacity_type": "ON_DEMAND"',
      '"capacity_type": "ON_DEMANDS"',
      'expected capacity_type to be one of',
    ],
    ['a reference to nothing', '${var.cluster_name}', '${var.cluster_nam}', 'Reference to undeclared input variable'],
  ])(
    'fails with %s',
    (name, written, broken, message) => {
      expect(first?.text).toContain(written);
      const run = initAndValidate(folder.path, `broken-${name.replaceAll(' ', '-')}`, first?.text.replace(written, broken) ?? '');
      expect(run.output).toContain(message);
      expect(run.ok).toBe(false);
    },
    TIMEOUT_MS,
  );
}
