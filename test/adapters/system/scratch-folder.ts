// A folder for one test on the machine's own disk, gone again when its suite is done.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function scratchFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `cutman-test-${name}-`));
  made.push(folder);
  return folder;
}
