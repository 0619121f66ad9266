import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import * as jsYaml from 'js-yaml';
import { parse } from 'yaml';
import { toYaml } from '../../src/render/yaml';
import { everywhere, NASTY, NASTY_KEYS, tree } from './nasty';

const READERS: Readonly<Record<string, (yaml: string) => unknown>> = {
  'yaml 1.2': (yaml) => parse(yaml, { version: '1.2' }) as unknown,
  'yaml 1.1': (yaml) => parse(yaml, { version: '1.1' }) as unknown,
  'js-yaml': (yaml) => jsYaml.load(yaml),
};

const python = spawnSync('python3', ['-c', 'import yaml'], { encoding: 'utf8' });
const describeWithPyYaml = python.status === 0 ? describe : describe.skip;

/** Reads many documents with PyYAML at once; the answer is JSON in ASCII. */
function readWithPyYaml(documents: readonly string[]): unknown {
  const program = 'import json,sys,yaml; print(json.dumps([yaml.safe_load(d) for d in json.load(sys.stdin)]))';
  const { stdout, stderr } = spawnSync('python3', ['-c', program], {
    input: JSON.stringify(documents),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
  });
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout);
}

describe('every parser reads what was meant', () => {
  describe.each(Object.entries(READERS))('%s', (_name, read) => {
    test.each(NASTY)('%j as value', (value) => {
      expect(read(toYaml(everywhere(value)))).toEqual(everywhere(value));
      expect(read(toYaml(value))).toBe(value);
    });

    test('nasty texts as keys', () => {
      const map = Object.fromEntries(NASTY_KEYS.map((name, index) => [name, index]));
      expect(read(toYaml({ map, list: [map] }))).toEqual({ map, list: [map] });
    });

    test('any tree', () => {
      fc.assert(
        fc.property(tree, (value) => {
          expect(read(toYaml(value))).toEqual(value);
        }),
        { numRuns: 2000 },
      );
    });
  });

  describeWithPyYaml('PyYAML', () => {
    test('nasty texts and any tree', () => {
      const values = [
        ...NASTY.map(everywhere),
        ...NASTY_KEYS.map((name) => ({ a: { [name]: [{ [name]: name }] } })),
        ...fc.sample(tree, 3000),
      ];
      expect(readWithPyYaml(values.map(toYaml))).toEqual(values);
    });
  });
});
