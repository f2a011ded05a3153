// The benchmarks are run by hand; this holds them to running at all, on books too small to say anything.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const bench = (...args: string[]) =>
  spawnSync(process.execPath, ['bench/run.ts', ...args], { cwd: root, encoding: 'utf8', timeout: 15_000 });

test('a quick run of named benchmarks ends well and shows a table of each', () => {
  const { status, stdout, stderr } = bench('--quick', 'assessment');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^10 positions .* ms/m);
  expect(stdout).not.toContain('NaN');
});

test('an unknown name is answered with the names that there are, which are those of the document', () => {
  const { status, stderr } = bench('latencies');
  expect(status).toBe(2);
  const names = /There are: (.*)\./.exec(stderr)?.[1]?.split(', ') ?? [];
  const document = readFileSync(resolve(root, 'docs/performance.md'), 'utf8');
  const marked = [...document.matchAll(/<!-- bench (\S+): start -->/g)].map(([, name]) => name!);
  expect(marked.toSorted()).toEqual(names.toSorted());
});
