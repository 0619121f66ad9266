import { parseArguments, USAGE } from '../../src/cli/arguments';

test.each([
  [[], { check: false, outdir: 'dist' }],
  [['--check'], { check: true, outdir: 'dist' }],
  [['--outdir', 'out'], { check: false, outdir: 'out' }],
  [['--outdir=a/b', '--check'], { check: true, outdir: 'a/b' }],
])('%j is understood', (args, expected) => {
  expect(parseArguments(args)).toEqual(expected);
});

test('--help prints the usage and succeeds', () => {
  expect(parseArguments(['--help', '--check'])).toEqual({ exit: 0, text: USAGE });
});

test.each([
  [['--chek'], `unknown option '--chek': did you mean 'check'?`],
  [['-x'], `unknown option '-x': known: check, help, outdir`],
  [['prod'], `unexpected argument 'prod': synth renders every environment`],
  [['--check=no'], `--check takes no value, got 'no'`],
  [['--outdir'], '--outdir needs a folder'],
  [['--outdir='], '--outdir needs a folder'],
  [['--outdir', '--check'], '--outdir needs a folder'],
  [['--outdir', 'a', '--outdir', 'b'], '--outdir is given twice'],
])('fails on %j with exit code 2', (args, message) => {
  expect(parseArguments(args)).toEqual({ exit: 2, text: `${message}\n\n${USAGE}` });
});

test('fails with every mistake at once', () => {
  expect(parseArguments(['--chek', 'prod'])).toEqual({
    exit: 2,
    text: `unknown option '--chek': did you mean 'check'?\nunexpected argument 'prod': synth renders every environment\n\n${USAGE}`,
  });
});
