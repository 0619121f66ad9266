import { parseArguments } from '../../src/cli/arguments';

test.each([
  [[], { check: false, outdir: 'dist' }],
  [['--check'], { check: true, outdir: 'dist' }],
  [['--outdir', 'out'], { check: false, outdir: 'out' }],
  [['--outdir=a/b', '--check'], { check: true, outdir: 'a/b' }],
])('%j is understood', (args, expected) => {
  expect(parseArguments(args)).toEqual(expected);
});

const USAGE = `Usage: synth [options]

Render every environment, all of them or none.

Options:
  --check            write nothing; exit 1 if the output folder differs from
                     what would be rendered
  --outdir <folder>  output folder (default: dist)
  -h, --help         display help for command`;

test('--help prints the usage and succeeds', () => {
  expect(parseArguments(['--help', '--check'])).toEqual({ exit: 0, text: USAGE });
});

test.each([
  [['--chek'], `unknown option '--chek'\n(Did you mean --check?)`],
  [['-x'], `unknown option '-x'`],
  [['prod'], `too many arguments. Expected 0 arguments but got 1.`],
  [['--check=no'], `unknown option '--check=no'\n(Did you mean --check?)`],
  [['--outdir'], `option '--outdir <folder>' argument missing`],
  [['--outdir='], `option '--outdir <folder>' argument '' is invalid. a folder is needed, got ''.`],
  [['--outdir', '--check'], `option '--outdir <folder>' argument '--check' is invalid. a folder is needed, got '--check'.`],
  [['--outdir', 'a', '--outdir', 'b'], `option '--outdir <folder>' argument 'b' is invalid. it is given twice.`],
])('fails on %j with exit code 2', (args, message) => {
  expect(parseArguments(args)).toEqual({ exit: 2, text: `error: ${message}\n\n${USAGE}` });
});
