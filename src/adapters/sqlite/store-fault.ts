// SQLite's errors in the words of the ports: full, failed, corrupt; and which of them end all writing until a restart.
import type { Fault } from '../../domain/fault.ts';

/** A stored row that cannot be trusted; caught at the edge of this folder and told as CORRUPT. */
export class CorruptRow extends Error {}

const PRIMARY = 0xff;
const CODE = { busy: 5, locked: 6, io: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 } as const;
const IO_FSYNC = 1034;
const IO_DIRECTORY_FSYNC = 1290;
const IO_SHARED_MEMORY_SIZE = 4874;

const extendedCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode
    : undefined;

/** After a failed fsync nobody knows what is on the disk: no second try, the process starts anew. */
export function isBrokenForGood(error: unknown): boolean {
  const code = extendedCode(error);
  if (code === undefined) return false;
  const primary = code & PRIMARY;
  const full = code === IO_SHARED_MEMORY_SIZE;
  return (primary === CODE.io && !full) || primary === CODE.corrupt || primary === CODE.notADatabase;
}

export const isFsyncFailure = (error: unknown): boolean => {
  const code = extendedCode(error);
  return code === IO_FSYNC || code === IO_DIRECTORY_FSYNC;
};

export const isNotADatabase = (error: unknown): boolean =>
  ((extendedCode(error) ?? 0) & PRIMARY) === CODE.notADatabase;

export const isCorrupt = (error: unknown): boolean => ((extendedCode(error) ?? 0) & PRIMARY) === CODE.corrupt;

/** Translates anything thrown while working on `what` (a file's name). */
export function storeFault(error: unknown, what: string): Fault {
  const message = `${what}: ${error instanceof Error ? error.message : String(error)}`;
  if (error instanceof CorruptRow) return { code: 'CORRUPT', message, retryable: false, outcome: 'none' };
  const code = extendedCode(error);
  const primary = code === undefined ? undefined : code & PRIMARY;
  if (primary === CODE.full || code === IO_SHARED_MEMORY_SIZE) {
    return { code: 'STORE_FULL', message, retryable: true, outcome: 'none' };
  }
  if (primary === CODE.corrupt || primary === CODE.notADatabase) {
    return { code: 'CORRUPT', message, retryable: false, outcome: 'none' };
  }
  const retryable = primary === CODE.busy || primary === CODE.locked || primary === CODE.cannotOpen;
  const outcome = isFsyncFailure(error) ? 'unknown' : 'none';
  return { code: 'STORE_FAILED', message, retryable, outcome };
}

export const conflict = (message: string): Fault => ({
  code: 'CONFLICT',
  message,
  retryable: false,
  outcome: 'none',
});
