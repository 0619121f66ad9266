import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FEATURES = join(__dirname, '..', '..', 'src', 'features');
const features = readdirSync(FEATURES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

test.each(features)('the README of %s has its name, and names no file that is not there', (feature) => {
  const readme = readFileSync(join(FEATURES, feature, 'README.md'), 'utf8');
  expect(readme.startsWith(`# ${feature}\n`)).toBe(true);
  const files = readdirSync(join(FEATURES, feature)).filter((file) => file.endsWith('.ts'));
  expect([...readme.matchAll(/^- `([^`]+)`: \S/gm)].map(([, file = '']) => file).filter((file) => !files.includes(file))).toEqual([]);
});

test.each(features)('what the README of %s names in test/conformance is there', (feature) => {
  const readme = readFileSync(join(FEATURES, feature, 'README.md'), 'utf8');
  const tests = readdirSync(join(__dirname, '..', 'conformance'), { recursive: true, encoding: 'utf8' });
  const named = [...readme.slice(readme.indexOf('**Tried with**')).matchAll(/`((?:admission|controllers|ecosystem|servers)\/[^`]*)`/g)];
  expect(named.length).toBeGreaterThan(0);
  for (const [, pattern = ''] of named) {
    const [start = '', ...open] = pattern.split('*');
    expect(tests.filter((file) => (open.length > 0 ? file.startsWith(start) : file === `${start}.test.ts`))).not.toEqual([]);
  }
});
