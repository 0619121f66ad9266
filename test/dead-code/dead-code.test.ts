import { Declarations } from './declarations';

const PRODUCTION = ['src', 'constructs', 'tenants', 'environments'];

/** What is published: exported to everybody. */
const FRONT_DOORS = ['constructs/index.ts', 'environments/index.ts', 'environments/terraform.ts'];

const declarations = new Declarations([...PRODUCTION, 'test']);
/** What a person runs. */
const COMMANDS = declarations.files(PRODUCTION).filter((file) => /^(environments|src\/cli)\/main\.ts$/.test(file));
const ours = declarations.all(PRODUCTION).filter(({ file }) => file !== 'constructs/kinds/planned.ts');
const exported = ours.filter((one) => one.exported && !FRONT_DOORS.includes(one.file));
/** What people write is described for `npm run generate`, which makes types and editor schemas of it. */
const isDescription = ({ file }: (typeof ours)[number]): boolean => /\/schema\.ts$/.test(file);
const titles = (found: typeof ours): string[] => found.map(({ file, name }) => `${file}: ${name}`).sort();

test('there are declarations to judge, and commands to run', () => {
  expect(ours.length).toBeGreaterThan(1000);
  expect([...COMMANDS].sort()).toEqual(['environments/main.ts', 'src/cli/main.ts']);
  expect(titles([...declarations.reached(COMMANDS)])).toContain('environments/swarm/swarm.ts: swarm');
});

test('every declaration is reached from a front door or a command', () => {
  const reached = declarations.reached([...FRONT_DOORS, ...COMMANDS]);
  expect(titles(ours.filter((one) => !reached.has(one)))).toEqual([]);
});

test('what is exported is used: by somebody else, or in its own file', () => {
  expect(titles(exported.filter((one) => declarations.usersOf(one).length === 0 && !declarations.isUsedAtHome(one)))).toEqual([]);
});

test('what its own file alone uses is not exported, but for types that an exported signature shows', () => {
  expect(
    titles(exported.filter((one) => !isDescription(one) && declarations.usersOf(one).length === 0 && !declarations.isShown(one))),
  ).toEqual([]);
});
