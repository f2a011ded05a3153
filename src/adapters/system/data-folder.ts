// The data folder: made for its owner alone, and asked at start whether anything of an earlier life lies in it.
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Fault } from '../../domain/fault.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import { fileFault } from './file-fault.ts';

/**
 * Files that say nothing about an earlier life: the ledger's own, what every start makes before it opens the ledger,
 * and what an operator may set up before the first start (keys, one-time codes).
 */
const SAYS_NOTHING = new Set([
  'ledger.db',
  'ledger.db-wal',
  'ledger.db-shm',
  'lock.db',
  'lock.db-journal',
  'lock.json',
  'reserve.bin',
  'KILL',
  'vault.json',
  'codes.json',
  '.gitkeep',
  '.gitignore',
  'lost+found',
]);
/** Folders of a desk's own; others (the demonstration's, another market's) say nothing about this one. */
const OF_A_DESK = new Set(['journal', 'reports']);
const TEMPORARY = /^\..*\.tmp$/;

export interface DataFolder {
  readonly path: string;
  /** What lies there besides the ledger and what a first start may find, as paths within the folder. */
  readonly otherFiles: readonly string[];
}

/** Makes the folder (0700), clears temporary files of interrupted writes, and lists it. Call it before anything writes there. */
export function openDataFolder(path: string): Result<DataFolder, Fault> {
  try {
    makeFolder(path);
    const entries = readdirSync(path, { withFileTypes: true });
    // Given by mistake, a folder in which somebody else keeps things stays as it is.
    const isOurs = entries.length === 0 || entries.some(({ name }) => name === 'lock.db');
    if (isOurs) chmodSync(path, 0o700);
    const otherFiles: string[] = [];
    for (const entry of entries) {
      if (isOurs && TEMPORARY.test(entry.name)) rmSync(join(path, entry.name), { force: true });
      else if (SAYS_NOTHING.has(entry.name)) continue;
      else if (entry.isDirectory()) {
        if (OF_A_DESK.has(entry.name)) otherFiles.push(...visibleIn(path, entry.name));
      } else otherFiles.push(entry.name);
    }
    return success({ path, otherFiles: otherFiles.sort() });
  } catch (error) {
    return failure(fileFault(error, path));
  }
}

/** With its parents; `recursive` of mkdirSync does not come back where a file system refuses names (such as /proc). */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  mkdirSync(path, { mode: 0o700 });
}

/** Hidden files (the journal's key) are made before the first line and say nothing. */
const visibleIn = (path: string, folder: string): readonly string[] =>
  readdirSync(join(path, folder))
    .filter((name) => !name.startsWith('.'))
    .map((name) => `${folder}/${name}`);
