import { ManifestSyntaxError, parseManifests } from '../../../src/judges/inventory/parse';

function problemsOf(text: string): readonly string[] {
  try {
    parseManifests(text, 'a.yaml');
    return [];
  } catch (error) {
    if (error instanceof ManifestSyntaxError) return error.problems;
    throw error;
  }
}

describe('parseManifests', () => {
  test('says every mistake on a line of its own', () => {
    expect(() => parseManifests('a: yes\nb: no\n', 'a.yaml')).toThrow(
      new Error(
        [1, 2].map((line) => `a.yaml:${line}: '${line === 1 ? 'yes' : 'no'}' is read differently by YAML 1.1 and 1.2; quote it`).join('\n'),
      ),
    );
  });

  test('gives every document with the line it begins on, and leaves empty ones out', () => {
    expect(parseManifests('---\na: 1\n---\n# nothing\n---\n\nb: [x]\n', 'f.yaml')).toEqual([
      { file: 'f.yaml', line: 2, document: { a: 1 } },
      { file: 'f.yaml', line: 7, document: { b: ['x'] } },
    ]);
    expect(parseManifests('', 'f.yaml')).toEqual([]);
  });

  test('fails for a key that is there twice, in any document', () => {
    expect(problemsOf('a: 1\n---\nb: 1\nb: 2\n')).toEqual(['4: Map keys must be unique']);
  });

  test.each(['on', 'No', 'y', '0o17', '017', '1_000', '10:30', '=', '<<', '0b1'])(
    'fails for the plain scalar %s, which is read in two ways',
    (scalar) => {
      expect(problemsOf(`a:\n  b: ${scalar}\n`)).toEqual([`2: '${scalar}' is read differently by YAML 1.1 and 1.2; quote it`]);
      expect(problemsOf(`a:\n  b: "${scalar}"\n`)).toEqual([]);
    },
  );

  test.each(['true', '0', '10', '0.5', '-1', 'none', '2030-01-01', 'a:b', 'http://a:80/', 'yesterday'])(
    'takes the plain scalar %s',
    (scalar) => {
      expect(problemsOf(`a: ${scalar}\n`)).toEqual([]);
    },
  );

  test('fails for aliases that multiply', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x, x]',
      ...['b', 'c', 'd'].map(
        (name, index) =>
          `${name}: &${name} [${Array(10)
            .fill(`*${'abc'[index] ?? ''}`)
            .join(', ')}]`,
      ),
    ].join('\n');
    expect(() => parseManifests(bomb, 'f.yaml')).toThrow('Excessive alias count');
  });
});
