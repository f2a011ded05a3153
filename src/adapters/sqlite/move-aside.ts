// A database that cannot be trusted is kept for whoever has to find out why; another one takes its place.
import { existsSync, renameSync } from 'node:fs';

/** Nothing is deleted: the old file and its log move to `<file>.damaged-<time>`. Answers that name if there was one. */
export function moveAside(file: string, at: number): string | undefined {
  const stamp = new Date(at).toISOString().replaceAll(/[:.]/g, '-');
  let target = `${file}.damaged-${stamp}`;
  for (let count = 2; existsSync(target); count += 1) target = `${file}.damaged-${stamp}-${count}`;
  let moved: string | undefined;
  for (const ending of ['', '-wal', '-shm']) {
    if (!existsSync(`${file}${ending}`)) continue;
    renameSync(`${file}${ending}`, `${target}${ending}`);
    moved = target;
  }
  return moved;
}
