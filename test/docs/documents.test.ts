import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documents } from '../../docs/generate.ts';

const root = resolve(import.meta.dirname, '../..');

describe('the documents', () => {
  it('show what the code says; `npm run docs` writes them anew', { timeout: 60_000 }, async () => {
    for (const [path, text] of await documents())
      expect(readFileSync(join(root, path), 'utf8'), path).toBe(text);
  });

  it('have a README of under 150 lines with the two commands', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    expect(readme.split('\n').length).toBeLessThan(150);
    expect(readme).toContain('npm ci && npm start');
    expect(readme).toContain('npm ci && npm test');
  });

  it('give a reason for every dependency', () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    );
    const text = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');
    const missing = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
      (name) => !text.includes(name),
    );
    expect(missing).toEqual([]);
  });

  it('and all other files name no folder of the machine they were written on, and no package registry', () => {
    const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0');
    const strange = /(?<![.\w])\/(work|root)\/|registry\.(npmjs|yarnpkg)|"resolved":/;
    const found = files
      .filter((path) => path !== '' && path !== 'test/docs/documents.test.ts' && existsSync(join(root, path)))
      .filter((path) => strange.test(readFileSync(join(root, path), 'utf8')));
    expect(found).toEqual([]);
  });
});
