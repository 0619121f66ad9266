import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const text = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

/** What is packed, besides what npm packs always. */
const packed = (JSON.parse(text('package.json')) as { files: string[] }).files;

const isPacked = (path: string): boolean =>
  ['README.md', 'LICENSE', 'package.json'].includes(path) ||
  packed.some((one) => path === one || path.startsWith(`${one}/`) || (one === 'docs/*.md' && /^docs\/[^/]+\.md$/.test(path)));

const links = [...text('README.md').matchAll(/\]\(([^)\s]+)\)/g)]
  .map(([, target = '']) => target)
  .filter((target) => !/^https?:|^#/.test(target));

test('README.md has links into the repository', () => {
  expect(links.length).toBeGreaterThan(5);
});

test.each([...new Set(links)])('the link of README.md to %s leads to something that the package has', (target) => {
  expect([existsSync(join(ROOT, target)), isPacked(target)]).toEqual([true, true]);
});
