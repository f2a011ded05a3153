// Opens the journal's folder: cuts off a line that a crash left unfinished, finds the end of the chain, and says what it found.
import { chmodSync, mkdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../domain/fault.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import { type ChainHead, isAuthentic, readLine } from './journal-chain.ts';
import { dayFiles, readDay } from './journal-days.ts';
import { diskFault, type JournalDisk, NODE_DISK } from './journal-disk.ts';
import { JournalFiles, type JournalFinding } from './journal-files.ts';
import { makeKey, readKey } from './journal-key.ts';

export interface OpenJournalOptions {
  /** `data/journal`. */
  readonly folder: string;
  /** Given by the caller, or kept in `.key` in the folder. */
  readonly key?: Uint8Array;
  readonly disk?: JournalDisk;
  /** A new key is drawn from this text instead of the machine's randomness: simulated runs that must repeat. */
  readonly seed?: string;
}

/** STORE_FULL or STORE_FAILED when the folder cannot be used; a torn or damaged end is a finding, never a failure. */
export function openJournal(options: OpenJournalOptions): Result<JournalFiles, Fault> {
  const { folder } = options;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    const findings: JournalFinding[] = [];
    const names = dayFiles(folder);
    const known = options.key ?? readKey(folder);
    if (known === undefined && names.length > 0) findings.push({ reason: 'key-replaced' });
    const key = known ?? makeKey(folder, options.seed);
    cutTornEnd(folder, names, findings);
    const head = findHead(folder, names, key, findings);
    const newestDay = names.at(-1)?.slice(0, 10);
    const disk = options.disk ?? NODE_DISK;
    return success(new JournalFiles({ folder, key, disk, head, newestDay, findings }));
  } catch (error) {
    return failure(diskFault(error));
  }
}

function cutTornEnd(folder: string, names: readonly string[], findings: JournalFinding[]): void {
  const newest = names.at(-1);
  if (newest === undefined) return;
  const { rest, size } = readDay(folder, newest);
  if (rest.length === 0) return;
  truncateSync(join(folder, newest), size - rest.length);
  findings.push({ reason: 'torn', file: newest, bytes: rest.length });
}

/** The last readable line of all files. One that is not authentic still carries the sequence on, and is told. */
function findHead(
  folder: string,
  names: readonly string[],
  key: Uint8Array,
  findings: JournalFinding[],
): ChainHead {
  for (const name of [...names].reverse()) {
    const { lines } = readDay(folder, name);
    for (const text of [...lines].reverse()) {
      const line = readLine(text);
      const authentic = line !== undefined && isAuthentic(key, line);
      if (!authentic && !findings.some((each) => each.reason !== 'torn')) {
        findings.push({ reason: 'last-line-not-authentic', file: name });
      }
      if (line !== undefined) return { sequence: line.sequence, mac: line.mac };
    }
  }
  return { sequence: 0, mac: '' };
}
