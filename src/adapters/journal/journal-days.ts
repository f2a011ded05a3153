// The journal's folder: one file a UTC day, named by it, in the order of their names the order of the chain.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const DAY_FILE = /^\d{4}-\d{2}-\d{2}\.jsonl$/;

/** `2026-11-21` for a time in milliseconds since the epoch. */
export const utcDay = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Names of the day files, oldest first. */
export function dayFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => DAY_FILE.test(name))
    .sort();
}

/** The complete lines of a day file, without line ends, and the bytes behind the last of them. */
export function readDay(
  folder: string,
  name: string,
): { lines: readonly string[]; rest: Buffer; size: number } {
  const bytes = readFileSync(join(folder, name));
  const end = bytes.lastIndexOf(0x0a) + 1;
  const text = bytes.toString('utf8', 0, end);
  const lines = text === '' ? [] : text.slice(0, -1).split('\n');
  return { lines, rest: bytes.subarray(end), size: bytes.length };
}
